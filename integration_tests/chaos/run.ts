import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src/delivery/testing/simulation'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import type { Fault } from '../../src/sandbox/faults'
import type { Operation } from '../../src/sandbox/rules'
import { errorsOf, startWrite, temporaryFolder, type Finished, type Message, type Program } from '../harness/program'
import {
  entityOf,
  expectedOf,
  identifierText,
  isDeletion,
  ITEM_BYTES,
  lineOf,
  makeWorkload,
  type Item,
  type Workload,
} from './workload'

export interface ChaosOptions {
  readonly seed: number
  readonly rows: number
  readonly people: number
  readonly padding: number
  /** Faults of the API at rates that follow from the seed; off for a healthy one. */
  readonly faults: boolean
  /** How often the program is killed (SIGKILL) at some moment, before it may run to its end. */
  readonly kills: number
  /** A fault that the first request meets beside all others. */
  readonly first?: Fault
  /** Once it has ended well, everything is sent again: nothing may change. */
  readonly again?: boolean
  /** Instead of SIGKILL, for faults that end a run in an orderly way. */
  readonly fatal?: Fault
}

export interface ChaosResult {
  readonly runs: number
  readonly kills: number
  readonly requests: number
  readonly rows: number
  readonly repeatedEvents: number
}

/** Faults that a run survives, each at up to a share of requests; together at most 30 %. */
const SURVIVED: readonly Fault[] = [
  'rate_limit',
  'error_500',
  'error_502',
  'error_503',
  'error_503_after',
  'reset_before',
  'reset_after',
  'slow_body',
  'html_page',
  'empty_reply',
  'error_400_page',
  'error_413',
  'redirect',
  'sparse_207',
]
const MAX_FAULTS = 0.3
const MAX_RUNS = 50

/**
 * Runs the built program on a workload until it succeeds. It is killed or fails a given number of times, and is resumed
 * from its last states, as Airbyte does. Throws an AssertionError where a row was lost, a state came early or out of
 * order, counts do not add up, or what Customer.io holds in the end is not what the rows say.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, rows, people, padding, kills } = options
  const random = seededRandom(seed ^ 0x5eed)
  const workload = makeWorkload(seed, { rows, people, padding })
  const rates = options.faults ? randomRates(random) : {}
  const script = [options.first, ...(options.faults ? (['error_413', undefined, 'rate_limit_with_wait'] as const) : [])]
  const sandbox = await startSandbox({
    seed,
    settings: { shuffle: true, itemBytes: ITEM_BYTES },
    faults: { rates, script },
  })
  const applied = listenTo(sandbox)
  const folder = temporaryFolder()
  try {
    const config = {
      credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
      endpoints: { track_url: sandbox.url },
      streams: workload.rules,
      guards: { max_deletes: 1_000_000 },
      delivery: { requests_per_second: 1000, max_in_flight: 1 + Math.floor(random() * 16), flush_seconds: 1 },
      object_storage_config: { storage_type: 'LOCAL', directory: join(folder.path, 'rejected') },
    }
    let items = workload.items
    let killed = 0
    let again = options.again === true
    for (let run = 1; ; run++) {
      ok(run <= MAX_RUNS, 'it does not come to an end')
      if (options.fatal !== undefined && run <= kills)
        sandbox.setFaults({ rates, script: [undefined, undefined, options.fatal] })
      const summary = join(folder.path, `summary-${run}.json`)
      const program = startWrite({ config, catalog: workload.catalog, args: ['--summary', summary] })
      const watch = new Watch(workload, items, program)
      applied.listeners = [(operation) => watch.onApplied(operation)]
      const mayKill = options.fatal === undefined && killed < kills
      if (mayKill) killSometime(program, applied, items.length, random)
      program.child.stdin.end(items.map((item) => lineOf(item, workload.global)).join(''))
      const finished = await program.finished()
      watch.check()
      if (finished.code !== 0) {
        ok(
          finished.signal === 'SIGKILL' || options.fatal !== undefined,
          `failed: ${JSON.stringify(errorsOf(finished))}`,
        )
        if (finished.signal === 'SIGKILL') killed++
        items = watch.rest()
        continue
      }
      watch.checkEnd(finished, summary)
      checkSandbox(workload, sandbox)
      // The run was over before its moment came: everything once more, and kill that one.
      if (mayKill || again) {
        again &&= mayKill
        items = workload.items
        continue
      }
      const { repeatedEvents } = sandbox.workspace
      return { runs: run, kills: killed, requests: sandbox.requestCount, rows, repeatedEvents }
    }
  } finally {
    await sandbox.stop()
    folder.remove()
  }
}

function randomRates(random: () => number): Partial<Record<Fault, number>> {
  const weights = SURVIVED.map((fault) => ({ fault, weight: random() ** 2 }))
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  const share = MAX_FAULTS * random()
  return Object.fromEntries(weights.map(({ fault, weight }) => [fault, (weight / sum) * share]))
}

/** Told of each operation that the sandbox applied, before its request is answered. */
interface Applied {
  listeners: ((operation: Operation) => void)[]
}

