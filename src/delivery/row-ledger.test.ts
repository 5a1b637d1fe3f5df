import { StateLedger } from '../airbyte/state-ledger'
import type { RowRef } from '../core/row'
import { NoPool, ReusingPool, type ObjectPool } from './pools/object-pool'
import { describeHead, RowLedger } from './row-ledger'
import { createRow, createState, createStream } from './testing/row-factories'

const A = createStream('a')
const B = createStream('b')

function newLedger(pool: ObjectPool<RowRef> = new ReusingPool()) {
  const emitted: string[] = []
  let holding = false
  const states = new StateLedger({ emit: ({ text }) => emitted.push(text), hold: () => holding })
  return { rows: new RowLedger({ states, pool, keepRows: true }), states, emitted, hold: () => (holding = true) }
}

describe('RowLedger', () => {
  it('counts the rows of each stream, and lets a state leave once its rows are settled', () => {
    const { rows, states, emitted } = newLedger()
    const first = rows.open(A, undefined)
    const second = rows.open(A, undefined)
    states.close(createState([A], '1'))
    rows.settle(first, 'rejected')
    expect([rows.countsOf(A), rows.countsOf(B)]).toEqual([
      { read: 2, rejected: 1 },
      { read: 0, rejected: 0 },
    ])
    expect(emitted).toEqual([])
    rows.settle(second, 'accepted')
    expect(emitted).toEqual(['1'])
  })

  it('refuses to settle a row twice', () => {
    const { rows } = newLedger()
    const ref = rows.open(A, undefined)
    rows.open(A, undefined)
    rows.settle(ref, 'accepted')
    expect(() => rows.settle(ref, 'rejected')).toThrow('two outcomes')
    expect(rows.countsOf(A)).toEqual({ read: 2, rejected: 0 })
  })

  it.each([
    ['reused', new ReusingPool<RowRef>()],
    ['not reused', new NoPool<RowRef>()],
  ])('drops a row once it is settled, and keeps none of its properties for the next row (%s)', (_, pool) => {
    const { rows } = newLedger(pool)
    const row = createRow(A)
    const ref = rows.open(A, row)
    expect(ref.row).toBe(row)
    ref.key = 'key of the first row'
    ref.isDeletion = true
    rows.settle(ref, 'rejected')
    expect(ref.row).toBeUndefined()
    const next = rows.open(B, createRow(B))
    expect(next).toMatchObject({ stream: B, position: 1, key: undefined, isDeletion: false, settled: false })
    expect(next.row?.stream).toBe(B)
  })

  it('says what the first waiting state waits for', () => {
    const { rows, states, hold } = newLedger()
    expect(describeHead(states)).toBeUndefined()
    const ref = rows.open(A, undefined)
    states.close(createState([A], '1'))
    states.close(createState([], '2'))
    expect(describeHead(states)).toBe('1 rows before a state of a')
    hold()
    rows.settle(ref, 'accepted')
    expect(describeHead(states)).toBe('a guard that holds back a state of a')
  })
})
