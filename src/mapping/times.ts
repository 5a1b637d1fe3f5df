import { isYearInRange, wallClockToUnix } from './zones'

const DAY_S = 86_400
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
/** Date, time with optional seconds and any number of fraction digits, optional zone. */
const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/**
 * Unix seconds of an ISO 8601 time, fractions floored; undefined where it is none or names no real moment. A time
 * without a zone is read in `zone`. A leap second (:60) counts as the second after it, as unix time has it.
 */
export function readIsoTime(text: string, zone: string): number | undefined {
  const fixed = readFixedLayout(text)
  if (fixed !== undefined) return text.length > 19 && text.endsWith('Z') ? fixed : wallClockToUnix(fixed, zone)
  const match = ISO_TIME.exec(text.trim())
  if (match === null) {
    const day = readIsoDate(text.trim())
    return day === undefined ? undefined : wallClockToUnix(day, zone)
  }
  const [, year, month, day, hour, minute, second = '0', offset] = match
  const epochS = toEpoch(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  if (epochS === undefined) return undefined
  if (offset === undefined) return wallClockToUnix(epochS, zone)
  const offsetS = readOffset(offset)
  return offsetS !== undefined && isYearInRange(epochS - offsetS) ? epochS - offsetS : undefined
}

/** Unix seconds of a date's midnight as if it were UTC; undefined where it is no real date. */
export function readIsoDate(text: string): number | undefined {
  const match = ISO_DATE.exec(text)
  return match === null ? undefined : toEpoch(Number(match[1]), Number(match[2]), Number(match[3]), 0, 0, 0)
}

/**
 * The layout that warehouses emit, `YYYY-MM-DDTHH:MM:SS`, with a fraction and a Z or neither, read digit by digit: a
 * general parser costs several times as much, and a row has more than one of these. Undefined for any other layout.
 */
function readFixedLayout(text: string): number | undefined {
  const { length } = text
  if (length < 19 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58)
    return undefined
  const separator = text.charCodeAt(10)
  if ((separator !== 84 && separator !== 32) || text.charCodeAt(16) !== 58) return undefined
  let end = length
  if (text.charCodeAt(length - 1) === 90) end--
  if (end > 19) {
    if (text.charCodeAt(19) !== 46 || end === 20) return undefined
    for (let i = 20; i < end; i++) if (!isDigit(text.charCodeAt(i))) return undefined
  }
  return toEpoch(
    twoDigits(text, 0) * 100 + twoDigits(text, 2),
    twoDigits(text, 5),
    twoDigits(text, 8),
    twoDigits(text, 11),
    twoDigits(text, 14),
    twoDigits(text, 17),
  )
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** NaN where there are no two digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(ones) ? (tens - 48) * 10 + ones - 48 : NaN
}

function readOffset(offset: string): number | undefined {
  if (/^(Z|z|UTC)$/.test(offset)) return 0
  const digits = offset.replace(':', '')
  const hours = Number(digits.slice(1, 3))
  const minutes = Number(digits.slice(3, 5) || '0')
  if (hours > 15 || minutes > 59) return undefined
  return (digits.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}

function toEpoch(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 60))
    return undefined
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (day > (DAYS_IN_MONTH[month - 1] as number) + (month === 2 && isLeap ? 1 : 0)) return undefined
  return daysFromCivil(year, month, day) * DAY_S + hour * 3600 + minute * 60 + second
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (howardhinnant.github.io/date_algorithms.html). */
function daysFromCivil(year: number, month: number, day: number): number {
  // A year begins in March, so that the leap day is its last. No quotient is negative: `| 0` floors.
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1
  return y * 365 + ((y / 4) | 0) - ((y / 100) | 0) + ((y / 400) | 0) + dayOfYear - 719_468
}
