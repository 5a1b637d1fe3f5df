import { DateTime, IANAZone } from 'luxon'

/** True for a time zone that this program can calculate in, by its IANA name. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name)
}

/**
 * Unix seconds of a wall-clock time without a zone, read in `zone`. A time in a daylight-saving gap moves forward, in
 * an overlap the earlier instant is taken. `epochS` is the time as if it were UTC.
 */
export function wallClockToUnix(epochS: number, zone: string): number {
  if (zone === 'UTC') return epochS
  const offsetAt = (instantS: number) => IANAZone.create(zone).offset(instantS * 1000) * 60
  // The offsets a day before and after frame any one change; of the instants that show this wall clock, the first.
  const before = offsetAt(epochS - 86_400)
  const after = offsetAt(epochS + 86_400)
  for (const offset of before > after ? [before, after] : [after, before]) {
    const instant = epochS - offset
    if (offsetAt(instant) === offset) return instant
  }
  // Nobody's clock showed it: what a clock that had not been moved yet would mean, which lies behind the gap.
  return epochS - Math.min(before, after)
}

/** Unix seconds of a text in a format of the user's (luxon's tokens), undefined where it does not fit. */
export function readFormatted(text: string, format: string, zone: string): number | undefined {
  // Read as UTC first, so that gaps and overlaps are decided in one place.
  const parsed = DateTime.fromFormat(text, format, { zone: 'utc', setZone: true, locale: 'en' })
  if (!parsed.isValid) return undefined
  const hasZone = /(^|[^'])(Z|z)/.test(format.replace(/'[^']*'/g, ''))
  if (hasZone) return Math.floor(parsed.toSeconds())
  return wallClockToUnix(Math.floor(parsed.toSeconds()), zone)
}
