import { parseArgs } from 'node:util'
import { promises } from 'node:fs'
import { catchAll, catchWarnings, redirectStdout } from '../airbyte/stdout-redirect'
import { LOG_LEVELS, type LogLevel } from '../airbyte/messages'
import { createOutput, type Output } from '../airbyte/output'
import { ConfigError, toConnectorError } from '../core/errors'
import { readVersion } from '../lib/version'
import type { Context, Session } from '../app/session'

/** A command of the protocol that runs: what it says goes to the platform. */
export interface ProtocolSession extends Session {
  readonly output: Output
}

/**
 * Runs a command of the protocol: only messages on stdout, one TRACE ERROR and exit code 1 for whatever it throws, and
 * nothing lost that was written before it ended.
 */
export async function protocolCommand(
  context: Context,
  run: (session: ProtocolSession) => Promise<void>,
): Promise<number> {
  const output = createOutput(context.stdout, { level: readLevel(context.env['LOG_LEVEL']), now: () => Date.now() })
  const undoGuard = redirectStdout(process, output)
  const undoWarnings = catchWarnings(process, output)
  const undoCatch = catchAll(process, output)
  let code = 0
  try {
    await run(sessionOf(context, output))
  } catch (thrown) {
    output.traceError(toConnectorError(thrown))
    code = 1
  }
  await output.drain()
  undoCatch()
  undoWarnings()
  undoGuard()
  return output.isClosed ? 1 : code
}

/** Getters stay getters: what a command does not ask for is neither opened nor read. */
function sessionOf(context: Context, output: Output): ProtocolSession {
  const own = {
    output,
    get version() {
      return readVersion()
    },
  }
  return Object.defineProperties(own, Object.getOwnPropertyDescriptors(context)) as ProtocolSession
}

/** The value of `--NAME FILE` for each name, as the platform passes them. Missing ones are a ConfigError. */
export function readFlags<Name extends string>(
  args: readonly string[],
  required: readonly Name[],
  optional: readonly string[] = [],
): Readonly<Record<Name, string>> & Readonly<Record<string, string | undefined>> {
  const names = [...required, ...optional]
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  let values: Record<string, unknown>
  try {
    ;({ values } = parseArgs({ args: [...args], options }))
  } catch (thrown) {
    throw new ConfigError(`${(thrown as Error).message} Known options: ${names.map((name) => `--${name}`).join(', ')}.`)
  }
  const missing = required.filter((name) => values[name] === undefined)
  if (missing.length > 0) throw new ConfigError(`Missing: ${missing.map((name) => `--${name} FILE`).join(', ')}.`)
  return values as Record<Name, string> & Record<string, string | undefined>
}

/** A JSON file that the user or the platform wrote. ConfigError where it cannot be read or is no JSON. */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  let text: string
  try {
    text = await promises.readFile(path, 'utf8')
  } catch (thrown) {
    throw new ConfigError(
      `The ${what} cannot be read from ${path}: ${(thrown as NodeJS.ErrnoException).code ?? 'error'}.`,
    )
  }
  try {
    return JSON.parse(text) as unknown
  } catch (thrown) {
    // The parser's own message repeats the text around the fault, which may be a secret.
    const where = /position \d+/.exec((thrown as Error).message)?.[0]
    throw new ConfigError(`The ${what} in ${path} is not JSON${where === undefined ? '' : ` (at ${where})`}.`)
  }
}

/** The level that LOG_LEVEL names, INFO without one. */
export function readLevel(value: string | undefined): LogLevel {
  const named = value?.toUpperCase()
  return LOG_LEVELS.find((level) => level === named) ?? 'INFO'
}
