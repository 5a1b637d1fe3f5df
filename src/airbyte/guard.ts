import { toConnectorError } from '../lib/errors'
import type { Output } from './output'

/**
 * Whatever else writes to stdout (a library that logs, a forgotten console.log) becomes a LOG message instead of a
 * line that breaks the protocol. Returns how to undo it.
 */
export function guardStdout(process: { readonly stdout: NodeJS.WriteStream }, output: Output): () => void {
  const { stdout } = process
  const original = stdout.write.bind(stdout)
  // Replaced as a property of this stream only: the output took the real one before.
  stdout.write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8')
    output.log('DEBUG', `Something wrote to stdout: ${text.trimEnd()}`)
    const written = typeof encoding === 'function' ? encoding : callback
    if (typeof written === 'function') queueMicrotask(() => (written as () => void)())
    return true
  }
  return () => {
    stdout.write = original
  }
}

/** An error that nobody caught becomes one TRACE ERROR and exit code 1. Returns how to undo it. */
export function catchAll(process: NodeJS.Process, output: Output): () => void {
  const report = (thrown: unknown) => {
    output.traceError(toConnectorError(thrown))
    process.exitCode = 1
    // The state of the program is unknown from here on: end as soon as what was written has left.
    void output.drain().then(() => process.exit(1))
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  return () => {
    process.off('uncaughtException', report)
    process.off('unhandledRejection', report)
  }
}
