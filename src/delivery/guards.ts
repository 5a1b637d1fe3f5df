import { ConfigError } from '../core/errors'
import type { GuardName, GuardViolation } from '../core/guard'
import { guardMessages } from '../core/messages/guards'
import { streamLabel, type SourceStream } from '../core/stream'
import type { Mapped } from '../mapping/mapped-item'
import type { NullCounts } from '../mapping/mapping-stats'
import type { StreamCounts } from './row-ledger'
import { LiveEventCounts } from './live-event-counts'

/** Limits that a run must not exceed. Undefined means none. */
export interface GuardLimits {
  readonly maxRejectedPercent: number
  readonly maxPeople: number | undefined
  readonly maxDeletes: number | undefined
  /** By stream: a stream that is read in full has a default, an incremental one has none. */
  readonly maxLiveEvents: (stream: SourceStream) => number | undefined
  /** By attribute. */
  readonly maxNullPercent: ReadonlyMap<string, number>
}

/** What a guard needs to know of the stream of an item. */
export interface GuardedStream {
  readonly object: string
  readonly operation: string
  readonly writesPeople: boolean
  readonly irreversible: boolean
  /** Present where `maxNullPercent` names attributes of the stream; it grows with the rows. */
  readonly nulls?: NullCounts | undefined
}

/**
 * What happens to an item:
 * - `send`: no guard concerns it.
 * - `hold`: a guard that judges the whole input concerns it. It waits for the end of the input.
 * - `drop`: such a guard has found too many. Neither this item nor a held one is sent; the input is counted to its end.
 * - `stop`: it is the one too many. Neither it nor a row after it is sent; the rows before it are delivered.
 */
export type Admission = 'send' | 'hold' | 'drop' | 'stop'

type MappedItem = Extract<Mapped, { kind: 'item' }>

/** The share of rejected rows is judged from this many rows on while rows still come, */
const JUDGED_ROWS = 1000
/** and a share, of rejected rows or of nulls, from this many on when the input has ended: fewer rows are not judged, */
const JUDGED_ROWS_AT_END = 20
/** unless all of at least so many rows were rejected. */
const JUDGED_IF_ALL_REJECTED = 5

/** The run exceeds limits. Everything that happened before stands. */
export class GuardError extends ConfigError {
  constructor(readonly violations: readonly GuardViolation[]) {
    super(guardMessages(violations))
  }
}

/**
 * Judges a run by its limits. It is the only place that does, for every command. `enforce` holds, drops and stops;
 * `observe`, for a dry run, lets everything pass and counts to the end. Both find the same violations.
 */
export class Guards {
  private readonly people = new Set<string>()
  private readonly deletes = new Map<SourceStream, { readonly what: GuardedStream; count: number }>()
  private deleteCount = 0
  private readonly liveEvents = new Map<SourceStream, LiveEventCounts>()
  /** Violations of the guards that stop at once, by guard and stream: the first one counts. */
  private readonly stops = new Map<string, GuardViolation>()
  private readonly nullStreams = new Map<SourceStream, NullCounts>()
  private areNullsJudged = false
  private hasTooManyNulls = false
  private isExceeded = false

  constructor(
    private readonly limits: GuardLimits,
    private readonly mode: 'enforce' | 'observe' = 'enforce',
  ) {}

  /** Counts an item and decides what happens to it. */
  admit(mapped: MappedItem, stream: SourceStream, what: GuardedStream, nowMs: number): Admission {
    if (what.nulls !== undefined) this.nullStreams.set(stream, what.nulls)
    const admission = this.decide(mapped, stream, what, nowMs)
    if (this.mode === 'observe') return 'send'
    return this.isExceeded ? 'drop' : admission
  }

  /** True once a guard that judges the whole input found too many: nothing more is sent. */
  get isCounting(): boolean {
    return this.mode === 'enforce' && this.isExceeded
  }

  /** True while a state of the stream must not be emitted though its rows have their outcomes. */
  holdsState(stream: SourceStream, { read, rejected }: StreamCounts): boolean {
    if (this.nullStreams.has(stream) && (!this.areNullsJudged || this.hasTooManyNulls)) return true
    return this.isRejectedShareJudgedAtEnd(read, rejected) && this.exceedsShare(read, rejected)
  }

  /** True while states wait for the end of the input, whatever the outcomes of their rows. */
  get holdsStates(): boolean {
    return this.nullStreams.size > 0 && !this.areNullsJudged
  }

  /** Judges the share of rejected rows of a stream; true where it must stop the run. */
  judgeRejected(stream: SourceStream, { read, rejected }: StreamCounts, atEnd: boolean): boolean {
    const isJudged = atEnd ? this.isRejectedShareJudgedAtEnd(read, rejected) : read >= JUDGED_ROWS
    if (!isJudged || !this.exceedsShare(read, rejected)) return false
    return this.stop('guards.max_rejected_percent', stream, {
      limit: this.limits.maxRejectedPercent,
      count: rejected,
      rows: read,
    })
  }

