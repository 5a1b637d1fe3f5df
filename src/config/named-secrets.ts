import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { OptionPath, Problem } from '../core/problem'
import { isObject } from '../lib/is-object'

export type Env = Readonly<Record<string, string | undefined>>

/** Replaces each `{ env: NAME }` and `{ file: PATH }` in the value by the secret that it names. */
export function resolveSecrets(
  value: unknown,
  at: OptionPath,
  from: { readonly env: Env; readonly folder: string },
  problems: Problem[],
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => resolveSecrets(item, [...at, index], from, problems))
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  const [name, named] = entries[0] ?? []
  if (entries.length === 1 && typeof named === 'string' && (name === 'env' || name === 'file'))
    return name === 'env' ? fromEnv(named, at, from.env, problems) : fromFile(named, at, from.folder, problems)
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolveSecrets(inner, [...at, key], from, problems)]))
}

function fromEnv(name: string, path: OptionPath, env: Env, problems: Problem[]): string {
  // A secret that a script read from a file often ends in a line break.
  const value = env[name]?.trim() ?? ''
  if (value !== '') return value
  problems.push({ code: 'missing_environment_variable', path, name })
  return UNREAD
}

function fromFile(name: string, path: OptionPath, folder: string, problems: Problem[]): string {
  try {
    return readFileSync(resolve(folder, name), 'utf8').trim()
  } catch (thrown) {
    const { code: error = 'error' } = thrown as NodeJS.ErrnoException
    problems.push({ code: 'unreadable_file', path, name, error })
    return UNREAD
  }
}

/** Replaces a secret that could not be read, so that it causes no second problem. */
const UNREAD = 'unread'
