import type { Expected } from '../core/expected'

/** A value that is not of its declared type. One object a reason: rows by the million may have it. */
export class Invalid {
  constructor(
    readonly code: 'invalid_value' | 'too_deep',
    readonly expected: Expected,
    /** Levels of JSON, for `too_deep`. */
    readonly limit?: number,
  ) {}
}

/** Deeper JSON is rejected, because services may fail on it. */
export const MAX_DEPTH = 100
/** JSON of more levels than that. */
export const TOO_DEEP = new Invalid('too_deep', { type: 'json' }, MAX_DEPTH)
/** One for each type: `NOT.number` says that a value is not a number. */
export const NOT = {
  string: new Invalid('invalid_value', { type: 'text' }),
  number: new Invalid('invalid_value', { type: 'number' }),
  integer: new Invalid('invalid_value', { type: 'integer' }),
  boolean: new Invalid('invalid_value', { type: 'boolean' }),
  timestamp: new Invalid('invalid_value', { type: 'timestamp' }),
  seconds: new Invalid('invalid_value', { type: 'unix_seconds' }),
  timeZone: new Invalid('invalid_value', { type: 'time_zone' }),
  date: new Invalid('invalid_value', { type: 'date' }),
  json: new Invalid('invalid_value', { type: 'json' }),
} as const