  /** The input has ended: states no longer wait for it. True where too many values of a watched attribute are null. */
  judgeNulls(): boolean {
    this.areNullsJudged = true
    this.hasTooManyNulls =
      this.mode === 'enforce' && this.nullViolations().some(({ rows = 0 }) => rows >= JUDGED_ROWS_AT_END)
    return this.hasTooManyNulls
  }

  /** Shares of nulls over the limit in streams of too few rows to stop the run. Complete once the input has ended. */
  get nullWarnings(): readonly GuardViolation[] {
    return this.nullViolations().filter(({ rows = 0 }) => rows < JUDGED_ROWS_AT_END)
  }

  /** Everything over its limit. The counts are complete once the input has ended. */
  get violations(): readonly GuardViolation[] {
    const { maxDeletes } = this.limits
    const live = [...this.liveEvents].flatMap(([stream, events]) => {
      const limit = this.limits.maxLiveEvents(stream)
      if (limit === undefined || events.count <= limit) return []
      return [violation('events.max_live_events', stream, { limit, count: events.count, events: events.facts })]
    })
    const deletes =
      maxDeletes === undefined || this.deleteCount <= maxDeletes
        ? []
        : [
            violation('guards.max_deletes', null, {
              limit: maxDeletes,
              count: this.deleteCount,
              operations: [...this.deletes].map(([stream, { what, count }]) => ({
                stream: streamLabel(stream),
                object: what.object,
                // Otherwise its rows were marked as deleted.
                operation: what.irreversible ? what.operation : 'delete',
                count,
              })),
            }),
          ]
    const nulls = this.areNullsJudged ? this.nullViolations().filter(({ rows = 0 }) => rows >= JUDGED_ROWS_AT_END) : []
    return [...live, ...deletes, ...nulls, ...this.stops.values()]
  }

  private decide(
    { liveEvent, person, irreversible, clearsWatched }: MappedItem,
    stream: SourceStream,
    what: GuardedStream,
    nowMs: number,
  ): Admission {
    if (liveEvent !== undefined) {
      const limit = this.limits.maxLiveEvents(stream)
      const events = getOrInsert(this.liveEvents, stream, () => new LiveEventCounts())
      events.add(liveEvent, nowMs)
      return limit === undefined ? 'send' : this.holdUpTo(limit, events.count)
    }
    if (irreversible ?? what.irreversible) {
      getOrInsert(this.deletes, stream, () => ({ what, count: 0 })).count++
      this.deleteCount++
      return this.limits.maxDeletes === undefined ? 'send' : this.holdUpTo(this.limits.maxDeletes, this.deleteCount)
    }
    if (what.writesPeople && person !== undefined && this.isOneTooMany(`${person.kind}/${person.value}`, stream))
      return 'stop'
    return clearsWatched === true ? 'hold' : 'send'
  }

  private holdUpTo(limit: number, count: number): Admission {
    if (count <= limit) return 'hold'
    this.isExceeded = true
    return 'drop'
  }

  private isOneTooMany(person: string, stream: SourceStream): boolean {
    const { maxPeople } = this.limits
    if (maxPeople === undefined || this.people.has(person)) return false
    if (this.people.size < maxPeople) {
      this.people.add(person)
      return false
    }
    return this.stop('guards.max_people', stream, { limit: maxPeople, count: maxPeople + 1 })
  }

  /** Remembers the first violation of a guard that stops at once. */
  private stop(guard: GuardName, stream: SourceStream, facts: Facts): boolean {
    if (![...this.stops.values()].some((one) => one.guard === guard))
      this.stops.set(`${guard} ${streamLabel(stream)}`, violation(guard, stream, facts))
    return this.mode === 'enforce'
  }

  private nullViolations(): readonly GuardViolation[] {
    return [...this.nullStreams].flatMap(([stream, { rows, byAttribute }]) =>
      [...this.limits.maxNullPercent].flatMap(([attribute, limit]) => {
        const count = byAttribute.get(attribute) ?? 0
        if (count * 100 <= limit * rows) return []
        return [violation('guards.max_null_percent', stream, { limit, count, rows, attribute })]
      }),
    )
  }

  private isRejectedShareJudgedAtEnd(read: number, rejected: number): boolean {
    return read >= JUDGED_ROWS_AT_END || (read >= JUDGED_IF_ALL_REJECTED && rejected === read)
  }

  private exceedsShare(read: number, rejected: number): boolean {
    return rejected * 100 > this.limits.maxRejectedPercent * read
  }
}

type Facts = Omit<GuardViolation, 'guard' | 'stream'>

function violation(guard: GuardName, stream: SourceStream | null, facts: Facts): GuardViolation {
  return { guard, stream: stream === null ? null : streamLabel(stream), ...facts }
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = create()))
  return value
}
