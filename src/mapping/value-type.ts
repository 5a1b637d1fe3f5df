import type { ColumnSchema } from '../core/stream'

/** What a value is declared to be; `any` passes it as the JSON it is. */
export type ValueType = 'string' | 'number' | 'integer' | 'boolean' | 'timestamp' | 'date' | 'json' | 'any'

export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds'

/**
 * A column's type by its schema: `airbyte_type` first, then `format`, then `type`; `any` if they are missing or
 * ambiguous. Times of day are text: Customer.io has no such type.
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

/** True for a column that is declared a number, so that decimal text in it stands for the number. */
export function isNumeric(column: ColumnSchema | undefined): boolean {
  const type = declaredType(column)
  return type === 'number' || type === 'integer'
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
