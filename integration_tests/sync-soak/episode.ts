import type { Person } from '../../src/sandbox/people'
import { SyncWorld, type Step, type SyncProcess } from '../harness/sync-process'
import { Mutations, pick, type Random } from './mutations'
import {
  ABSENT,
  CLEARED,
  profileOf,
  Truth,
  type Observed,
  type Profile,
  type RemovedAction,
  type Version,
} from './truth'

/** What happened, in numbers. */
export interface Figures {
  episodes: number
  rounds: number
  runs: number
  kills: number
  pauses: number
  takeOvers: number
  parallel: number
  resent: number
  events: number
}

export function newFigures(): Figures {
  return { episodes: 0, rounds: 0, runs: 0, kills: 0, pauses: 0, takeOvers: 0, parallel: 0, resent: 0, events: 0 }
}

/** How a model is synced in one episode. */
interface Setting {
  readonly store: 'local' | 'warehouse'
  readonly method: 'diff' | 'cursor'
  readonly removed: RemovedAction
  readonly people: number
  readonly breaks: boolean
  readonly fails: boolean
}

const MAX_DISTURBANCES = 2
const FAULT_SHARE = 0.05
/** More steps than a run has: some disturbances come too late. */
const STATEMENTS = 32
const REQUESTS = 6
const COLUMNS = ['ROW_ID', 'ID', 'EMAIL', 'CART', 'AMOUNT', 'NOTE', 'UPDATED_AT'] as const
const INSERT_ROWS = 1_000

/**
 * Syncs a model again and again while it changes and while runs are killed, paused, replaced and started twice. Throws if what
 * Customer.io has after a round is not what the model says.
 */
export async function runEpisode(random: Random, rounds: number, figures: Figures): Promise<void> {
  const setting = settingOf(random)
  const world = await SyncWorld.open()
  const episode = new Episode(world, random, setting, figures)
  try {
    await episode.prepare()
    for (let round = 0; round < rounds; round++) await episode.round()
    await episode.quiet()
    figures.episodes++
  } catch (thrown) {
    throw new Error(`${JSON.stringify(setting)}\n${episode.log.join('\n')}`, { cause: thrown })
  } finally {
    await world.stop()
  }
}

function settingOf(random: Random): Setting {
  const method = random() < 0.15 ? 'cursor' : 'diff'
  return {
    store: pick(random, ['local', 'warehouse']),
    method,
    removed: method === 'cursor' ? 'ignore' : pick(random, ['ignore', 'delete', 'clear_attributes', 'event']),
    // The large one has several checkpoints in a local state, and several requests.
    people: random() < 0.25 ? 5_500 : 60,
    breaks: random() < 0.4,
    fails: random() < 0.5,
  }
}

class Episode {
  readonly log: string[] = []
  private readonly mutations: Mutations
  private readonly truth: Truth
  private current: Version = new Map()
  private versions: Version[] = []
  private config = ''
  private sendsNote = true
  private ticks = 0
  private seenEvents = 0
  /** Flags of every run of the round. */
  private flags: readonly string[] = []

  constructor(
    private readonly world: SyncWorld,
    private readonly random: Random,
    private readonly setting: Setting,
    private readonly figures: Figures,
  ) {
    this.mutations = new Mutations(random, setting)
    this.truth = new Truth({ removed: setting.removed, hasEvents: setting.method === 'diff' })
    if (setting.fails)
      world.fault = () => (Math.random() < FAULT_SHARE ? (Math.random() < 0.5 ? 'before' : 'after') : undefined)
  }

  async prepare(): Promise<void> {
    await this.world.warehouse.sql(
      `CREATE TABLE people ("ROW_ID" VARCHAR, "ID" VARCHAR, "EMAIL" VARCHAR, "CART" VARCHAR, "AMOUNT" DECIMAL(38,0), "NOTE" VARCHAR, "UPDATED_AT" TIMESTAMP)`,
    )
    await this.makeView(COLUMNS)
    this.activate()
    await this.moveTo(this.mutations.first(this.setting.people))
    await this.finish()
    this.check()
  }

