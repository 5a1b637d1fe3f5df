import type { Readable, Writable } from 'node:stream'
import type { LogLevel } from '../airbyte/messages'

/** What a command may touch of the world; only cli.ts reads argv and the environment. */
export interface Context {
  /** Arguments after the command's name. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly fd?: number }
  readonly stdout: Writable
  readonly stderr: Writable & { readonly isTTY?: boolean }
  /** Calls `stop` once when the process is asked to end; returns how to stop listening. */
  readonly onTerminate: (stop: (signal: 'SIGTERM' | 'SIGINT') => void) => () => void
}

/** Where a command says how it goes: LOG messages for the platform (protocol.ts), lines for a person (terminal.ts). */
export interface Log {
  log(level: LogLevel, message: string): void
  /** From now on none of these is shown, as it is or encoded. */
  hide(secrets: readonly string[]): void
  /** The text with what is hidden masked, for what is written elsewhere. */
  clean(text: string): string
}

/** A command that runs. */
export interface Session extends Context {
  readonly output: Log
  readonly version: string
}
