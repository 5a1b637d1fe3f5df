import type { ColumnSchema } from '../core/stream'
import { LosslessNumber, parseJson } from '../lib/json'
import { trimChar, trimCharEnd, withoutTrailingZeros } from '../lib/trim'

/** The type of a column, as far as it matters how its values are read and sent. */
export type ColumnKind =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp_ntz'
  | 'timestamp_ltz'
  | 'timestamp_tz'
  | 'json'
  | 'binary'
  | 'other'

/** A column of a model, as the warehouse describes it. */
export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** The type in the SQL of the warehouse, for casts and messages, such as NUMBER(38,0). */
  readonly sqlType: string
  readonly nullable: boolean
}

/**
 * One value of a result as text, or null. Times are ISO 8601 (a trailing Z if they have a zone), JSON is JSON text, binary
 * values are base64, numbers have every digit.
 */
export type RawValue = string | null

/** A row as values by column name. */
export type Data = Readonly<Record<string, unknown>>

/** The declared type of a column for the mapping. */
export function schemaOf({ kind }: Column): ColumnSchema {
  switch (kind) {
    case 'integer':
      return { type: 'number', airbyte_type: 'integer' }
    case 'decimal':
    case 'float':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'time':
      return { type: 'string', format: 'time', airbyte_type: 'time_without_timezone' }
    case 'timestamp_ntz':
      return { type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' }
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' }
    case 'json':
      // A JSON column can hold any JSON value, a scalar too.
      return {}
    case 'text':
    case 'binary':
    case 'other':
      return { type: 'string' }
  }
}

/** The type in the contract between runs: types that arrive in Customer.io in the same way have the same name. */
export function contractType({ kind }: Column): string {
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return 'number'
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return 'timestamp'
    case 'binary':
    case 'other':
      return 'text'
    case 'text':
    case 'boolean':
    case 'date':
    case 'time':
    case 'json':
      return kind
  }
}

/** Converts the texts of a row, of which those of `columns` begin at index `from`, to values. */
export function dataReader(columns: readonly Column[], from = 0): (cells: readonly RawValue[]) => Data {
  const readers = columns.map((column, index) => ({ name: column.name, at: index + from, read: readerOf(column) }))
  return (cells) => {
    const data: Record<string, unknown> = {}
    for (const { name, at, read } of readers) data[name] = read(cells[at] ?? null)
    return data
  }
}

/** The value for a text. A number that a double cannot represent becomes a LosslessNumber. */
function readerOf({ kind, sqlType }: Column): (cell: RawValue) => unknown {
  switch (kind) {
    case 'integer':
    case 'decimal':
      return readNumber
    case 'float':
      // A decimal floating-point number has up to 38 digits.
      return sqlType === 'DECFLOAT' ? readNumber : readFloat
    case 'boolean':
      return readBoolean
    case 'json':
      return readJson
    default:
      return (cell) => cell
  }
}

function readNumber(cell: RawValue): unknown {
  if (cell === null) return null
  const value = Number(cell)
  // A double represents every number of 15 digits.
  if (cell.length <= 15) return Number.isFinite(value) ? value : cell
  const digits = significant(cell)
  if (digits === undefined) return cell
  if (Number.isFinite(value) && significant(String(value)) === digits) return value
  const isPlain = cell.includes('.') && !/e/i.test(cell)
  return new LosslessNumber(isPlain ? withoutTrailingZeros(cell) : cell)
}

/** The significant digits of a number and its exponent: the same text for all ways to write it. undefined for other text. */
function significant(text: string): string | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (parts === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  const digits = `${whole}${fraction}`
  const significantDigits = trimChar(digits, '0')
  if (significantDigits === '') return '0'
  const trailing = digits.length - trimCharEnd(digits, '0').length
  return `${sign}${significantDigits}e${Number(exponent) - fraction.length + trailing}`
}

/** NaN and the infinities stay text. The mapping rejects such a row, because text is not a number. */
function readFloat(cell: RawValue): unknown {
  if (cell === null) return null
  const value = Number(cell)
  return Number.isFinite(value) ? value : cell
}

function readBoolean(cell: RawValue): unknown {
  return cell === null ? null : /^(true|1)$/i.test(cell)
}

/** A JSON column of a warehouse can hold values that JSON does not have, such as undefined. They stay text. */
function readJson(cell: RawValue): unknown {
  if (cell === null) return null
  try {
    return parseJson(cell)
  } catch {
    return cell
  }
}
