import type { Readable, Writable } from 'node:stream'
import type { Environment, Log, Ports, Work } from '../app/ports'
import { systemClock } from '../lib/clock'
import { readVersion } from '../lib/version'

/** The process that a command runs in. Only cli.ts creates one from the real process. */
export interface Context {
  /** The arguments after the name of the command. */
  readonly args: readonly string[]
  readonly env: Environment
  readonly stdin: Readable & { readonly fd?: number }
  readonly stdout: Writable
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly onTerminate: Ports['onTerminate']
}

/** The ports of a use case that reports to `output`. */
export function createPorts<Output extends Log>(
  { env, onTerminate }: Pick<Context, 'env' | 'onTerminate'>,
  output: Output,
  showProgress: (work: Work) => () => void,
): Ports & { readonly output: Output } {
  return { output, version: readVersion(), env, clock: systemClock, onTerminate, showProgress }
}
