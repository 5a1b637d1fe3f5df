import { PassThrough, Readable, Writable } from 'node:stream'
import type { CommandContext, Signal } from '../command-context'

/** What a command ran in, and what it wrote. */
export interface TestContext extends CommandContext {
  readonly written: { stdout: string; stderr: string }
  /** Asks the command to end. */
  terminate(signal: Signal): void
}

/** A world for one command: its arguments, its environment and what comes in on stdin, undefined for an open one. */
export function createContext(
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string | Readable; env?: CommandContext['env'] } = {},
): TestContext {
  const written = { stdout: '', stderr: '' }
  const sinkOf = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name] += chunk.toString()
        done()
      },
    })
  const stops = new Set<(signal: Signal) => void>()
  return {
    args,
    env,
    stdin:
      typeof stdin === 'string'
        ? Readable.from(stdin === '' ? [] : [Buffer.from(stdin)], { objectMode: false })
        : stdin,
    stdout: sinkOf('stdout'),
    stderr: sinkOf('stderr'),
    onTerminate(stop) {
      stops.add(stop)
      return () => stops.delete(stop)
    },
    written,
    terminate: (signal) => stops.forEach((stop) => stop(signal)),
  }
}

/** A stdin that stays open until it is ended. */
export function openStdin(): PassThrough {
  return new PassThrough()
}
