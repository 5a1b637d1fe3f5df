import { canTrigger, classifyAge, type AgeLimits } from '../../mapping/event-age'
import type { EventProfile } from './profile'

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/** Buckets of age, youngest first: each up to and including `untilS` seconds. The 72 hours of live events are a boundary. */
const BUCKETS = [
  { label: 'in the future', untilS: -1 },
  { label: 'up to 1 hour', untilS: HOUR_S },
  { label: '1 to 24 hours', untilS: DAY_S },
  { label: '1 to 3 days', untilS: 3 * DAY_S },
  { label: '3 to 7 days', untilS: 7 * DAY_S },
  { label: '7 to 30 days', untilS: 30 * DAY_S },
  { label: '30 to 90 days', untilS: 90 * DAY_S },
  { label: '90 days to 1 year', untilS: 365 * DAY_S },
  { label: 'over 1 year', untilS: Infinity },
] as const

/** Collects the times of the events of one stream. */
export class AgeProfiler {
  private readonly buckets = BUCKETS.map(() => 0)
  private readonly counts = { live: 0, stale: 0, future: 0 }
  private trigger = 0
  private unreadable = 0
  private oldestS = Infinity
  private newestS = -Infinity

  constructor(private readonly limits: AgeLimits) {}

  /** `timestampS` in unix seconds, undefined where the row names no readable time; `isSent`: it would be sent. */
  see(timestampS: number | undefined, nowMs: number, isSent: boolean): void {
    if (timestampS === undefined) {
      this.unreadable++
      return
    }
    this.counts[classifyAge(timestampS, nowMs, this.limits)]++
    if (isSent && canTrigger(timestampS, nowMs)) this.trigger++
    const ageS = Math.floor(nowMs / 1000) - timestampS
    const at = BUCKETS.findIndex(({ untilS }) => ageS <= untilS)
    this.buckets[at] = (this.buckets[at] as number) + 1
    this.oldestS = Math.min(this.oldestS, timestampS)
    this.newestS = Math.max(this.newestS, timestampS)
  }

  get result(): EventProfile {
    return {
      ...this.counts,
      can_trigger: this.trigger,
      unreadable: this.unreadable,
      buckets: BUCKETS.map(({ label, untilS }, at) => ({
        label,
        events: this.buckets[at] as number,
        can_trigger: untilS <= 3 * DAY_S,
      })),
      oldest: isoOf(this.oldestS),
      newest: isoOf(this.newestS),
    }
  }
}

/** The times (unix seconds) of an audit. For each, the audit counts the events at or after it. */
export function askedMoments(nowS: number, { liveHours, maxFutureMinutes }: AgeLimits): readonly number[] {
  const borders = BUCKETS.filter(({ untilS }) => Number.isFinite(untilS)).map(({ untilS }) => nowS - untilS)
  return [nowS + maxFutureMinutes * 60 + 1, nowS - liveHours * HOUR_S, nowS - 3 * DAY_S, ...borders]
}

/** The same as a watch has, from counts at the moments of `askedMoments`. `timed`: rows with a time, of `rows`. */
export function eventsFromCounts(counts: {
  readonly rows: number
  readonly timed: number
  readonly since: readonly number[]
  readonly firstS: number | undefined
  readonly lastS: number | undefined
}): EventProfile {
  const { rows, timed, firstS, lastS } = counts
  const [future = 0, live = 0, trigger = 0, ...borders] = counts.since
  const upTo = [...borders, timed]
  return {
    live: live - future,
    stale: timed - live,
    future,
    can_trigger: trigger - future,
    unreadable: rows - timed,
    buckets: BUCKETS.map(({ label, untilS }, at) => ({
      label,
      events: (upTo[at] as number) - (upTo[at - 1] ?? 0),
      can_trigger: untilS <= 3 * DAY_S,
    })),
    oldest: firstS === undefined ? null : isoOf(firstS),
    newest: lastS === undefined ? null : isoOf(lastS),
  }
}

/** ISO 8601 of unix seconds; null if there is no time. */
export function isoOf(seconds: number): string | null {
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : null
}
