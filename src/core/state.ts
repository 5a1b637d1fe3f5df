import type { SourceStream } from './stream'

/** A checkpoint of the source: everything of `streams` read before it. Echoed once that is settled. */
export interface State {
  readonly kind: 'state'
  /** What it covers: one stream, or all of them for GLOBAL and LEGACY; none for a stream that nobody configured. */
  readonly streams: readonly SourceStream[]
  /** The original text of the message, for the echo. */
  readonly text: string
}

/** Rows of exactly one state's window. */
export interface StateCounts {
  /** Delivered and skipped. */
  readonly accepted: number
  readonly rejected: number
}
