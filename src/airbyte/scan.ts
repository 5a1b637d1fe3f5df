import { ABSENT, DECIMAL, FALSE, INTEGER, NULL, PARSED, TEXT, TRUE, type Cells } from '../lib/cells'
import { parseJson } from '../lib/json'

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const OPEN_LIST = 0x5b
const BACKSLASH = 0x5c
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const SPACE = 0x20
/** With at most so many digits a decimal and the double nearest to it name each other. */
const MAX_DIGITS = 15
/** JSON.stringify writes what is smaller than 0.000001 with an exponent. */
const MAX_SMALL_FRACTION = 6
/** Deeper values are left to the parser of whole lines, which knows where a stack ends. */
const MAX_DEPTH = 100

/** 1 for printable ASCII that stands for itself in a JSON text. */
const IS_PLAIN = new Uint8Array(256)
for (let code = SPACE; code < 0x7f; code++) IS_PLAIN[code] = code === QUOTE || code === BACKSLASH ? 0 : 1
const NUMBER_CHARACTERS = new Set(Buffer.from('+-.0123456789eE'))

/**
 * Reads the members of a row's `data` from `at`, behind its brace, up to its closing brace: into `cells`, whose shape
 * has the names that `keys` has as JSON text with a colon. Returns the index behind the brace; -1 for a row that is not
 * as it is expected: another order of columns, a column that is not among them or comes twice, white space between
 * tokens, or what is no JSON. The bytes must end with a newline, which is what keeps every search within them.
 */
export function scanMembers(bytes: Buffer, at: number, keys: readonly Uint8Array[], cells: Cells): number {
  let index = 0
  if (bytes[at] === CLOSE_OBJECT) {
    for (; index < keys.length; index++) cells.set(index, ABSENT, 0, 0)
    return at + 1
  }
  for (;;) {
    // Columns that are missing are passed over; one that is out of order, unknown or repeated is never found.
    while (index < keys.length && !startsWith(bytes, at, keys[index] as Uint8Array)) {
      cells.set(index++, ABSENT, 0, 0)
    }
    if (index === keys.length) return -1
    at = scanValue(bytes, at + (keys[index] as Uint8Array).length, index, cells)
    if (at < 0) return -1
    index++
    if (bytes[at] === COMMA) {
      at++
      continue
    }
    if (bytes[at] !== CLOSE_OBJECT) return -1
    for (; index < keys.length; index++) cells.set(index, ABSENT, 0, 0)
    return at + 1
  }
}

/** True where `bytes` has `expected` at `at`. */
export function startsWith(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
  return true
}

/** Notes the value at `at`; returns the index behind it, -1 where there is none. */
function scanValue(bytes: Buffer, at: number, index: number, cells: Cells): number {
  const code = bytes[at] as number
  switch (code) {
    case QUOTE: {
      let end = at + 1
      while (IS_PLAIN[bytes[end] as number] === 1) end++
      if (bytes[end] === QUOTE) {
        cells.set(index, TEXT, at, ++end)
        return end
      }
      return parseValue(bytes, at, endOfText(bytes, end), index, cells)
    }
    case OPEN_OBJECT:
    case OPEN_LIST:
      return parseValue(bytes, at, endOfNested(bytes, at), index, cells)
    case 0x6e:
      return scanLiteral(bytes, at, 'null', NULL, index, cells)
    case 0x74:
      return scanLiteral(bytes, at, 'true', TRUE, index, cells)
    case 0x66:
      return scanLiteral(bytes, at, 'false', FALSE, index, cells)
    default:
      return code === MINUS || isDigit(code) ? scanNumber(bytes, at, index, cells) : -1
  }
}

function scanLiteral(bytes: Buffer, at: number, word: string, kind: number, index: number, cells: Cells): number {
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1
  cells.set(index, kind, at, at + word.length)
  return at + word.length
}

function scanNumber(bytes: Buffer, at: number, index: number, cells: Cells): number {
  const isNegative = bytes[at] === MINUS
  const whole = isNegative ? at + 1 : at
  let end = whole
  while (isDigit(bytes[end] as number)) end++
  const wholeDigits = end - whole
  const isZero = bytes[whole] === ZERO
  let kind = wholeDigits <= MAX_DIGITS && !(isZero && (isNegative || wholeDigits > 1)) ? INTEGER : PARSED
  if (bytes[end] === POINT) {
    const fraction = end + 1
    for (end = fraction; isDigit(bytes[end] as number);) end++
    const digits = end - fraction
    const isSmall = isZero && digits > MAX_SMALL_FRACTION
    const isKept = wholeDigits > 0 && !(isZero && wholeDigits > 1) && wholeDigits + digits <= MAX_DIGITS && !isSmall
    kind = isKept && digits > 0 && bytes[end - 1] !== ZERO ? DECIMAL : PARSED
  }
  if (kind !== PARSED && wholeDigits > 0 && !NUMBER_CHARACTERS.has(bytes[end] as number)) {
    cells.set(index, kind, at, end)
    return end
  }
  while (NUMBER_CHARACTERS.has(bytes[end] as number)) end++
  return parseValue(bytes, at, end, index, cells)
}

/** Has the parser read a value; whatever it refuses is no row for us. */
function parseValue(bytes: Buffer, start: number, end: number, index: number, cells: Cells): number {
  if (end < 0) return -1
  try {
    cells.set(index, PARSED, start, end, parseJson(bytes.toString('utf8', start, end)))
    return end
  } catch {
    return -1
  }
}

/** From within a text: the index behind its closing quote, -1 where the line ends before. */
function endOfText(bytes: Buffer, at: number): number {
  for (let code = bytes[at] as number; code !== QUOTE; code = bytes[at] as number) {
    if (code === BACKSLASH) at++
    if ((bytes[at] as number) < SPACE) return -1
    at++
  }
  return at + 1
}

/** The index behind an object or a list that begins at `at`, -1 where there is no end or it is nested too deeply. */
function endOfNested(bytes: Buffer, at: number): number {
  let depth = 0
  for (;;) {
    switch (bytes[at] as number) {
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (++depth > MAX_DEPTH) return -1
        at++
        break
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        at++
        if (--depth === 0) return at
        break
      case QUOTE:
        at = endOfText(bytes, at + 1)
        if (at < 0) return -1
        break
      default:
        if ((bytes[at] as number) < SPACE) return -1
        at++
    }
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}
