import { parseArgs } from 'node:util'
import { ConfigError } from '../core/errors'

/** The values of `--NAME FILE` by name. */
export type FileFlags<Required extends string> = Readonly<Record<Required, string>> &
  Readonly<Record<string, string | undefined>>

/** The values of `--NAME FILE`, as Airbyte passes them. ConfigError if a required one is missing. */
export function readFileFlags<Name extends string>(
  args: readonly string[],
  required: readonly Name[],
  optional: readonly string[] = [],
): FileFlags<Name> {
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
  return values as FileFlags<Name>
}
