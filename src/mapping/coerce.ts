import { DECIMAL, FALSE, INTEGER, NESTED, RICH_TEXT, TEXT, TRUE } from '../core/raw-record'
import { LosslessNumber, parseJson } from '../lib/json'
import type { Expected } from '../core/expected'
import type { ColumnSchema } from '../core/stream'
import { readFixedTime, readIsoDate, readIsoTime } from './times'
import { compileFormat, isYearInRange, wallClockToUnix } from './zones'

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
    readonly expected: Expected,
    /** Levels of JSON, for `too_deep`. */
    readonly limit?: number,
  ) {}
}

/** Deeper JSON is refused: nobody reads it, and a service may choke on it. */
export const MAX_DEPTH = 100
/** Of a double, either way: written out, nothing is longer than some 330 digits. */
const MAX_EXPONENT = 324
const DECIMAL_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const UNIT_PER_SECOND: Readonly<Record<TimeUnit, number>> = { seconds: 1, milliseconds: 1e3, microseconds: 1e6 }

const TOO_DEEP = new Invalid('too_deep', { type: 'json' }, MAX_DEPTH)
const NOT = {
  string: new Invalid('invalid_value', { type: 'text' }),
  number: new Invalid('invalid_value', { type: 'number' }),
  integer: new Invalid('invalid_value', { type: 'integer' }),
  boolean: new Invalid('invalid_value', { type: 'boolean' }),
  timestamp: new Invalid('invalid_value', { type: 'timestamp' }),
  date: new Invalid('invalid_value', { type: 'date' }),
  json: new Invalid('invalid_value', { type: 'json' }),
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

/** Unix seconds of a time that stands in the bytes from `start` to `end`; undefined for one in an unusual layout. */
export type TimeReader = (bytes: Uint8Array, start: number, end: number) => number | undefined

/** A reader of the ISO 8601 times that `compileCoercion` takes; a time without a zone is read in `timeZone`. */
export function compileTimeReader(timeZone: string): TimeReader {
  return (bytes, start, end) => readFixedTime(bytes, start, end, timeZone)
}

/**
 * The kinds of cells (lib/cells.ts) of which `compileCoercion` makes a value whose JSON text is the very text that the
 * cell has.
 */
export function copyableKinds(type: ValueType, declaredByRule: boolean): number {
  switch (type) {
    case 'string':
      return TEXT | RICH_TEXT
    case 'number':
      return INTEGER | DECIMAL
    case 'integer':
      return INTEGER
    case 'boolean':
      return TRUE | FALSE
    case 'timestamp':
    case 'date':
      return 0
    case 'json':
      return TRUE | FALSE | INTEGER | DECIMAL | NESTED | (declaredByRule ? 0 : TEXT | RICH_TEXT)
    case 'any':
      return TRUE | FALSE | INTEGER | DECIMAL | TEXT | RICH_TEXT | NESTED
  }
}

/**
 * A column's type by its schema: `airbyte_type` first, then `format`, then `type`; `any` where that says nothing, or
 * more than one thing. Times of day are text: Customer.io has no such type.
 */
export function declaredType(column: ColumnSchema | undefined): ValueType {
  if (column === undefined) return 'any'
  const { airbyte_type: airbyteType, format, type } = column
  if (airbyteType?.startsWith('timestamp') === true) return 'timestamp'
  if (airbyteType?.startsWith('time_') === true) return 'string'
  if (airbyteType === 'integer' || airbyteType === 'big_integer') return 'integer'
  if (airbyteType === 'big_number') return 'number'
  if (type === undefined && format === undefined) return unionType(column.oneOf ?? column.anyOf ?? [])
  const named = (typeof type === 'object' ? type : [type ?? 'string']).filter((one) => one !== 'null')
  // A format speaks of texts alone.
  if (format === 'date-time' && named.includes('string')) return 'timestamp'
  if (format === 'date' && named.includes('string')) return 'date'
  return named.length === 1 ? typeNamed(named[0]) : 'any'
}

/** The one type that all branches of a union have, null aside. */
function unionType(branches: readonly ColumnSchema[]): ValueType {
  const types = new Set(branches.filter(({ type }) => type !== 'null').map(declaredType))
  const [only = 'any'] = types
  return types.size === 1 ? only : 'any'
}

function typeNamed(name: string | undefined): ValueType {
  switch (name) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return name
    case 'object':
    case 'array':
      return 'json'
    default:
      return 'any'
  }
}

