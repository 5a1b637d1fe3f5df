import { NOT } from './invalid-value'
import { DateTime, FixedOffsetZone, IANAZone } from 'luxon'

const DAY_S = 86_400
/** Unix seconds of the first second of the year 1 and of the last one of 9999: outside, a time is a mistake. */
const FIRST_S = -62_135_596_800
const LAST_S = 253_402_300_799
/** Maximum number of days whose offset is cached, about 27 years. A full cache is cleared. */
const MAX_DAYS_KEPT = 10_000

/** True for unix seconds in the years 1 to 9999; false for NaN. */
export function isYearInRange(unixS: number): boolean {
  return unixS >= FIRST_S && unixS <= LAST_S
}

/** Unix seconds of a wall-clock time, which is given as the unix seconds that it would have in UTC. */
export type WallClock = (epochS: number) => number

/**
 * Makes the function that reads wall-clock times in a zone (an IANA name). A time in a daylight-saving gap moves
 * forward, in an overlap the earlier instant is taken. It remembers the offsets of whole days, because asking Intl costs
 * a hundred times as much; the results are the same without.
 */
export function createWallClock(zone: string): WallClock {
  if (zone === 'UTC') return (epochS) => epochS
  const offsets = new Map<number, number>()
  return (epochS) => {
    const day = Math.floor(epochS / DAY_S)
    let offset = offsets.get(day)
    if (offset === undefined) {
      offset = offsetOfDay(day, zone)
      if (offsets.size >= MAX_DAYS_KEPT) offsets.clear()
      offsets.set(day, offset)
    }
    return Number.isNaN(offset) ? searchInstant(epochS, zone) : epochS - offset
  }
}

/**
 * True for a format of luxon's tokens that reads what it writes. One that names no year does not (the current year would
 * be a guess, and another one every new year), nor one that contradicts itself, on which luxon throws.
 */
export function isUsableFormat(format: string): boolean {
  const sample = DateTime.utc(1987, 11, 9, 10)
  try {
    return DateTime.fromFormat(sample.toFormat(format), format, { zone: 'utc', locale: 'en' }).year === sample.year
  } catch {
    return false
  }
}

/**
 * Makes the function that reads texts in a format of the user's (luxon's tokens): unix seconds, floored, undefined where
 * a text does not fit. A text without a zone is read by `wallClock`. A format that is not usable fits nothing.
 */
export function compileFormat(format: string, wallClock: WallClock): (text: string) => number | undefined {
  if (!isUsableFormat(format)) return () => undefined
  const parser = DateTime.buildFormatParser(format, { locale: 'en' })
  // A distinct object, which distinguishes a text without a zone from a text with any zone.
  const unnamed = FixedOffsetZone.instance(1)
  return (text) => {
    const read = DateTime.fromFormatParser(text.trim(), parser, { zone: unnamed, setZone: true, locale: 'en' })
    if (!read.isValid) return undefined
    const seconds = Math.floor(read.toSeconds())
    if (!isYearInRange(seconds)) return undefined
    return read.zone === unnamed ? wallClock(seconds + read.offset * 60) : seconds
  }
}

/** A name of a zone, not an offset such as +02:00, which Intl may also know. */
const ZONE_NAME = /^[a-z]\w*([/+-]\w+)*$/i
/** Maximum number of texts that are remembered. A full memory is cleared. */
const MAX_NAMES_KEPT = 2000

/** Makes the function that checks names of time zones, in any case: the name as the IANA database writes it, or invalid. */
export function compileZoneName(): (value: unknown) => unknown {
  const known = new Map<string, unknown>()
  return (value) => {
    if (typeof value !== 'string') return NOT.timeZone
    let name = known.get(value)
    if (name === undefined) {
      name = zoneName(value.trim())
      if (known.size >= MAX_NAMES_KEPT) known.clear()
      known.set(value, name)
    }
    return name
  }
}

function zoneName(text: string): unknown {
  if (!ZONE_NAME.test(text)) return NOT.timeZone
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions()
    // An alias stays as it is.
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text
  } catch {
    return NOT.timeZone
  }
}

/** Seconds that `zone` is ahead of UTC all through a day (and the days beside it), NaN where that changes. */
function offsetOfDay(day: number, zone: string): number {
  const before = offsetAt((day - 1) * DAY_S, zone)
  return before === offsetAt((day + 2) * DAY_S, zone) ? before : NaN
}

function searchInstant(epochS: number, zone: string): number {
  // The offsets a day before and after enclose a single change. Of two instants with this wall clock, the first is used.
  const before = offsetAt(epochS - DAY_S, zone)
  const after = offsetAt(epochS + DAY_S, zone)
  for (const offset of before > after ? [before, after] : [after, before]) {
    const instant = epochS - offset
    if (offsetAt(instant, zone) === offset) return instant
  }
  // No clock showed this time: it is interpreted with the offset before the gap, and is after the gap.
  return epochS - Math.min(before, after)
}

function offsetAt(instantS: number, zone: string): number {
  return IANAZone.create(zone).offset(instantS * 1000) * 60
}
