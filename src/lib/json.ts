import { LosslessNumber, parse, stringify } from 'lossless-json'

/**
 * A number that a double cannot hold (past 2^53 in size), kept as its text. It appears in parsed rows only.
 */
export { LosslessNumber }

/** Sixteen digits or points in a row: the shortest number that can be past 2^53 has sixteen digits. */
const MAYBE_LARGE = /\d{16}|\d[eE]\+?\d/

/**
 * Parses JSON text without losing a digit: numbers past 2^53 in size come back as LosslessNumber, all others as
 * ordinary numbers. Throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  // The slow parser is only for the few texts that may need it.
  return MAYBE_LARGE.test(text) ? parseLossless(text) : (JSON.parse(text) as unknown)
}

function parseLossless(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (digits) => {
      const value = Number(digits)
      return Math.abs(value) > Number.MAX_SAFE_INTEGER ? new LosslessNumber(digits) : value
    },
    // The last one wins, as with JSON.parse.
    onDuplicateKey: ({ newValue }) => newValue,
  })
}

/** JSON text of a parsed value, numbers past 2^53 with every digit. */
export function toJson(value: unknown): string {
  return stringify(value) ?? 'null'
}
