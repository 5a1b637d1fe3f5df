import fc from 'fast-check'
import { ConfigError } from '../core/errors'
import type { Input } from '../core/input'
import { createRow, createState } from './testing/row-factories'
import { chunks, seededRandom, Simulation, type Operation } from './testing/simulation'

type Options = ConstructorParameters<typeof Simulation>[1]

/** Runs one stream, with a state after every `stateEvery` rows and one at the end. */
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

/** Numbers of rows that a state follows, up to `end` rows. */
function statesUpTo(end: number, total: number, stateEvery: number): number[] {
  const states: number[] = []
  for (let row = 1; row <= end; row++) if (row % stateEvery === 0 || row === total) states.push(row)
  return states
}

/** Runs and compares with what a limit means: everything before row `stopAt` (from 0) stands, nothing from it on. */
async function expectStop(
  option: string,
  operations: readonly Operation[],
  stopAt: number | undefined,
  options: Options,
  stateEvery: number,
  seed: number,
): Promise<void> {
  const { simulation, failure, emitted } = await run(operations, options, stateEvery, seed)
  const taken = stopAt ?? operations.length
  expect(simulation.stats.totals.delivered).toBe(taken)
  expect(emitted).toEqual(statesUpTo(taken, operations.length, stateEvery))
  if (stopAt === undefined) {
    expect(failure).toBeUndefined()
    return
  }
  expect(failure).toBeInstanceOf(ConfigError)
  const { message } = failure as ConfigError
  expect(message).toContain(`Stopped by ${option}: `)
  expect(message).toContain(
    taken === 0
      ? 'Nothing was delivered;'
      : `${taken === 1 ? '1 row was' : `${taken.toLocaleString('en-US')} rows were`} delivered before`,
  )
  expect(simulation.stats.totals.read).toBe(taken + 1)
}

const people = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 })
const stateEvery = fc.integer({ min: 1, max: 25 })
const seed = fc.integer({ min: 1, max: 1_000_000 })

describe('guards stop a run at their edge', () => {
  it('guards.max_people', async () => {
    await fc.assert(
      fc.asyncProperty(people, fc.integer({ min: 0, max: 12 }), stateEvery, seed, async (names, maxPeople, ...rest) => {
        const seen = new Set<number>()
        const stopAt = names.findIndex((name) => seen.add(name).size > maxPeople)
        const operations = names.map((name, id) => operation('set', `p${name}`, id))
        const options = { limits: { maxPeople } }
        await expectStop('guards.max_people', operations, stopAt < 0 ? undefined : stopAt, options, ...rest)
      }),
      { numRuns: 150 },
    )
  })

  it('guards.max_deletes', async () => {
    await fc.assert(
      fc.asyncProperty(
        people,
        fc.integer({ min: 0, max: 60 }),
        stateEvery,
        seed,
        async (names, maxDeletes, ...rest) => {
          const operations = names.map((name, id) => operation('delete', `p${name}`, id))
          const options = { limits: { maxDeletes }, irreversible: true }
          const stopAt = names.length > maxDeletes ? maxDeletes : undefined
          await expectStop('guards.max_deletes', operations, stopAt, options, ...rest)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('events.max_live_events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 0, max: 30 }),
        stateEvery,
        seed,
        async (live, limit, ...rest) => {
          let events = 0
          const stopAt = live.findIndex((isEvent) => isEvent && ++events > limit)
          const operations = live.map((isEvent, id) => operation(isEvent ? 'event' : 'set', `p${id % 5}`, id))
          const options = { limits: { maxLiveEvents: () => limit } }
          await expectStop('events.max_live_events', operations, stopAt < 0 ? undefined : stopAt, options, ...rest)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('guards.max_null_percent, before anything of the first 1,000 rows is sent', async () => {
    const percents = fc.record({ limit: fc.integer({ min: 0, max: 100 }), share: fc.integer({ min: -3, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(percents, fc.integer({ min: 990, max: 1040 }), seed, async ({ limit, share }, rows, dice) => {
        const random = seededRandom(dice)
        const operations = Array.from({ length: rows }, (_, id) => ({
          ...operation('set', `p${id}`, id),
          values: random() * 100 < limit + share ? {} : { a: id },
        }))
        let nulls = 0
        const stopAt = operations.findIndex(({ values }, index) => {
          if (!('a' in values)) nulls++
          return index + 1 >= 1000 && nulls * 100 > limit * (index + 1)
        })
        const options = { limits: { maxNullPercent: new Map([['a', limit]]) }, watched: 'a' }
        // What comes before the thousandth row was not judged yet: it is not sent at all.
        const { simulation, failure, emitted } = await run(operations, options, 100, dice)
        const taken = stopAt < 0 ? rows : stopAt === 999 ? 0 : stopAt
        expect(simulation.stats.totals.delivered).toBe(taken)
        expect(emitted).toEqual(statesUpTo(taken, rows, 100))
        if (stopAt < 0) expect(failure).toBeUndefined()
        else expect((failure as Error).message).toMatch(/^Stopped by guards.max_null_percent: a is null in [\d,]+ of /)
        if (stopAt === 999) expect(simulation.requests).toHaveLength(0)
      }),
      { numRuns: 25 },
    )
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
        const failsAtEnd = rows >= 20 && rejected * 100 > limit * stoppedAt
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
