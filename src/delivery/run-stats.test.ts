import fc from 'fast-check'
import type { Outcome } from '../core/outcome'
import { RunStats } from './run-stats'
import { createRowRef, createStream } from './testing/row-factories'

const OUTCOMES: readonly Outcome[] = [
  { kind: 'delivered' },
  { kind: 'skipped', why: 'unchanged' as never },
  { kind: 'rejected', rejection: { code: 'invalid_value', field: 'plan' } },
  { kind: 'rejected', rejection: { code: 'refused_by_customer_io' } },
]

describe('RunStats', () => {
  it('counts each outcome once, per stream and in total', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ stream: fc.nat(2), outcome: fc.nat(3) }), { maxLength: 50 }), (rows) => {
        const streams = ['a', 'b', 'c'].map(createStream)
        // A stream that was not announced is counted as well.
        const stats = new RunStats(streams.slice(0, 2))
        for (const { stream, outcome } of rows) {
          const one = streams[stream]!
          stats.of(one).read++
          stats.count(createRowRef(one), OUTCOMES[outcome]!)
        }
        const { read, delivered, skipped, rejected } = stats.totals
        expect(read).toBe(rows.length)
        expect(delivered + skipped + rejected).toBe(rows.length)
        for (const [index, stream] of streams.entries()) {
          const own = rows.filter((row) => row.stream === index).map((row) => row.outcome)
          const { rejectedBy, skippedBy, delivered: sent } = stats.of(stream)
          expect(sent).toBe(own.filter((kind) => kind === 0).length)
          expect([...skippedBy.values()].reduce((a, b) => a + b, 0)).toBe(own.filter((kind) => kind === 1).length)
          expect(rejectedBy.get('invalid_value plan')?.count ?? 0).toBe(own.filter((kind) => kind === 2).length)
        }
      }),
    )
  })

  it('counts delivered rows that are deletions by a marker', () => {
    const stream = createStream('a')
    const stats = new RunStats([stream])
    for (const [isDeletion, outcome] of [
      [true, 0],
      [false, 0],
      [true, 1],
      [true, 2],
      [undefined, 0],
    ] as const)
      stats.count({ ...createRowRef(stream), ...(isDeletion === undefined ? {} : { isDeletion }) }, OUTCOMES[outcome]!)
    expect(stats.of(stream)).toMatchObject({ delivered: 3, deleted: 1 })
  })

  it('groups rejected rows by code and field, and names the first three rows of each', () => {
    const stream = createStream('a')
    const stats = new RunStats([stream])
    for (let position = 1; position <= 5; position++) {
      const ref = { ...createRowRef(stream, position), key: `k${position}` }
      const field = position === 2 ? 'plan' : 'score'
      stats.count(ref, { kind: 'rejected', rejection: { code: 'invalid_value', field, observed: position } })
    }
    expect([...stats.of(stream).rejectedBy.values()]).toEqual([
      {
        count: 4,
        rejection: { code: 'invalid_value', field: 'score', observed: 1 },
        rows: [
          { position: 1, key: 'k1' },
          { position: 3, key: 'k3' },
          { position: 4, key: 'k4' },
        ],
      },
      {
        count: 1,
        rejection: { code: 'invalid_value', field: 'plan', observed: 2 },
        rows: [{ position: 2, key: 'k2' }],
      },
    ])
  })
})
