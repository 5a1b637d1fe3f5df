import {
  ABSENT,
  DECIMAL,
  FALSE,
  INTEGER,
  NESTED,
  NULL,
  PARSED,
  RICH_TEXT,
  TEXT,
  TRUE,
  type RawRecord,
} from '../../core/raw-record'
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  MINUS,
  NINE,
  OPEN_LIST,
  OPEN_OBJECT,
  POINT,
  QUOTE,
  SPACE,
  ZERO,
} from '../../lib/json-codes'
import { parseJson } from '../../lib/json'
import type { Literal } from './literal'
import {
  endOfNested,
  endOfNumber,
  endOfPlainText,
  endOfRichText,
  FALSE_WORD,
  IS_OF_NUMBER,
  NULL_WORD,
  TRUE_WORD,
} from './canonical-json-scanner'

/** Deeper values are left to the parser of whole lines, which knows where a stack ends. */
const MAX_DEPTH = 100

/**
 * Reads the members of a row's `data` from `at`, behind its brace, up to its closing brace: into `cells`, whose shape
 * has the names that `keys` has as JSON text with a colon. Returns the index behind the brace; -1 for a row that is not
 * as it is expected: another order of columns, a column that is not among them or comes twice, white space between
 * tokens, or what is no JSON. The bytes must end with a newline, which is what keeps every search within them.
 */
export function scanMembers(bytes: Buffer, at: number, keys: readonly Literal[], cells: RawRecord): number {
  let index = 0
  if (bytes[at] === CLOSE_OBJECT) {
    for (; index < keys.length; index++) cells.set(index, ABSENT, 0, 0)
    return at + 1
  }
  for (;;) {
    // Columns that are missing are passed over; one that is out of order, unknown or repeated is never found.
    while (index < keys.length && !(keys[index] as Literal).isAt(bytes, at)) {
      cells.set(index++, ABSENT, 0, 0)
    }
    if (index === keys.length) return -1
    at = scanValue(bytes, at + (keys[index] as Literal).length, index, cells)
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

/** Notes the value at `at`; returns the index behind it, -1 where there is none. */
function scanValue(bytes: Buffer, at: number, index: number, cells: RawRecord): number {
  const code = bytes[at] as number
  switch (code) {
    case QUOTE: {
      const end = endOfPlainText(bytes, at)
      if (end >= 0) return note(cells, index, TEXT, at, end)
      const richEnd = endOfRichText(bytes, at)
      if (richEnd >= 0) return note(cells, index, RICH_TEXT, at, richEnd)
      return parseValue(bytes, at, endOfText(bytes, at + 1), index, cells)
    }
    case OPEN_OBJECT:
    case OPEN_LIST: {
      const end = endOfNested(bytes, at)
      if (end >= 0) return note(cells, index, NESTED, at, end)
      return parseValue(bytes, at, endOfContainer(bytes, at), index, cells)
    }
    case 0x6e:
      return scanLiteral(bytes, at, NULL_WORD, NULL, index, cells)
    case 0x74:
      return scanLiteral(bytes, at, TRUE_WORD, TRUE, index, cells)
    case 0x66:
      return scanLiteral(bytes, at, FALSE_WORD, FALSE, index, cells)
    default:
      return code === MINUS || (code >= ZERO && code <= NINE) ? scanNumber(bytes, at, index, cells) : -1
  }
}

function note(cells: RawRecord, index: number, kind: number, start: number, end: number): number {
  cells.set(index, kind, start, end)
  return end
}

function scanLiteral(bytes: Buffer, at: number, word: Literal, kind: number, index: number, cells: RawRecord): number {
  return word.isAt(bytes, at) ? note(cells, index, kind, at, at + word.length) : -1
}

function scanNumber(bytes: Buffer, at: number, index: number, cells: RawRecord): number {
  let end = endOfNumber(bytes, at)
  if (end >= 0) return note(cells, index, hasPoint(bytes, at, end) ? DECIMAL : INTEGER, at, end)
  for (end = at; IS_OF_NUMBER[bytes[end] as number] === 1;) end++
  return parseValue(bytes, at, end, index, cells)
}

function hasPoint(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === POINT) return true
  return false
}

/** Has the parser read a value; whatever it refuses is no row for us. */
function parseValue(bytes: Buffer, start: number, end: number, index: number, cells: RawRecord): number {
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
function endOfContainer(bytes: Buffer, at: number): number {
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