/**
 * One text for one value, for identifiers, keys and text attributes: 1, 1.0 and 1e0 are "1", a large integer has all
 * its digits, a JSON value is its canonical JSON (members in the order of their names' code units, no white space).
 * For JSON that is not too deep (`isTooDeep`).
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof LosslessNumber) return plainDecimal(value.toString())
  if (typeof value !== 'number') return canonicalJson(value)
  const text = String(value)
  return text.includes('e') ? plainDecimal(text) : text
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof LosslessNumber) return canonicalText(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, child]) => `${JSON.stringify(name)}:${canonicalJson(child)}`).join(',')}}`
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && !(value instanceof LosslessNumber)) return NOT.string
  return canonicalText(value)
}

function toNumber(value: unknown): unknown {
  if (typeof value === 'number') return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  if (typeof value !== 'string' || !DECIMAL_TEXT.test(value.trim())) return NOT.number
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
  const expected = new Invalid('invalid_value', {
    type: 'timestamp',
    ...(format === undefined ? {} : { format }),
    ...(unit === undefined ? {} : { unit }),
  })
  const perSecond = unit === undefined ? undefined : UNIT_PER_SECOND[unit]
  const read = format === undefined ? (text: string) => readIsoTime(text, timeZone) : compileFormat(format, timeZone)
  return (value) => {
    const seconds = typeof value === 'string' ? read(value) : undefined
    if (seconds !== undefined) return seconds
    return perSecond === undefined ? expected : (readUnits(value, perSecond) ?? expected)
  }
}

/** Unix seconds, floored, of a number of units since 1970; undefined outside the years 1 to 9999. */
function readUnits(value: unknown, perSecond: number): number | undefined {
  const number = toNumber(value)
  const seconds = typeof number === 'string' ? divideLarge(number, perSecond) : divide(number, perSecond)
  return isYearInRange(seconds) ? seconds : undefined
}

/** Floors without a rounding on the way: a quotient may round up to the next second. */
function divide(units: unknown, perSecond: number): number {
  if (typeof units !== 'number') return NaN
  const rest = units % perSecond
  return (units - rest) / perSecond - (rest < 0 ? 1 : 0)
}

/** The same past 2^53, where the end of the year 9999 in microseconds lies, which many a model uses for "never". */
function divideLarge(digits: string, perSecond: number): number {
  const match = /^(-?\d{16,20})(\.\d+)?$/.exec(digits)
  if (match === null) return NaN
  const units = BigInt(match[1] as string)
  const seconds = units / BigInt(perSecond)
  const isWhole = match[2] === undefined && seconds * BigInt(perSecond) === units
  return Number(seconds) - (units < 0n && !isWhole ? 1 : 0)
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
  if (!isContainer(value)) return value instanceof LosslessNumber ? canonicalText(value) : value
  if (isDeeperThan(value, MAX_DEPTH)) return TOO_DEEP
  return hasLargeNumber(value) ? withLargeNumbersAsText(value) : value
}

/** True for JSON that is nested deeper than anything here takes. */
export function isTooDeep(value: unknown): boolean {
  return isContainer(value) && isDeeperThan(value, MAX_DEPTH)
}

/** True for an array or an object of JSON. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof LosslessNumber)
}

function childrenOf(container: object): readonly unknown[] {
  return Array.isArray(container) ? container : Object.values(container)
}

/** Goes no deeper than `levels`, so that no JSON can exhaust the stack. */
function isDeeperThan(container: object, levels: number): boolean {
  return levels === 0 || childrenOf(container).some((child) => isContainer(child) && isDeeperThan(child, levels - 1))
}

function hasLargeNumber(container: object): boolean {
  return childrenOf(container).some((child) =>
    isContainer(child) ? hasLargeNumber(child) : child instanceof LosslessNumber,
  )
}

function withLargeNumbersAsText(value: unknown): unknown {
  if (!isContainer(value)) return value instanceof LosslessNumber ? canonicalText(value) : value
  if (Array.isArray(value)) return value.map(withLargeNumbersAsText)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withLargeNumbersAsText(child)]))
}

/** A decimal without exponent, needless zeros or sign of zero; one past what a double can hold keeps its exponent. */
function plainDecimal(text: string): string {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > MAX_EXPONENT) return text
  const digits = whole + fraction
  const point = whole.length + exponent
  const padded = point > digits.length ? digits.padEnd(point, '0') : point < 0 ? '0'.repeat(-point) + digits : digits
  const at = Math.max(0, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const right = padded.slice(at).replace(/0+$/, '')
  const plain = right === '' ? left : `${left}.${right}`
  return plain === '0' ? '0' : `${sign}${plain}`
}
