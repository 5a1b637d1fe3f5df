import { parseJson } from '../lib/json'

/** Messages of the Airbyte protocol 0.x as a destination meets them (airbyte-protocol, airbyte_protocol.yaml). */

export interface StreamDescriptor {
  readonly name: string
  readonly namespace?: string | null
}

export interface RecordMessage {
  readonly stream: string
  readonly namespace?: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly emitted_at: number
  readonly meta?: {
    readonly changes?: readonly { readonly field: string; readonly change: string; readonly reason: string }[]
  }
}

export interface StateMessage {
  readonly type?: 'STREAM' | 'GLOBAL' | 'LEGACY'
  readonly stream?: { readonly stream_descriptor: StreamDescriptor }
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRecord(record: unknown): record is RecordMessage {
  return isObject(record) && typeof record['stream'] === 'string' && isObject(record['data'])
}
