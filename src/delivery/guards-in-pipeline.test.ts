import fc from 'fast-check'
import { ConfigError } from '../core/errors'
import type { Input } from '../core/input'
import { createRow, createState } from './testing/row-factories'
import { type Operation } from './testing/operations'
import { chunks, seededRandom, Simulation } from './testing/simulation'

type Options = ConstructorParameters<typeof Simulation>[1]

/** What a run of one stream did, a state after every `stateEvery` rows and one at the end. */
async function run(operations: readonly Operation[], options: Options, stateEvery: number, seed: number) {
  const random = seededRandom(seed)
  const simulation = new Simulation(random, options)
  const inputs: Input[] = []
  operations.forEach((operation, index) => {
    inputs.push(createRow(simulation.streams[0]!, { ...operation }))
    if ((index + 1) % stateEvery === 0 || index === operations.length - 1)
      inputs.push(createState([simulation.streams[0]!], String(index + 1)))
  })
  const failure = await simulation.finish(chunks(inputs, 1 + Math.floor(random() * 50))).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(simulation.clock.pending).toBe(0)
  return { simulation, failure, emitted: simulation.emitted.map(({ text }) => Number(text)) }
}

/** Numbers of rows after which a state stands, up to `end` rows. */
function statesUpTo(end: number, total: number, stateEvery: number): number[] {
  const states: number[] = []
  for (let row = 1; row <= end; row++) if (row % stateEvery === 0 || row === total) states.push(row)
  return states
}

/** What a run must have done. */
interface Expected {
  readonly option: string
  /** Rows that are delivered. */
  readonly delivered: number
  /** Rows before the first one without an outcome. */
  readonly settled: number
  /** Rows read; undefined for all. */
  readonly read?: number
  readonly isStopped: boolean
}

async function expectRun(
  { option, delivered, settled, read, isStopped }: Expected,
  operations: readonly Operation[],
  options: Options,
  stateEvery: number,
  seed: number,
): Promise<Simulation> {
  const { simulation, failure, emitted } = await run(operations, options, stateEvery, seed)
  expect(simulation.stats.totals).toMatchObject({ read: read ?? operations.length, delivered })
  expect(emitted).toEqual(statesUpTo(settled, operations.length, stateEvery))
  expect(simulation.openHoldFiles).toBe(0)
  expect(simulation.pipeline.heldRows).toBe(0)
  if (isStopped) {
    expect(failure).toBeInstanceOf(ConfigError)
    expect((failure as ConfigError).message).toContain(`Stopped by ${option}: `)
  } else expect(failure).toBeUndefined()
  return simulation
}

const people = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 })
const stateEvery = fc.integer({ min: 1, max: 25 })
const seed = fc.integer({ min: 1, max: 1_000_000 })
/** In a file from the first byte on, after some, or never. */
const maxHeldBytes = fc.constantFrom(0, 3_000, 16_000_000)