  async round(): Promise<void> {
    this.flags = []
    if (this.random() < 0.2) await this.makeView([...COLUMNS].sort(() => this.random() - 0.5))
    if (this.random() < 0.15) this.changeMapping()
    await this.mutate()
    for (let left = Math.floor(this.random() * (MAX_DISTURBANCES + 1)); left > 0; left--) {
      await this.disturb()
      if (this.random() < 0.5) await this.mutate()
    }
    await this.finish('--take-over')
    this.check()
    this.figures.rounds++
  }

  /** Nothing is sent if nothing changed. */
  async quiet(): Promise<void> {
    this.flags = []
    const output = await this.finish()
    // Refused rows are sent again in each run.
    if (!this.setting.breaks && !/\b0 rows read/.test(output)) throw new Error(`rows were sent again: ${output}`)
    this.versions = [this.current]
    this.check()
  }

  private async disturb(): Promise<void> {
    const kind = pick(this.random, ['kill', 'pause', 'takeOver', 'parallel'] as const)
    const step = this.step()
    this.log.push(`${kind} at ${step.at} ${step.index}`)
    if (kind === 'kill') await this.kill(step)
    else if (kind === 'pause') await this.pause(step)
    else if (kind === 'takeOver') await this.takeOver(step)
    else await this.runTwo()
  }

  private async kill(step: Step): Promise<void> {
    this.figures.kills++
    await this.end(await this.start(step, 'SIGKILL'), [0, 75, 'SIGKILL'])
  }

  /** A run is paused, another one takes its state and may be killed, and the first one continues. */
  private async pause(step: Step): Promise<void> {
    this.figures.pauses++
    const paused = await this.start(step, 'SIGSTOP')
    if (this.random() < 0.7) await this.mutate()
    if (this.random() < 0.3) await this.end(await this.start(this.step(), 'SIGKILL', '--take-over'), [0, 'SIGKILL'])
    else await this.finish('--take-over')
    paused.child.kill('SIGCONT')
    await this.end(paused, [0, 75])
  }

  /** Another run takes the state of one that works. */
  private async takeOver(step: Step): Promise<void> {
    this.figures.takeOvers++
    // SIGCONT changes nothing in a process that runs.
    const first = await this.start(step, 'SIGCONT')
    await this.finish('--take-over')
    await this.end(first, [0, 75])
  }

  private async runTwo(): Promise<void> {
    this.figures.parallel++
    this.figures.runs += 2
    const runs = [0, 1].map(() => this.world.start(this.config, ...this.flags))
    for (const run of runs) await this.end(run, [0, 75])
  }

  private start(step: Step, signal: NodeJS.Signals, ...args: string[]): Promise<SyncProcess> {
    this.figures.runs++
    return this.world.disturb(this.config, step, signal, [...this.flags, ...args])
  }

  private async finish(...args: string[]): Promise<string> {
    this.figures.runs++
    const output = await this.world.finish(this.config, ...this.flags, ...args)
    this.log.push('finished')
    return output
  }

  private async end({ ended, output }: SyncProcess, codes: readonly (number | string)[]): Promise<void> {
    const code = await ended
    this.log.push(`ended with ${code}`)
    if (!codes.includes(code)) throw new Error(`a run ended with ${code}: ${output()}`)
  }

  private step(): Step {
    return this.random() < 0.7
      ? { at: 'statement', index: Math.floor(this.random() * STATEMENTS) }
      : { at: 'request', index: Math.floor(this.random() * REQUESTS) }
  }

  private check(): void {
    const problems = this.truth.settle(this.versions, this.observe())
    // The last version is the first of the next round only once it changes.
    this.versions = []
    if (problems.length > 0) throw new Error(`${problems.length} differences: ${problems.slice(0, 5).join('; ')}`)
  }

