import { toNumber } from './coerce-numbers'
import { Invalid, NOT } from './invalid-value'
import { createIsoReader, readIsoDate } from './times'
import type { TimeUnit, ValueType } from './value-type'
import { compileFormat, createWallClock, isYearInRange } from './zones'

const UNIT_PER_SECOND: Readonly<Record<TimeUnit, number>> = { seconds: 1, milliseconds: 1e3, microseconds: 1e6 }

/** How times are written in the values of one column. */
export interface TimeOptions {
  /** For numbers that are times; a number is not a time without one. */
  readonly unit?: TimeUnit | undefined
  /** For texts that are times in another format (tokens of luxon). */
  readonly format?: string | undefined
  /** IANA name, for times without a zone. */
  readonly timeZone: string
}

/** Makes the function that converts times to unix seconds, fractions floored. */
export function compileTimestamp({ unit, format, timeZone }: TimeOptions): (value: unknown) => unknown {
  const expected = new Invalid('invalid_value', {
    type: 'timestamp',
    ...(format === undefined ? {} : { format }),
    ...(unit === undefined ? {} : { unit }),
  })
  const perSecond = unit === undefined ? undefined : UNIT_PER_SECOND[unit]
  const read = compileText({ format, timeZone })
  return (value) => {
    const seconds = typeof value === 'string' ? read(value) : undefined
    if (seconds !== undefined) return seconds
    return perSecond === undefined ? expected : (readUnits(value, perSecond) ?? expected)
  }
}

/**
 * Makes the function that converts to unix seconds what Customer.io reads as such. A type that is not a time takes unix
 * seconds only, or their text: a time in text, or in another unit, must be declared.
 */
export function compileSeconds({ type, ...options }: TimeOptions & { readonly type: ValueType }) {
  if (type === 'timestamp') return compileTimestamp(options)
  if (type === 'date') return compileDate({ datesAs: 'timestamp', timeZone: options.timeZone })
  return (value: unknown): unknown => readSeconds(value) ?? NOT.seconds
}

/** The year 5138. Larger numbers are not accepted as seconds, because they are usually milliseconds. */
const MAX_SECONDS = 1e11
const SECONDS_TEXT = /^\d{1,11}(\.\d+)?$/

/**
 * Makes the function that reads when something happened: as `compileTimestamp` does, and where no unit is given also a
 * number of unix seconds, or its text.
 */
export function compileMoment(options: TimeOptions): (value: unknown) => number | undefined {
  const { unit, format } = options
  if (unit !== undefined || format !== undefined) {
    const convert = compileTimestamp(options)
    return (value) => {
      const seconds = convert(value)
      return typeof seconds === 'number' ? seconds : undefined
    }
  }
  const read = compileText(options)
  return (value) => readSeconds(value) ?? (typeof value === 'string' ? read(value) : undefined)
}

function readSeconds(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const trimmed = value.trim()
    return SECONDS_TEXT.test(trimmed) ? Math.floor(Number(trimmed)) : undefined
  }
  if (typeof value !== 'number' || value > MAX_SECONDS || !isYearInRange(value)) return undefined
  return Math.floor(value)
}

function compileText({ format, timeZone }: TimeOptions): (text: string) => number | undefined {
  const wallClock = createWallClock(timeZone)
  return format === undefined ? createIsoReader(wallClock).readText : compileFormat(format, wallClock)
}

/** Unix seconds, floored, of a number of units since 1970; undefined outside the years 1 to 9999. */
function readUnits(value: unknown, perSecond: number): number | undefined {
  const number = toNumber(value)
  const seconds = typeof number === 'string' ? divideLarge(number, perSecond) : divide(number, perSecond)
  return isYearInRange(seconds) ? seconds : undefined
}

/** Divides and rounds down exactly, because a floating-point quotient may round up to the next second. */
function divide(units: unknown, perSecond: number): number {
  if (typeof units !== 'number') return NaN
  const rest = units % perSecond
  return (units - rest) / perSecond - (rest < 0 ? 1 : 0)
}

/** The same past 2^53. The end of the year 9999 in microseconds is beyond, which many models use for "never". */
function divideLarge(digits: string, perSecond: number): number {
  const match = /^(-?\d{16,20})(\.\d+)?$/.exec(digits)
  if (match === null) return NaN
  const units = BigInt(match[1] as string)
  const seconds = units / BigInt(perSecond)
  const isWhole = match[2] === undefined && seconds * BigInt(perSecond) === units
  return Number(seconds) - (units < 0n && !isWhole ? 1 : 0)
}

/** Makes the function that converts dates: to the unix seconds of their midnight, or to ISO text. */
export function compileDate({
  datesAs,
  timeZone,
}: Pick<TimeOptions, 'timeZone'> & { readonly datesAs: 'timestamp' | 'text' }): (value: unknown) => unknown {
  const wallClock = createWallClock(timeZone)
  return (value) => {
    if (typeof value !== 'string') return NOT.date
    const text = value.trim()
    // A column that is declared a date may hold a time at midnight, as some sources write it.
    const date = /^\d{4}-\d{2}-\d{2}(?=$|[T ]00:00(:00(\.0+)?)?Z?$)/.exec(text)?.[0]
    const midnight = date === undefined ? undefined : readIsoDate(date)
    if (midnight === undefined) return NOT.date
    return datesAs === 'text' ? date : wallClock(midnight)
  }
}
