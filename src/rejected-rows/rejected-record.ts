import { toJson } from '../lib/json'
import { rejectionMessage } from '../core/messages/rejections'
import type { Rejection } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'

/**
 * A rejected row as one line of JSON, newline included: stream, namespace, row key, code, message, field, detail and
 * the row itself (time of emission, nulled columns, data with every digit of its numbers), so that it can be replayed.
 * A record that cannot be read has its text in `raw` and no data.
 */
export function toRecordLine(ref: RowRef, rejection: Rejection): string {
  const record = {
    stream: ref.stream.name,
    namespace: ref.stream.namespace ?? null,
    position: ref.position,
    key: ref.key ?? null,
    code: rejection.code,
    message: rejectionMessage(rejection),
    field: rejection.field ?? null,
    detail: rejection.detail ?? null,
    ...contentOf(ref.row),
  }
  return `${toJson(record)}\n`
}

function contentOf(row: RowRef['row']): object {
  if (row?.kind === 'unreadable') return { emitted_at: null, nulled: [], data: null, raw: row.text }
  return { emitted_at: row?.emittedAtMs ?? null, nulled: row?.nulled ?? [], data: row?.data ?? {} }
}

/**
 * The lines of a new file: the first record holds the configured stream of the catalog, because the types of the columns
 * decide how they are sent, and the file may be replayed long after the run.
 */
export function startFile(stream: SourceStream, lines: string): string {
  const end = lines.indexOf('}\n')
  return `${lines.slice(0, end)},"configured_stream":${toJson(configuredStream(stream))}${lines.slice(end)}`
}

/** A stream as a configured catalog lists it, with the members that decide how rows are sent. */
function configuredStream(stream: SourceStream): object {
  return {
    stream: {
      name: stream.name,
      namespace: stream.namespace ?? null,
      json_schema: { type: 'object', properties: Object.fromEntries(stream.columns) },
    },
    sync_mode: stream.readInFull ? 'full_refresh' : 'incremental',
    destination_sync_mode: stream.syncMode,
    primary_key: stream.primaryKey.map((column) => [column]),
    destination_object_name: stream.objectName ?? null,
  }
}

/** Folders of a stream's files below the job's folder: its namespace, where it has one, and its name. */
export function streamFolders({ namespace, name }: SourceStream): readonly string[] {
  return (namespace === undefined ? [name] : [namespace, name]).map(toFolderName)
}

/** A name that cannot leave its folder or confuse a file system or an object store. */
function toFolderName(name: string): string {
  const encoded = encodeURIComponent(name).replace(/%20/g, ' ')
  return /^\.*$/.test(encoded) ? `%2E${encoded}` : encoded
}
