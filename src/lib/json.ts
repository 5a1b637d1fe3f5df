import { LosslessNumber, parse } from 'lossless-json'

/**
 * A number that a double cannot hold (past 2^53 in size), stored as its text. It appears only in parsed rows.
 */
export { LosslessNumber }

/** Far above the maximum depth of rows (100), and far below the limit of the stack. */
const MAX_DEPTH = 1000

/**
 * Parses JSON text without losing a digit: numbers past 2^53 in size become LosslessNumber, all others
 * ordinary numbers. Everything else is as with JSON.parse: repeated keys, `__proto__`, the order of keys, and the
 * SyntaxError. Throws RangeError if a text with such a number is nested deeper than the stack allows. Numbers below 1,000
 * levels are not checked.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Checking the values costs a tenth of parsing, and avoids parsing twice because of digits inside a text.
  return holdsLarge(value, 0) ? parseLossless(text) : value
}

function isLarge(value: number): boolean {
  return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER
}

function holdsLarge(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return isLarge(value)
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) return value.some((item) => holdsLarge(item, depth + 1))
  // Object.values would allocate an array for each object of each row.
  for (const key in value) if (holdsLarge((value as Record<string, unknown>)[key], depth + 1)) return true
  return false
}

function parseLossless(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (digits) => {
      const value = Number(digits)
      return isLarge(value) ? new LosslessNumber(digits) : value
    },
    // The last key wins, as with JSON.parse.
    onDuplicateKey: ({ newValue }) => newValue,
  })
}

/**
 * JSON text of a parsed value, numbers past 2^53 with every digit. Never runs out of stack: deeper values than 1,000 levels
 * are written as null.
 */
export function toJson(value: unknown): string {
  return toText(value, 0) ?? 'null'
}

/** undefined for a value without a JSON representation, as with JSON.stringify. */
function toText(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof LosslessNumber) return value.toString()
  if (depth >= MAX_DEPTH) return 'null'
  if (Array.isArray(value)) return `[${value.map((item) => toText(item, depth + 1) ?? 'null').join(',')}]`
  let members = ''
  for (const key of Object.keys(value)) {
    const text = toText((value as Record<string, unknown>)[key], depth + 1)
    if (text !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${text}`
  }
  return `{${members}}`
}
