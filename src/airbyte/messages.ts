import type { DestinationSyncMode } from '../core/stream'

/** Messages of the Airbyte protocol 0.x that a destination reads and writes (airbyte-protocol, airbyte_protocol.yaml). */

/** Log levels, from the most to the least severe. */
export const LOG_LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** The level that the environment variable LOG_LEVEL names; INFO if it names none. */
export function readLogLevel(value: string | undefined): LogLevel {
  const named = value?.toUpperCase()
  return LOG_LEVELS.find((level) => level === named) ?? 'INFO'
}

export interface StreamDescriptor {
  readonly name: string
  readonly namespace?: string | null
}

/** What `decodeLine` (decode.ts) vouches for; `meta` may hold anything. */
export interface RecordMessage {
  readonly stream: string
  readonly namespace?: string | null
  readonly data: Readonly<Record<string, unknown>>
  /** Unix milliseconds by the protocol; clients also send other units, or nothing (emitted-at.ts). */
  readonly emitted_at?: unknown
  readonly meta?: unknown
}

/** A state is echoed, not interpreted: the only check is that it is an object. */
export interface StateMessage {
  /** STREAM, GLOBAL or LEGACY; LEGACY if it is missing. */
  readonly type?: unknown
  readonly stream?: unknown
}

export interface ConnectorSpecification {
  /** The JSON schema of the configuration; a property with `airbyte_secret` is stored and masked by Airbyte. */
  readonly connectionSpecification: object
  readonly documentationUrl?: string
  readonly changelogUrl?: string
  readonly supportsIncremental?: boolean
  readonly supported_destination_sync_modes?: readonly DestinationSyncMode[]
}

/** What a destination can do with the rows of a stream; Airbyte knows it by its object and its mode. */
export interface DestinationOperation {
  readonly object_name: string
  readonly sync_mode: string
  /** The fields of a row. */
  readonly json_schema: object
  /** The lists of columns that a user can choose from to match rows; `append_dedup` needs one. */
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
  /** Airbyte interprets COMPLETE and INCOMPLETE as messages of the source, so a destination sends neither. */
  readonly status: 'RUNNING'
  readonly reasons: readonly {
    readonly type: 'RATE_LIMITED'
    readonly rate_limited: { readonly quota_reset: number }
  }[]
}

/** The messages that a destination writes. A STATE is not among them: it is echoed as text. */
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
