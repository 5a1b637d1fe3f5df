/**
 * The types that the edges (Airbyte, Snowflake) and the core share: what a stream is, what a row is, and what else
 * comes in with the rows.
 */

import type { RawRecord } from './raw-record'

/** A column's declared type, as a JSON schema property says it. Anything may be missing. */
export interface ColumnSchema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly airbyte_type?: string
  readonly oneOf?: readonly ColumnSchema[]
  readonly anyOf?: readonly ColumnSchema[]
}

export type DestinationSyncMode = 'append' | 'append_dedup' | 'update' | 'soft_delete' | 'overwrite'

/** One configured stream. One object a stream for the whole run: it is compared by identity. */
export interface SourceStream {
  readonly name: string
  /** undefined where the platform sends null, "" or nothing. */
  readonly namespace: string | undefined
  /** Declared columns by name; an empty map means that nothing is known of the columns. */
  readonly columns: ReadonlyMap<string, ColumnSchema>
  /** Top-level column names of the key; in data activation the matching key that the user chose. */
  readonly primaryKey: readonly string[]
  readonly readInFull: boolean
  readonly syncMode: DestinationSyncMode
  /** The destination object of data activation; undefined on a plain connection. */
  readonly objectName: string | undefined
  /** The job that this run belongs to, where the platform says so. */
  readonly syncId: number | undefined
}

/** How messages name a stream: `namespace.name`, or the name alone. */
export function streamLabel(stream: SourceStream): string {
  return stream.namespace === undefined ? stream.name : `${stream.namespace}.${stream.name}`
}

/** The value of a column of a row, undefined where the row does not have it; the cheap way to a few of them. */
export function valueOf(row: Row, column: string): unknown {
  return row.cells === undefined ? row.data[column] : row.cells.valueOf(column)
}

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

/** A checkpoint of the source: everything of `streams` read before it. Echoed once that is settled. */
export interface State {
  readonly kind: 'state'
  /** What it covers: one stream, or all of them for GLOBAL and LEGACY; none for a stream that nobody configured. */
  readonly streams: readonly SourceStream[]
  /** The original text of the message, for the echo. */
  readonly text: string
}

export type Input = Row | State

/** Rows of exactly one state's window. */
export interface StateCounts {
  /** Delivered and skipped. */
  readonly accepted: number
  readonly rejected: number
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
