import {
  checkAttributes,
  checkIdentifier,
  checkObjectRef,
  checkTimestamp,
  invalid,
  MAX_EVENT_NAME_BYTES,
  required,
  type Problem,
} from './checks'
import type { Settings } from './settings'
import { bytesOf, isObject, isUlid, textOf } from './values'

export type Operation = Readonly<Record<string, unknown>>

type Rule = (operation: Operation, settings: Settings) => Iterable<Problem>

const MERGED_KINDS = ['id', 'email', 'cio_id'] as const
const DELIVERY_EVENTS: readonly unknown[] = ['opened', 'converted', 'delivered']

/**
 * The operations that version 2 of the Track API accepts, from its reference (docs.customer.io/integrations/api/track): one
 * rule per action. A rule yields the errors of an operation.
 */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  person: {
    identify: function* (operation, settings) {
      yield* person(operation, settings)
      yield* checkAttributes(operation['attributes'], 'attributes', settings)
      yield* checkTimestamp(operation['timestamp'], 'timestamp', settings)
      if (operation['cio_relationships'] !== undefined) yield* relationships(operation, settings, checkObjectRef)
    },
    event: personEvent,
    page: personEvent,
    screen: personEvent,
    delete: person,
    suppress: person,
    unsuppress: person,
    add_relationships: personRelationships,
    delete_relationships: personRelationships,
    add_device: function* (operation, settings) {
      yield* person(operation, settings)
      yield* device(operation, settings, true)
    },
    delete_device: function* (operation, settings) {
      yield* person(operation, settings)
      yield* device(operation, settings, false)
    },
    merge: function* (operation, settings) {
      for (const side of ['primary', 'secondary']) yield* oneIdentifier(operation[side], side, MERGED_KINDS, settings)
    },
  },
  object: {
    identify: function* (operation, settings) {
      yield* object(operation, settings)
      if (operation['cio_relationships'] !== undefined) yield* relationships(operation, settings, personRef(settings))
    },
    identify_anonymous: function* (operation, settings) {
      yield* object(operation, settings)
      // The reference describes cio_relationships and its example shows anonymous_id instead: both are accepted.
      if (operation['cio_relationships'] !== undefined) yield* relationships(operation, settings, anonymousRef)
      else yield* checkIdentifier(operation['anonymous_id'], 'anonymous_id')
    },
    delete: object,
    add_relationships: objectRelationships,
    delete_relationships: objectRelationships,
  },
  delivery: {
    event: function* ({ identifiers, name, attributes }) {
      yield* checkIdentifier(isObject(identifiers) ? identifiers['id'] : undefined, 'identifiers.id')
      if (!DELIVERY_EVENTS.includes(name)) yield invalid('name', `must be one of ${DELIVERY_EVENTS.join(', ')}`)
      yield* checkIdentifier(isObject(attributes) ? attributes['device_token'] : undefined, 'attributes.device_token')
    },
  },
}

/** All errors of an operation; empty if it is accepted. */
export function problemsOf(operation: unknown, settings: Settings): readonly Problem[] {
  if (!isObject(operation)) return [invalid('', 'must be an object')]
  const { type, action } = operation
  if (type === undefined) return [required('type')]
  const actions = typeof type === 'string' && Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined
  if (actions === undefined) return [invalid('type', `must be one of ${Object.keys(ACTIONS).join(', ')}`)]
  if (action === undefined) return [required('action')]
  const rule = typeof action === 'string' && Object.hasOwn(actions, action) ? actions[action] : undefined
  if (rule === undefined) return [invalid('action', `must be one of ${Object.keys(actions).join(', ')}`)]
  return [...rule(operation, settings)]
}

function person(operation: Operation, settings: Settings): Iterable<Problem> {
  return oneIdentifier(operation['identifiers'], 'identifiers', personKinds(settings), settings)
}

function personKinds({ identifiers }: Settings): readonly string[] {
  return [...identifiers.split('+'), 'cio_id']
}

