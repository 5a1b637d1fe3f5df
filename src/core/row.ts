import type { RawRecord } from './raw-record'
import type { SourceStream } from './stream'

/** One row read. Numbers past 2^53 in `data` are LosslessNumber objects (lib/json.ts), so that no digit is lost. */
export interface Row {
  readonly kind: 'row'
  readonly stream: SourceStream
  readonly data: Readonly<Record<string, unknown>>
  /** Unix milliseconds at which the source emitted the row. */
  readonly emittedAtMs: number
  /** Columns that are null because something on the way lost them, not because the user cleared them. */
  readonly nulled: readonly string[]
  /** The same columns as `data`, not read yet, where the row still is the bytes that it came as; then `nulled` is empty. */
  readonly cells?: RawRecord
}

/** The value of a column of a row, undefined where the row does not have it; the cheap way to a few of them. */
export function valueOf(row: Row, column: string): unknown {
  return row.cells === undefined ? row.data[column] : row.cells.valueOf(column)
}

/**
 * A row on its way: made when it is read, handed on with its entry, settled exactly once by the ledger. From then on
 * nobody may hold it: the ledger makes another one of it.
 */
export interface RowRef {
  readonly stream: SourceStream
  /** 1 for the first row of its stream in this run. */
  readonly position: number
  /** The ledger's segment that waits for it. */
  readonly checkpointWindow: number
  /** What identifies the row in a report (masked in logs). Set once the row is rejected or skipped. */
  key: string | undefined
  /** The row as it was read; kept only while a reject store is configured. */
  readonly row: Row | undefined
  /** Written by the ledger alone. */
  settled: boolean
}
