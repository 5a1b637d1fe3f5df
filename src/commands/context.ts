import type { Readable, Writable } from 'node:stream'

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
