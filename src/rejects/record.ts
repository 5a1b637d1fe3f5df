import { toJson } from '../lib/json'
import type { RowRef } from '../lib/rows'
import type { Rejection } from '../mapping/rejection'

/**
 * A rejected row as one line of JSON, newline included: stream, namespace, row key, code, message, field, detail and
 * the row's data with every digit of its numbers. The data is there so that the row can be sent again.
 */
export function toRecordLine(ref: RowRef, rejection: Rejection): string {
  const record = {
    stream: ref.stream.name,
    namespace: ref.stream.namespace ?? null,
    position: ref.position,
    key: ref.key ?? null,
    code: rejection.code,
    message: rejection.message,
    field: rejection.field ?? null,
    detail: rejection.detail ?? null,
    data: ref.data ?? {},
  }
  return `${toJson(record)}\n`
}

/** Folders of a stream's files below the job's: its namespace, where it has one, and its name. */
export function streamFolders(ref: RowRef): readonly string[] {
  const { namespace, name } = ref.stream
  return (namespace === undefined ? [name] : [namespace, name]).map(toFolderName)
}

/** A name that cannot leave its folder or confuse a file system or an object store. */
function toFolderName(name: string): string {
  const encoded = encodeURIComponent(name).replace(/%20/g, ' ')
  return /^\.*$/.test(encoded) ? `%2E${encoded}` : encoded
}
