import { LosslessNumber, parseJson } from '../../lib/json'
import type { ColumnSchema } from '../../core/stream'

/** What a column of the warehouse is, as far as its values differ here. */
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

/** A column as a describe of the query says it. */
export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** As Snowflake writes it, for casts and messages: NUMBER(38,0), TIMESTAMP_NTZ. */
  readonly sqlType: string
  readonly nullable: boolean
}

/** One value of a result: its text, or null. */
export type Cell = string | null

/** What the driver says of a column (its names: github.com/snowflakedb/snowflake-connector-nodejs, data_types.js). */
export interface DriverColumn {
  readonly name: string
  readonly type: string
  readonly precision: number | null
  readonly scale: number | null
  readonly nullable: boolean
}

export function columnOf({ name, type, precision, scale, nullable }: DriverColumn): Column {
  const kind = kindOf(type.toLowerCase(), scale ?? 0)
  const sqlType =
    type.toLowerCase() === 'fixed' ? `NUMBER(${precision ?? 38},${scale ?? 0})` : sqlTypeOf(type.toLowerCase())
  return { name, kind, sqlType, nullable }
}

function kindOf(type: string, scale: number): ColumnKind {
  switch (type) {
    case 'fixed':
      return scale === 0 ? 'integer' : 'decimal'
    case 'real':
    case 'decfloat':
      return 'float'
    case 'text':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
    case 'binary':
      return type
    case 'variant':
    case 'object':
    case 'array':
    case 'map':
      return 'json'
    default:
      return 'other'
  }
}

function sqlTypeOf(type: string): string {
  switch (type) {
    case 'real':
      return 'FLOAT'
    case 'text':
      return 'VARCHAR'
    default:
      return type.toUpperCase()
  }
}

/** The column's type as the core reads it: a timestamp arrives as a timestamp. */
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
      // Any JSON value: a scalar in a VARIANT is one too.
      return {}
    case 'text':
    case 'binary':
    case 'other':
      return { type: 'string' }
  }
}

/** The word for a type in the contract between runs: only what changes how a value arrives in Customer.io. */
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

/** The value of a cell for the core. Every digit is kept: a number that a double would change is a LosslessNumber. */
export function readerOf({ kind }: Column): (cell: Cell) => unknown {
  switch (kind) {
    case 'integer':
    case 'decimal':
      return readNumber
    case 'float':
      return readFloat
    case 'boolean':
      return readBoolean
    case 'json':
      return readJson
    default:
      return (cell) => cell
  }
}

function readNumber(cell: Cell): unknown {
  if (cell === null) return null
  const value = Number(cell)
  // 15 digits always fit a double.
  if (cell.length <= 15) return value
  const plain = cell.includes('.') ? cell.replace(/\.?0+$/, '') : cell
  return String(value) === plain ? value : new LosslessNumber(plain)
}

/** NaN and the infinities stay text, which is no number: such a row is rejected and says why. */
function readFloat(cell: Cell): unknown {
  if (cell === null) return null
  const value = Number(cell)
  return Number.isFinite(value) ? value : cell
}

function readBoolean(cell: Cell): unknown {
  return cell === null ? null : /^(true|1)$/i.test(cell)
}

/** A VARIANT may hold what JSON has no word for, such as undefined: it stays text. */
function readJson(cell: Cell): unknown {
  if (cell === null) return null
  try {
    return parseJson(cell)
  } catch {
    return cell
  }
}
