import type { Writable } from 'node:stream'
import type { ConnectorError } from '../core/errors'
import { Redactor } from '../lib/redact'
import type { StateCounts } from '../core/state'
import type { SourceStream } from '../core/stream'
import {
  LOG_LEVELS,
  type ConnectorSpecification,
  type DestinationCatalog,
  type LogLevel,
  type OutgoingMessage,
  type StreamDescriptor,
} from './messages'
import { spliceStats } from './state-stats'

export interface OutputOptions {
  /** LOG messages below it are not written. */
  readonly level: LogLevel
  /** Unix milliseconds, for `emitted_at`. */
  readonly now: () => number
}

/** Airbyte truncates longer ones (airbyte-platform, FailureHelper). */
const MAX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['message', 50_000],
  ['internal_message', 50_000],
  ['stack_trace', 100_000],
])
/** Members whose values the protocol or the catalog defines: a secret of the same spelling must not break them. */
const NAMES: ReadonlySet<string> = new Set(
  'type level status failure_type sync_mode object_name name namespace'.split(' '),
)

/** The only writer of stdout: one protocol message per line, without secrets. */
export interface Output {
  log(level: LogLevel, message: string): void
  /** Echoes a STATE line with its counts; the rest of the text is unchanged. */
  state(line: string, counts: StateCounts): void
  spec(spec: ConnectorSpecification): void
  connectionStatus(status: 'SUCCEEDED' | 'FAILED', message?: string): void
  destinationCatalog(catalog: DestinationCatalog): void
  /** `stream` where one stream failed. */
  traceError(error: ConnectorError, stream?: SourceStream): void
  /** Shows the streams as waiting for a rate limit until `quotaResetMs` (unix milliseconds). */
  rateLimited(streams: readonly SourceStream[], quotaResetMs: number): void
  /** Registers secrets to mask, in plain or encoded form. */
  hide(secrets: readonly string[]): void
  /** Masks the registered secrets in a text for another destination, such as stderr. */
  clean(text: string): string
  /** Calls `listener` once when stdout is closed. */
  onClosed(listener: () => void): void
  readonly isClosed: boolean
  /** Characters that were written and not read yet. */
  readonly pendingBytes: number
  /** Calls `listener` each time some of them were read. */
  onRead(listener: () => void): void
  /** Resolves once everything is written, or stdout is closed. */
  drain(): Promise<void>
}

/** An output on `stdout`; nothing else may write there (stdout-redirect.ts). */
export function createOutput(stdout: Writable, { level, now }: OutputOptions): Output {
  const levels = LOG_LEVELS.indexOf(level)
  const redactor = new Redactor()
  const listeners: (() => void)[] = []
  const waiting = new Set<() => void>()
  // Bound here, because redirectStdout replaces the method later.
  const writeRaw = stdout.write.bind(stdout)
  let closed = false
  let pending = 0
  let pendingBytes = 0
  let onRead: () => void = () => undefined

  const done = () => {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  const close = () => {
    if (closed) return
    closed = true
    for (const listener of listeners) listener()
    done()
  }
  stdout.on('error', close)

  const writeLine = (line: string) => {
    if (closed) return
    pending++
    pendingBytes += line.length
    writeRaw(`${line}\n`, (error) => {
      pending--
      pendingBytes -= line.length
      if (error !== null && error !== undefined) close()
      else if (pending === 0) done()
      onRead()
    })
  }
  // Masked before it is truncated, because a part of a secret is secret too, and before it is encoded as JSON.
  const clean = (key: string, value: unknown): unknown => {
    if (typeof value !== 'string' || NAMES.has(key)) return value
    return redactor.clean(value).slice(0, MAX_LENGTHS.get(key))
  }
  const write = (message: OutgoingMessage) => writeLine(JSON.stringify(message, clean))

  return {
    log(messageLevel, message) {
      if (LOG_LEVELS.indexOf(messageLevel) > levels) return
      write({ type: 'LOG', log: { level: messageLevel, message } })
    },
    state: (line, counts) => writeLine(spliceStats(line, counts)),
    // The specification is part of the program, so there is nothing to mask or truncate.
    spec: (spec) => writeLine(JSON.stringify({ type: 'SPEC', spec } satisfies OutgoingMessage)),
    connectionStatus: (status, message) =>
      write({ type: 'CONNECTION_STATUS', connectionStatus: { status, ...(message === undefined ? {} : { message }) } }),
    destinationCatalog: (catalog) => write({ type: 'DESTINATION_CATALOG', destination_catalog: catalog }),
    traceError(error, stream) {
      write({
        type: 'TRACE',
        trace: {
          type: 'ERROR',
          emitted_at: now(),
          error: {
            message: error.message,
            internal_message: error.internal,
            ...(error.failureType === 'system_error' && { stack_trace: error.stack ?? '' }),
            failure_type: error.failureType,
            ...(stream !== undefined && { stream_descriptor: describe(stream) }),
          },
        },
      })
    },
    rateLimited(streams, quotaResetMs) {
      for (const stream of streams) {
        write({
          type: 'TRACE',
          trace: {
            type: 'STREAM_STATUS',
            emitted_at: now(),
            stream_status: {
              stream_descriptor: describe(stream),
              status: 'RUNNING',
              reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: Math.round(quotaResetMs) } }],
            },
          },
        })
      }
    },
    hide: (secrets) => redactor.hide(secrets),
    clean: (text) => redactor.clean(text),
    onClosed(listener) {
      if (closed) listener()
      else listeners.push(listener)
    },
    get isClosed() {
      return closed
    },
    get pendingBytes() {
      return closed ? 0 : pendingBytes
    },
    onRead(listener) {
      onRead = listener
    },
    drain: () => (closed || pending === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  }
}

function describe({ name, namespace }: SourceStream): StreamDescriptor {
  return namespace === undefined ? { name } : { name, namespace }
}
