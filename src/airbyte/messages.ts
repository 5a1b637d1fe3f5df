import { parseJson } from '../lib/json'

/** Messages of the Airbyte protocol 0.x as a destination meets them (airbyte-protocol, airbyte_protocol.yaml). */

/** From the most to the least severe, as the protocol names them. */
export const LOG_LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export interface StreamDescriptor {
  readonly name: string
  readonly namespace?: string | null
}

/** What `decodeLine` vouches for; `meta` may hold anything. */
export interface RecordMessage {
  readonly stream: string
  readonly namespace?: string | null
  readonly data: Readonly<Record<string, unknown>>
  /** Unix milliseconds. */
  readonly emitted_at: number
  readonly meta?: unknown
}

/** Nothing of a state is vouched for but that it is an object: it is echoed, not understood. */
export interface StateMessage {
  /** STREAM, GLOBAL or LEGACY; nothing means LEGACY. */
  readonly type?: unknown
  readonly stream?: unknown
}

export interface ConnectorSpecification {
  readonly connectionSpecification: object
}

interface DestinationOperation {
  readonly object_name: string
  readonly sync_mode: string
  readonly json_schema: object
  readonly matching_keys?: readonly (readonly string[])[]
}

export interface DestinationCatalog {
  readonly operations: readonly DestinationOperation[]
}

interface TraceErrorDetails {
  readonly message: string
  readonly internal_message: string
  readonly stack_trace?: string
  readonly failure_type: 'config_error' | 'transient_error' | 'system_error'
  readonly stream_descriptor?: StreamDescriptor
}

interface StreamStatus {
  readonly stream_descriptor: StreamDescriptor
  /** The platform takes COMPLETE and INCOMPLETE for the source's word: a destination says neither. */
  readonly status: 'RUNNING'
  readonly reasons: readonly {
    readonly type: 'RATE_LIMITED'
    readonly rate_limited: { readonly quota_reset: number }
  }[]
}

/** What a destination writes. A STATE is not among them: it leaves as the text that it came as. */
export type OutgoingMessage =
  | { readonly type: 'LOG'; readonly log: { readonly level: LogLevel; readonly message: string } }
  | { readonly type: 'SPEC'; readonly spec: ConnectorSpecification }
  | {
      readonly type: 'CONNECTION_STATUS'
      readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message?: string }
    }
  | { readonly type: 'DESTINATION_CATALOG'; readonly destination_catalog: DestinationCatalog }
  | {
      readonly type: 'TRACE'
      readonly trace:
        | { readonly type: 'ERROR'; readonly emitted_at: number; readonly error: TraceErrorDetails }
        | { readonly type: 'STREAM_STATUS'; readonly emitted_at: number; readonly stream_status: StreamStatus }
    }

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

/** What one line says. Never throws, whatever the line holds. */
export function decodeLine(line: string): Decoded {
  let message: unknown
  try {
    message = parseJson(line)
  } catch {
    // A parser may also run out of stack on nesting that nobody means.
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

/** Columns that are null because something on the way lost them (`meta.changes`), whatever else stands there. */
export function nulledColumns({ meta }: RecordMessage): readonly string[] {
  const changes = isObject(meta) ? meta['changes'] : undefined
  if (!Array.isArray(changes) || changes.length === 0) return NOTHING
  return (changes as unknown[]).flatMap((change) =>
    isObject(change) && change['change'] === 'NULLED' && typeof change['field'] === 'string' ? [change['field']] : [],
  )
}

/** The stream that a state is of: `all` for anything but a STREAM state, undefined where it names none. */
export function coveredStream({ type, stream }: StateMessage): StreamDescriptor | 'all' | undefined {
  if (type !== 'STREAM') return 'all'
  const descriptor = isObject(stream) ? stream['stream_descriptor'] : undefined
  return isObject(descriptor) && isStreamName(descriptor['name'], descriptor['namespace'])
    ? (descriptor as unknown as StreamDescriptor)
    : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without a time of its own a record could turn into an event of now. */
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
