import type { Environment, OnTerminate } from '../airbyte/command-context'
import type { LogLevel } from '../airbyte/messages'
import type { Clock } from '../lib/clock'

/** Where a use case reports what it does: LOG messages for Airbyte (cli/protocol.ts), lines for a user (cli/terminal.ts). */
export interface Log {
  log(level: LogLevel, message: string): void
  /** From now on, masks these values, as they are or encoded. */
  hide(secrets: readonly string[]): void
  /** The text with all hidden values masked. For text that is written elsewhere. */
  clean(text: string): string
}

/** Work that may take long enough to show its progress. */
export interface Work {
  /** The amount of work; undefined if unknown. A function if it becomes known during the work. */
  readonly total: number | (() => number) | undefined
  readonly done: () => number
  /** The progress in a few words. */
  readonly line: () => string
}

/** What a use case gets from the process that runs it. `cli/` provides it; tests pass their own. */
export interface Ports {
  readonly output: Log
  /** The version of this program. */
  readonly version: string
  readonly env: Environment
  readonly clock: Clock
  readonly onTerminate: OnTerminate
  /** Shows the progress of `work`. Returns a function that ends the display. */
  readonly showProgress: (work: Work) => () => void
}
