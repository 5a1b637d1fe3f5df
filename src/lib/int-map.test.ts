import fc from 'fast-check'
import { IntMap } from './int-map'

describe('IntMap', () => {
  it('behaves as a map for any sequence of additions and deletions', () => {
    // Few keys with few home slots, some near the end of the table, so that searches collide and wrap around.
    const key = fc.oneof(
      fc.tuple(fc.constantFrom(0, 1, 2, 1021, 1022, 1023), fc.nat(4)).map(([slot, turn]) => (turn * 1024 + slot) | 0),
      fc.integer(),
    )
    const step = fc.record({ key, isDelete: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const map = new IntMap<{ step: number }>()
        const reference = new Map<number, { step: number }>()
        steps.forEach(({ key: at, isDelete }, index) => {
          if (isDelete) {
            map.delete(at)
            reference.delete(at)
          } else {
            map.set(at, { step: index })
            reference.set(at, { step: index })
          }
          expect(map.get(at)).toEqual(reference.get(at))
          expect(map.size).toBe(reference.size)
        })
        for (const { key: at } of steps) expect(map.get(at)).toEqual(reference.get(at))
      }),
      { numRuns: 100 },
    )
  })

  it('finds keys that share a home slot with deleted keys, in any order', () => {
    const keys = [0, 1024, 1, 2048, 1023, 2047, -1024]
    for (const gone of keys) {
      for (let first = 0; first < keys.length; first++) {
        const map = new IntMap<{ key: number }>()
        for (const key of [...keys.slice(first), ...keys.slice(0, first)]) map.set(key, { key })
        map.delete(gone)
        expect(keys.map((key) => map.get(key)?.key)).toEqual(keys.map((key) => (key === gone ? undefined : key)))
        expect(map.size).toBe(keys.length - 1)
      }
    }
  })

  it('keeps its keys as it grows', () => {
    const map = new IntMap<{ n: number }>()
    const key = (n: number) => Math.imul(n, 0x9e3779b1)
    for (let n = 0; n < 20_000; n++) map.set(key(n), { n })
    for (let n = 0; n < 20_000; n += 2) map.delete(key(n))
    for (let n = 0; n < 20_000; n++) expect(map.get(key(n))?.n).toBe(n % 2 === 0 ? undefined : n)
    expect(map.size).toBe(10_000)
  })
})
