import { CAMPAIGN_TRIGGER_HOURS } from '../core/api-limits'

const HOUR_S = 3600

export type EventAge = 'live' | 'stale' | 'future'

export interface AgeLimits {
  readonly liveHours: number
  readonly maxFutureMinutes: number
}

/**
 * How old an event is: `live` up to and including `liveHours`, `stale` beyond, `future` when it is more than
 * `maxFutureMinutes` ahead. `timestampS` is in unix seconds, `nowMs` in unix milliseconds.
 */
export function classifyAge(timestampS: number, nowMs: number, { liveHours, maxFutureMinutes }: AgeLimits): EventAge {
  const ageS = nowMs / 1000 - timestampS
  if (ageS < -maxFutureMinutes * 60) return 'future'
  return ageS <= liveHours * HOUR_S ? 'live' : 'stale'
}

/** True for an event young enough to start a campaign, whatever the configuration calls live. */
export function canTrigger(timestampS: number, nowMs: number): boolean {
  return nowMs / 1000 - timestampS <= CAMPAIGN_TRIGGER_HOURS * HOUR_S
}
