import { LosslessNumber, parseJson } from '../lib/json'
import type { ColumnSchema } from '../lib/rows'
import { readIsoDate, readIsoTime } from './times'
import { readFormatted, wallClockToUnix } from './zones'

/** What a value is declared to be; `any` passes it as the JSON it is. */
export type ValueType = 'string' | 'number' | 'integer' | 'boolean' | 'timestamp' | 'date' | 'json' | 'any'

export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds'

export interface CoerceOptions {
  readonly type: ValueType
  /** For numbers that are times; without one a number is no timestamp. */
  readonly unit?: TimeUnit | undefined
  /** For texts that are times in a layout of their own (luxon's tokens). */
  readonly format?: string | undefined
  /** IANA name, for times without a zone. */
  readonly timeZone: string
  readonly datesAs: 'timestamp' | 'text'
  /** An attribute rule declares the type, so that 0 and 1 may be booleans and text may hold JSON. */
  readonly declaredByRule: boolean
}

/** A value that is not of its declared type. One object a reason: rows by the million may have it. */
export class Invalid {
  constructor(
    readonly code: 'invalid_value' | 'too_deep',
    /** What would have been taken, for the message. */
    readonly expected: string,
  ) {}
}

/** Deeper JSON is refused: nobody reads it, and a service may choke on it. */
const MAX_DEPTH = 100
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const UNIT_PER_SECOND: Readonly<Record<TimeUnit, number>> = { seconds: 1, milliseconds: 1e3, microseconds: 1e6 }

const TOO_DEEP = new Invalid('too_deep', `JSON of at most ${MAX_DEPTH} levels`)
const NOT = {
  string: new Invalid('invalid_value', 'text, a number or a boolean'),
  number: new Invalid('invalid_value', 'a number'),
  integer: new Invalid('invalid_value', 'a number without a fraction'),
  boolean: new Invalid('invalid_value', 'true or false'),
  timestamp: new Invalid('invalid_value', 'an ISO 8601 time'),
  date: new Invalid('invalid_value', 'an ISO date'),
  json: new Invalid('invalid_value', 'JSON'),
} as const

/** Makes the function that converts values of one column. It never throws; nulls are the caller's. */
export function compileCoercion(options: CoerceOptions): (value: unknown) => unknown {
  switch (options.type) {
    case 'string':
      return toText
    case 'number':
      return toNumber
    case 'integer':
      return toInteger
    case 'boolean':
      return options.declaredByRule ? toBooleanFromRule : toBoolean
    case 'timestamp':
      return compileTimestamp(options)
    case 'date':
      return compileDate(options)
    case 'json':
      return options.declaredByRule ? toJsonFromText : toAny
    case 'any':
      return toAny
  }
}

/** A column's type by its schema: `airbyte_type` first, then `format`, then `type`; `any` where that says nothing. */
export function declaredType(column: ColumnSchema | undefined): ValueType {
  if (column === undefined) return 'any'
  const { airbyte_type: airbyteType, format, type } = column
  if (airbyteType?.startsWith('timestamp') === true) return 'timestamp'
  if (airbyteType?.startsWith('time_') === true) return 'string'
  if (airbyteType === 'integer' || airbyteType === 'big_integer') return 'integer'
  if (airbyteType === 'big_number') return 'number'
  const named = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null') as (string | undefined)[]
  if (named.length !== 1) return 'any'
  switch (named[0]) {
    case 'string':
      return format === 'date-time' ? 'timestamp' : format === 'date' ? 'date' : 'string'
    case 'number':
    case 'integer':
    case 'boolean':
      return named[0]
    case 'object':
    case 'array':
      return 'json'
    default:
      return 'any'
  }
}

