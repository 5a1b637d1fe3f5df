import fc from 'fast-check'
import type { ConflictClass } from '../mapping/mapped-item'
import type { BatchItem } from './batch-item'
import { ConflictQueue } from './conflict-queue'
import { createItem, createEntityKey } from './testing/row-factories'

/** True where the later one must wait for the earlier one. */
const conflict = (earlier: ConflictClass, later: ConflictClass) =>
  earlier === 'exclusive' ||
  later === 'exclusive' ||
  (earlier === 'upsert' && later !== 'append') ||
  (later === 'upsert' && !earlier.endsWith('append'))

describe('ConflictQueue', () => {
  it('lets attributes of one person wait for each other, but not events', () => {
    const conflicts = new ConflictQueue()
    const set = createItem(['p'], 'upsert')
    const next = createItem(['p'], 'upsert')
    const event = createItem(['p'], 'append')
    expect([set, next, event].map((item) => conflicts.admit(item))).toEqual([true, false, true])
    expect(conflicts.blockedItems).toBe(1)
    expect(conflicts.settle(set)).toEqual([next])
    expect(conflicts.blockedItems).toBe(0)
  })

  it('lets an ordered event wait for the updates before it, which later updates do not wait for', () => {
    const conflicts = new ConflictQueue()
    const [set, next] = [createItem(['p'], 'upsert'), createItem(['p'], 'upsert')]
    const [first, event] = [createItem(['p'], 'ordered_append'), createItem(['p'], 'ordered_append')]
    expect([first, set, event].map((item) => conflicts.admit(item))).toEqual([true, true, false])
    expect(conflicts.mergeTarget(next)).toBe(set)
    expect(conflicts.settle(set)).toEqual([event])
    expect(conflicts.admit(next)).toBe(true)
  })

  it('lets no item pass an exclusive one, in either direction', () => {
    const conflicts = new ConflictQueue()
    const before = createItem(['p'], 'append')
    const merge = createItem(['p', 'q'], 'exclusive')
    const afterP = createItem(['p'], 'append')
    const afterQ = createItem(['q'], 'upsert')
    expect([before, merge, afterP, afterQ].map((item) => conflicts.admit(item))).toEqual([true, false, false, false])
    expect(conflicts.settle(before)).toEqual([merge])
    expect(conflicts.settle(merge)).toEqual([afterP, afterQ])
  })

  it('merges nothing into an item of several entities, which would be forgotten', () => {
    const conflicts = new ConflictQueue()
    const moved = createItem(['p', 'q'], 'upsert', 1)
    conflicts.admit(moved)
    const [next, other] = [createItem(['p'], 'upsert', 2), createItem(['q'], 'upsert', 3)]
    expect([next, other].map((item) => conflicts.mergeTarget(item))).toEqual([undefined, undefined])
    expect([next, other].map((item) => conflicts.admit(item))).toEqual([false, false])
    expect(conflicts.settle(moved)).toEqual([next, other])
  })

  it('lets many relationships of one object go together, but only one of a pair', () => {
    const conflicts = new ConflictQueue()
    const tie = (person: string) =>
      createItem([person, 'o', `${person}-o`], 'link', {}, { exclusive: createEntityKey(`${person}-o`) })
    const object = createItem(['o'], 'upsert')
    const [a, b, again] = [tie('a'), tie('b'), tie('a')]
    expect([object, a, b, again].map((item) => conflicts.admit(item))).toEqual([true, false, false, false])
    expect(conflicts.settle(object)).toEqual([a, b])
    expect(conflicts.settle(b)).toEqual([])
    expect(conflicts.settle(a)).toEqual([again])
  })

  it('offers the last waiting upsert for merging, until it is in flight or an exclusive item follows', () => {
    const conflicts = new ConflictQueue()
    const first = createItem(['p'], 'upsert', 1)
    conflicts.admit(first)
    first.placeInBody(7)
    expect(conflicts.mergeTarget(createItem(['p'], 'upsert', 2))).toBe(first)
    expect(conflicts.mergeTarget(createItem(['p'], 'append'))).toBeUndefined()
    first.markInFlight()
    expect(conflicts.mergeTarget(createItem(['p'], 'upsert', 2))).toBeUndefined()

    const blocked = createItem(['p'], 'upsert', 2)
    expect(conflicts.admit(blocked)).toBe(false)
    expect(conflicts.mergeTarget(createItem(['p'], 'upsert', 3))).toBe(blocked)
    const merged = createItem(['p'], 'upsert', 23)
    conflicts.replace(blocked, merged)
    conflicts.admit(createItem(['p'], 'exclusive'))
    expect(conflicts.mergeTarget(createItem(['p'], 'upsert', 4))).toBeUndefined()
    expect(conflicts.settle(first)).toEqual([merged])
  })

  it('offers an upsert for merging that was the only item of its entity when an event followed', () => {
    const conflicts = new ConflictQueue()
    const first = createItem(['p'], 'upsert', 1)
    expect([first, createItem(['p'], 'append')].map((item) => conflicts.admit(item))).toEqual([true, true])
    expect(conflicts.mergeTarget(createItem(['p'], 'upsert', 2))).toBe(first)
  })

  it('keeps conflicting items apart and in order, and forgets none, in any interleaving', () => {
    const step = fc.record({
      conflictClass: fc.constantFrom<ConflictClass>(
        'upsert',
        'upsert',
        'append',
        'ordered_append',
        'link',
        'exclusive',
      ),
      entities: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1, maxLength: 2 }),
      settle: fc.option(fc.nat(), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const conflicts = new ConflictQueue()
        const all: BatchItem[] = []
        const active: BatchItem[] = []
        const left: BatchItem[] = []
        const start = (items: readonly BatchItem[]) => {
          for (const item of items) {
            for (const other of active) {
              const shared = other.entities.some((key) => item.entities.includes(key))
              expect(shared && conflict(other.conflictClass, item.conflictClass)).toBe(false)
            }
            active.push(item)
            left.push(item)
          }
        }
        const settle = (pick: number) => {
          const [item] = active.splice(pick % active.length, 1) as [BatchItem]
          start(conflicts.settle(item))
        }
        for (const { conflictClass, entities, settle: pick } of steps) {
          const item = createItem(entities, conflictClass)
          all.push(item)
          if (conflicts.admit(item)) start([item])
          if (pick !== undefined && active.length > 0) settle(pick)
        }
        while (active.length > 0) settle(active.length - 1)
        expect(conflicts.blockedItems).toBe(0)
        expect(left).toHaveLength(all.length)
        // Conflicting items of one entity left in the order in which they came.
        const position = new Map(left.map((item, index) => [item, index]))
        all.forEach((older, index) => {
          for (const newer of all.slice(index + 1)) {
            const shared = older.entities.some((key) => newer.entities.includes(key))
            if (shared && conflict(older.conflictClass, newer.conflictClass)) {
              expect(position.get(older)!).toBeLessThan(position.get(newer)!)
            }
          }
        })
      }),
      { numRuns: 200 },
    )
  })
})
