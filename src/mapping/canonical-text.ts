import { LosslessNumber } from '../lib/json'
import { trimCharEnd } from '../lib/trim'

/** Of a double, either way: written out, nothing is longer than some 330 digits. */
const MAX_EXPONENT = 324

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

/** No digit can match in two ways, so that the time grows with the length alone. */
const DECIMAL_TEXT = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/** The canonical text of a decimal number that is written as text; undefined for any other text. */
export function decimalOf(text: string): string | undefined {
  const trimmed = text.trim()
  return DECIMAL_TEXT.test(trimmed) ? plainDecimal(trimmed.replace(/^\+/, '')) : undefined
}

/** A decimal without exponent, needless zeros or sign of zero; one past what a double can hold keeps its exponent. */
function plainDecimal(text: string): string {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > MAX_EXPONENT) return text
  const digits = whole + fraction
  const point = whole.length + exponent
  const padded = point > digits.length ? digits.padEnd(point, '0') : point < 0 ? '0'.repeat(-point) + digits : digits
  const at = Math.max(0, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const right = trimCharEnd(padded.slice(at), '0')
  const plain = right === '' ? left : `${left}.${right}`
  return plain === '0' ? '0' : `${sign}${plain}`
}
