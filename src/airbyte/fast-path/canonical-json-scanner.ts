import { isUtf8 } from 'node:buffer'
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  DELETE,
  MINUS,
  NINE,
  OPEN_LIST,
  OPEN_OBJECT,
  POINT,
  QUOTE,
  SPACE,
  ZERO,
} from '../../lib/json-codes'
import { Literal, viewOf } from './literal'

/** A decimal with at most this many digits converts to a double and back without change. */
const MAX_DIGITS = 15
/** Decimal places: JSON.stringify writes numbers below 0.000001 with an exponent. */
const MAX_SMALL_FRACTION = 6
/** Deeper or wider values are left to the parser: rows rarely have them. */
const MAX_DEPTH = 16
const MAX_NAMES = 64

/** 1 for ASCII characters that need no escape in a JSON text. */
const IS_PLAIN = new Uint8Array(256)
for (let code = SPACE; code <= DELETE; code++) IS_PLAIN[code] = code === QUOTE || code === BACKSLASH ? 0 : 1
/** 1 for the characters that JSON.stringify writes after a backslash, except `u` and its digits. */
const IS_ESCAPE = new Uint8Array(256)
for (const code of Buffer.from('"\\bfnrt')) IS_ESCAPE[code] = 1
/** 1 for the characters of a number after its first digit. */
export const IS_OF_NUMBER = new Uint8Array(256)
for (const code of Buffer.from('+-.0123456789eE')) IS_OF_NUMBER[code] = 1
export const [NULL_WORD, TRUE_WORD, FALSE_WORD] = [new Literal('null'), new Literal('true'), new Literal('false')]
const WORDS = [NULL_WORD, TRUE_WORD, FALSE_WORD]

/** Start and end of the names in the objects being scanned; names of an inner object follow those of the outer one. */
const names = new Int32Array(MAX_DEPTH * MAX_NAMES * 2)

/**
 * These functions find the end of a canonical JSON value: one that `JSON.stringify` would write with the same bytes after
 * parsing. They return the index after it, and -1 for any other bytes, which may be valid or invalid JSON.
 * `at` is the first byte of the value. The bytes must end with a newline, which stops every search.
 */

/** The end of a text of ASCII without an escape. */
export function endOfPlainText(bytes: Uint8Array, at: number): number {
  let end = endOfPlainWords(bytes, at + 1)
  while (IS_PLAIN[bytes[end] as number] === 1) end++
  return bytes[end] === QUOTE ? end + 1 : -1
}

/** Skips plain bytes four at a time, with one test for all four. */
function endOfPlainWords(bytes: Uint8Array, at: number): number {
  const view = viewOf(bytes)
  for (const last = bytes.length - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true)
    const quote = word ^ 0x22222222
    const backslash = word ^ 0x5c5c5c5c
    // The highest bit of a byte is set if it is a control character, a quote, a backslash, or not ASCII.
    const notPlain =
      ((word - 0x20202020) & ~word) | ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | word
    if ((notPlain & 0x80808080) !== 0) return at
  }
  return at
}

/** The end of a text that may also have non-ASCII characters and canonical escapes. */
export function endOfRichText(bytes: Uint8Array, at: number): number {
  let isAscii = true
  let end = at + 1
  for (let code = bytes[end] as number; code !== QUOTE; code = bytes[end] as number) {
    if (IS_PLAIN[code] === 1) end++
    else if (code > DELETE) {
      isAscii = false
      end++
    } else if (code === BACKSLASH && IS_ESCAPE[bytes[end + 1] as number] === 1) end += 2
    else return -1
  }
  return isAscii || isUtf8(bytes.subarray(at, end)) ? end + 1 : -1
}

/** The end of a number that a double represents exactly as written. */
export function endOfNumber(bytes: Uint8Array, at: number): number {
  const isNegative = bytes[at] === MINUS
  const whole = isNegative ? at + 1 : at
  let end = endOfDigits(bytes, whole)
  const wholeDigits = end - whole
  const isZero = bytes[whole] === ZERO
  if (wholeDigits === 0 || wholeDigits > MAX_DIGITS || (isZero && wholeDigits > 1)) return -1
  if (bytes[end] === POINT) {
    const fraction = end + 1
    end = endOfDigits(bytes, fraction)
    const digits = end - fraction
    if (digits === 0 || wholeDigits + digits > MAX_DIGITS || bytes[end - 1] === ZERO) return -1
    if (isZero && digits > MAX_SMALL_FRACTION) return -1
  } else if (isZero && isNegative) return -1
  return IS_OF_NUMBER[bytes[end] as number] === 1 ? -1 : end
}

/** The end of a list or an object with only canonical values, whose names keep their order when parsed. */
export function endOfNested(bytes: Uint8Array, at: number, depth = 0): number {
  if (depth === MAX_DEPTH) return -1
  return bytes[at] === OPEN_LIST ? endOfList(bytes, at + 1, depth) : endOfObject(bytes, at + 1, depth)
}

function endOfList(bytes: Uint8Array, at: number, depth: number): number {
  if (bytes[at] === CLOSE_LIST) return at + 1
  for (;;) {
    at = endOfValue(bytes, at, depth)
    if (at < 0) return -1
    if (bytes[at] === CLOSE_LIST) return at + 1
    if (bytes[at++] !== COMMA) return -1
  }
}

function endOfObject(bytes: Uint8Array, at: number, depth: number): number {
  if (bytes[at] === CLOSE_OBJECT) return at + 1
  for (let count = 0; count < MAX_NAMES; count++) {
    const end = bytes[at] === QUOTE ? endOfRichText(bytes, at) : -1
    if (end < 0 || bytes[end] !== COLON || !isNewName(bytes, at + 1, end - 1, depth, count)) return -1
    at = endOfValue(bytes, end + 1, depth)
    if (at < 0) return -1
    if (bytes[at] === CLOSE_OBJECT) return at + 1
    if (bytes[at++] !== COMMA) return -1
  }
  return -1
}

function endOfValue(bytes: Uint8Array, at: number, depth: number): number {
  const code = bytes[at] as number
  if (code === QUOTE) return endOfRichText(bytes, at)
  if (code === OPEN_LIST || code === OPEN_OBJECT) return endOfNested(bytes, at, depth + 1)
  if (code === MINUS || (code >= ZERO && code <= NINE)) return endOfNumber(bytes, at)
  for (const word of WORDS) if (word.isAt(bytes, at)) return at + word.length
  return -1
}

/** Records a name; false if the object has it already, or if the parser would move it before others. */
function isNewName(bytes: Uint8Array, start: number, end: number, depth: number, count: number): boolean {
  const first = bytes[start] as number
  if (first >= ZERO && first <= NINE) return false
  const base = depth * MAX_NAMES * 2
  for (let i = base; i < base + count * 2; i += 2) {
    const from = names[i] as number
    if ((names[i + 1] as number) - from === end - start && isSame(bytes, from, start, end - start)) return false
  }
  names[base + count * 2] = start
  names[base + count * 2 + 1] = end
  return true
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false
  return true
}

function endOfDigits(bytes: Uint8Array, at: number): number {
  for (let code = bytes[at] as number; code >= ZERO && code <= NINE;) code = bytes[++at] as number
  return at
}
