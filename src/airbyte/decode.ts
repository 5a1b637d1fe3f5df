import { isObject } from '../lib/is-object'
import { parseJson } from '../lib/json'
import type { RecordMessage, StateMessage, StreamDescriptor } from './messages'

export type Decoded =
  | { readonly kind: 'record'; readonly record: RecordMessage }
  | { readonly kind: 'state'; readonly state: StateMessage }
  /** A message that a destination has no use for, such as TRACE. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'blank' }

const IGNORED: ReadonlySet<unknown> = new Set([
  'LOG',
  'SPEC',
  'CONNECTION_STATUS',
  'CATALOG',
  'TRACE',
  'CONTROL',
  'DESTINATION_CATALOG',
])

const BROKEN: Decoded = { kind: 'broken' }
const NOTHING: readonly string[] = []

/** Decodes one line. Never throws. */
export function decodeLine(line: string): Decoded {
  let message: unknown
  try {
    message = parseJson(line)
  } catch {
    // Not JSON, or nested deeper than the stack of the parser allows.
    return line.trim() === '' ? { kind: 'blank' } : BROKEN
  }
  if (!isObject(message)) return BROKEN
  const { type } = message
  if (type === 'RECORD') {
    const { record } = message
    return isRecord(record) ? { kind: 'record', record } : BROKEN
  }
  if (type === 'STATE') {
    const { state } = message
    return isObject(state) ? { kind: 'state', state } : BROKEN
  }
  if (type === undefined) return BROKEN
  return { kind: IGNORED.has(type) ? 'ignored' : 'unknown' }
}

/** Columns that Airbyte or the source set to null because the value was lost (`meta.changes`). Ignores invalid changes. */
export function nulledColumns({ meta }: RecordMessage): readonly string[] {
  const changes = isObject(meta) ? meta['changes'] : undefined
  if (!Array.isArray(changes) || changes.length === 0) return NOTHING
  return (changes as unknown[]).flatMap((change) =>
    isObject(change) && change['change'] === 'NULLED' && typeof change['field'] === 'string' ? [change['field']] : [],
  )
}

/** The stream that a state covers: `all` unless it is a STREAM state, undefined if a STREAM state names no stream. */
export function coveredStream({ type, stream }: StateMessage): StreamDescriptor | 'all' | undefined {
  if (type !== 'STREAM') return 'all'
  const descriptor = isObject(stream) ? stream['stream_descriptor'] : undefined
  return isObject(descriptor) && isStreamName(descriptor['name'], descriptor['namespace'])
    ? (descriptor as unknown as StreamDescriptor)
    : undefined
}

/** The time is required: without it, an old record would become an event of the current time. */
function isRecord(record: unknown): record is Record<string, unknown> & RecordMessage {
  return (
    isObject(record) &&
    isStreamName(record['stream'], record['namespace']) &&
    isObject(record['data']) &&
    Number.isFinite(record['emitted_at'])
  )
}

function isStreamName(name: unknown, namespace: unknown): boolean {
  return typeof name === 'string' && (namespace === undefined || namespace === null || typeof namespace === 'string')
}
