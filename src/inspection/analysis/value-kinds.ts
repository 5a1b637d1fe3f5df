import { LosslessNumber } from '../../lib/json'
import type { ValueType } from '../../mapping/value-type'
import type { Kind } from './profile'

/** The kind of a source value. A text in a column that is declared as a time is a timestamp, as JSON has no type for it. */
export function kindOf(value: unknown, declared: ValueType): Kind {
  if (typeof value === 'string') return isTime(declared) ? 'timestamp' : 'text'
  if (typeof value === 'number' || value instanceof LosslessNumber) return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'JSON'
}

/** The kind of a sent value: a number that is the seconds of a time is a timestamp. */
export function sentKindOf(value: unknown, meant: ValueType): Kind {
  if (typeof value === 'number') return isTime(meant) ? 'timestamp' : 'number'
  return kindOf(value, 'any')
}

/** The kind of the values of a declared type; undefined if it depends on the values. */
export function kindOfType(type: ValueType): Kind | undefined {
  switch (type) {
    case 'string':
      return 'text'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'timestamp':
    case 'date':
      return 'timestamp'
    case 'json':
      return 'JSON'
    case 'any':
      return undefined
  }
}

export function isTime(type: ValueType): boolean {
  return type === 'timestamp' || type === 'date'
}
