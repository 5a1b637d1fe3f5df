import type { Column, ColumnKind } from '../column'

/** What the driver reports of a column (types: github.com/snowflakedb/snowflake-connector-nodejs, data_types.js). */
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
