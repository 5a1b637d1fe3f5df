import fc from 'fast-check'
import type { State, StateCounts } from '../core/state'
import type { SourceStream } from '../core/stream'
import { StateLedger } from './state-ledger'
import { createState, createStream } from './testing/factories'

const A = createStream('a')
const B = createStream('b')

function newLedger(hold?: (state: State) => boolean) {
  const emitted: { text: string; counts: StateCounts }[] = []
  const ledger = new StateLedger({
    emit: (state, counts) => emitted.push({ text: state.text, counts }),
    ...(hold === undefined ? {} : { hold }),
  })
  return { ledger, emitted }
}

describe('StateLedger', () => {
  it('emits a state only once every row before it, of any stream, is settled', () => {
    const { ledger, emitted } = newLedger()
    const a = ledger.open()
    const b = ledger.open()
    ledger.close(createState([A], '1'))
    ledger.settle(a, A, 'accepted')
    expect(emitted).toEqual([])
    ledger.settle(b, B, 'rejected')
    expect(emitted).toEqual([{ text: '1', counts: { accepted: 1, rejected: 0 } }])
  })

  it('counts the rows of exactly that state of that stream', () => {
    const { ledger, emitted } = newLedger()
    ledger.settle(ledger.open(), B, 'rejected')
    ledger.settle(ledger.open(), A, 'accepted')
    ledger.close(createState([A], 'a1'))
    ledger.settle(ledger.open(), A, 'accepted')
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

  it.each([
    ['before', false],
    ['after', true],
  ])('refuses more outcomes than rows, %s the state was emitted', (_, isEmitted) => {
    const { ledger } = newLedger()
    const window = ledger.open()
    ledger.settle(window, A, 'accepted')
    if (isEmitted) ledger.close(createState([A], '1'))
    expect(() => ledger.settle(window, A, 'rejected')).toThrow('two outcomes')
  })

  it('keeps a held state back, and those after it, until it is released', () => {
    let holding = true
    const { ledger, emitted } = newLedger((state) => holding && state.text === '1')
    ledger.settle(ledger.open(), A, 'rejected')
    ledger.close(createState([A], '1'))
    ledger.settle(ledger.open(), A, 'accepted')
    ledger.close(createState([A], '2'))
    expect(emitted).toEqual([])
    expect(ledger.head).toMatchObject({ state: { text: '1' }, pendingRows: 0 })
    holding = false
    ledger.release()
    expect(emitted).toEqual([
      { text: '1', counts: { accepted: 0, rejected: 1 } },
      { text: '2', counts: { accepted: 1, rejected: 0 } },
    ])
    expect(ledger.waitingStates).toBe(0)
  })

  it('names the first state that waits, and the number of its rows', () => {
    const { ledger } = newLedger()
    expect(ledger.head).toBeUndefined()
    ledger.open()
    ledger.close(createState([A], '1'))
    ledger.close(createState([], '2'))
    expect(ledger.head).toMatchObject({ state: { text: '1' }, pendingRows: 1 })
    expect(ledger.waitingStates).toBe(2)
  })

  it('counts the characters of waiting states, but not where the first one is held back', () => {
    let holding = true
    const { ledger } = newLedger(() => holding)
    const window = ledger.open()
    ledger.close(createState([A], '1'), 10)
    ledger.close(createState([A], '2'), 5)
    expect(ledger.waitingBytes).toBe(15)
    ledger.settle(window, A, 'accepted')
    expect(ledger.waitingBytes).toBe(0)
    holding = false
    ledger.release()
    expect([ledger.waitingBytes, ledger.waitingStates]).toEqual([0, 0])
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
        const open: { window: number; index: number }[] = []
        const rows: { stream: SourceStream; settled: boolean; rejected: boolean }[] = []
        const states: { rowsBefore: number; covers: SourceStream[] }[] = []
        const emitted: { text: string; counts: StateCounts }[] = []
        const ledger = new StateLedger({
          emit: (state, counts) => {
            const { rowsBefore } = states[Number(state.text)]!
            expect(rows.slice(0, rowsBefore).every(({ settled }) => settled)).toBe(true)
            emitted.push({ text: state.text, counts })
          },
        })
        const settle = (at: number) => {
          const [{ window, index }] = open.splice(at, 1) as [{ window: number; index: number }]
          const row = rows[index]!
          row.settled = true
          ledger.settle(window, row.stream, row.rejected ? 'rejected' : 'accepted')
        }
        for (const step of run) {
          if (step.kind === 'row') {
            const stream = streams[step.stream]!
            open.push({ window: ledger.open(), index: rows.length })
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
