import { sha256Hex } from '../lib/hash'
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

/** Bytes of a folder name; file systems accept 255. */
const MAX_NAME_BYTES = 200

/**
 * A name that cannot leave its folder, and that every file system and object store accepts. A name that is too long, or
 * has half of a surrogate pair, ends with a hash, so that different names stay different.
 */
export function toFolderName(name: string): string {
  const wellFormed = Buffer.from(name).toString()
  const encoded = encodeURIComponent(wellFormed).replace(/%20/g, ' ')
  if (/^\.*$/.test(encoded)) return `%2E${encoded}`
  if (wellFormed === name && encoded.length <= MAX_NAME_BYTES) return encoded
  // A percent sign without its digits cannot be decoded.
  const start = encoded.slice(0, MAX_NAME_BYTES).replace(/%.?$/, '')
  return `${start}-${sha256Hex(JSON.stringify(name)).slice(0, 16)}`
}
