import type { RawRecord } from './raw-record'
import type { SourceStream } from './stream'
import type { UnreadableRecord } from './unreadable-record'

/** One row read. Numbers past 2^53 in `data` are LosslessNumber objects (lib/json.ts), so that no digit is lost. */
export interface Row {
  readonly kind: 'row'
  readonly stream: SourceStream
  readonly data: Readonly<Record<string, unknown>>
  /** Unix milliseconds at which the source emitted the row; undefined where it does not say, or not as a time. */
  readonly emittedAtMs: number | undefined
  /** Bytes of the line that brought the row; undefined where no line did. */
  readonly lineBytes?: number
  /** Columns that are null because the source or Airbyte lost the value, not because it is null in the table. */
  readonly nulled: readonly string[]
  /** The same columns as `data`, not decoded yet, where the row still is the bytes it was read as; then `nulled` is empty. */
  readonly cells?: RawRecord
}

/** The value of a column of a row, undefined where the row does not have it. Cheaper than `data` for a few columns. */
export function valueOf(row: Row, column: string): unknown {
  return row.cells === undefined ? row.data[column] : row.cells.valueOf(column)
}

/** The names of the columns that a row has. Cheaper than those of `data`. */
export function columnNamesOf(row: Row): readonly string[] {
  return row.cells?.shape.names ?? Object.keys(row.data)
}

/**
 * A row between reading and its outcome: created by the ledger when the row is read, passed on with its batch item, and
 * settled exactly once. After that no one may keep it, because the ledger reuses it for another row.
 */
export interface RowRef {
  readonly stream: SourceStream
  /** 1 for the first row of its stream in this run. */
  readonly position: number
  /** The number of the ledger's checkpoint window that waits for it. */
  readonly checkpointWindow: number
  /** What identifies the row in a report (masked in logs). Set once the row is rejected or skipped. */
  key: string | undefined
  /** The source marks it as deleted, and that deletes something in Customer.io. Set by the mapper. */
  isDeletion?: boolean
  /** The row or line as it was read; kept only where rejected rows are stored. */
  readonly row: Row | UnreadableRecord | undefined
  /** It has its outcome. Only the ledger writes this. */
  settled: boolean
}
