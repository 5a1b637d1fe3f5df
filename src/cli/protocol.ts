import { catchAll, catchWarnings, redirectStdout } from '../airbyte/stdout-redirect'
import { LOG_LEVELS, type LogLevel } from '../airbyte/messages'
import { createOutput, type Output } from '../airbyte/output'
import { toConnectorError } from '../core/errors'
import type { Ports } from '../app/ports'
import { createPorts, type Context } from './context'
import { logProgress, showProgressBar } from './progress'

/**
 * Runs a command of the Airbyte protocol. Only messages go to stdout. A thrown error becomes one TRACE ERROR and exit
 * code 1. Everything that was written before is flushed.
 */
export async function protocolCommand(context: Context, run: (output: Output) => Promise<void>): Promise<number> {
  const output = createOutput(context.stdout, { level: readLevel(context.env['LOG_LEVEL']), now: () => Date.now() })
  const restoreStdout = redirectStdout(process, output)
  const restoreWarnings = catchWarnings(process, output)
  const restoreErrors = catchAll(process, output)
  let code = 0
  try {
    await run(output)
  } catch (thrown) {
    output.traceError(toConnectorError(thrown))
    code = 1
  }
  await output.drain()
  restoreErrors()
  restoreWarnings()
  restoreStdout()
  return output.isClosed ? 1 : code
}

/** The ports of a command of the protocol. Progress is a LOG message, and a bar if a user runs the command in a terminal. */
export function protocolPorts(context: Context, output: Output): Ports & { readonly output: Output } {
  return createPorts(context, output, (work) => {
    const { stderr } = context
    const stopLog = logProgress(output, work)
    const stopBar = stderr.isTTY === true && work.total !== undefined ? showProgressBar(stderr, work) : undefined
    return () => {
      stopLog()
      stopBar?.()
    }
  })
}

/** The log level that LOG_LEVEL names; INFO if it names none. */
export function readLevel(value: string | undefined): LogLevel {
  const named = value?.toUpperCase()
  return LOG_LEVELS.find((level) => level === named) ?? 'INFO'
}
