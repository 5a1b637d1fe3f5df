import type { Row } from '../../core/row'
import type { SourceStream } from '../../core/stream'
import type { RecordMessage } from '../messages'

/**
 * Reads the rows of RECORD lines without parsing the lines. A reader may leave any line to the parser, so which lines it
 * reads changes the processor time of a run and never its result. Tests compare each reader with `parsingReader`.
 */
export interface RecordReader {
  /**
   * Reads the line that starts at `start`; undefined if the line has to be parsed. `bytes` must hold the whole line with
   * its newline, and must not change as long as the row is in use.
   */
  read(bytes: Buffer, start: number): Row | undefined
  /** Index after the newline of the line that `read` returned last. */
  readonly end: number
  /** Called with each row whose line was parsed: lines like it are likely to follow. */
  learn(line: string, record: RecordMessage, stream: SourceStream): void
}

/** The reference implementation: leaves every line to the parser. */
export const parsingReader: RecordReader = {
  read: () => undefined,
  end: 0,
  learn: () => undefined,
}
