import { format } from 'node:util'
import { toConnectorError } from '../core/errors'
import type { Output } from './output'

/** The methods of a console that go to stderr; the others go to stdout. */
const TO_STDERR = ['error', 'warn', 'trace'] as const

/**
 * Turns other writes to stdout or the console (a library that logs, a forgotten console.log) into LOG messages: such a
 * line would break the protocol, or show a secret on stderr. Returns a function that undoes it.
 */
export function redirectStdout(
  process: { readonly stdout: NodeJS.WriteStream },
  output: Output,
  console: Pick<Console, (typeof TO_STDERR)[number]> = globalThis.console,
): () => void {
  const { stdout } = process
  const original = stdout.write.bind(stdout)
  // Only the method of this stream is replaced; the output has bound the original.
  stdout.write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8')
    output.log('DEBUG', `Something wrote to stdout: ${text.trimEnd()}`)
    const written = typeof encoding === 'function' ? encoding : callback
    if (typeof written === 'function') queueMicrotask(() => (written as () => void)())
    return true
  }
  const undoConsole = TO_STDERR.map((method) => {
    const before = console[method]
    console[method] = (...args: unknown[]) => output.log('WARN', `Something wrote to the console: ${format(...args)}`)
    return () => {
      console[method] = before
    }
  })
  return () => {
    stdout.write = original
    for (const undo of undoConsole) undo()
  }
}

/**
 * Turns warnings of Node and libraries (a version, a deprecation) into LOG messages at DEBUG: Airbyte shows every line
 * of stderr as an error. Returns a function that undoes it.
 */
export function catchWarnings(
  process: Pick<NodeJS.Process, 'on' | 'off' | 'listeners'>,
  output: Pick<Output, 'log'>,
): () => void {
  const printing = process.listeners('warning')
  for (const listener of printing) process.off('warning', listener)
  const log = ({ name, message }: Error) => output.log('DEBUG', `${name}: ${message}`)
  process.on('warning', log)
  return () => {
    process.off('warning', log)
    for (const listener of printing) process.on('warning', listener)
  }
}

/** Turns an uncaught error into one TRACE ERROR and exit code 1. Returns a function that undoes it. */
export function catchAll(
  process: Pick<NodeJS.Process, 'on' | 'off' | 'exit' | 'exitCode'>,
  output: Output,
): () => void {
  let reported = false
  const report = (thrown: unknown) => {
    if (reported) return
    reported = true
    output.traceError(toConnectorError(thrown))
    process.exitCode = 1
    // The state of the program is unknown from here on: exit as soon as the output is written.
    void output.drain().then(() => process.exit(1))
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  return () => {
    process.off('uncaughtException', report)
    process.off('unhandledRejection', report)
  }
}

/** Calls `listener` with each uncaught error and unhandled rejection. Returns a function that undoes it. */
export function catchUncaught(
  process: Pick<NodeJS.Process, 'on' | 'off'>,
  listener: (thrown: unknown) => void,
): () => void {
  process.on('uncaughtException', listener)
  process.on('unhandledRejection', listener)
  return () => {
    process.off('uncaughtException', listener)
    process.off('unhandledRejection', listener)
  }
}