  private observe(): Observed {
    const { people, events } = this.world.sandbox.workspace
    const ids = new Map([...people.all].map(({ cioId, id }) => [cioId, id ?? '']))
    const profiles = new Map([...people.all].map((person) => [person.id ?? ABSENT, foundProfile(person)] as const))
    const transitions = new Map<string, string[]>()
    const left = new Map<string, number>()
    for (const { name, data, person } of events.slice(this.seenEvents)) {
      this.figures.events++
      const id = ids.get(person ?? '') ?? ''
      if (name === 'left') left.set(id, (left.get(id) ?? 0) + 1)
      else {
        const row = String(data['ROW_ID'])
        transitions.set(row, [...(transitions.get(row) ?? []), `${String(data['from'])}>${String(data['to'])}`])
      }
    }
    this.seenEvents = events.length
    return { profiles, transitions, left }
  }

  private mutate(): Promise<void> {
    return this.moveTo(this.mutations.next(this.current))
  }

  /** Makes the table what a version says, one transaction. */
  private async moveTo(version: Version): Promise<void> {
    const changed = [...version].filter(([id, source]) => this.current.get(id) !== source)
    const stale = [...this.current].flatMap(([id, { rows }]) => (version.get(id) === this.current.get(id) ? [] : rows))
    const values = changed.flatMap(([id, { rows, email, cart, amount }]) =>
      rows.map((row) => {
        const updated = `TIMESTAMP '2026-01-01' + INTERVAL ${++this.ticks} SECOND`
        return `('${row}', '${id}', '${email}', '${cart}', ${amount}, repeat('x', 200), ${updated})`
      }),
    )
    const statements = ['BEGIN']
    if (stale.length > 0)
      statements.push(`DELETE FROM people WHERE "ROW_ID" IN (${stale.map((row) => `'${row}'`).join(', ')})`)
    for (let from = 0; from < values.length; from += INSERT_ROWS)
      statements.push(`INSERT INTO people VALUES ${values.slice(from, from + INSERT_ROWS).join(', ')}`)
    await this.world.warehouse.sql([...statements, 'COMMIT'].join('; '))
    this.log.push(`${changed.length} people changed, ${version.size} are in the model`)
    this.current = version
    this.versions.push(version)
  }

  private async makeView(columns: readonly string[]): Promise<void> {
    const list = columns.map((column) => `"${column}"`).join(', ')
    await this.world.warehouse.sql(`CREATE OR REPLACE VIEW people_view AS SELECT ${list} FROM people`)
  }

  /** Every row is sent again. */
  private changeMapping(): void {
    this.figures.resent++
    this.sendsNote = !this.sendsNote
    this.activate()
    this.flags = ['--accept-resend', '--accept-change']
    this.log.push('the mapping changed')
  }

  private activate(): void {
    const { store, method, removed } = this.setting
    const excluded = ['ROW_ID', 'UPDATED_AT', ...(this.sendsNote ? [] : ['NOTE'])]
    const changes = method === 'diff' ? 'method: diff' : 'method: cursor, column: UPDATED_AT, lag_seconds: 0'
    const diff = `    removed: { action: ${removed}, max_percent: 100${removed === 'event' ? ', event_name: left' : ''} }
    events_on_change:
      - { attribute: cart, event_name: cart_changed, columns: [ROW_ID] }
`
    this.config = this.world.activate(
      store,
      `    view: PEOPLE_VIEW
    key: ROW_ID
    rule: { object: person, id_column: ID, email_column: EMAIL, columns: { exclude: [${excluded.join(', ')}] } }
    changes: { ${changes} }
${method === 'diff' ? diff : ''}`,
    )
  }
}

function foundProfile({ email = '', attributes }: Person): Profile {
  const [cart = '', amount = ''] = ['cart', 'amount'].map((name) => {
    const value = attributes.get(name)?.value
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  })
  return cart === '' && amount === '' ? CLEARED : profileOf({ email, cart, amount: Number(amount) })
}
