import type { Signal } from '../airbyte/command-context'
import { LOG_LEVELS, readLogLevel, type LogLevel } from '../airbyte/messages'
import { catchWarnings } from '../airbyte/stdout-redirect'
import type { Log, Ports } from '../app/ports'
import { ConfigError, toConnectorError, type ConnectorError, type FailureType } from '../core/errors'
import { Redactor } from '../lib/redact'
import { withoutControls } from '../lib/unicode'
import { createPorts, type Context } from './context'
import { EarlyEnd } from './early-end'
import { showProgress } from './progress'

/**
 * The exit codes of the commands for users, by type of failure. They are those of sysexits.h (EX_CONFIG, EX_TEMPFAIL,
 * EX_SOFTWARE), so that a scheduler can decide whether to retry.
 */
const EXIT_CODES: Readonly<Record<FailureType, number>> = {
  config_error: 78,
  transient_error: 75,
  system_error: 70,
}
/** As a shell reports a process that a signal ended: 128 + the number of the signal. */
const SIGNAL_EXIT_CODES: Readonly<Record<Signal, number>> = { SIGTERM: 143, SIGINT: 130 }

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
  return signal && SIGNAL_EXIT_CODES[signal]
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
