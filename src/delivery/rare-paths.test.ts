import { TransientError } from '../core/errors'
import type { Input } from '../core/input'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'
import { entityKey } from '../mapping/entity'
import type { FinalReply, Request } from './transport'
import { ENDPOINT, createRow, createState } from './testing/row-factories'
import { apply, type Operation, type Person } from './testing/operations'
import { chunks, seededRandom, Simulation } from './testing/simulation'

// Rare conditions in combination: bodies that are split down to one item, merged items taken apart, rows
// whose rejection is stored late, items of two people and a pair, and keys of different people that are the same.

jest.mock('../mapping/entity')
const real = jest.requireActual<{ entityKey: typeof entityKey }>('../mapping/entity').entityKey

/** How keys meet: not at all, a few of them, or all. */
const KEYS: Readonly<Record<string, (text: string) => number>> = {
  'with a key for everybody': (text) => real('', text),
  'with two keys for all': (text) => real('', text) & 1,
  'with one key for all': () => 0,
}

interface Run {
  readonly inputs: Input[]
  readonly rows: Operation[]
  /** How many rows come before each state. */
  readonly states: number[]
}

const isRefused = ({ action, id, values }: Operation) => (action === 'set' ? 'bad' in values : id % 9 === 4)
const isRejected = (operation: Operation) => operation.action === 'bad' || isRefused(operation)

function makeRun(pick: (n: number) => number, streams: readonly SourceStream[]): Run {
  const run: Run = { inputs: [], rows: [], states: [] }
  const count = pick(pick(3) === 0 ? 300 : 80)
  for (let id = 0; id < count; id++) {
    const action = (['set', 'set', 'set', 'set', 'event', 'event', 'link', 'delete', 'bad'] as const)[pick(9)]!
    const operation: Operation = {
      action,
      person: `p${pick(5)}`,
      values: { [id % 9 === 4 ? 'bad' : `a${pick(3)}`]: id },
      id,
      ...(action === 'link' ? { other: `o${pick(2)}` } : {}),
    }
    run.rows.push(operation)
    run.inputs.push(createRow(streams[pick(2)]!, { ...operation }))
    if (pick(10) > 0) continue
    run.inputs.push(createState(streams, String(run.states.length)))
    run.states.push(id + 1)
  }
  return run
}

/** A run of a seed, with what came of it. */
function simulate(seed: number) {
  const random = seededRandom(seed)
  const pick = (n: number) => Math.floor(random() * n)
  const sent: Operation[] = []
  const delivered: Operation[] = []
  const stored: { ref: RowRef; seen: unknown; resolve: () => void }[] = []
  const late: unknown[] = []
  const view = ({ stream, position, key, row }: RowRef) => ({
    stream,
    position,
    key,
    row: row?.kind === 'row' ? row.data : undefined,
  })
  const simulation = new Simulation(random, {
    endpoint: { ...ENDPOINT, maxItems: [2 + pick(5), 50, 5_000][seed % 3] as number },
    refuses: isRefused,
    onDelivered: (json) => delivered.push(JSON.parse(json) as Operation),
    ...(pick(2) === 0
      ? {}
      : {
          reject: (ref) =>
            pick(3) === 0
              ? void late.push(view(ref))
              : new Promise<void>((resolve) => stored.push({ ref, seen: view(ref), resolve })),
        }),
  })
  const itemsOf = ({ body }: Request) => (JSON.parse(body.toString()) as { batch: Operation[] }).batch
  const decide = (request: Request): FinalReply | undefined => {
    const items = itemsOf(request)
    const mustSplit = items.length === 1 && isRefused(items[0]!)
    if ((items.length > 1 || mustSplit) && pick(4) === 0) return { kind: 'split', refusal: { status: 400 } }
    sent.push(...items.filter((item) => !isRefused(item)))
    return undefined
  }
  const settleStored = () => {
    if (stored.length === 0 || pick(2) === 0) return
    const [{ ref, seen, resolve }] = stored.splice(pick(stored.length), 1) as [(typeof stored)[0]]
    // It is the same row still, whatever came meanwhile.
    expect(view(ref)).toEqual(seen)
    late.push(seen)
    resolve()
  }
  const run = makeRun(pick, simulation.streams)
  return { simulation, run, pick, sent, delivered, late, decide, settleStored }
}

