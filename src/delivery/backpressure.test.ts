import { drainMicrotasks } from '../lib/testing/fake-clock'
import type { Input } from '../core/input'
import { ENDPOINT, createRow } from './testing/row-factories'
import { type Operation } from './testing/operations'
import { Simulation } from './testing/simulation'

const WIDE = { ...ENDPOINT, maxBytes: 100_000, maxItems: 5_000 }
const PEOPLE = 3_000

/** Two rows of attributes for each of many people, of which the second is refused where `isBad`. */
function* pairs(simulation: Simulation, isBad: boolean): Iterable<readonly Input[]> {
  for (let person = 0; person < PEOPLE; person++) {
    const set = (values: Operation['values']) =>
      createRow(simulation.streams[person % 2]!, { action: 'set', person: `p${person}`, values, pad: 'x'.repeat(400) })
    yield [set({ a: 1 }), set(isBad ? { bad: 1 } : { b: 2 })]
  }
}

describe('Pipeline', () => {
  it('reads as far ahead as at first after merged rows were delivered, and after they were refused and taken apart', async () => {
    const simulation = new Simulation(() => 0, { endpoint: WIDE, refuses: ({ values }) => 'bad' in values })
    let goOn = () => {}
    const allSettled = new Promise<void>((resolve) => (goOn = resolve))
    let events = 0
    async function* source() {
      yield* pairs(simulation, true)
      yield* pairs(simulation, false)
      await allSettled
      for (; events < 8_000; events += 100) {
        yield Array.from({ length: 100 }, (_, n) =>
          createRow(simulation.streams[0]!, {
            action: 'event',
            person: `p${n}`,
            values: {},
            id: events + n,
            pad: 'x'.repeat(1_500),
          }),
        )
      }
    }
    const settled = () => simulation.stats.totals.delivered + simulation.stats.totals.rejected
    const answerAll = async (rows: number) => {
      for (let turn = 0; settled() < rows; turn++) {
        if (turn > 5_000) throw new Error('it does not go on')
        if (simulation.unanswered > 0) simulation.answer()
        await drainMicrotasks()
        await simulation.clock.advance(simulation.clock.nextInMs ?? 0)
      }
    }
    const run = simulation.pipeline.run(source())
    await answerAll(4 * PEOPLE)
    expect(simulation.stats.totals.rejected).toBe(PEOPLE)
    expect(simulation.stats.of(simulation.streams[0]!).merged).toBe(PEOPLE)
    goOn()
    for (let turn = 0; turn < 50; turn++) await drainMicrotasks()
    // Three bodies of 500,000 bytes in flight and 1 MB waiting, at about 1,570 bytes an item: as in a new run.
    expect(events).toBeGreaterThan(1_000)
    expect(events).toBeLessThan(2_000)
    await answerAll(4 * PEOPLE + 8_000)
    await run
  })
})