/**
 * One text for one value, for identifiers, keys and text attributes: 1, 1.0 and 1e0 are "1", a large integer has all
 * its digits, a JSON value has its keys in order.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : plainDecimal(String(value))
  if (value instanceof LosslessNumber) return plainDecimal(value.toString())
  if (typeof value === 'boolean') return String(value)
  return JSON.stringify(sortKeys(value))
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && !(value instanceof LosslessNumber)) return NOT.string
  return canonicalText(value)
}

function toNumber(value: unknown): unknown {
  if (typeof value === 'number') return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  if (typeof value !== 'string' || !DECIMAL.test(value.trim())) return NOT.number
  const text = value.trim()
  const number = Number(text)
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number
  return plainDecimal(text.replace(/^\+/, ''))
}

function toInteger(value: unknown): unknown {
  const number = toNumber(value)
  if (typeof number === 'number') return Number.isInteger(number) ? number : NOT.integer
  if (typeof number === 'string') return number.includes('.') ? NOT.integer : number
  return NOT.integer
}

function toBoolean(value: unknown): unknown {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase()
    if (text === 'true') return true
    if (text === 'false') return false
  }
  return NOT.boolean
}

function toBooleanFromRule(value: unknown): unknown {
  if (value === 1 || value === '1') return true
  if (value === 0 || value === '0') return false
  return toBoolean(value)
}

function compileTimestamp({ unit, format, timeZone }: CoerceOptions): (value: unknown) => unknown {
  const expected =
    unit === undefined ? NOT.timestamp : new Invalid('invalid_value', `an ISO 8601 time or a number of ${unit}`)
  const perSecond = unit === undefined ? undefined : UNIT_PER_SECOND[unit]
  return (value) => {
    if (typeof value === 'string') {
      if (format !== undefined) return readFormatted(value, format, timeZone) ?? expected
      const read = readIsoTime(value, timeZone)
      if (read !== undefined) return read
      return perSecond !== undefined && DECIMAL.test(value) ? Math.floor(Number(value) / perSecond) : expected
    }
    if (perSecond === undefined) return expected
    if (typeof value === 'number') return Math.floor(value / perSecond)
    return value instanceof LosslessNumber && Number.isFinite(Number(value.toString()))
      ? Math.floor(Number(value.toString()) / perSecond)
      : expected
  }
}

function compileDate({ datesAs, timeZone }: CoerceOptions): (value: unknown) => unknown {
  return (value) => {
    if (typeof value !== 'string') return NOT.date
    const text = value.trim()
    // A column that is declared a date may hold a time at midnight, as some sources write it.
    const date = /^\d{4}-\d{2}-\d{2}(?=$|[T ]00:00(:00(\.0+)?)?Z?$)/.exec(text)?.[0]
    const midnight = date === undefined ? undefined : readIsoDate(date)
    if (midnight === undefined) return NOT.date
    return datesAs === 'text' ? date : wallClockToUnix(midnight, timeZone)
  }
}

function toJsonFromText(value: unknown): unknown {
  if (typeof value !== 'string') return toAny(value)
  try {
    return toAny(parseJson(value))
  } catch {
    return NOT.json
  }
}

function toAny(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  return isTooDeep(value) ? TOO_DEEP : withLargeNumbersAsText(value)
}

/** True for JSON that is nested deeper than anything here takes. */
export function isTooDeep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isDeeperThan(value, MAX_DEPTH)
}

/** Counts levels without recursion: the point is that they may be more than a stack holds. */
function isDeeperThan(value: object, maxDepth: number): boolean {
  let level: object[] = [value]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) return true
    level = level.flatMap((parent) =>
      Object.values(parent).filter(
        (child): child is object => typeof child === 'object' && child !== null && !(child instanceof LosslessNumber),
      ),
    )
  }
  return false
}

function withLargeNumbersAsText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  if (Array.isArray(value)) return value.map(withLargeNumbersAsText)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withLargeNumbersAsText(child)]))
}

/** Keys in code-unit order at every level, so that two spellings of one JSON value have one text. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  if (Array.isArray(value)) return value.map(sortKeys)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, child]) => [key, sortKeys(child)]))
}

/** A decimal without exponent, needless zeros or sign of zero; one that would be longer than 400 digits is kept. */
function plainDecimal(text: string): string {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > 400) return text
  const digits = whole + fraction
  const point = whole.length + exponent
  const padded = point > digits.length ? digits.padEnd(point, '0') : point < 0 ? '0'.repeat(-point) + digits : digits
  const at = Math.max(0, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const right = padded.slice(at).replace(/0+$/, '')
  const plain = right === '' ? left : `${left}.${right}`
  return plain === '0' ? '0' : `${sign}${plain}`
}
