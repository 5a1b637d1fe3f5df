import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, OPEN_LIST, OPEN_OBJECT, QUOTE } from '../lib/json-codes'

/** Shorter lines cannot fill the memory, whatever they hold. */
const CHECKED_BYTES = 1_000_000
/** A parsed object or array takes up to 100 bytes: 200 MB. */
const MAX_CONTAINERS = 2_000_000
/** No stack of a parser holds more. */
const MAX_DEPTH = 10_000

/**
 * True for a long line that would take many times its size once it is parsed: a line of 99 MB of `[` takes 5 GB. Counts
 * braces and brackets outside texts; `bytes` need not be JSON.
 */
export function hasTooManyValues(bytes: Buffer): boolean {
  if (bytes.length < CHECKED_BYTES) return false
  let containers = 0
  let depth = 0
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes[at]
    if (code === QUOTE) at = endOfText(bytes, at)
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++containers > MAX_CONTAINERS || ++depth > MAX_DEPTH) return true
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--
  }
  return false
}

/** Index of the quote that closes the text that begins at `at`. */
function endOfText(bytes: Buffer, at: number): number {
  for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++
  return at
}
