import { ConfigError } from '../core/errors'
import type { Input } from '../core/input'
import { createRow, createState } from './testing/row-factories'
import { type Operation } from './testing/operations'
import { chunks, seededRandom, Simulation } from './testing/simulation'
import type { FinalReply, Request } from './transport'

const event = (person: string, id: number): Operation => ({ action: 'event', person, values: {}, id })
const refused: FinalReply = { kind: 'isolate', refusal: { status: 404 }, error: new ConfigError('HTTP 404') }

/** One row for each of some people, the first ones in a body that is answered before the others are sent. */
function inputsOf(simulation: Simulation, operations: readonly Operation[]): Input[] {
  const [stream] = simulation.streams
  return [...operations.map((operation) => createRow(stream!, { ...operation })), createState([stream!], 'end')]
}

/** Sends 20 rows in bodies of 5; `decide` answers each request. */
function run(
  decide: (request: Request, count: number) => FinalReply | undefined,
  operations = people(20),
  maxItems = 5,
) {
  const simulation = new Simulation(seededRandom(7), {
    endpoint: { path: '/batch', open: '{"batch":[', close: ']}', maxBytes: 2_000, maxItems },
  })
  let count = 0
  const finished = simulation.finish(
    chunks(inputsOf(simulation, operations), 3, () => 20),
    () => simulation.answer((request) => decide(request, ++count)),
  )
  return { simulation, finished }
}

function people(count: number): Operation[] {
  return Array.from({ length: count }, (_, id) => event(`p${id}`, id))
}

const holds = ({ body }: Request, id: number) => body.includes(`"id":${id}}`)

describe('a body that is refused with 403, 404, 405, 409, 422 or 431', () => {
  it('rejects only the item at fault once a request was accepted before and after', async () => {
    const { simulation, finished } = run((request) => (holds(request, 8) ? refused : undefined))
    await finished
    expect(simulation.stats.totals).toMatchObject({ read: 20, delivered: 19, rejected: 1 })
    expect(simulation.people.has('p8')).toBe(false)
    expect(simulation.emitted).toEqual([{ text: 'end', counts: { accepted: 19, rejected: 1 } }])
  })

  it('rejects each of several items at fault', async () => {
    const { simulation, finished } = run((request) =>
      [7, 8, 9, 13].some((id) => holds(request, id)) ? refused : undefined,
    )
    await finished
    expect(simulation.stats.totals).toMatchObject({ delivered: 16, rejected: 4 })
  })

  it('sends the rows that waited for an item at fault', async () => {
    const operations = [
      ...people(9),
      { action: 'delete', person: 'p8', values: {}, id: 100 } as const,
      event('p8', 101),
    ]
    const { simulation, finished } = run((request) => (holds(request, 8) ? refused : undefined), operations)
    await finished
    expect(simulation.stats.totals).toMatchObject({ read: 11, delivered: 10, rejected: 1 })
    expect(simulation.people.get('p8')?.events).toEqual([101])
  })

  it('ends the run and rejects nothing before the first accepted request', async () => {
    const { simulation, finished } = run(() => refused)
    await expect(finished).rejects.toThrow('HTTP 404')
    expect(simulation.stats.totals).toMatchObject({ delivered: 0, rejected: 0 })
    expect(simulation.emitted).toEqual([])
  })

  it('ends the run and rejects nothing where every request is refused from some moment on', async () => {
    for (const from of [2, 3, 4]) {
      const { simulation, finished } = run((_, count) => (count >= from ? refused : undefined), people(200))
      await expect(finished).rejects.toThrow('HTTP 404')
      expect(simulation.stats.totals.rejected).toBe(0)
      expect(simulation.emitted).toEqual([])
      expect(simulation.requests.length).toBeLessThan(60)
    }
  })

  it('ends the run and rejects nothing where the item is the last one, so no later request shows the cause', async () => {
    const { simulation, finished } = run((request) => (holds(request, 5) ? refused : undefined), people(6))
    await expect(finished).rejects.toThrow('HTTP 404')
    expect(simulation.stats.totals).toMatchObject({ delivered: 5, rejected: 0 })
    expect(simulation.emitted).toEqual([])
  })

  it('ends the run where the rows that wait for the item fill the memory', async () => {
    const waiting = Array.from({ length: 4_000 }, (_, n) => ({
      ...event('p5', 1_000 + n),
      action: 'delete' as const,
      pad: 'x'.repeat(1_500),
    }))
    const { simulation, finished } = run(
      (request) => (holds(request, 5) ? refused : undefined),
      [...people(6), ...waiting],
    )
    await expect(finished).rejects.toThrow('HTTP 404')
    expect(simulation.stats.totals.read).toBeLessThan(4_006)
    expect(simulation.stats.totals.rejected).toBe(0)
  })
})
