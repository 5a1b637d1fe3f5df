import fc from 'fast-check'
import type { Endpoint } from '../mapping/entry'
import { closeBatch, halve } from './body'
import { Packer, type Batch } from './packer'
import { ENDPOINT, madeEntry } from './testing/made-rows'

const SMALL: Endpoint = { path: '/ids', open: '{"ids":[', close: ']}', maxBytes: 500, maxItems: 3 }

describe('Packer', () => {
  it('puts every entry in exactly one body, in order, and every body within its limits', () => {
    const item = fc.record({ text: fc.string({ unit: 'binary', maxLength: 300 }), small: fc.boolean() })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 80 }), (items) => {
        const packer = new Packer()
        const entries = items.map(({ text, small }, index) =>
          madeEntry([String(index)], 'append', small ? index : { text }, [], small ? SMALL : ENDPOINT),
        )
        const batches: Batch[] = []
        for (const entry of entries) {
          const closed = packer.add(entry, 0)
          if (closed !== undefined) batches.push(closed)
        }
        batches.push(...packer.flush())
        expect(packer.isEmpty).toBe(true)
        for (const endpoint of [SMALL, ENDPOINT]) {
          const sent = batches.filter((batch) => batch.endpoint === endpoint)
          expect(sent.flatMap((batch) => batch.entries)).toEqual(entries.filter((one) => one.endpoint === endpoint))
          for (const batch of sent) {
            const { body } = closeBatch(batch)
            expect(body.length).toBeLessThan(endpoint.maxBytes)
            expect(batch.entries.length).toBeLessThanOrEqual(endpoint.maxItems)
            const parsed = JSON.parse(body.toString()) as Record<string, unknown[]>
            expect(Object.values(parsed)[0]).toEqual(batch.entries.map(({ json }) => JSON.parse(json) as unknown))
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('fills a body to the last byte below the limit', () => {
    const endpoint = { ...ENDPOINT, maxBytes: 33 }
    const packer = new Packer()
    // 10 bytes of wrapper before, 2 after, two items of 9 and one comma: 31.
    const nine = () => madeEntry(['x'], 'append', 'seven77', [], endpoint)
    expect(packer.add(nine(), 0)).toBeUndefined()
    expect(packer.add(nine(), 0)).toBeUndefined()
    expect(packer.add(madeEntry(['x'], 'append', 1, [], endpoint), 0)?.entries).toHaveLength(2)
  })

  it('replaces a waiting entry only where the body stays within its limit', () => {
    const packer = new Packer()
    packer.add(madeEntry(['x'], 'set', 'short'), 0)
    packer.add(madeEntry(['y'], 'set', 'z'.repeat(1000)), 0)
    expect(packer.replace(0, madeEntry(['x'], 'set', 'w'.repeat(2000)))).toBe(false)
    const longer = madeEntry(['x'], 'set', 'w'.repeat(500))
    expect(packer.replace(0, longer)).toBe(true)
    expect(packer.flush()[0]?.entries[0]).toBe(longer)
  })

  it('closes only bodies that are old enough, and says how old the oldest is', () => {
    const packer = new Packer()
    expect(packer.oldestMs).toBeUndefined()
    packer.add(madeEntry(['x'], 'append', 1, [], SMALL), 100)
    packer.add(madeEntry(['x'], 'append', 1), 50)
    expect(packer.oldestMs).toBe(50)
    expect(packer.flush(60).map(({ endpoint }) => endpoint)).toEqual([ENDPOINT])
    expect(packer.oldestMs).toBe(100)
  })

  it('refuses an entry that no body can hold', () => {
    expect(() => new Packer().add(madeEntry(['x'], 'set', 'w'.repeat(2000)), 0)).toThrow('larger than a request')
  })

  it('halves a batch without losing an entry', () => {
    const entries = [1, 2, 3].map((n) => madeEntry([String(n)], 'set', n))
    const halves = halve(closeBatch({ endpoint: ENDPOINT, entries }))
    expect(halves.map((half) => half.entries.length)).toEqual([2, 1])
    for (const half of halves) expect(half.body).toEqual(closeBatch(half).body)
  })
})
