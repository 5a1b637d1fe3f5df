import { LosslessNumber } from '../lib/json'

/** 2000-01-01 in unix seconds: earlier times are not those of a sync. */
const FIRST_SECOND = 946_684_800
/** 5138-11-16 in unix seconds. */
const LAST_SECOND = 1e11
/** Units that clients send: seconds (PyAirbyte's cache), microseconds, nanoseconds. */
const PER_SECOND = [1, 1e6, 1e9]

/**
 * Unix milliseconds of a record's `emitted_at`. The ranges of the units do not overlap between the years 2000 and
 * 5138, so the size of a number tells its unit. undefined for any other value: it is optional, and never becomes 1970.
 */
export function toUnixMs(emittedAt: unknown): number | undefined {
  const number = emittedAt instanceof LosslessNumber ? Number(emittedAt.toString()) : emittedAt
  if (typeof number !== 'number') return undefined
  // The most frequent unit needs no division.
  if (number >= FIRST_SECOND * 1000 && number < LAST_SECOND * 1000) return number
  for (const perSecond of PER_SECOND) {
    const seconds = number / perSecond
    if (seconds >= FIRST_SECOND && seconds < LAST_SECOND) return seconds * 1000
  }
  return undefined
}
