import type { Readable, Writable } from 'node:stream'

/** The signals that ask the process to end. */
export type Signal = 'SIGTERM' | 'SIGINT'

export type Environment = Readonly<Record<string, string | undefined>>

/** Calls `stop` once when the process is asked to end. Returns a function that stops listening. */
export type OnTerminate = (stop: (signal: Signal) => void) => () => void

/** The process that a command runs in. node-process.ts creates one from the real process; tests create their own. */
export interface CommandContext {
  /** The arguments after the name of the command. */
  readonly args: readonly string[]
  readonly env: Environment
  /** File descriptor 0, unless it says otherwise. */
  readonly stdin: Readable & { readonly fd?: number }
  readonly stdout: Writable
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly onTerminate: OnTerminate
}
