import type { SourceStream } from './stream'

/** A line of the input that is a RECORD, or may be one, and cannot be read. Safety rule: it is never dropped. */
export interface UnreadableRecord {
  readonly kind: 'unreadable'
  /** undefined where the line does not tell: no state after it may be emitted then. */
  readonly stream: SourceStream | undefined
  /** 1 for the first line of the input. */
  readonly line: number
  readonly why: UnreadableCause
  /** The text of the line, truncated where it is very long: for the storage of rejected rows. */
  readonly text: string
}

export type UnreadableCause = 'not_json' | 'not_a_record' | 'no_data' | 'line_too_long' | 'too_many_values'
