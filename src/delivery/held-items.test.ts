import fc from 'fast-check'
import { LosslessNumber } from '../lib/json'
import type { ConflictClass } from '../mapping/mapped-item'
import type { BatchItem } from './batch-item'
import { ConflictQueue } from './conflict-queue'
import { HeldItems } from './held-items'
import { createItem, createRow, createRowRef, createState, createStream } from './testing/row-factories'
import { createMemoryFile } from './testing/simulation'

const stream = createStream('people')
const classes = fc.constantFrom<ConflictClass>('upsert', 'append', 'link', 'exclusive')
const items = fc.array(
  fc.record({ conflictClass: classes, people: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }) }),
  {
    maxLength: 40,
  },
)

const describeItem = ({ endpoint, conflictClass, entities, exclusive, row, bytes, json }: BatchItem) => ({
  endpoint,
  conflictClass,
  entities,
  exclusive,
  row: { ...row },
  bytes,
  json,
})

const held = (maxMemoryBytes: number) => new HeldItems({ openFile: () => createMemoryFile(), maxMemoryBytes })

describe('HeldItems', () => {
  it('hands items out in their order and with everything they had, from memory and from the file', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(0, 1_000, 5_000, 1e9), fc.boolean(), (made, bytes, keepsRows) => {
        const holder = held(bytes)
        const all = made.map(({ conflictClass, people }, index) => {
          const data = { n: new LosslessNumber('12345678901234567890'), text: 'line\nbreak €' }
          const row = keepsRows ? { ...createRow(stream, data), nulled: ['x'] } : undefined
          const ref = {
            ...createRowRef(stream, index + 1),
            checkpointWindow: 3,
            key: index % 2 === 0 ? 'k' : undefined,
            row,
          }
          return createItem(people.map(String), conflictClass, { id: index, text: '€\u2028' }, { rows: [ref] })
        })
        const shown = all.map(describeItem)
        for (const item of all) holder.add(item)
        expect(holder.size).toBe(all.length)
        const out = [...holder.release()].flat()
        expect(holder.size).toBe(0)
        expect(out.map(describeItem)).toEqual(shown)
      }),
    )
  })

  it('lets an item pass exactly where the conflict queue would not let it wait for a held one', () => {
    fc.assert(
      fc.property(
        items,
        fc.record({ conflictClass: classes, people: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }) }),
        (made, next) => {
          const holder = held(1e9)
          const queue = new ConflictQueue()
          for (const { conflictClass, people } of made) {
            holder.add(createItem(people.map(String), conflictClass))
            queue.admit(createItem(people.map(String), conflictClass))
          }
          const item = createItem(next.people.map(String), next.conflictClass)
          expect(holder.mustFollow(item)).toBe(!queue.admit(item))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps the text of a large state in the file once memory is full', () => {
    const holder = held(1_000)
    const small = createState([stream], 'small')
    expect(holder.keepState(small)).toBe(small)
    const large = createState([stream], 'x'.repeat(5_000))
    const kept = holder.keepState(large)
    expect(kept).not.toBe(large)
    expect(Object.values(kept)).not.toContain(large.text)
    expect([kept.kind, kept.streams, kept.text]).toEqual([large.kind, large.streams, large.text])
  })

  it('forgets everything and removes its file when it is closed', () => {
    let removed = 0
    const holder = new HeldItems({
      openFile: () => createMemoryFile(() => removed++),
      maxMemoryBytes: 0,
    })
    holder.add(createItem(['p'], 'exclusive', { text: 'x'.repeat(300_000) }))
    holder.close()
    expect([holder.size, removed]).toEqual([0, 1])
    expect(holder.mustFollow(createItem(['p'], 'upsert'))).toBe(false)
    expect([...holder.release()]).toEqual([])
  })
})
