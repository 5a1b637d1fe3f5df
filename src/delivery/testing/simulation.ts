import { FakeClock } from '../../lib/testing/fake-clock'
import { JsonWriter } from '../../lib/json-writer'
import type { Input } from '../../core/input'
import type { Row, RowRef } from '../../core/row'
import type { StateCounts } from '../../core/state'
import type { SourceStream } from '../../core/stream'
import type { ConflictClass, Endpoint, ItemJson, Mapped } from '../../mapping/mapped-item'
import { Guards, type GuardLimits } from '../guards'
import type { HoldFile } from '../hold-file'
import { Pipeline, type PipelineOptions } from '../pipeline'
import { RunStats } from '../run-stats'
import type { FinalReply, Request } from '../transport'
import { apply, type Operation, type Person } from './operations'
import { ENDPOINT, createMappedItem, createEntityKey, createStream } from './row-factories'

const NO_LIMITS: GuardLimits = {
  maxRejectedPercent: 100,
  maxPeople: undefined,
  maxDeletes: undefined,
  maxLiveEvents: () => undefined,
  maxNullPercent: new Map(),
}

const ORDERS: Record<Operation['action'], ConflictClass> = {
  set: 'upsert',
  move: 'upsert',
  merge: 'exclusive',
  event: 'append',
  link: 'link',
  delete: 'exclusive',
  bad: 'append',
}

/** Merges two waiting sets of a person, as mapping/merge.ts does for real ones. */
function mergeUpserts(older: string, newer: string): string | undefined {
  const [a, b] = [JSON.parse(older) as Operation, JSON.parse(newer) as Operation]
  return a.person === b.person ? JSON.stringify({ ...b, values: { ...a.values, ...b.values } }) : undefined
}

/** The JSON of the last item that was mapped, as a mapper has it: the next item overwrites it. */
class LastJson implements ItemJson {
  private readonly writer = new JsonWriter()

  write(json: ItemJson): this {
    this.writer.length = 0
    json.copyTo(this.writer)
    return this
  }

  get bytes(): number {
    return this.writer.length
  }

  copyTo(out: JsonWriter): void {
    out.copy(this.writer.bytes, 0, this.writer.length)
  }

  toString(): string {
    return this.writer.toString()
  }
}

/** Seeded randomness (mulberry32), so that a failing run can be had again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * A pipeline with everything around it made up: a Customer.io that answers when told, in any order, and applies the
 * items of a body in any order.
 */
export class Simulation {
  readonly clock = new FakeClock()
  readonly streams: readonly SourceStream[] = [createStream('one'), createStream('two')]
  readonly people = new Map<string, Person>()
  readonly emitted: { text: string; counts: StateCounts }[] = []
  readonly stats = new RunStats(this.streams)
  readonly pipeline: Pipeline
  /** Requests in order. Their bodies may be reused after the reply, so that `text` is a copy. */
  readonly requests: (Request & { readonly text: string })[] = []
  inputStopped = false
  /** Files of held items that were opened and not removed. */
  openHoldFiles = 0
  private readonly waiting: { request: Request; resolve: (reply: FinalReply) => void }[] = []

  constructor(
    private readonly random: () => number = Math.random,
    options: Partial<PipelineOptions> & {
      limits?: Partial<GuardLimits>
      refuses?: (operation: Operation) => boolean
      irreversible?: boolean
      /** Where everything goes. */
      endpoint?: Endpoint
      /** An attribute whose nulls are counted: a row whose values lack it has a null there. */
      watched?: string
      /** Events wait for the updates before them. */
      ordersEvents?: boolean
      /** Storing a rejected row takes up to this many milliseconds. */
      storageMs?: number
      /** Bytes of output per state, which are read at random times. */
      stateBytes?: number
    } = {},
  ) {
    const {
      limits,
      refuses,
      irreversible = false,
      watched,
      ordersEvents = false,
      storageMs,
      stateBytes = 0,
      endpoint = ENDPOINT,
      ...rest
    } = options
    this.classes = ordersEvents ? { ...ORDERS, event: 'ordered_append' } : ORDERS
    this.refuses = refuses ?? (() => false)
    this.endpoint = endpoint
    const nulls = { rows: 0, byAttribute: new Map<string, number>() }
    const map = (row: Row, ref: RowRef): Mapped => {
      if (watched !== undefined) {
        const isNull = (row.data as unknown as Operation).values[watched] === undefined
        nulls.rows++
        nulls.byAttribute.set(watched, (nulls.byAttribute.get(watched) ?? 0) + (isNull ? 1 : 0))
      }
      const mapped = this.map(row, ref)
      const clearsWatched = watched !== undefined && !(watched in (row.data as unknown as Operation).values)
      return mapped.kind === 'item' ? { ...mapped, clearsWatched } : mapped
    }
    const traits = {
      map,
      object: 'person',
      operation: irreversible ? 'delete' : 'upsert',
      writesPeople: true,
      irreversible,
      nulls: watched === undefined ? undefined : nulls,
    }
    this.pipeline = new Pipeline({
      mappers: new Map(this.streams.map((stream) => [stream, traits])),
      send: (request) => {
        this.requests.push({ ...request, text: request.body.toString() })
        return new Promise((resolve) => this.waiting.push({ request, resolve }))
      },
      merge: mergeUpserts,
      keyOf: (item) => (JSON.parse(item) as Operation).person,
      emitState: (state, counts) => {
        this.emitted.push({ text: state.text, counts })
        this.unreadBytes += stateBytes
        this.rejectedBeforeStates += counts.rejected
        if (storageMs !== undefined && this.stored < this.rejectedBeforeStates)
          throw new Error(`the state ${state.text} came before its rejected rows were stored`)
      },
      reject: storageMs === undefined ? undefined : () => this.store(random() * storageMs),
      outputBytes: () => this.unreadBytes,
      stopInput: () => (this.inputStopped = true),
      guards: new Guards({ ...NO_LIMITS, ...limits }),
      openHoldFile: () => {
        const file = createMemoryFile(() => this.openHoldFiles--)
        this.openHoldFiles++
        return file
      },
      stats: this.stats,
      clock: this.clock,
      maxInFlight: 3,
      flushMs: 5_000,
      ...rest,
    })
  }