function* oneIdentifier(
  value: unknown,
  field: string,
  kinds: readonly string[],
  settings: Settings,
): Iterable<Problem> {
  if (!isObject(value)) {
    yield required(field)
    return
  }
  const [kind, ...more] = Object.keys(value)
  const usable = kinds.filter((one) => one === 'anonymous_id' || personKinds(settings).includes(one))
  if (kind === undefined || more.length > 0 || !usable.includes(kind)) {
    yield invalid(field, `must have exactly one of ${usable.join(', ')}`)
    return
  }
  yield* checkIdentifier(value[kind], `${field}.${kind}`)
  // Phone numbers are E.164 (same reference).
  if (kind === 'phone' && !/^\+[1-9]\d{1,14}$/.test(textOf(value[kind])))
    yield invalid(`${field}.phone`, 'must be E.164')
}

function* object(operation: Operation, settings: Settings): Iterable<Problem> {
  yield* checkObjectRef(operation['identifiers'], 'identifiers')
  yield* checkAttributes(operation['attributes'], 'attributes', settings)
}

function* personEvent(operation: Operation, settings: Settings): Iterable<Problem> {
  const kinds = settings.anonymousEventsV2 ? [...personKinds(settings), 'anonymous_id'] : personKinds(settings)
  yield* oneIdentifier(operation['identifiers'], 'identifiers', kinds, settings)
  const { name, id } = operation
  if (typeof name !== 'string' || name.trim() === '') yield required('name')
  else if (bytesOf(name) > MAX_EVENT_NAME_BYTES)
    yield invalid('name', `must not be longer than ${MAX_EVENT_NAME_BYTES} bytes`)
  if (id !== undefined && settings.otherEventIds === 'refuse' && !isUlid(id)) yield invalid('id', 'must be a ULID')
  yield* checkTimestamp(operation['timestamp'], 'timestamp', settings)
  if (operation['attributes'] !== undefined && !isObject(operation['attributes']))
    yield invalid('attributes', 'must be an object')
}

function* personRelationships(operation: Operation, settings: Settings): Iterable<Problem> {
  yield* person(operation, settings)
  yield* relationships(operation, settings, checkObjectRef)
}

function* objectRelationships(operation: Operation, settings: Settings): Iterable<Problem> {
  yield* checkObjectRef(operation['identifiers'], 'identifiers')
  yield* relationships(operation, settings, personRef(settings))
}

function* relationships(
  operation: Operation,
  settings: Settings,
  checkRef: (value: unknown, field: string) => Iterable<Problem>,
): Iterable<Problem> {
  const field = 'cio_relationships'
  const list = operation[field]
  if (!Array.isArray(list) || list.length === 0) {
    yield list === undefined ? required(field) : invalid(field, 'must be an array of relationships')
    return
  }
  for (const [index, one] of (list as unknown[]).entries()) {
    const { identifiers, relationship_attributes: attributes } = isObject(one) ? one : {}
    yield* checkRef(identifiers, `${field}.${index}.identifiers`)
    yield* checkAttributes(attributes, `${field}.${index}.relationship_attributes`, settings)
  }
}

function personRef(settings: Settings) {
  return (value: unknown, field: string) => oneIdentifier(value, field, MERGED_KINDS, settings)
}

function* anonymousRef(value: unknown, field: string): Iterable<Problem> {
  yield* checkIdentifier(isObject(value) ? value['anonymous_id'] : undefined, `${field}.anonymous_id`)
}

function* device(operation: Operation, settings: Settings, withPlatform: boolean): Iterable<Problem> {
  const value = operation['device']
  if (!isObject(value)) {
    yield required('device')
    return
  }
  const { token, platform, last_used: lastUsed, attributes } = value
  if (typeof token !== 'string' || token === '') yield required('device.token')
  if (!withPlatform) return
  if (platform === undefined) yield required('device.platform')
  else if (platform !== 'ios' && platform !== 'android') yield invalid('device.platform', 'must be ios or android')
  yield* checkTimestamp(lastUsed, 'device.last_used', settings)
  if (attributes !== undefined && !isObject(attributes)) yield invalid('device.attributes', 'must be an object')
}
