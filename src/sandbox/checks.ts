import type { Settings } from './settings'
import { bytesOf, isObject, textOf } from './values'

/** One error of an operation, in the format of version 2 of the API. */
export interface Problem {
  readonly reason: 'required' | 'invalid'
  readonly field: string
  readonly message: string
}

/** Limits of the Track API reference. */
export const MAX_ID_BYTES = 150
export const MAX_NAME_BYTES = 150
export const MAX_VALUE_BYTES = 1000
export const MAX_ATTRIBUTES = 300
export const MAX_EVENT_NAME_BYTES = 100

export function required(field: string): Problem {
  return { reason: 'required', field, message: 'is required' }
}

export function invalid(field: string, message: string): Problem {
  return { reason: 'invalid', field, message }
}

/** A string or a number, not empty, of at most 150 bytes. */
export function* checkIdentifier(value: unknown, field: string): Iterable<Problem> {
  if (value === undefined || value === null) yield required(field)
  else if (typeof value !== 'string' && typeof value !== 'number') yield invalid(field, 'must be a string or a number')
  else if (String(value).trim() === '') yield invalid(field, 'must not be empty')
  else if (bytesOf(String(value)) > MAX_ID_BYTES) yield invalid(field, `must not be longer than ${MAX_ID_BYTES} bytes`)
}

/** `{object_type_id, object_id}` or `{cio_object_id}`. */
export function* checkObjectRef(value: unknown, field: string): Iterable<Problem> {
  if (!isObject(value)) {
    yield required(field)
    return
  }
  if (value['cio_object_id'] !== undefined) {
    yield* checkIdentifier(value['cio_object_id'], `${field}.cio_object_id`)
    return
  }
  const typeId = value['object_type_id']
  if (typeId === undefined) yield required(`${field}.object_type_id`)
  else if (!/^[1-9]\d*$/.test(textOf(typeId))) yield invalid(`${field}.object_type_id`, 'must be an integer from 1 on')
  yield* checkIdentifier(value['object_id'], `${field}.object_id`)
}

/** At most 300 names of at most 150 bytes, values of at most 1,000. */
export function* checkAttributes(value: unknown, field: string, settings: Settings): Iterable<Problem> {
  if (value === undefined) return
  if (!isObject(value)) {
    yield invalid(field, 'must be an object')
    return
  }
  const names = Object.keys(value)
  if (names.length > MAX_ATTRIBUTES) yield invalid(field, `must not have more than ${MAX_ATTRIBUTES} attributes`)
  for (const name of names) {
    if (bytesOf(name) > MAX_NAME_BYTES) yield invalid(field, `has a name longer than ${MAX_NAME_BYTES} bytes`)
    if (isTooLong(name, value[name], settings)) {
      yield invalid(`${field}.${name}`, `must not be longer than ${MAX_VALUE_BYTES} bytes`)
    }
  }
}

/** True for a value of more than 1,000 bytes; the subscription preferences are exempt, because they have a separate format. */
export function isTooLong(name: string, value: unknown, { nestedValuesCount }: Settings): boolean {
  if (name === 'cio_subscription_preferences' || (typeof value === 'object' && !nestedValuesCount)) return false
  const text = textOf(value)
  // A UTF-16 unit takes at most three bytes in UTF-8, so short texts need not be measured.
  return text.length * 3 > MAX_VALUE_BYTES && bytesOf(text) > MAX_VALUE_BYTES
}

/** An integer of unix seconds. */
export function* checkTimestamp(value: unknown, field: string, { textTimestamps }: Settings): Iterable<Problem> {
  if (value === undefined || Number.isInteger(value)) return
  if (textTimestamps && typeof value === 'string' && /^\d+$/.test(value)) return
  yield invalid(field, 'must be an integer of unix seconds')
}
