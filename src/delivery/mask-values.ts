import { maskKey } from '../core/mask-key'
import { isObject } from '../lib/is-object'

/** Shorter values occur in ordinary words. */
const MIN_LENGTH = 3
/** Members of an item that hold no row content. */
const STRUCTURE: ReadonlySet<string> = new Set(['type', 'action'])
/** A word of the API's vocabulary, such as `required` or `invalid_format`. */
const WORD = /^[A-Za-z_]+$/
/** Digits of a phone number or an id, of this row or another one. */
const MANY_DIGITS = /\d{7,}/g

/**
 * A text of the API without row content, for a log: the text may repeat a value of the sent item, or name another
 * person. Values of the item and long numbers become `***`, email addresses keep their first letter and domain.
 */
export function maskValues(text: string, item: unknown): string {
  if (WORD.test(text)) return text
  const values = new Set<string>()
  collect(item, values)
  // Longest first: a value may contain another one.
  const known = [...values].sort((a, b) => b.length - a.length)
  const masked = known.reduce((one, value) => one.replaceAll(value, '***'), text)
  const words = masked.split(' ').map((word) => (word.includes('@') ? maskKey(word) : word))
  return words.join(' ').replace(MANY_DIGITS, '***')
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value)
    if (text.length >= MIN_LENGTH) into.add(text)
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, into)
  } else if (isObject(value)) {
    for (const [name, one] of Object.entries(value)) if (!STRUCTURE.has(name)) collect(one, into)
  }
}
