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

/** Deeper values are left to the parser of whole lines, which handles a stack overflow. */
const MAX_DEPTH = 100

/**
 * Reads the members of the `data` of a row into `record`. `at` is the index after the opening brace. `keys` are the names
 * of the shape of `record`, as JSON text with a colon. Returns the index after the closing brace; -1 if the row is not as
 * expected: another order of columns, an unknown or repeated column, white space between tokens, or invalid JSON. The bytes
 * must end with a newline, which stops every search.
 */
export function scanMembers(bytes: Buffer, at: number, keys: readonly Literal[], record: RawRecord): number {
  let index = 0
  if (bytes[at] === CLOSE_OBJECT) {
    for (; index < keys.length; index++) record.set(index, ABSENT, 0, 0)
    return at + 1
  }
  for (;;) {
    // Missing columns are skipped. A column that is out of order, unknown or repeated is not found.
    while (index < keys.length && !(keys[index] as Literal).isAt(bytes, at)) {
      record.set(index++, ABSENT, 0, 0)
    }
    if (index === keys.length) return -1
    at = scanValue(bytes, at + (keys[index] as Literal).length, index, record)
    if (at < 0) return -1
    index++
    if (bytes[at] === COMMA) {
      at++
      continue
    }
    if (bytes[at] !== CLOSE_OBJECT) return -1
    for (; index < keys.length; index++) record.set(index, ABSENT, 0, 0)
    return at + 1
  }
}

/** Records the value at `at`; returns the index after it, or -1 if there is no valid value. */
function scanValue(bytes: Buffer, at: number, index: number, record: RawRecord): number {
  const code = bytes[at] as number
  switch (code) {
    case QUOTE: {
      const end = endOfPlainText(bytes, at)
      if (end >= 0) return note(record, index, TEXT, at, end)
      const richEnd = endOfRichText(bytes, at)
      if (richEnd >= 0) return note(record, index, RICH_TEXT, at, richEnd)
      return parseValue(bytes, at, endOfText(bytes, at + 1), index, record)
    }
    case OPEN_OBJECT:
    case OPEN_LIST: {
      const end = endOfNested(bytes, at)
      if (end >= 0) return note(record, index, NESTED, at, end)
      return parseValue(bytes, at, endOfContainer(bytes, at), index, record)
    }
    case 0x6e:
      return scanLiteral(bytes, at, NULL_WORD, NULL, index, record)
    case 0x74:
      return scanLiteral(bytes, at, TRUE_WORD, TRUE, index, record)
    case 0x66:
      return scanLiteral(bytes, at, FALSE_WORD, FALSE, index, record)
    default:
      return code === MINUS || (code >= ZERO && code <= NINE) ? scanNumber(bytes, at, index, record) : -1
  }
}

function note(record: RawRecord, index: number, kind: number, start: number, end: number): number {
  record.set(index, kind, start, end)
  return end
}

function scanLiteral(bytes: Buffer, at: number, word: Literal, kind: number, index: number, record: RawRecord): number {
  return word.isAt(bytes, at) ? note(record, index, kind, at, at + word.length) : -1
}

function scanNumber(bytes: Buffer, at: number, index: number, record: RawRecord): number {
  let end = endOfNumber(bytes, at)
  if (end >= 0) return note(record, index, hasPoint(bytes, at, end) ? DECIMAL : INTEGER, at, end)
  for (end = at; IS_OF_NUMBER[bytes[end] as number] === 1;) end++
  return parseValue(bytes, at, end, index, record)
}

function hasPoint(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === POINT) return true
  return false
}

/** Parses a value; returns -1 if it is not valid JSON. */
function parseValue(bytes: Buffer, start: number, end: number, index: number, record: RawRecord): number {
  if (end < 0) return -1
  try {
    record.set(index, PARSED, start, end, parseJson(bytes.toString('utf8', start, end)))
    return end
  } catch {
    return -1
  }
}

/** From within a text: the index after its closing quote, or -1 if the line ends before. */
function endOfText(bytes: Buffer, at: number): number {
  for (let code = bytes[at] as number; code !== QUOTE; code = bytes[at] as number) {
    if (code === BACKSLASH) at++
    if ((bytes[at] as number) < SPACE) return -1
    at++
  }
  return at + 1
}

/** The index after an object or a list that begins at `at`; -1 if it has no end or is nested too deeply. */
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
