import { LosslessNumber } from '../lib/json'
import { canonicalText, decimalOf } from './canonical-text'
import { NOT } from './invalid-value'

/** A number, its decimal text past 2^53, or why it is neither. */
export function toNumber(value: unknown): unknown {
  if (typeof value === 'number') return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  const decimal = typeof value === 'string' ? decimalOf(value) : undefined
  if (decimal === undefined) return NOT.number
  const number = Number(value)
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : decimal
}

/** The same for a number without a fraction. */
export function toInteger(value: unknown): unknown {
  const number = toNumber(value)
  if (typeof number === 'number') return Number.isInteger(number) ? number : NOT.integer
  if (typeof number === 'string') return number.includes('.') ? NOT.integer : number
  return NOT.integer
}
