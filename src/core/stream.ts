/** A column's declared type, as a JSON schema property says it. Anything may be missing. */
export interface ColumnSchema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly airbyte_type?: string
  readonly oneOf?: readonly ColumnSchema[]
  readonly anyOf?: readonly ColumnSchema[]
}

export type DestinationSyncMode = 'append' | 'append_dedup' | 'update' | 'soft_delete' | 'overwrite'

/** One configured stream. Compared by identity: a run has one object per stream. */
export interface SourceStream {
  readonly name: string
  /** undefined where the catalog has null, "" or nothing. */
  readonly namespace: string | undefined
  /** Declared columns by name; an empty map means that the catalog does not declare any. */
  readonly columns: ReadonlyMap<string, ColumnSchema>
  /** Top-level column names of the key; in data activation the matching key that the user chose. */
  readonly primaryKey: readonly string[]
  readonly readInFull: boolean
  readonly syncMode: DestinationSyncMode
  /** The destination object of data activation; undefined on a plain connection. */
  readonly objectName: string | undefined
  /** The job of this run, where Airbyte names it. */
  readonly syncId: number | undefined
}

/** How messages name a stream: `namespace.name`, or the name alone. */
export function streamLabel(stream: SourceStream): string {
  return stream.namespace === undefined ? stream.name : `${stream.namespace}.${stream.name}`
}
