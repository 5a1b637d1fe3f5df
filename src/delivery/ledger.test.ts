import fc from 'fast-check'
import type { RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import type { SourceStream } from '../core/stream'
import { Ledger } from './ledger'
import { NoPool, ReusingPool } from './pools/object-pool'
import { createRow, createState, createStream } from './testing/row-factories'

const A = createStream('a')
const B = createStream('b')

function newLedger(hold?: (state: State) => boolean) {
  const emitted: { text: string; counts: StateCounts }[] = []
  const ledger = new Ledger({
    pool: new ReusingPool(),
    emit: (state, counts) => emitted.push({ text: state.text, counts }),
    ...(hold === undefined ? {} : { hold }),
  })
  return { ledger, emitted }
}

describe('Ledger', () => {
  it('emits a state only once every row before it, of any stream, is settled', () => {
    const { ledger, emitted } = newLedger()
    const a = ledger.open(A, undefined)
    const b = ledger.open(B, undefined)
    ledger.close(createState([A], '1'))
    ledger.settle(a, 'accepted')
    expect(emitted).toEqual([])
    ledger.settle(b, 'rejected')
    expect(emitted).toEqual([{ text: '1', counts: { accepted: 1, rejected: 0 } }])
  })

  it('counts the rows of exactly that state of that stream', () => {
    const { ledger, emitted } = newLedger()
    ledger.settle(ledger.open(B, undefined), 'rejected')
    ledger.settle(ledger.open(A, undefined), 'accepted')
    ledger.close(createState([A], 'a1'))
    ledger.settle(ledger.open(A, undefined), 'accepted')
    ledger.close(createState([B], 'b1'))
    ledger.close(createState([A, B], 'global'))
    expect(emitted).toEqual([
      { text: 'a1', counts: { accepted: 1, rejected: 0 } },
      { text: 'b1', counts: { accepted: 0, rejected: 1 } },
      { text: 'global', counts: { accepted: 1, rejected: 0 } },
    ])
  })

  it('echoes a state of an unknown stream, and one before any row', () => {
    const { ledger, emitted } = newLedger()
    ledger.close(createState([], 'unknown'))
    ledger.close(createState([A], 'early'))
    expect(emitted.map(({ text }) => text)).toEqual(['unknown', 'early'])
  })

  it('refuses to settle a row twice', () => {
    const { ledger } = newLedger()
    const ref = ledger.open(A, undefined)
    ledger.settle(ref, 'accepted')
    expect(() => ledger.settle(ref, 'rejected')).toThrow('two outcomes')
  })

  it.each([
    ['reused', new ReusingPool<RowRef>()],
    ['not reused', new NoPool<RowRef>()],
  ])('drops a row once it is settled, and keeps none of its properties for the next row (%s)', (_, pool) => {
    const ledger = new Ledger({ pool, emit: () => undefined, keepRows: true })
    const row = createRow(A)
    const ref = ledger.open(A, row)
    expect(ref.row).toBe(row)
    ref.key = 'key of the first row'
    ledger.settle(ref, 'rejected')
    expect(ref.row).toBeUndefined()
    const next = ledger.open(B, createRow(B))
    expect(next).toMatchObject({ stream: B, position: 1, key: undefined, settled: false })
    expect(next.row?.stream).toBe(B)
  })

  it('keeps a held state back, and those after it, until it is released', () => {
    let holding = true
    const { ledger, emitted } = newLedger((state) => holding && state.text === '1')
    ledger.settle(ledger.open(A, undefined), 'rejected')
    ledger.close(createState([A], '1'))
    ledger.settle(ledger.open(A, undefined), 'accepted')
    ledger.close(createState([A], '2'))
    expect(emitted).toEqual([])
    expect(ledger.describeHead()).toBe('a guard that holds back a state of a')
    holding = false
    ledger.release()
    expect(emitted).toEqual([
      { text: '1', counts: { accepted: 0, rejected: 1 } },
      { text: '2', counts: { accepted: 1, rejected: 0 } },
    ])
    expect(ledger.waitingStates).toBe(0)
  })

  it('says what the head waits for', () => {
    const { ledger } = newLedger()
    expect(ledger.describeHead()).toBeUndefined()
    ledger.open(A, undefined)
    ledger.close(createState([A], '1'))
    ledger.close(createState([], '2'))
    expect(ledger.describeHead()).toBe('1 rows before a state of a')
  })

  type Step =
    { kind: 'row'; stream: 0 | 1 | 2 } | { kind: 'state'; covers: number[] } | { kind: 'settle'; pick: number }
  const steps = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('row' as const), stream: fc.constantFrom(0, 1, 2) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('state' as const), covers: fc.subarray([0, 1, 2]) }),
      },
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat() }) },
    ),
    { maxLength: 120, size: 'max' },
  ) as fc.Arbitrary<Step[]>

  it('never emits a state early, out of order or with other counts, in any interleaving', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const streams = [A, B, createStream('c')]
        const open: { ref: RowRef; index: number }[] = []
        const rows: { stream: SourceStream; settled: boolean; rejected: boolean }[] = []
        const states: { rowsBefore: number; covers: SourceStream[] }[] = []
        const emitted: { text: string; counts: StateCounts }[] = []
        const ledger = new Ledger({
          pool: new ReusingPool(),
          emit: (state, counts) => {
            const { rowsBefore } = states[Number(state.text)]!
            expect(rows.slice(0, rowsBefore).every(({ settled }) => settled)).toBe(true)
            emitted.push({ text: state.text, counts })
          },
        })
        const settle = (at: number) => {
          const [{ ref, index }] = open.splice(at, 1) as [{ ref: RowRef; index: number }]
          rows[index]!.settled = true
          ledger.settle(ref, rows[index]!.rejected ? 'rejected' : 'accepted')
        }
        for (const step of run) {
          if (step.kind === 'row') {
            const stream = streams[step.stream]!
            open.push({ ref: ledger.open(stream, undefined), index: rows.length })
            rows.push({ stream, settled: false, rejected: rows.length % 3 === 0 })
          } else if (step.kind === 'state') {
            states.push({ rowsBefore: rows.length, covers: step.covers.map((index) => streams[index]!) })
            ledger.close(createState(states.at(-1)!.covers, String(states.length - 1)))
          } else if (open.length > 0) {
            settle(step.pick % open.length)
          }
        }
        while (open.length > 0) settle(open.length - 1)

        expect(emitted.map(({ text }) => text)).toEqual(states.map((_, index) => String(index)))
        emitted.forEach(({ counts }, index) => {
          const { covers, rowsBefore } = states[index]!
          let accepted = 0
          let rejected = 0
          for (const stream of covers) {
            const from = states.slice(0, index).findLast((state) => state.covers.includes(stream))?.rowsBefore ?? 0
            for (const row of rows.slice(from, rowsBefore)) {
              if (row.stream !== stream) continue
              if (row.rejected) rejected++
              else accepted++
            }
          }
          expect(counts).toEqual({ accepted, rejected })
        })
        expect(ledger.unsettled).toBe(0)
      }),
      { numRuns: 500 },
    )
  })
})