function listenTo({ workspace }: Sandbox): Applied {
  const applied: Applied = { listeners: [] }
  const apply = workspace.apply.bind(workspace)
  workspace.apply = (operation) => {
    apply(operation)
    for (const listener of applied.listeners) listener(operation)
  }
  return applied
}

/** SIGKILL while some operation is applied, in the middle of its batch, or when some state has just come. */
function killSometime(program: Program, applied: Applied, rows: number, random: () => number): void {
  if (random() < 0.2) {
    const after = 1 + Math.floor(random() * 4)
    let states = 0
    program.onMessage(({ type }) => {
      if (type === 'STATE' && ++states === after) program.kill()
    })
    return
  }
  let left = 1 + Math.floor(random() ** 2 * 0.8 * rows)
  applied.listeners.push(() => {
    if (--left === 0) program.kill()
  })
}

/**
 * Looks at each state as it comes: in order, one for one, with the counts of its window, and none early. Only what came in
 * this run counts for that: rows of an earlier run do not count. A row that is rejected has no operation to wait for;
 * the counts of its window show that its outcome was known.
 *
 * A state and a request come over different pipes. One that was written less than a turn of the event loop before its last
 * row was applied looks in time: a program that does not wait for replies cannot be in time for every state.
 */
class Watch {
  private readonly failures: unknown[] = []
  private readonly states: number[]
  private readonly windows = new Map<number, { recordCount: number; rejectedRecordCount: number }>()
  private echoed = 0
  private readonly lastState = new Map<string, number>()
  /** Keys of the events that came, and the last `last` of each person and object: within a run it only grows. */
  private readonly events = new Set<unknown>()
  private readonly lasts = new Map<string, number>()
  /** How often each person was deleted, and how many deletions came before the rows that were checked. */
  private readonly deletions = new Map<string, number>()
  private readonly neededDeletions = new Map<string, number>()
  private checked = 0

  constructor(
    private readonly workload: Workload,
    private readonly items: readonly Item[],
    program: Program,
  ) {
    this.states = items.flatMap((item) => (item.kind === 'state' ? [item.id] : []))
    this.countWindows()
    program.onMessage((message) => {
      try {
        if (message.type === 'STATE') this.onState(message)
      } catch (thrown) {
        this.failures.push(thrown)
      }
    })
  }

  check(): void {
    if (this.failures.length > 0) throw this.failures[0]
  }

  checkEnd(finished: Finished, summary: string): void {
    strictEqual(this.echoed, this.states.length, 'states are missing')
    strictEqual(finished.stderr, '')
    const { rows } = JSON.parse(readFileSync(summary, 'utf8')) as { rows: Record<string, number> }
    const sent = this.items.filter(({ kind }) => kind === 'row').length
    strictEqual(rows['read'], sent)
    strictEqual(rows['delivered']! + rows['skipped']! + rows['rejected']!, sent, 'rows were left without an outcome')
    strictEqual(rows['rejected'], this.items.filter((item) => item.kind === 'row' && item.fate === 'rejected').length)
  }