function sorted(people: Map<string, Person>) {
  return [...people].sort().map(([name, { attributes, events }]) => [name, attributes, [...events].sort()])
}

function applied(operations: readonly Operation[]): Map<string, Person> {
  const people = new Map<string, Person>()
  for (const operation of operations) apply(people, operation)
  return people
}

describe.each(Object.entries(KEYS))('Pipeline %s', (_, keyOf) => {
  beforeEach(() => jest.mocked(entityKey).mockImplementation((kind, value) => keyOf(`${kind}/${value}`)))

  it('loses, repeats and confuses no row', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { simulation, run, pick, sent, delivered, late, decide, settleStored } = simulate(seed)
      try {
        const turns = () => {
          settleStored()
          return 1 + pick(seed % 2 === 0 ? 20 : 1)
        }
        const over = { is: false }
        const finished = simulation
          .finish(chunks(run.inputs, 1 + pick(10), turns), () => simulation.answer(decide))
          .finally(() => (over.is = true))
        while (!over.is) {
          await new Promise((resolve) => setImmediate(resolve))
          settleStored()
        }
        await finished
        const good = run.rows.filter((operation) => !isRejected(operation))
        expect(sorted(simulation.people)).toEqual(sorted(applied(good)))
        // What is told of what was delivered comes to the same, in the order in which it is told.
        expect(sorted(applied(delivered))).toEqual(sorted(applied(good)))
        const ids = sent.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect([...delivered.map(({ id }) => id)].sort()).toEqual(ids.sort())
        expect(simulation.emitted.map(({ text }) => text)).toEqual(run.states.map((_one, index) => String(index)))
        const { read, delivered: count, rejected } = simulation.stats.totals
        expect([read, count, rejected]).toEqual([run.rows.length, good.length, run.rows.length - good.length])
        for (const { row, key } of late as { row: Operation | undefined; key: string | undefined }[]) {
          expect(isRejected(row!)).toBe(true)
          expect(key).toBe(row!.person)
        }
        expect(simulation.pipeline.describeHead()).toBeUndefined()
      } catch (thrown) {
        throw new Error(`seed ${seed}`, { cause: thrown })
      }
    }
  })

  it('emits no state before its rows where a run is aborted', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { simulation, run, pick, sent, decide, settleStored } = simulate(seed)
      try {
        let left = 1 + pick(12)
        const answer = () =>
          simulation.answer((request) =>
            --left === 0 ? { kind: 'fatal', error: new TransientError('broken off') } : decide(request),
          )
        const over = { is: false }
        const finished = simulation
          .finish(chunks(run.inputs, 1 + pick(10)), answer)
          .catch((thrown: unknown) => expect(thrown).toMatchObject({ message: 'broken off' }))
          .finally(() => (over.is = true))
        while (!over.is) {
          await new Promise((resolve) => setImmediate(resolve))
          settleStored()
        }
        await finished
        const { emitted } = simulation
        expect(emitted.map(({ text }) => text)).toEqual(emitted.map((_one, index) => String(index)))
        const ids = new Set(sent.map(({ id }) => id))
        expect(ids.size).toBe(sent.length)
        for (const operation of run.rows.slice(0, run.states[emitted.length - 1] ?? 0)) {
          // Attributes may have left together with later ones.
          if (!isRejected(operation) && operation.action !== 'set') expect(ids).toContain(operation.id)
        }
      } catch (thrown) {
        throw new Error(`seed ${seed}`, { cause: thrown })
      }
    }
  })
})
