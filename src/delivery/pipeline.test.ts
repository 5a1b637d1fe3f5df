import { ConfigError, TransientError } from '../core/errors'
import { drainMicrotasks } from '../lib/testing/fake-clock'
import type { Input } from '../core/input'
import { ENDPOINT, createRow, createState } from './testing/row-factories'
import { apply, type Operation, type Person } from './testing/operations'
import { chunks, seededRandom, Simulation } from './testing/simulation'

const set = (person: string, values: Record<string, number>, id = 0): Operation => ({
  action: 'set',
  person,
  values,
  id,
})
const event = (person: string, id: number): Operation => ({ action: 'event', person, values: {}, id })

/** Limits that hold items and are never exceeded. */
const HOLDING = {
  limits: { maxDeletes: 1e6, maxLiveEvents: () => 1e6, maxNullPercent: new Map([['a0', 100]]) },
  watched: 'a0',
}

const ACTIONS = ['set', 'set', 'set', 'set', 'move', 'event', 'event', 'merge', 'delete', 'bad'] as const

function rowsOf(simulation: Simulation, operations: readonly Operation[]): Input[] {
  return operations.map((operation) => createRow(simulation.streams[0]!, { ...operation }))
}

describe('Pipeline', () => {
  it('delivers everything in order per person, whatever order replies come in, thousands of times', async () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const random = seededRandom(seed)
      const pick = (n: number) => Math.floor(random() * n)
      // Bodies of two items as well as of dozens: most faults show while other requests are in flight.
      const maxItems = [2 + pick(6), 5_000, 50, 50, 50][seed % 5] as number
      const endpoint = { ...ENDPOINT, maxItems }
      // In some runs guards hold deletions, events and rows without a0, in memory or in a file, and let all of them pass.
      const holds = seed % 4 < 2
      const simulation = new Simulation(random, {
        endpoint,
        // In some runs the storage of rejected rows is slow, in some others no one reads the output for a while.
        ...(seed % 5 === 2 ? { storageMs: 30_000 } : {}),
        ...(seed % 7 === 3 ? { stateBytes: 7_000_000 } : {}),
        ordersEvents: seed % 3 === 1,
        ...(holds ? { ...HOLDING, maxHeldBytes: [0, 900, 4_000, 1_000_000][pick(4)] as number } : {}),
        refuses: ({ action, id, values }) => (action === 'set' || action === 'move' ? 'bad' in values : id % 11 === 7),
      })
      const inputs: Input[] = []
      const reference = new Map<string, Person>()
      const windows: { accepted: number; rejected: number }[] = []
      let window = { accepted: 0, rejected: 0 }
      // Some runs are one body, others are many, and rows come while replies do or long before.
      const rows = pick(seed % 3 === 0 ? 400 : 60)
      const slowness = seed % 2 === 0 ? 30 : 1
      for (let id = 0; id < rows; id++) {
        const action = ACTIONS[pick(ACTIONS.length)]!
        const other = action === 'move' || action === 'merge' ? { other: `p${pick(4)}` } : {}
        const values = { [id % 11 === 7 ? 'bad' : `a${pick(3)}`]: id }
        const operation = { action, person: `p${pick(4)}`, ...other, values, id }
        inputs.push(createRow(simulation.streams[pick(2)]!, operation))
        const rejected = action === 'bad' || id % 11 === 7
        window[rejected ? 'rejected' : 'accepted']++
        if (!rejected) apply(reference, operation)
        if (random() < 0.1) {
          inputs.push(createState(simulation.streams, String(windows.length)))
          windows.push(window)
          window = { accepted: 0, rejected: 0 }
        }
      }
      // An assertion alone would not say which run to have again.
      try {
        await simulation.finish(chunks(inputs, 1 + pick(10), () => 1 + pick(slowness)))
        expect(simulation.emitted).toEqual(windows.map((counts, index) => ({ text: String(index), counts })))
        const sorted = (people: Map<string, Person>) =>
          [...people].sort().map(([name, { attributes, events }]) => [name, attributes, [...events].sort()])
        expect(sorted(simulation.people)).toEqual(sorted(reference))
        const { read, delivered, skipped, rejected } = simulation.stats.totals
        expect(read).toBe(rows)
        expect(delivered + skipped + rejected).toBe(rows)
        for (const { body } of simulation.requests) expect(body.length).toBeLessThan(ENDPOINT.maxBytes)
        expect(simulation.clock.pending).toBe(0)
        expect(simulation.openHoldFiles).toBe(0)
      } catch (thrown) {
        throw new Error(`seed ${seed}`, { cause: thrown })
      }
    }
  })

  it('sends the same requests and states whether it reuses objects or not', async () => {
    const run = async (seed: number, reusesObjects: boolean) => {
      const random = seededRandom(seed)
      const pick = (n: number) => Math.floor(random() * n)
      const simulation = new Simulation(random, { reusesObjects, refuses: ({ id }) => id % 11 === 7 })
      const inputs = Array.from({ length: 200 }, (_, id): Input => {
        if (pick(15) === 0) return createState(simulation.streams, String(id))
        const action = (['set', 'set', 'event', 'link', 'delete', 'bad'] as const)[pick(6)]!
        const other = action === 'link' ? { other: `o${pick(3)}` } : {}
        const operation = { action, person: `p${pick(30)}`, values: { [`a${pick(3)}`]: id }, id, ...other }
        return createRow(simulation.streams[pick(2)]!, operation)
      })
      await simulation.finish(chunks(inputs, 1 + pick(10), () => 1 + pick(30)))
      const { requests, emitted, people, stats } = simulation
      return { bodies: requests.map(({ text }) => text), emitted, people, totals: stats.totals }
    }
    for (let seed = 1; seed <= 100; seed++) expect(await run(seed, true)).toEqual(await run(seed, false))
  })

  it('merges at most 1,000 rows into one item', async () => {
    const simulation = new Simulation()
    const rows = rowsOf(
      simulation,
      Array.from({ length: 1_500 }, (_, a) => set('p', { a })),
    )
    await simulation.finish(chunks(rows, rows.length))
    expect(simulation.requests).toHaveLength(2)
    expect(simulation.people.get('p')?.attributes).toEqual({ a: 1_499 })
    expect(simulation.stats.of(simulation.streams[0]!).merged).toBe(1_498)
  })

  it('sends an open body once it is flush_seconds old, though no input comes', async () => {
    const simulation = new Simulation()
    let end = () => {}
    const ended = new Promise<void>((resolve) => (end = resolve))
    async function* source() {
      yield [...rowsOf(simulation, [set('p', { a: 1 })]), createState([simulation.streams[0]!], 's')]
      await ended
    }
    const run = simulation.pipeline.run(source())
    await simulation.clock.advance(4_999)
    expect(simulation.requests).toHaveLength(0)
    await simulation.clock.advance(1)
    expect(simulation.requests).toHaveLength(1)
    simulation.answer()
    await drainMicrotasks()
    expect(simulation.emitted).toHaveLength(1)
    end()
    await run
  })

  it('merges attributes of one person while they wait', async () => {
    const simulation = new Simulation()
    await simulation.finish(chunks(rowsOf(simulation, [set('p', { a: 1, b: 1 }), set('p', { a: 2 })]), 10))
    expect(simulation.requests).toHaveLength(1)
    expect(simulation.people.get('p')?.attributes).toEqual({ a: 2, b: 1 })
    expect(simulation.stats.of(simulation.streams[0]!).merged).toBe(1)
    expect(simulation.stats.totals.delivered).toBe(2)
  })

  it('takes a refused merged item apart and rejects only the row at fault', async () => {
    const simulation = new Simulation(Math.random, { refuses: ({ values }) => 'bad' in values })
    await simulation.finish(
      chunks(rowsOf(simulation, [set('p', { a: 1 }), set('p', { bad: 2 }), set('p', { c: 3 })]), 10),
    )
    expect(simulation.people.get('p')?.attributes).toEqual({ a: 1, c: 3 })
    expect(simulation.stats.totals).toEqual({ read: 3, delivered: 2, skipped: 0, rejected: 1 })
  })

  it('splits a body that cannot be taken whole down to the item at fault', async () => {
    const simulation = new Simulation()
    const operations = [0, 1, 2, 3, 4].map((id) => set(`p${id}`, {}, id))
    await simulation.finish(chunks(rowsOf(simulation, operations), 10), () =>
      simulation.answer(({ body }) =>
        body.includes('"id":3') ? { kind: 'split', refusal: { status: 400, reason: 'no' } } : undefined,
      ),
    )
    expect([...simulation.people.keys()].sort()).toEqual(['p0', 'p1', 'p2', 'p4'])
    const { rejectedBy } = simulation.stats.of(simulation.streams[0]!)
    expect([...rejectedBy.values()]).toMatchObject([
      { count: 1, rejection: { code: 'refused_by_customer_io' }, rows: [{ position: 4, key: 'p3' }] },
    ])
  })

  it('counts the rows of a merged item, which it keeps until they are settled', async () => {
    const simulation = new Simulation()
    const long = 'x'.repeat(1_000)
    const rows = Array.from({ length: 12_000 }, (_, n) =>
      createRow(simulation.streams[0]!, { ...set('p', { a: n }), pad: long }),
    )
    let read = 0
    async function* source() {
      for (; read < rows.length; read += 100) {
        yield rows.slice(read, read + 100)
        await Promise.resolve()
      }
    }
    const run = simulation.pipeline.run(source())
    for (let turn = 0; turn < 50; turn++) await drainMicrotasks()
    // Three bodies of 500,000 bytes in flight and 1 MB waiting, at 1,062 bytes a row.
    expect(read).toBeGreaterThan(2_200)
    expect(read).toBeLessThan(2_500)
    for (let turn = 0; read < rows.length || simulation.unanswered > 0; turn++) {
      if (turn > 10_000) throw new Error('it does not go on')
      if (simulation.unanswered > 0) simulation.answer()
      await drainMicrotasks()
      await simulation.clock.advance(simulation.clock.nextInMs ?? 0)
    }
    await run
    expect(simulation.people.get('p')?.attributes).toEqual({ a: 11_999 })
  })

  it('fails without waiting where a row cannot be packed', async () => {
    const simulation = new Simulation()
    const inputs = [
      ...rowsOf(simulation, [event('p', 1)]),
      createState([simulation.streams[0]!], 's'),
      createRow(simulation.streams[0]!, { ...event('q', 2), pad: 'x'.repeat(3_000) }),
      createState([simulation.streams[0]!], 't'),
    ]
    await expect(simulation.finish(chunks(inputs, 4))).rejects.toThrow('larger than a request may be')
    expect(simulation.emitted.map(({ text }) => text)).toEqual(['s'])
  })

  it('stops reading at its limit and continues once there is space', async () => {
    const simulation = new Simulation()
    let yielded = 0
    const big = 'x'.repeat(1500)
    async function* source() {
      for (let id = 0; id < 8_000; id += 100) {
        yielded += 100
        await Promise.resolve()
        yield rowsOf(
          simulation,
          Array.from({ length: 100 }, (_, n) => ({ ...event(`p${id + n}`, id + n), big })),
        )
      }
    }
    const run = simulation.pipeline.run(source())
    for (let turn = 0; turn < 50; turn++) await drainMicrotasks()
    // Three bodies of 500,000 bytes in flight and 1 MB waiting, at about 1,570 bytes an item.
    expect(yielded).toBeGreaterThan(1_000)
    expect(yielded).toBeLessThan(2_000)
    while (simulation.unanswered > 0) {
      simulation.answer()
      await drainMicrotasks()
    }
    await run
    expect(simulation.stats.totals.delivered).toBe(8_000)
  })

  it('sends nothing after a fatal reply, settles replies in flight, and emits no later state', async () => {
    const simulation = new Simulation(() => 0)
    const inputs = Array.from({ length: 200 }, (_, id) => [
      ...rowsOf(simulation, [event(`p${id}`, id)]),
      createState([simulation.streams[0]!], String(id)),
    ]).flat()
    const failed = simulation.pipeline.run(chunks(inputs, 50)).catch((thrown: unknown) => thrown)
    await drainMicrotasks()
    const sent = simulation.requests.length
    expect(sent).toBe(3)
    simulation.answer()
    await drainMicrotasks()
    const before = simulation.emitted.length
    expect(before).toBeGreaterThan(0)
    const more = simulation.requests.length
    simulation.answer(() => ({ kind: 'fatal', error: new TransientError('down') }))
    await drainMicrotasks()
    simulation.answer()
    await simulation.clock.advance(10_000)
    expect(await failed).toMatchObject({ message: 'down', failureType: 'transient_error' })
    expect(simulation.requests).toHaveLength(more)
    expect(simulation.emitted).toHaveLength(before)
    expect(simulation.inputStopped).toBe(true)
    expect(simulation.clock.pending).toBe(0)
  })

  it('delivers the rows before a guard tripped, emits their states, and fails', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxPeople: 2 } })
    const inputs = ['p', 'q', 'p', 'r', 's'].flatMap((person, index) => [
      ...rowsOf(simulation, [set(person, { a: index })]),
      createState([simulation.streams[0]!], String(index)),
    ])
    await expect(simulation.finish(chunks(inputs, 100))).rejects.toThrow('guards.max_people')
    expect(simulation.emitted.map(({ text }) => text)).toEqual(['0', '1', '2'])
    expect([...simulation.people.keys()].sort()).toEqual(['p', 'q'])
  })

  it('holds a state back while too many rows are rejected, and fails at the end of a short input', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxRejectedPercent: 50 } })
    const bad: Operation = { action: 'bad', person: 'p', values: {}, id: 0 }
    const inputs = [
      ...rowsOf(simulation, [
        ...Array.from({ length: 11 }, () => bad),
        ...Array.from({ length: 9 }, (_, id) => event('p', id)),
      ]),
      createState([simulation.streams[0]!], 'last'),
    ]
    await expect(simulation.finish(chunks(inputs, 100))).rejects.toBeInstanceOf(ConfigError)
    expect(simulation.emitted).toEqual([])
    expect(simulation.people.get('p')?.events).toHaveLength(9)
  })

  it('emits a held state once enough valid rows have come', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxRejectedPercent: 50 } })
    const bad: Operation = { action: 'bad', person: 'p', values: {}, id: 0 }
    const inputs = [
      ...rowsOf(
        simulation,
        Array.from({ length: 20 }, () => bad),
      ),
      createState([simulation.streams[0]!], 'held'),
      ...rowsOf(
        simulation,
        Array.from({ length: 20 }, (_, id) => event('p', id)),
      ),
      createState([simulation.streams[0]!], 'last'),
    ]
    await simulation.finish(chunks(inputs, 7))
    expect(simulation.emitted).toEqual([
      { text: 'held', counts: { accepted: 0, rejected: 20 } },
      { text: 'last', counts: { accepted: 20, rejected: 0 } },
    ])
  })

  it('stops early where most of 1,000 rows are rejected', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxRejectedPercent: 50 } })
    const bad: Operation = { action: 'bad', person: 'p', values: {}, id: 0 }
    const inputs = rowsOf(
      simulation,
      Array.from({ length: 5000 }, () => bad),
    )
    await expect(simulation.finish(chunks(inputs, 100))).rejects.toThrow('max_rejected_percent: 1,000 of 1,000 rows')
    expect(simulation.stats.totals.read).toBe(1000)
  })

  it('sends none of too many live events, and counts them to the end of the input', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxLiveEvents: () => 3 } })
    const inputs = rowsOf(
      simulation,
      Array.from({ length: 5 }, (_, id) => event(`p${id}`, id)),
    )
    await expect(simulation.finish(chunks(inputs, 100))).rejects.toThrow('events.max_live_events: one has 5 events')
    expect(simulation.people.size).toBe(0)
  })

  it('holds a state until its rejected rows are stored, and fails when they cannot be', async () => {
    const settle: { resolve: () => void; reject: (thrown: unknown) => void }[] = []
    const reject = () => new Promise<void>((resolve, rejected) => settle.push({ resolve, reject: rejected }))
    const simulation = new Simulation(Math.random, { reject })
    const bad: Operation = { action: 'bad', person: 'p', values: {}, id: 0 }
    const state = (text: string) => createState([simulation.streams[0]!], text)
    const inputs = [...rowsOf(simulation, [bad]), state('1'), ...rowsOf(simulation, [bad]), state('2')]
    const failed = simulation.pipeline.run(chunks(inputs, 100)).catch((thrown: unknown) => thrown)
    await drainMicrotasks()
    expect(simulation.emitted).toEqual([])
    settle[0]!.resolve()
    await drainMicrotasks()
    expect(simulation.emitted).toEqual([{ text: '1', counts: { accepted: 0, rejected: 1 } }])
    settle[1]!.reject(new TransientError('disk full'))
    expect(await failed).toMatchObject({ message: 'disk full' })
    expect(simulation.emitted).toHaveLength(1)
  })

  it('delivers what was read before the input broke, then fails with its error', async () => {
    const simulation = new Simulation()
    async function* broken() {
      yield [...rowsOf(simulation, [set('p', { a: 1 })]), createState([simulation.streams[0]!], '1')]
      await Promise.resolve()
      throw new Error('pipe broke')
    }
    await expect(simulation.finish(broken())).rejects.toMatchObject({ failureType: 'system_error' })
    expect(simulation.emitted).toHaveLength(1)
    expect(simulation.people.size).toBe(1)
  })

  it('fails on a row of a stream that has no mapping', async () => {
    const simulation = new Simulation()
    const [stray] = rowsOf(new Simulation(), [set('p', {})])
    await expect(simulation.finish(chunks([stray!], 1))).rejects.toThrow('has no mapping')
  })
})
