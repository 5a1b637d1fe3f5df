import { LOG_LEVELS, readLogLevel, type LogLevel } from '../airbyte/messages'
import { catchWarnings } from '../airbyte/stdout-redirect'
import type { Log, Ports } from '../app/ports'
import { ConfigError, toConnectorError, type ConnectorError } from '../core/errors'
import { Redactor } from '../lib/redact'
import { withoutControls } from '../lib/unicode'
import { createPorts, type Context } from './context'
import { EarlyEnd } from './early-end'
import { EXIT_CODES } from './exit-codes'
import { showProgress } from './progress'

/**
 * Runs a command for users. Results go to stdout and log lines to stderr; neither shows a secret. `run` resolves to the
 * exit code. A thrown error is logged and decides the exit code. If a signal ended the command, the signal decides it.
 */
export async function terminalCommand(context: Context, run: (ports: Ports) => Promise<number>): Promise<number> {
  const output = createTerminalLog(context)
  const restoreWarnings = catchWarnings(process, output)
  let failure: ConnectorError | undefined
  const early = new EarlyEnd(context, (thrown) => {
    failure = toConnectorError(thrown)
    logError(output, failure)
  })
  const ports = createPorts({ env: context.env, onTerminate: early.onTerminate }, output, (work) =>
    showProgress(context.stderr, output, work),
  )
  try {
    const code = await Promise.race([run(ports), early.abandoned])
    return earlyCode(early, failure) ?? code
  } catch (thrown) {
    const error = toConnectorError(thrown)
    const code = earlyCode(early, failure)
    // The user knows what stopped the command, and what was acknowledged is kept.
    if (code !== undefined) output.log('DEBUG', error.internal)
    else logError(output, error)
    return code ?? EXIT_CODES[error.failureType]
  } finally {
    restoreWarnings()
    early.release()
  }
}

/** The exit code of a command that was ended early. */
function earlyCode({ signal }: EarlyEnd, failure: ConnectorError | undefined): number | undefined {
  if (failure !== undefined) return EXIT_CODES[failure.failureType]
  return signal && EXIT_CODES[signal]
}

function createTerminalLog({ env, stderr }: Context): Log {
  const redactor = new Redactor()
  const shown = LOG_LEVELS.indexOf(readLogLevel(env['LOG_LEVEL']))
  return {
    log(level: LogLevel, message: string) {
      if (LOG_LEVELS.indexOf(level) > shown) return
      const prefix = level === 'INFO' ? '' : `${level}: `
      stderr.write(`${prefix}${withoutControls(redactor.clean(message))}\n`)
    },
    hide: (secrets) => redactor.hide(secrets),
    clean: (text) => redactor.clean(text),
  }
}

function logError(output: Log, error: ConnectorError): void {
  output.log('ERROR', error.message)
  if (error.failureType === 'system_error') output.log('ERROR', error.stack ?? error.internal)
  else if (!(error instanceof ConfigError) && error.internal !== error.message) output.log('DEBUG', error.internal)
}
