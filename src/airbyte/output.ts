import type { Writable } from 'node:stream'
import type { ConnectorError } from '../lib/errors'
import type { SourceStream, StateCounts } from '../lib/rows'
import { spliceStats } from './splice'

/** From the most to the least severe, as the protocol names them. */
export const LOG_LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export interface OutputOptions {
  /** LOG messages below it are not written. */
  readonly level: LogLevel
  /** Unix milliseconds, for `emitted_at`. */
  readonly now: () => number
}

/** The platform cuts longer ones (airbyte-platform, FailureHelper). */
const MAX_MESSAGE = 50_000
const MAX_STACK = 100_000
/** A secret shorter than this would mask half of every message. */
const MIN_SECRET = 4

/** The only writer of stdout: one protocol message a line, with no secret in it. */
export interface Output {
  log(level: LogLevel, message: string): void
  /** Echoes a STATE line with its counts; its own text leaves as it came. */
  state(line: string, counts: StateCounts): void
  spec(spec: unknown): void
  connectionStatus(status: 'SUCCEEDED' | 'FAILED', message?: string): void
  destinationCatalog(catalog: { readonly operations: readonly unknown[] }): void
  traceError(error: ConnectorError): void
  /** Shows the streams as waiting for a rate limit until `quotaResetMs` (unix milliseconds). */
  rateLimited(streams: readonly SourceStream[], quotaResetMs: number): void
  /** From now on none of these is written, as it is or encoded. */
  hide(secrets: readonly string[]): void
  /** Calls `listener` once when nobody reads stdout any more. */
  onClosed(listener: () => void): void
  readonly isClosed: boolean
  /** Resolves once everything is written, or once nobody reads it any more. */
  drain(): Promise<void>
}

/** An output on `stdout`; nothing else may write there (see guard.ts). */
export function createOutput(stdout: Writable, { level, now }: OutputOptions): Output {
  const levels = LOG_LEVELS.indexOf(level)
  const hidden = new Set<string>()
  const listeners: (() => void)[] = []
  const waiting = new Set<() => void>()
  // Taken now: the guard puts something else in its place.
  const writeRaw = stdout.write.bind(stdout)
  let closed = false
  let pending = 0

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
    writeRaw(`${line}\n`, (error) => {
      pending--
      if (error !== null && error !== undefined) close()
      else if (pending === 0) done()
    })
  }
  const write = (message: unknown) => {
    let text = JSON.stringify(message)
    for (const secret of hidden) if (text.includes(secret)) text = text.replaceAll(secret, '***')
    writeLine(text)
  }

  return {
    log(messageLevel, message) {
      if (LOG_LEVELS.indexOf(messageLevel) > levels) return
      write({ type: 'LOG', log: { level: messageLevel, message: message.slice(0, MAX_MESSAGE) } })
    },
    state: (line, counts) => writeLine(spliceStats(line, counts)),
    spec: (spec) => write({ type: 'SPEC', spec }),
    connectionStatus: (status, message) =>
      write({ type: 'CONNECTION_STATUS', connectionStatus: { status, ...(message === undefined ? {} : { message }) } }),
    destinationCatalog: (catalog) => write({ type: 'DESTINATION_CATALOG', destination_catalog: catalog }),
    traceError(error) {
      write({
        type: 'TRACE',
        trace: {
          type: 'ERROR',
          emitted_at: now(),
          error: {
            message: error.message.slice(0, MAX_MESSAGE),
            internal_message: error.internal.slice(0, MAX_MESSAGE),
            ...(error.failureType === 'system_error' && { stack_trace: (error.stack ?? '').slice(0, MAX_STACK) }),
            failure_type: error.failureType,
          },
        },
      })
    },
    rateLimited(streams, quotaResetMs) {
      for (const { name, namespace } of streams) {
        write({
          type: 'TRACE',
          trace: {
            type: 'STREAM_STATUS',
            emitted_at: now(),
            stream_status: {
              stream_descriptor: { name, ...(namespace === undefined ? {} : { namespace }) },
              status: 'RUNNING',
              reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: Math.round(quotaResetMs) } }],
            },
          },
        })
      }
    },
    hide(secrets) {
      for (const secret of secrets) {
        if (secret.length < MIN_SECRET) continue
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) hidden.add(form)
      }
      // Basic authentication joins two of them.
      for (const user of secrets) {
        for (const password of secrets) hidden.add(Buffer.from(`${user}:${password}`).toString('base64'))
      }
    },
    onClosed(listener) {
      if (closed) listener()
      else listeners.push(listener)
    },
    get isClosed() {
      return closed
    },
    drain: () => (closed || pending === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  }
}
