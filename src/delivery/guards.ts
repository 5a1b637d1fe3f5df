import { ConfigError } from '../lib/errors'
import { streamLabel, type SourceStream } from '../lib/rows'
import type { Entry } from '../mapping/entry'
import type { StreamCounts } from './ledger'

/** Limits that a run must not pass. Undefined means none. */
export interface GuardLimits {
  readonly maxRejectedPercent: number
  readonly maxPeople: number | undefined
  readonly maxDeletes: number | undefined
  /** By stream: a stream that is read in full has a default, an incremental one has none. */
  readonly maxLiveEvents: (stream: SourceStream) => number | undefined
}

/** What a guard needs to know of the stream an entry comes from. */
export interface GuardedStream {
  readonly writesPeople: boolean
  readonly irreversible: boolean
}

/** A share of rejected rows is judged from this many rows on while rows still come. */
const JUDGED_ROWS = 1000
/** And from this many rows on when the input has ended: a handful of rows says nothing. */
const JUDGED_ROWS_AT_END = 20

/**
 * Counts what a run does and says when it must stop: before the entry that would be one too many, so that the rows
 * before it stand and the row itself is read again by the next run.
 */
export class Guards {
  private readonly people = new Set<string>()
  private deletes = 0
  private readonly liveEvents = new Map<SourceStream, number>()

  constructor(private readonly limits: GuardLimits) {}

  /** Irreversible operations let through so far. */
  get deletesSoFar(): number {
    return this.deletes
  }

  /** Counts an entry, or returns why it must not be sent. */
  check(entry: Entry, stream: SourceStream, what: GuardedStream): ConfigError | undefined {
    if (entry.live === true) return this.checkLiveEvent(stream)
    if (what.irreversible) return this.checkDelete(stream)
    if (what.writesPeople) return this.checkPerson(entry)
    return undefined
  }

  /** True while a stream has too many rejected rows for a state of it to leave. */
  holds({ read, rejected }: StreamCounts): boolean {
    return read >= JUDGED_ROWS_AT_END && this.passesShare(read, rejected)
  }

  /** Judges the share of rejected rows of a stream, at the end of the input or before it. */
  judge(stream: SourceStream, { read, rejected }: StreamCounts, atEnd: boolean): ConfigError | undefined {
    if (read < (atEnd ? JUDGED_ROWS_AT_END : JUDGED_ROWS) || !this.passesShare(read, rejected)) return undefined
    return new ConfigError(
      `Stopped by guards.max_rejected_percent: ${rejected} of the ${read} rows read from ${streamLabel(stream)} were ` +
        `rejected, and at most ${this.limits.maxRejectedPercent} % may be. The reasons are in the log. Mend the model ` +
        'or the stream rule, or raise guards.max_rejected_percent if so many rejections are right.',
    )
  }

  private passesShare(read: number, rejected: number): boolean {
    return rejected * 100 > this.limits.maxRejectedPercent * read
  }

  private checkPerson(entry: Entry): ConfigError | undefined {
    const { maxPeople } = this.limits
    const person = entry.entities[0]
    if (maxPeople === undefined || person === undefined || this.people.has(person)) return undefined
    if (this.people.size < maxPeople) {
      this.people.add(person)
      return undefined
    }
    return new ConfigError(
      `Stopped by guards.max_people: ${maxPeople} people were written and the next row is another one. They stay ` +
        'written. Check them in Customer.io, then raise guards.max_people or remove it to go on.',
    )
  }

  private checkDelete(stream: SourceStream): ConfigError | undefined {
    if (this.limits.maxDeletes === undefined || this.deletes < this.limits.maxDeletes) {
      this.deletes++
      return undefined
    }
    return new ConfigError(
      `Stopped by guards.max_deletes: ${this.deletes} deletions, suppressions or merges were sent and ` +
        `${streamLabel(stream)} asks for more. They cannot be undone. If so many are right, raise guards.max_deletes.`,
    )
  }

  private checkLiveEvent(stream: SourceStream): ConfigError | undefined {
    const limit = this.limits.maxLiveEvents(stream)
    const seen = this.liveEvents.get(stream) ?? 0
    if (limit === undefined || seen < limit) {
      this.liveEvents.set(stream, seen + 1)
      return undefined
    }
    return new ConfigError(
      `Stopped by events.max_live_events: ${seen} events of ${streamLabel(stream)} younger than 72 hours were sent ` +
        'and there are more. Events that young can start campaigns. If so many are right, raise events.max_live_events; ' +
        'if this is a backfill, read the stream incrementally or let the model leave out recent events.',
    )
  }
}
