import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigError } from '../core/errors'

type Options = NonNullable<ParseArgsConfig['options']>

/** The arguments of a command for users. ConfigError for an unknown one; it refers to --help. */
export function readArguments<T extends Options>(command: string, args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } }).values
  } catch (thrown) {
    throw new ConfigError(`${(thrown as Error).message} See destination-customer-io ${command} --help.`)
  }
}

/** A whole number from 0. ConfigError for any other text. */
export function readCount(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new ConfigError(`--${name} takes a whole number; found '${text}'.`)
  return Number(text)
}

/** The value of a required flag. ConfigError if it is missing. */
export function requireFlag(name: string, value: string | undefined): string {
  if (value === undefined) throw new ConfigError(`Missing: --${name}.`)
  return value
}
