import type { CommandContext } from '../airbyte/command-context'
import type { Log, Ports, Work } from '../app/ports'
import { systemClock } from '../lib/clock'
import { readVersion } from '../lib/version'

/** The process that a command runs in. Only cli.ts creates one from the real process. */
export type Context = CommandContext

/** The ports of a use case that reports to `output`. */
export function createPorts<Output extends Log>(
  { env, onTerminate }: Pick<Context, 'env' | 'onTerminate'>,
  output: Output,
  showProgress: (work: Work) => () => void,
): Ports & { readonly output: Output } {
  return { output, version: readVersion(), env, clock: systemClock, onTerminate, showProgress }
}
