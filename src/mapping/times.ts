import { isYearInRange, type WallClock } from './zones'

const DAY_S = 86_400
/** Where the seconds end in `YYYY-MM-DDTHH:MM:SS`. */
const SECONDS_END = 19
/** The longest text that is tried as the fixed layout: nine digits of fraction are 30 characters. */
const MAX_FIXED = 40
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
/** Date, time with optional seconds and any number of fraction digits, optional zone. */
const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** Unix seconds of a time that is written in bytes; undefined for one in an unusual layout. */
export type TimeReader = (bytes: Uint8Array, start: number, end: number) => number | undefined

export interface IsoReader {
  /**
   * Unix seconds of an ISO 8601 time, fractions floored; undefined if the text is not a time or not a real moment.
   * A leap second (:60) counts as the second after it, as unix time has it.
   */
  readonly readText: (text: string) => number | undefined
  /** The same for the layout that warehouses write; undefined for any other. */
  readonly readBytes: TimeReader
}

/** Makes a reader of ISO 8601 times. A time without a zone is read by `wallClock`. */
export function createIsoReader(wallClock: WallClock): IsoReader {
  const codes = new Uint8Array(MAX_FIXED)
  return {
    readBytes: (bytes, start, end) => readFixedTime(bytes, start, end, wallClock),
    readText(text) {
      if (text.length <= MAX_FIXED) {
        const fixed = readFixedTime(fillCodes(codes, text), 0, text.length, wallClock)
        if (fixed !== undefined) return fixed
      }
      return readAnyTime(text.trim(), wallClock)
    },
  }
}

function readAnyTime(text: string, wallClock: WallClock): number | undefined {
  const match = ISO_TIME.exec(text)
  if (match === null) {
    const day = readIsoDate(text)
    return day === undefined ? undefined : wallClock(day)
  }
  const [, year, month, day, hour, minute, second = '0', offset] = match
  const epochS = toEpoch(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  if (epochS === undefined) return undefined
  if (offset === undefined) return wallClock(epochS)
  const offsetS = readOffset(offset)
  return offsetS !== undefined && isYearInRange(epochS - offsetS) ? epochS - offsetS : undefined
}

/** Unix seconds of a date's midnight as if it were UTC; undefined if it is not a real date. */
export function readIsoDate(text: string): number | undefined {
  const match = ISO_DATE.exec(text)
  return match === null ? undefined : toEpoch(Number(match[1]), Number(match[2]), Number(match[3]), 0, 0, 0)
}

/**
 * The same for the layout that warehouses emit, `YYYY-MM-DDTHH:MM:SS`, with a fraction and a Z or neither, read digit by
 * digit from the codes of its characters: a general parser is several times as expensive, and a row has more than one of
 * these. Undefined for any other format, and for an invalid time.
 */
function readFixedTime(codes: Uint8Array, start: number, end: number, wallClock: WallClock): number | undefined {
  const length = end - start
  if (length < SECONDS_END || codes[start + 4] !== 45 || codes[start + 7] !== 45 || codes[start + 13] !== 58)
    return undefined
  const separator = codes[start + 10]
  if ((separator !== 84 && separator !== 32) || codes[start + 16] !== 58) return undefined
  const isUtc = codes[end - 1] === 90
  const digitsEnd = isUtc ? end - 1 : end
  const fraction = start + SECONDS_END
  if (digitsEnd > fraction) {
    if (codes[fraction] !== 46 || digitsEnd === fraction + 1) return undefined
    for (let i = fraction + 1; i < digitsEnd; i++) if (!isDigit(codes[i])) return undefined
  }
  const epochS = toEpoch(
    twoDigits(codes, start) * 100 + twoDigits(codes, start + 2),
    twoDigits(codes, start + 5),
    twoDigits(codes, start + 8),
    twoDigits(codes, start + 11),
    twoDigits(codes, start + 14),
    twoDigits(codes, start + 17),
  )
  return epochS === undefined || isUtc ? epochS : wallClock(epochS)
}

/** Writes the codes of a short text's characters; any outside Latin-1 becomes 0xff, which is not a digit either. */
function fillCodes(codes: Uint8Array, text: string): Uint8Array {
  for (let i = 0; i < text.length; i++) codes[i] = Math.min(text.charCodeAt(i), 0xff)
  return codes
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 48 && code <= 57
}

/** NaN where there are no two digits. */
function twoDigits(codes: Uint8Array, at: number): number {
  const tens = codes[at] as number
  const ones = codes[at + 1] as number
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
