import { LOG_LEVELS, type LogLevel } from '../airbyte/messages'
import { catchWarnings } from '../airbyte/stdout-redirect'
import type { Log, Ports, Signal } from '../app/ports'
import { ConfigError, toConnectorError, type ConnectorError, type FailureType } from '../core/errors'
import { Redactor } from '../lib/redact'
import { createPorts, type Context } from './context'
import { showProgress } from './progress'
import { readLevel } from './protocol'

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
  let received: Signal | undefined
  const onTerminate: Ports['onTerminate'] = (stop) =>
    context.onTerminate((signal) => {
      received = signal
      stop(signal)
    })
  const ports = createPorts({ env: context.env, onTerminate }, output, (work) =>
    showProgress(context.stderr, output, work),
  )
  try {
    const code = await run(ports)
    return received === undefined ? code : SIGNAL_EXIT_CODES[received]
  } catch (thrown) {
    const error = toConnectorError(thrown)
    if (received === undefined) {
      logError(output, error)
      return EXIT_CODES[error.failureType]
    }
    // The user knows what stopped the command, and what was acknowledged is kept.
    output.log('DEBUG', error.internal)
    return SIGNAL_EXIT_CODES[received]
  } finally {
    restoreWarnings()
  }
}

function createTerminalLog({ env, stderr }: Context): Log {
  const redactor = new Redactor()
  const shown = LOG_LEVELS.indexOf(readLevel(env['LOG_LEVEL']))
  return {
    log(level: LogLevel, message: string) {
      if (LOG_LEVELS.indexOf(level) > shown) return
      const prefix = level === 'INFO' ? '' : `${level}: `
      stderr.write(`${prefix}${redactor.clean(message)}\n`)
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