describe('guards stop a run at their limit', () => {
  it('guards.max_people: the rows before the person who is one too many are delivered', async () => {
    await fc.assert(
      fc.asyncProperty(people, fc.integer({ min: 0, max: 12 }), stateEvery, seed, async (names, maxPeople, ...rest) => {
        const seen = new Set<number>()
        const found = names.findIndex((name) => seen.add(name).size > maxPeople)
        const stopAt = found < 0 ? names.length : found
        const operations = names.map((name, id) => operation('set', `p${name}`, id))
        const isStopped = found >= 0
        const expected = { delivered: stopAt, settled: stopAt, read: isStopped ? stopAt + 1 : stopAt, isStopped }
        await expectRun({ option: 'guards.max_people', ...expected }, operations, { limits: { maxPeople } }, ...rest)
      }),
      { numRuns: 150 },
    )
  })

  it('guards.max_deletes: all are deleted, or none of them, and no state after the first is emitted', async () => {
    const limit = fc.integer({ min: 0, max: 60 })
    await fc.assert(
      fc.asyncProperty(people, limit, maxHeldBytes, stateEvery, seed, async (names, maxDeletes, bytes, ...rest) => {
        const operations = names.map((name, id) => operation('delete', `p${name}`, id))
        const options = { limits: { maxDeletes }, irreversible: true, maxHeldBytes: bytes }
        const isStopped = names.length > maxDeletes
        const done = isStopped ? 0 : names.length
        const expected = { option: 'guards.max_deletes', delivered: done, settled: done, isStopped }
        const simulation = await expectRun(expected, operations, options, ...rest)
        expect(simulation.requests.length === 0).toBe(done === 0)
      }),
      { numRuns: 150 },
    )
  })

  it('events.max_live_events: none of too many events is sent, and what came before is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 0, max: 30 }),
        maxHeldBytes,
        stateEvery,
        seed,
        async (live, limit, bytes, ...rest) => {
          let events = 0
          const exceededAt = live.findIndex((isEvent) => isEvent && ++events > limit)
          const isStopped = exceededAt >= 0
          const operations = live.map((isEvent, id) => operation(isEvent ? 'event' : 'set', `p${id % 5}`, id))
          const options = { limits: { maxLiveEvents: () => limit }, maxHeldBytes: bytes }
          const delivered = isStopped ? live.slice(0, exceededAt).filter((isEvent) => !isEvent).length : live.length
          const settled = isStopped ? live.indexOf(true) : live.length
          const expected = { option: 'events.max_live_events', delivered, settled, isStopped }
          const simulation = await expectRun(expected, operations, options, ...rest)
          if (isStopped) expect([...simulation.people.values()].flatMap((one) => one.events)).toEqual([])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('guards.max_null_percent: no null is sent and no state emitted before the whole input is judged', async () => {
    const percents = fc.record({ limit: fc.integer({ min: 0, max: 100 }), share: fc.integer({ min: -20, max: 20 }) })
    await fc.assert(
      fc.asyncProperty(
        percents,
        fc.integer({ min: 1, max: 80 }),
        maxHeldBytes,
        stateEvery,
        seed,
        async ({ limit, share }, rows, bytes, every, dice) => {
          const random = seededRandom(dice)
          const operations = Array.from({ length: rows }, (_, id) => ({
            ...operation('set', `p${id}`, id),
            values: random() * 100 < limit + share ? {} : { a: id },
          }))
          const nulls = operations.filter(({ values }) => !('a' in values)).length
          const isStopped = rows >= 20 && nulls * 100 > limit * rows
          const options = {
            limits: { maxNullPercent: new Map([['a', limit]]) },
            watched: 'a',
            maxHeldBytes: bytes,
          }
          const done = isStopped ? { delivered: rows - nulls, settled: 0 } : { delivered: rows, settled: rows }
          const expected = { option: 'guards.max_null_percent', ...done, isStopped }
          await expectRun(expected, operations, options, every, dice)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('does not send a row before a held one of the same person', async () => {
    const operations = [operation('delete', 'p1', 0), operation('set', 'p1', 1), operation('set', 'p2', 2)]
    const held = await run(operations, { limits: { maxDeletes: 0 } }, 10, 1)
    expect([...held.simulation.people.keys()]).toEqual([])
    const sent = await run(operations, { limits: { maxDeletes: 1 } }, 10, 1)
    expect([...sent.simulation.people.keys()].sort()).toEqual(['p1', 'p2'])
  })

  it('sends nothing that is held where the input was not read to its end', async () => {
    const operations = [operation('event', 'p1', 0), operation('set', 'p2', 1), operation('set', 'p3', 2)]
    const { simulation, emitted } = await run(operations, { limits: { maxLiveEvents: () => 5, maxPeople: 1 } }, 1, 1)
    expect([...simulation.people.keys()]).toEqual(['p2'])
    expect(emitted).toEqual([])
  })

  it('ends a run whose held rows cannot be kept, and sends none of them', async () => {
    const openHoldFile = () => {
      throw new ConfigError('The disk is full.')
    }
    const operations = [operation('set', 'p0', 0), operation('delete', 'p1', 1), operation('delete', 'p2', 2)]
    const options = { limits: { maxDeletes: 5 }, maxHeldBytes: 0, openHoldFile }
    const { simulation, failure, emitted } = await run(operations, options, 1, 1)
    expect(failure).toMatchObject({ message: 'The disk is full.' })
    expect(simulation.stats.totals.delivered).toBe(1)
    expect(emitted).toEqual([1])
  })

  it('guards.max_rejected_percent: no state of the stream leaves while too many of its rows are rejected', async () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 995, max: 1030 }))
    const percents = fc.record({ limit: fc.integer({ min: 0, max: 100 }), share: fc.integer({ min: -5, max: 5 }) })
    await fc.assert(
      fc.asyncProperty(sizes, percents, stateEvery, seed, async (rows, { limit, share }, every, dice) => {
        const random = seededRandom(dice)
        const operations = Array.from({ length: rows }, (_, id) =>
          operation(random() * 100 < limit + share ? 'bad' : 'event', `p${id % 7}`, id),
        )
        let rejected = 0
        let stoppedAt = rows
        operations.some(({ action }, index) => {
          if (action === 'bad') rejected++
          const stops = action === 'bad' && index + 1 >= 1000 && rejected * 100 > limit * (index + 1)
          if (stops) stoppedAt = index + 1
          return stops
        })
        const isJudged = rows >= 20 || (rows >= 5 && rejected === rows)
        const failsAtEnd = isJudged && rejected * 100 > limit * stoppedAt
        const options = { limits: { maxRejectedPercent: limit } }
        const { simulation, failure, emitted } = await run(operations, options, every, dice)
        const { read, delivered, rejected: counted } = simulation.stats.totals
        expect({ read, counted }).toEqual({ read: stoppedAt, counted: rejected })
        expect(delivered + counted).toBe(read)
        expect(failure === undefined).toBe(!failsAtEnd)
        if (failsAtEnd) expect((failure as Error).message).toContain('Stopped by guards.max_rejected_percent: ')
        // The last state would say that all is well.
        expect(emitted.includes(rows)).toBe(!failsAtEnd)
        expect(emitted).toEqual(statesUpTo(rows, rows, every).slice(0, emitted.length))
      }),
      { numRuns: 60 },
    )
  })
})

function operation(action: Operation['action'], person: string, id: number): Operation {
  return { action, person, values: action === 'set' ? { [`a${id % 3}`]: id } : {}, id }
}