  private unreadBytes = 0
  private stored = 0
  private rejectedBeforeStates = 0

  private store(ms: number): Promise<void> {
    return new Promise((resolve) =>
      this.clock.after(ms, () => {
        this.stored++
        resolve()
      }),
    )
  }

  private readOutput(): void {
    this.unreadBytes = 0
    this.pipeline.outputRead()
  }

  private readonly refuses: (operation: Operation) => boolean
  private readonly endpoint: Endpoint
  private readonly classes: typeof ORDERS
  private readonly lastJson = new LastJson()

  get unanswered(): number {
    return this.waiting.length
  }

  /** Answers one waiting request, a random one, after applying it; `decide` may say something else instead. */
  answer(decide: (request: Request) => FinalReply | undefined = () => undefined): void {
    const [one] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1)
    if (one === undefined) throw new Error('no request waits for an answer')
    const reply = decide(one.request)
    if (reply !== undefined) {
      one.resolve(reply)
      return
    }
    const { batch } = JSON.parse(one.request.body.toString()) as { batch: Operation[] }
    const refused = new Map(
      batch.flatMap((operation, index) => (this.refuses(operation) ? [[index, { status: 207 }] as const] : [])),
    )
    const accepted = batch.filter((_, index) => !refused.has(index))
    while (accepted.length > 0) {
      apply(this.people, accepted.splice(Math.floor(this.random() * accepted.length), 1)[0] as Operation)
    }
    one.resolve({ kind: 'accepted', refused })
  }

  /** Runs to the end, answering at random; rejects as the pipeline does. */
  async finish(source: AsyncIterable<readonly Input[]>, answerOnce: () => void = () => this.answer()): Promise<void> {
    let over = false
    const run = this.pipeline.run(source).finally(() => (over = true))
    run.catch(() => undefined)
    for (let idle = 0; !over;) {
      for (let turn = 0; turn < 3; turn++) await Promise.resolve()
      if (this.unreadBytes > 0 && this.random() < 0.05) this.readOutput()
      if (this.waiting.length > 0 && (idle > 3 || this.random() < 0.5)) {
        answerOnce()
        idle = 0
      } else if (++idle > 50) {
        await this.clock.advance(this.clock.nextInMs ?? 0)
        idle = 0
      }
    }
    await run
  }

  private map(row: Row, ref: RowRef): Mapped {
    const operation = row.data as unknown as Operation
    if (operation.action === 'bad') {
      ref.key = operation.person
      return { kind: 'rejected', rejection: { code: 'invalid_value', field: 'bad' } }
    }
    const { action, person, other } = operation
    const pair = `${person} and ${other}`
    const isLink = action === 'link'
    const entities = [person, ...(other === undefined ? [] : [other]), ...(isLink ? [pair] : [])]
    const item = createMappedItem(entities, this.classes[action], operation, {
      endpoint: this.endpoint,
      ...(isLink ? { exclusive: createEntityKey(pair) } : {}),
    })
    return {
      kind: 'item',
      item: { ...item, json: this.lastJson.write(item.json) },
      person: { kind: 'id', value: operation.person },
      irreversible: action === 'delete' || action === 'merge',
      ...(action === 'event' ? { liveEvent: { name: `event_${operation.id % 2}`, timestampS: -3600 } } : {}),
    }
  }
}

/** A file of held items in memory. */
export function createMemoryFile(onRemove: () => void = () => undefined): HoldFile {
  let content = Buffer.alloc(0)
  return {
    append(text) {
      const extent = { position: content.length, bytes: Buffer.byteLength(text) }
      content = Buffer.concat([content, Buffer.from(text)])
      return extent
    },
    read: ({ position, bytes }) => content.toString('utf8', position, position + bytes),
    remove: onRemove,
  }
}

/** Chunks of input, handed over one after the other with some turns of the event loop between them. */
export async function* chunks(
  inputs: readonly Input[],
  size: number,
  turns: () => number = () => 1,
): AsyncIterable<readonly Input[]> {
  for (let at = 0; at < inputs.length; at += size) {
    for (let turn = turns(); turn > 0; turn--) await Promise.resolve()
    yield inputs.slice(at, at + size)
  }
}
