import { ConfigError } from '../core/errors'
import { isObject } from '../lib/is-object'
import { STATE_VERSION, type ModelState } from './state-store'

/**
 * Reads a stored state. ConfigError if it is damaged: `where` names it, `wayOut` is the sentence that says how to continue
 * without it.
 */
export function parseState(text: string, where: string, wayOut: string): ModelState {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damagedState(where, 'it is not JSON', wayOut)
  }
  if (!isObject(value) || !isObject(value['contract']) || typeof value['mapping'] !== 'string')
    throw damagedState(where, 'it has no contract', wayOut)
  const { version = 1 } = value
  if (typeof version !== 'number') throw damagedState(where, 'its version is not a number', wayOut)
  if (version > STATE_VERSION)
    throw new ConfigError(
      `${where} was written by a newer version of this program (state version ${version}). Fix: use that version.`,
    )
  return { ...(value as unknown as ModelState), version }
}

export function formatState(state: ModelState): string {
  return JSON.stringify(state, null, 2)
}

export function damagedState(where: string, why: string, wayOut: string): ConfigError {
  return new ConfigError(`${where} is damaged: ${why}. ${wayOut}`)
}