  /** The rows that Airbyte sends again: per stream those after its last returned state, or all after a global state. */
  rest(): readonly Item[] {
    return this.items.filter(({ stream }, index) => {
      const last = this.workload.global ? this.lastState.get('') : this.lastState.get(stream)
      return last === undefined || index > last
    })
  }

  private countWindows(): void {
    const open = new Map<string, { recordCount: number; rejectedRecordCount: number }>()
    for (const item of this.items) {
      const key = this.workload.global ? '' : item.stream
      const window = open.get(key) ?? { recordCount: 0, rejectedRecordCount: 0 }
      open.set(key, window)
      if (item.kind === 'row') window[item.fate === 'rejected' ? 'rejectedRecordCount' : 'recordCount']++
      else {
        this.windows.set(item.id, window)
        open.delete(key)
      }
    }
  }

  private onState({ state }: Message): void {
    const id = state?.['id'] as number
    strictEqual(id, this.states[this.echoed++], 'a state out of order')
    deepStrictEqual(state?.['destinationStats'], this.windows.get(id))
    const index = this.items.findIndex((item) => item.kind === 'state' && item.id === id)
    this.lastState.set(this.workload.global ? '' : this.items[index]!.stream, index)
    this.checkNoneEarly(index)
  }

  onApplied({ action, identifiers, attributes }: Operation): void {
    if (action === 'delete') {
      countOne(this.deletions, nameOf(identifiers as Identifiers))
      return
    }
    const { key, last } = attributes as Readonly<Record<string, unknown>>
    if (key === undefined) this.lasts.set(nameOf(identifiers as Identifiers), last as number)
    else this.events.add(key)
  }

  /** Every row before the state was applied by now. */
  private checkNoneEarly(stateIndex: number): void {
    for (; this.checked < stateIndex; this.checked++) {
      const item = this.items[this.checked]!
      if (item.kind !== 'row' || item.fate === 'rejected') continue
      const { id, email, company, key, last } = item.data
      if (typeof key === 'string') ok(this.events.has(key), `a state came before the event ${key}`)
      else {
        const name = nameOf({ id, email, object_id: company })
        if (isDeletion(item)) {
          const needed = countOne(this.neededDeletions, name)
          ok((this.deletions.get(name) ?? 0) >= needed, `a state came before the deletion of ${name}`)
        } else ok((this.lasts.get(name) ?? -1) >= (last as number), `a state came before attributes of ${name}`)
      }
    }
  }
}

type Identifiers = Readonly<Partial<Record<'id' | 'email' | 'object_id', unknown>>>

/** The ids, email addresses and objects of a workload are distinct texts. */
function nameOf({ id, email, object_id: object }: Identifiers): string {
  return identifierText(id ?? email ?? object)
}

function countOne(counts: Map<string, number>, name: string): number {
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  return count
}

function attributesOf({ workspace }: Sandbox, { stream, data }: Item & { kind: 'row' }): Record<string, unknown> {
  const holder =
    stream === 'companies'
      ? workspace.objects.get(`1/${data['company'] as string}`)
      : stream === 'contacts'
        ? workspace.people.find('email', data['email'] as string)
        : workspace.people.find('id', identifierText(data['id']))
  return Object.fromEntries([...(holder?.attributes ?? [])].map(([name, { value }]) => [name, value]))
}

function checkSandbox(workload: Workload, sandbox: Sandbox): void {
  const expected = expectedOf(workload.items)
  const held = new Map<string, Record<string, unknown>>()
  for (const item of workload.items) {
    if (item.kind !== 'row' || item.fate === 'rejected' || item.data['key'] !== undefined) continue
    held.set(entityOf(item.stream, item.data), attributesOf(sandbox, item))
  }
  deepStrictEqual(held, expected.attributes)
  const keys = sandbox.workspace.events.map(({ data }) => data['key'] as string)
  strictEqual(keys.length, expected.events.size, 'an event is missing or there twice')
  deepStrictEqual(new Set(keys), expected.events)
}
