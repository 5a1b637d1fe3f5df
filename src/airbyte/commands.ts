import { ConnectorError, toConnectorError } from '../core/errors'
import type { CommandContext, OnTerminate } from './command-context'
import { PROTOCOL_EXIT_CODES } from './exit-codes'
import { readFileFlags, type FileFlags } from './file-flags'
import { readLogLevel, type ConnectorSpecification, type DestinationCatalog } from './messages'
import { createOutput, type Output } from './output'
import { catchAll, catchWarnings, redirectStdout } from './stdout-redirect'

/** What a command gets: where it writes messages, and the files that its arguments name. */
export interface CommandRun<File extends string> {
  readonly output: Output
  readonly files: FileFlags<File>
}

/** What `write` gets. */
export interface WriteCommandRun extends CommandRun<'config' | 'catalog'> {
  /** Where `write` learns that it must end: it should finish the rows in hand, and throw. */
  readonly onTerminate: OnTerminate
}

/** `spec`: prints one SPEC. */
export function specCommand(context: CommandContext, read: () => ConnectorSpecification): Promise<number> {
  return protocolCommand(context, (output) => {
    output.spec(read())
    return Promise.resolve()
  })
}

/**
 * `check`: prints one CONNECTION_STATUS. A configuration that does not work (ConfigError, TransientError) is FAILED with
 * exit code 0, as the protocol defines it. Any other error is a failure of the command.
 */
export function checkCommand(
  context: CommandContext,
  check: (run: CommandRun<'config'>) => Promise<void>,
): Promise<number> {
  return protocolCommand(context, async (output) => {
    const files = readFileFlags(context.args, ['config'])
    try {
      await check({ output, files })
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError) || thrown.failureType === 'system_error') throw thrown
      output.connectionStatus('FAILED', thrown.message)
      return
    }
    output.connectionStatus('SUCCEEDED')
  })
}

/** `discover`: prints one DESTINATION_CATALOG. */
export function discoverCommand(
  context: CommandContext,
  discover: (run: CommandRun<'config'>) => Promise<DestinationCatalog>,
): Promise<number> {
  return protocolCommand(context, async (output) => {
    const files = readFileFlags(context.args, ['config'])
    output.destinationCatalog(await discover({ output, files }))
  })
}

/**
 * `write`: runs `write` to its end. `--state FILE` is accepted and ignored, because a destination keeps no state;
 * `optional` names more options that take a file. A run that a signal ended has the exit code of the signal.
 */
export async function writeCommand(
  context: CommandContext,
  write: (run: WriteCommandRun) => Promise<void>,
  optional: readonly string[] = [],
): Promise<number> {
  const ended = { bySignal: false }
  const onTerminate: OnTerminate = (stop) =>
    context.onTerminate((signal) => {
      ended.bySignal = true
      stop(signal)
    })
  const code = await protocolCommand(context, (output) =>
    write({ output, files: readFileFlags(context.args, ['config', 'catalog'], ['state', ...optional]), onTerminate }),
  )
  return ended.bySignal ? PROTOCOL_EXIT_CODES.terminated : code
}

/**
 * Runs a command of the Airbyte protocol. Only messages go to stdout. A thrown error becomes one TRACE ERROR and exit
 * code 1. Everything that was written before is flushed.
 */
async function protocolCommand(
  { stdout, env }: CommandContext,
  run: (output: Output) => Promise<void>,
): Promise<number> {
  const output = createOutput(stdout, { level: readLogLevel(env['LOG_LEVEL']), now: () => Date.now() })
  const restoreStdout = redirectStdout(process, output)
  const restoreWarnings = catchWarnings(process, output)
  const restoreErrors = catchAll(process, output)
  let code: number = PROTOCOL_EXIT_CODES.success
  try {
    await run(output)
  } catch (thrown) {
    output.traceError(toConnectorError(thrown))
    code = PROTOCOL_EXIT_CODES.failure
  }
  await output.drain()
  restoreErrors()
  restoreWarnings()
  restoreStdout()
  return output.isClosed ? PROTOCOL_EXIT_CODES.failure : code
}
