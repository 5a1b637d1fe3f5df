import type { StateCounts } from '../core/state'

/**
 * The echo of a STATE line: its original text with `destinationStats` inserted into the state object. Private ids,
 * unknown keys, 64-bit numbers and white space stay as they are. Counts have a decimal point, as the protocol asks.
 * `line` must be a JSON object with an object in `state`.
 */
export function spliceStats(line: string, counts: StateCounts): string {
  const stats = `{"recordCount":${counts.accepted}.0,"rejectedRecordCount":${counts.rejected}.0}`
  const state = findMember(line, skipSpace(line, 0), 'state')
  if (state === undefined || line[state.start] !== '{') throw new SyntaxError('a STATE line without a state object')
  const existing = findMember(line, state.start, 'destinationStats')
  if (existing !== undefined) return line.slice(0, existing.start) + stats + line.slice(existing.end)
  const close = state.end - 1
  const isEmpty = line.slice(state.start + 1, close).trim() === ''
  return `${line.slice(0, close)}${isEmpty ? '' : ','}"destinationStats":${stats}${line.slice(close)}`
}

interface Span {
  readonly start: number
  readonly end: number
}

/** The position of a member's value; the last one where a name is repeated, as JSON.parse reads it. */
function findMember(text: string, objectStart: number, name: string): Span | undefined {
  let found: Span | undefined
  let at = skipSpace(text, objectStart + 1)
  while (at < text.length && text[at] !== '}') {
    const keyEnd = skipString(text, at)
    const key = JSON.parse(text.slice(at, keyEnd)) as string
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = skipValue(text, start)
    if (key === name) found = { start, end }
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return found
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at++
  return at
}

/** Index after the string that begins at `at`. */
function skipString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  throw new SyntaxError('a string without its end')
}

/** Index after the value that begins at `at`. */
function skipValue(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length;) {
    const char = text[i]
    if (char === '"') i = skipString(text, i)
    else {
      if (char === '{' || char === '[') depth++
      else if (char === '}' || char === ']') {
        if (depth === 0) return i
        depth--
      } else if (char === ',' && depth === 0) return i
      i++
    }
    if (depth === 0 && (char === '"' || char === '}' || char === ']')) return i
  }
  throw new SyntaxError('a value without its end')
}
