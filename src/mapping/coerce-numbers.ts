import { LosslessNumber } from '../lib/json'
import { canonicalText, plainDecimal } from './canonical-text'
import { NOT } from './invalid-value'

const DECIMAL_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** A number, its decimal text past 2^53, or why it is neither. */
export function toNumber(value: unknown): unknown {
  if (typeof value === 'number') return value
  if (value instanceof LosslessNumber) return canonicalText(value)
  if (typeof value !== 'string' || !DECIMAL_TEXT.test(value.trim())) return NOT.number
  const text = value.trim()
  const number = Number(text)
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number
  return plainDecimal(text.replace(/^\+/, ''))
}

/** The same for a number without a fraction. */
export function toInteger(value: unknown): unknown {
  const number = toNumber(value)
  if (typeof number === 'number') return Number.isInteger(number) ? number : NOT.integer
  if (typeof number === 'string') return number.includes('.') ? NOT.integer : number
  return NOT.integer
}
