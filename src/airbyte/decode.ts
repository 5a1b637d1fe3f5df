import type { UnreadableCause } from '../core/unreadable-record'
import { isObject } from '../lib/is-object'
import { parseJson } from '../lib/json'
import type { RecordMessage, StateMessage, StreamDescriptor } from './messages'
import { scanMessages, type ScannedMessage } from './scan-messages'

export type Decoded =
  | { readonly kind: 'record'; readonly record: RecordMessage }
  | { readonly kind: 'state'; readonly state: StateMessage }
  /** A TRACE: the source has ended this stream without an error. */
  | { readonly kind: 'complete'; readonly stream: StreamDescriptor }
  /** A message that a destination does not use, such as LOG. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown' }
  /** Text that is not a message and cannot be a RECORD, such as a stray log line. */
  | { readonly kind: 'stray' }
  /** A STATE that cannot be echoed. */
  | { readonly kind: 'unreadable_state' }
  /** It is a RECORD, several of them, or may be one: one item for each. */
  | { readonly kind: 'unreadable'; readonly why: UnreadableCause; readonly records: readonly RecordName[] }
  | { readonly kind: 'blank' }

/** The stream that an unreadable RECORD names; undefined where it does not tell. */
export type RecordName =
  | {
      readonly stream: string
      readonly namespace: string | undefined
      /** It is cut short, so its namespace may be missing. */
      readonly isCut: boolean
    }
  | undefined

const IGNORED: ReadonlySet<unknown> = new Set([
  'LOG',
  'SPEC',
  'CONNECTION_STATUS',
  'CATALOG',
  'TRACE',
  'CONTROL',
  'DESTINATION_CATALOG',
])

const STRAY: Decoded = { kind: 'stray' }
const NOTHING: readonly string[] = []
/** The text begins like an object or a list, in JSON or another notation. */
const LIST_OR_OBJECT = /^[\s\uFEFF]*[[{]/
/** The text begins like a JSON object. */
const JSON_OBJECT = /^[\s\uFEFF]*\{\s*("|$)/
const START_LENGTH = 100

/** The meaning of one line. Never throws. */
export function decodeLine(line: string): Decoded {
  let message: unknown
  try {
    message = parseJson(line)
  } catch {
    // The parser may also run out of stack.
    return line.trim() === '' ? { kind: 'blank' } : decodeUnreadable(line, 'not_json')
  }
  if (!isObject(message)) return decodeUnreadable(line, 'not_a_record')
  const { type, record, state, trace } = message
  if (type === 'RECORD') {
    if (isRecord(record)) return { kind: 'record', record }
    const hasStream = isObject(record) && isStreamName(record['stream'], record['namespace'])
    return decodeUnreadable(line, hasStream && !isObject(record['data']) ? 'no_data' : 'not_a_record')
  }
  if (type === 'STATE') return isObject(state) ? { kind: 'state', state } : { kind: 'unreadable_state' }
  const stream = type === 'TRACE' ? completedStream(trace) : undefined
  if (stream !== undefined) return { kind: 'complete', stream }
  if (IGNORED.has(type)) return { kind: 'ignored' }
  if (isObject(record)) return decodeUnreadable(line, 'not_a_record')
  return type === undefined ? STRAY : { kind: 'unknown' }
}

/** The meaning of a line that is not a readable message, or of the beginning of one that is too long to be read. */
export function decodeUnreadable(text: string, why: UnreadableCause): Decoded {
  const messages = scanMessages(text)
  const start = text.slice(0, START_LENGTH)
  const isJson = JSON_OBJECT.test(start)
  const records = messages.filter((message) => isRecordLike(message) || (isJson && endsBeforeType(message)))
  if (records.length > 0) return { kind: 'unreadable', why, records: records.map(nameOf) }
  if (messages.some(({ type }) => type === 'STATE')) return { kind: 'unreadable_state' }
  // A message in other quotes, or in a list: no more can be told.
  const isMarked =
    LIST_OR_OBJECT.test(start) && text.includes('RECORD') && messages.every(({ type }) => type === undefined)
  return isMarked ? { kind: 'unreadable', why, records: [undefined] } : STRAY
}

function isRecordLike({ type, hasRecord }: ScannedMessage): boolean {
  return type === 'RECORD' || hasRecord
}

/** It is cut short before its type, or within a type that may be RECORD. */
function endsBeforeType({ type = '', isComplete }: ScannedMessage): boolean {
  return !isComplete && 'RECORD'.startsWith(type)
}

function nameOf({ stream, namespace, isComplete }: ScannedMessage): RecordName {
  return stream === undefined ? undefined : { stream, namespace, isCut: !isComplete }
}

/** Columns that are null because the source or Airbyte lost the value (`meta.changes`). */
export function nulledColumns({ meta }: RecordMessage): readonly string[] {
  const changes = isObject(meta) ? meta['changes'] : undefined
  if (!Array.isArray(changes) || changes.length === 0) return NOTHING
  return (changes as unknown[]).flatMap((change) =>
    isObject(change) && change['change'] === 'NULLED' && typeof change['field'] === 'string' ? [change['field']] : [],
  )
}

/** The stream that a TRACE reports as COMPLETE. */
function completedStream(trace: unknown): StreamDescriptor | undefined {
  const { stream_status: status } = isObject(trace) ? trace : {}
  return isObject(status) && status['status'] === 'COMPLETE' ? descriptorIn(status) : undefined
}

/** The stream of a state: `all` for anything but a STREAM state, undefined where it names none. */
export function coveredStream({ type, stream }: StateMessage): StreamDescriptor | 'all' | undefined {
  if (type !== 'STREAM') return 'all'
  return isObject(stream) ? descriptorIn(stream) : undefined
}

function descriptorIn({ stream_descriptor: descriptor }: Record<string, unknown>): StreamDescriptor | undefined {
  return isObject(descriptor) && isStreamName(descriptor['name'], descriptor['namespace'])
    ? (descriptor as unknown as StreamDescriptor)
    : undefined
}

/** Every member but `stream` and `data` is optional. */
function isRecord(record: unknown): record is Record<string, unknown> & RecordMessage {
  return isObject(record) && isStreamName(record['stream'], record['namespace']) && isObject(record['data'])
}

function isStreamName(name: unknown, namespace: unknown): boolean {
  return typeof name === 'string' && (namespace === undefined || namespace === null || typeof namespace === 'string')
}
