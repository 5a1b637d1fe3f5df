import {
  checkObjectRef,
  isTooLong,
  MAX_ATTRIBUTES,
  MAX_EVENT_NAME_BYTES,
  MAX_ID_BYTES,
  MAX_NAME_BYTES,
  MAX_VALUE_BYTES,
} from './checks'
import type { Settings } from './settings'
import { bytesOf, isObject, isUlid, textOf } from './values'

type Body = Readonly<Record<string, unknown>>

/** Maximum bytes of the data of an event (docs.customer.io/journeys/invalid-api-requests). */
const MAX_EVENT_DATA_BYTES = 100_000

/**
 * The errors of an invalid request to version 1, all together, with the texts that the vendor publishes
 * (docs.customer.io/journeys/invalid-api-requests).
 */
export function* identifierErrors(identifier: string): Iterable<string> {
  if (identifier.trim() === '') yield 'id attribute cannot be an empty string'
  else if (bytesOf(identifier) > MAX_ID_BYTES) yield `id attribute cannot be longer than ${MAX_ID_BYTES} bytes`
}

/** Errors of the body of an identify call; `identifier` is from its path. */
export function* identifyErrors(body: Body, identifier: string, settings: Settings): Iterable<string> {
  const { id } = body
  if (id !== undefined && id !== null) {
    if (typeof id !== 'string' && typeof id !== 'number') yield 'id attribute must be a string value'
    else if (settings.identifiers === 'id' && String(id) !== identifier && !identifier.startsWith('cio_'))
      yield 'id attribute and identifier are not the same value'
  }
  const names = Object.keys(body)
  if (names.length > MAX_ATTRIBUTES) yield `cannot identify more than ${MAX_ATTRIBUTES} attributes in one request`
  for (const name of names) {
    if (bytesOf(name) > MAX_NAME_BYTES) yield `attribute name cannot be longer than ${MAX_NAME_BYTES} bytes`
    if (name !== 'cio_relationships' && isTooLong(name, body[name], settings))
      yield `value for attribute '${name}' cannot be longer than ${MAX_VALUE_BYTES} bytes`
  }
  if (body['cio_relationships'] !== undefined && !areRelationships(body['cio_relationships'])) {
    yield 'cio_relationships must hold an action and relationships with identifiers'
  }
  const { _timestamp: timestamp } = body
  if (timestamp !== undefined && !isSeconds(timestamp, settings)) yield '_timestamp must be an integer of unix seconds'
}

export function* eventErrors({ name, data, id, timestamp }: Body, settings: Settings): Iterable<string> {
  if (typeof name !== 'string' || name.trim() === '') yield 'event name must not be blank'
  else if (bytesOf(name) > MAX_EVENT_NAME_BYTES) yield `event name cannot be longer than ${MAX_EVENT_NAME_BYTES} bytes`
  if (data !== undefined && data !== null && !isObject(data)) yield 'event data must be a hash'
  else if (bytesOf(JSON.stringify(data ?? {})) > MAX_EVENT_DATA_BYTES)
    yield `event data cannot be longer than ${MAX_EVENT_DATA_BYTES} bytes`
  if (id !== undefined && settings.otherEventIds === 'refuse' && !isUlid(id)) yield 'event id must be a ULID'
  if (timestamp !== undefined && !isSeconds(timestamp, settings)) yield 'timestamp must be an integer of unix seconds'
}

export function* deviceErrors({ device }: Body, settings: Settings): Iterable<string> {
  if (!isObject(device)) {
    yield 'device must be present'
    return
  }
  const { id, platform, last_used: lastUsed } = device
  if (typeof id !== 'string' || id === '') yield 'device id must be present'
  if (platform !== 'ios' && platform !== 'android') yield 'device platform must be ios or android'
  if (lastUsed !== undefined && !isSeconds(lastUsed, settings)) yield 'last_used must be an integer of unix seconds'
}

/** Each side of a merge must have exactly one of three keys. */
export function* mergeErrors(body: Body): Iterable<string> {
  for (const side of ['primary', 'secondary']) {
    const value = body[side]
    const [kind, ...more] = isObject(value) ? Object.keys(value) : []
    const isKnown = kind === 'id' || kind === 'email' || kind === 'cio_id'
    if (!isKnown || more.length > 0) yield `${side} must have exactly one of id, email or cio_id`
    else yield* identifierErrors(textOf((value as Body)[kind]))
  }
}

function areRelationships(value: unknown): boolean {
  if (!isObject(value)) return false
  const { action, relationships } = value
  if (action !== 'add_relationships' && action !== 'delete_relationships') return false
  const isNamed = (one: unknown) => isObject(one) && [...checkObjectRef(one['identifiers'], '')].length === 0
  return Array.isArray(relationships) && relationships.every(isNamed)
}

function isSeconds(value: unknown, { textTimestamps }: Settings): boolean {
  return Number.isInteger(value) || (textTimestamps && typeof value === 'string' && /^\d+$/.test(value))
}
