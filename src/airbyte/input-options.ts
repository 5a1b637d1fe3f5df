import type { SourceStream } from '../core/stream'
import type { RecordReader } from './fast-path/record-reader'

/** What was read so far. */
export interface InputCounts {
  rows: number
  states: number
  /** Messages that a destination does not use, and types that this version does not know. */
  ignored: number
  /** Lines that could not be read; those that are or may be RECORDs are also handed to the delivery. */
  broken: number
  /** Lines with bytes that are not UTF-8. */
  invalidUtf8: number
}

export interface InputOptions {
  readonly counts: InputCounts
  /** Told once about each kind of unexpected line, without its content. */
  readonly onUnexpected: (sentence: string) => void
  /** Told when the source has ended a stream without an error; Airbyte says so only if it supports refreshes. */
  readonly onComplete?: (stream: SourceStream) => void
  /** Reads what it can of RECORD lines without parsing them; a new TemplateReader by default. */
  readonly recordReader?: RecordReader
}

export function newInputCounts(): InputCounts {
  return { rows: 0, states: 0, ignored: 0, broken: 0, invalidUtf8: 0 }
}
