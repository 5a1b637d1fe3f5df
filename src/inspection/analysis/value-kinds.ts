import { LosslessNumber } from '../../lib/json'
import type { ValueType } from '../../mapping/value-type'
import type { Kind } from './profile'

/** What a value is as it came. A text of a column that is declared a time is a timestamp: JSON has no other form for it. */
export function kindOf(value: unknown, declared: ValueType): Kind {
  if (typeof value === 'string') return isTime(declared) ? 'timestamp' : 'text'
  if (typeof value === 'number' || value instanceof LosslessNumber) return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'JSON'
}

/** What a sent value is: a number that leaves as the seconds of a time is a timestamp. */
export function sentKindOf(value: unknown, meant: ValueType): Kind {
  if (typeof value === 'number') return isTime(meant) ? 'timestamp' : 'number'
  return kindOf(value, 'any')
}

/** The kind that a declared type arrives as; undefined where the values decide. */
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
