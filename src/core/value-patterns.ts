/** What untyped values appear to be. Reports and hints judge by these patterns; no value is changed by them. */

/** Text that begins as an ISO 8601 date or time. */
export const ISO_TIME_START = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/

/** Milliseconds since 1970 from 2001 to 2100. As seconds they would be in the year 33000. */
export const EPOCH_MILLISECONDS = { min: 1e12, max: 4.1e12 } as const

/** Words that a null becomes when a tool writes it as text, in lower case. They identify no one. */
export const NULL_WORDS: ReadonlySet<string> = new Set(['null', 'undefined', 'none', 'nan'])

/** The same and other placeholders for a missing value. An identifier may be one of them, so they are only reported. */
export const MISSING_VALUE_WORDS: ReadonlySet<string> = new Set([...NULL_WORDS, 'n/a', '(null)', '\\n'])

/** Characters of the longest of these words: a longer text need not be looked up. */
export const MAX_MISSING_VALUE_WORD = 9
