import type { SourceStream } from './stream'

/** A checkpoint of the source. It is echoed once every row read before it has its outcome. */
export interface State {
  readonly kind: 'state'
  /** The streams it covers: one, or all of them for GLOBAL and LEGACY; none where it names an unknown stream. */
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
