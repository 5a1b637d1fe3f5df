import { ConfigError } from '../core/errors'
import { streamLabel, type SourceStream } from '../core/stream'
import type { Mapped } from '../mapping/batch-item'
import type { NullCounts } from '../mapping/mapping-stats'
import type { StreamCounts } from './ledger'

/** Limits that a run must not pass. Undefined means none. */
export interface GuardLimits {
  readonly maxRejectedPercent: number
  readonly maxPeople: number | undefined
  readonly maxDeletes: number | undefined
  /** By stream: a stream that is read in full has a default, an incremental one has none. */
  readonly maxLiveEvents: (stream: SourceStream) => number | undefined
  /** By attribute. */
  readonly maxNullPercent: ReadonlyMap<string, number>
}

/** What a guard needs to know of the stream an item comes from. */
export interface GuardedStream {
  readonly writesPeople: boolean
  readonly irreversible: boolean
}

type MappedItem = Extract<Mapped, { kind: 'item' }>
type PersonRef = NonNullable<MappedItem['person']>

/** A share of rejected rows, or of nulls, is judged from this many rows on while rows still come. */
const JUDGED_ROWS = 1000
/** And of rejected rows from this many on when the input has ended: a handful of rows says nothing. */
const JUDGED_ROWS_AT_END = 20

const number = new Intl.NumberFormat('en-US')

/** Why a guard stops a run. Its error is made at the end, when it is known how many rows were delivered. */
export class GuardStop {
  /** `seen` names the limit too; `goOn` says what the user may do. Both are whole sentences. */
  constructor(
    readonly option: string,
    private readonly seen: string,
    private readonly goOn: string,
  ) {}

  toError(delivered: number): ConfigError {
    const stands =
      delivered === 0
        ? 'Nothing was delivered'
        : `${delivered === 1 ? '1 row was' : `${number.format(delivered)} rows were`} delivered before and stay delivered`
    return new ConfigError(
      `Stopped by ${this.option}: ${this.seen} ${stands}; the next run goes on from the last acknowledged state. ${this.goOn}`,
    )
  }
}

/**
 * Counts what a run does and says when it must stop: before the item that would be one too many, so that the rows
 * before it stand and the row itself is read again by the next run.
 */
export class Guards {
  private readonly people = new Set<string>()
  private deletes = 0
  private readonly liveEvents = new Map<SourceStream, number>()

  constructor(private readonly limits: GuardLimits) {}

  /** Counts an item, or returns why it must not be sent. */
  check({ item, person }: MappedItem, stream: SourceStream, what: GuardedStream): GuardStop | undefined {
    if (item.live) return this.checkLiveEvent(stream)
    if (what.irreversible) return this.checkDelete(stream)
    if (what.writesPeople && person !== undefined) return this.checkPerson(person, stream)
    return undefined
  }

  /** True while a stream has too many rejected rows for a state of it to leave. */
  holds({ read, rejected }: StreamCounts): boolean {
    return read >= JUDGED_ROWS_AT_END && this.passesShare(read, rejected)
  }

  /** Judges the share of rejected rows of a stream, at the end of the input or before it. */
  judge(stream: SourceStream, { read, rejected }: StreamCounts, atEnd: boolean): GuardStop | undefined {
    if (read < (atEnd ? JUDGED_ROWS_AT_END : JUDGED_ROWS) || !this.passesShare(read, rejected)) return undefined
    return new GuardStop(
      'guards.max_rejected_percent',
      `${number.format(rejected)} of the ${number.format(read)} rows read from ${streamLabel(stream)} were rejected, and ` +
        `at most ${this.limits.maxRejectedPercent} % may be.`,
      'The reasons are in the log. Fix the model or the stream rule, or raise guards.max_rejected_percent if so many ' +
        'rejections are right.',
    )
  }

  /** False while too few rows of a stream were looked at to say anything about their nulls. */
  canJudgeNulls({ rows }: NullCounts): boolean {
    return rows >= JUDGED_ROWS
  }

  /** Judges the share of nulls of each guarded attribute of a stream. */
  judgeNulls(stream: SourceStream, counts: NullCounts): GuardStop | undefined {
    if (!this.canJudgeNulls(counts)) return undefined
    for (const [attribute, percent] of this.limits.maxNullPercent) {
      const nulls = counts.byAttribute.get(attribute) ?? 0
      if (nulls * 100 <= percent * counts.rows) continue
      return new GuardStop(
        'guards.max_null_percent',
        `${attribute} is null in ${number.format(nulls)} of ${number.format(counts.rows)} rows of ` +
          `${streamLabel(stream)}, and at most ${percent} % may be.`,
        `Look at the column in the model: a broken join is the usual cause. If so many nulls are right, raise the ` +
          `percent of ${attribute} in guards.max_null_percent.`,
      )
    }
    return undefined
  }

  private passesShare(read: number, rejected: number): boolean {
    return rejected * 100 > this.limits.maxRejectedPercent * read
  }

  private checkPerson({ kind, value }: PersonRef, stream: SourceStream): GuardStop | undefined {
    const { maxPeople } = this.limits
    if (maxPeople === undefined) return undefined
    const person = `${kind}/${value}`
    if (this.people.has(person)) return undefined
    if (this.people.size < maxPeople) {
      this.people.add(person)
      return undefined
    }
    return new GuardStop(
      'guards.max_people',
      `${counted(maxPeople, 'person', 'people')} may be written in one run, and the next row of ${streamLabel(stream)} ` +
        'is about another one.',
      'Check them in Customer.io, then raise guards.max_people or remove it to go on.',
    )
  }

  private checkDelete(stream: SourceStream): GuardStop | undefined {
    const { maxDeletes } = this.limits
    if (maxDeletes === undefined || this.deletes < maxDeletes) {
      this.deletes++
      return undefined
    }
    return new GuardStop(
      'guards.max_deletes',
      `${counted(maxDeletes, 'deletion, suppression or merge', 'deletions, suppressions or merges')} may be sent in ` +
        `one run, and ${streamLabel(stream)} asks for more.`,
      'They cannot be undone. If so many are right, raise guards.max_deletes.',
    )
  }

  private checkLiveEvent(stream: SourceStream): GuardStop | undefined {
    const limit = this.limits.maxLiveEvents(stream)
    const seen = this.liveEvents.get(stream) ?? 0
    if (limit === undefined || seen < limit) {
      this.liveEvents.set(stream, seen + 1)
      return undefined
    }
    return new GuardStop(
      'events.max_live_events',
      `${counted(limit, 'event', 'events')} of ${streamLabel(stream)} younger than 72 hours may be sent in one run, and ` +
        'there are more. Events that young can start campaigns.',
      'If so many are right, raise events.max_live_events; if this is a backfill, read the stream incrementally or let ' +
        'the model leave out recent events.',
    )
  }
}

function counted(limit: number, one: string, many: string): string {
  return `at most ${number.format(limit)} ${limit === 1 ? one : many}`
}
