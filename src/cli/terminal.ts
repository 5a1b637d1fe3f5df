import { ConfigError, toConnectorError, type FailureType } from '../core/errors'
import { Redactor } from '../lib/redact'
import { readVersion } from '../lib/version'
import { LOG_LEVELS, type LogLevel } from '../airbyte/messages'
import { catchWarnings } from '../airbyte/stdout-redirect'
import type { Context, Session } from '../app/session'
import { readLevel } from './protocol'

/**
 * Exit codes of the commands for people, by the kind of failure, so that a scheduler can tell what is worth another
 * try (the codes of sysexits.h: EX_CONFIG, EX_TEMPFAIL, EX_SOFTWARE).
 */
const EXIT_CODES: Readonly<Record<FailureType, number>> = {
  config_error: 78,
  transient_error: 75,
  system_error: 70,
}

/**
 * Runs a command for people: results go to stdout, what it says on the way to stderr, a line each, and neither shows a
 * secret. `run` resolves to the exit code; a thrown error is said in the user's words and decides it otherwise.
 */
export async function terminalCommand(context: Context, run: (session: Session) => Promise<number>): Promise<number> {
  const redactor = new Redactor()
  const level = LOG_LEVELS.indexOf(readLevel(context.env['LOG_LEVEL']))
  const output = {
    log(messageLevel: LogLevel, message: string) {
      if (LOG_LEVELS.indexOf(messageLevel) > level) return
      const mark = messageLevel === 'INFO' ? '' : `${messageLevel}: `
      context.stderr.write(`${mark}${redactor.clean(message)}\n`)
    },
    hide: (secrets: readonly string[]) => redactor.hide(secrets),
    clean: (text: string) => redactor.clean(text),
  }
  const undoWarnings = catchWarnings(process, output)
  try {
    return await run({ ...context, output, version: readVersion() })
  } catch (thrown) {
    const error = toConnectorError(thrown)
    output.log('ERROR', error.message)
    if (error.failureType === 'system_error') output.log('ERROR', error.stack ?? error.internal)
    else if (!(error instanceof ConfigError) && error.internal !== error.message) output.log('DEBUG', error.internal)
    return EXIT_CODES[error.failureType]
  } finally {
    undoWarnings()
  }
}
