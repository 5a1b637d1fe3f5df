import { LosslessNumber, parse } from 'lossless-json'

/**
 * A number that a double cannot hold (past 2^53 in size), kept as its text. It appears in parsed rows only.
 */
export { LosslessNumber }

/** Far more levels than anything here takes (100), and far fewer than a stack holds. */
const MAX_DEPTH = 1000

/**
 * Parses JSON text without losing a digit: numbers past 2^53 in size come back as LosslessNumber, all others as
 * ordinary numbers. Everything else is as JSON.parse has it: repeated keys, `__proto__`, the order of keys, and the
 * SyntaxError. RangeError where a text that holds such a number is nested deeper than the stack; below 1,000 levels no
 * such number is looked for.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Looking at the values costs a tenth of parsing, and no text that merely appears to be a large number is parsed twice.
  return holdsLarge(value, 0) ? parseLossless(text) : value
}

function isLarge(value: number): boolean {
  return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER
}

function holdsLarge(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return isLarge(value)
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) return value.some((item) => holdsLarge(item, depth + 1))
  // Object.values would make an array for each object of each row.
  for (const key in value) if (holdsLarge((value as Record<string, unknown>)[key], depth + 1)) return true
  return false
}

function parseLossless(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (digits) => {
      const value = Number(digits)
      return isLarge(value) ? new LosslessNumber(digits) : value
    },
    // The last one wins, as with JSON.parse.
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

/** undefined for what JSON has no text for, as JSON.stringify has it. */
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
