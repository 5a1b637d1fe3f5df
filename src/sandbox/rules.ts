import type { Settings } from './settings'

/**
 * What the Track API v2 takes, written from its reference (docs.customer.io/integrations/api/track): one rule an
 * action. A rule returns what is wrong with an operation.
 */
export interface Problem {
  readonly reason: 'required' | 'invalid'
  readonly field: string
  readonly message: string
}

export type Operation = Readonly<Record<string, unknown>>

const PERSON_IDENTIFIERS = ['id', 'email', 'phone', 'cio_id', 'anonymous_id'] as const
const MAX_ID_BYTES = 150
const MAX_NAME_BYTES = 150
const MAX_VALUE_BYTES = 1000
const MAX_ATTRIBUTES = 300
const MAX_EVENT_NAME_BYTES = 100
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i

type Rule = (operation: Operation) => Iterable<Problem>

const ACTIONS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  person: {
    identify: function* (operation) {
      yield* person(operation)
      yield* attributes(operation['attributes'], 'attributes')
      yield* timestamp(operation['timestamp'], 'timestamp')
    },
    event: personEvent,
    page: personEvent,
    screen: personEvent,
    delete: person,
    suppress: person,
    unsuppress: person,
    add_relationships: function* (operation) {
      yield* person(operation)
      yield* relationships(operation)
    },
    delete_relationships: function* (operation) {
      yield* person(operation)
      yield* relationships(operation)
    },
    add_device: function* (operation) {
      yield* person(operation)
      yield* device(operation, true)
    },
    delete_device: function* (operation) {
      yield* person(operation)
      yield* device(operation, false)
    },
    merge: function* (operation) {
      yield* oneIdentifier(operation['primary'], 'primary', ['id', 'email', 'cio_id'])
      yield* oneIdentifier(operation['secondary'], 'secondary', ['id', 'email', 'cio_id'])
    },
  },
  object: {
    identify: function* (operation) {
      yield* object(operation['identifiers'], 'identifiers')
      yield* attributes(operation['attributes'], 'attributes')
    },
    delete: function* (operation) {
      yield* object(operation['identifiers'], 'identifiers')
    },
  },
}

/** Everything that is wrong with an operation; nothing for one that is taken. `bytes` is the size of its JSON. */
export function problemsOf(operation: unknown, bytes: number, settings: Settings): readonly Problem[] {
  if (!isObject(operation)) return [invalid('', 'must be an object')]
  if (bytes > settings.itemBytes) return [invalid('', `must be smaller than ${settings.itemBytes} bytes`)]
  const { type, action } = operation
  const actions = typeof type === 'string' && Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined
  if (actions === undefined) return [invalid('type', 'must be person or object')]
  const rule = typeof action === 'string' && Object.hasOwn(actions, action) ? actions[action] : undefined
  if (rule === undefined) return [invalid('action', `is no action of ${String(type)}`)]
  return [...rule(operation)]
}

function* person(operation: Operation): Iterable<Problem> {
  yield* oneIdentifier(operation['identifiers'], 'identifiers', PERSON_IDENTIFIERS)
}

function* oneIdentifier(value: unknown, field: string, kinds: readonly string[]): Iterable<Problem> {
  if (!isObject(value)) {
    yield required(field)
    return
  }
  const given = Object.keys(value)
  if (given.length !== 1 || !kinds.includes(given[0] as string)) {
    yield invalid(field, `must have exactly one of ${kinds.join(', ')}`)
    return
  }
  const [kind] = given as [string]
  yield* identifier(value[kind], `${field}.${kind}`)
}

function* identifier(value: unknown, field: string): Iterable<Problem> {
  if (typeof value !== 'string' && typeof value !== 'number') yield invalid(field, 'must be a string or a number')
  else if (String(value).trim() === '') yield invalid(field, 'must not be empty')
  else if (bytesOf(String(value)) > MAX_ID_BYTES) yield invalid(field, `must not be longer than ${MAX_ID_BYTES} bytes`)
}

function* object(value: unknown, field: string): Iterable<Problem> {
  if (!isObject(value)) {
    yield required(field)
    return
  }
  if (value['cio_object_id'] !== undefined) {
    yield* identifier(value['cio_object_id'], `${field}.cio_object_id`)
    return
  }
  if (!/^[1-9]\d*$/.test(String(value['object_type_id'])))
    yield invalid(`${field}.object_type_id`, 'must be a number from 1 on')
  yield* identifier(value['object_id'], `${field}.object_id`)
}

function* attributes(value: unknown, field: string): Iterable<Problem> {
  if (value === undefined) return
  if (!isObject(value)) {
    yield invalid(field, 'must be an object')
    return
  }
  const names = Object.keys(value)
  if (names.length > MAX_ATTRIBUTES) yield invalid(field, `must not have more than ${MAX_ATTRIBUTES} attributes`)
  for (const name of names) {
    if (bytesOf(name) > MAX_NAME_BYTES) yield invalid(field, `has a name longer than ${MAX_NAME_BYTES} bytes`)
    const inner = value[name]
    const text = typeof inner === 'string' ? inner : JSON.stringify(inner)
    if (
      text.length * 3 > MAX_VALUE_BYTES &&
      bytesOf(text) > MAX_VALUE_BYTES &&
      name !== 'cio_subscription_preferences'
    ) {
      yield invalid(`${field}.${name}`, `must not be longer than ${MAX_VALUE_BYTES} bytes`)
    }
  }
}

function* personEvent(operation: Operation): Iterable<Problem> {
  yield* person(operation)
  const { name, id } = operation
  if (typeof name !== 'string' || name.trim() === '') yield required('name')
  else if (bytesOf(name) > MAX_EVENT_NAME_BYTES)
    yield invalid('name', `must not be longer than ${MAX_EVENT_NAME_BYTES} bytes`)
  if (id !== undefined && (typeof id !== 'string' || !ULID.test(id))) yield invalid('id', 'must be a ULID')
  yield* timestamp(operation['timestamp'], 'timestamp')
  if (operation['attributes'] !== undefined && !isObject(operation['attributes']))
    yield invalid('attributes', 'must be an object')
}

function* timestamp(value: unknown, field: string): Iterable<Problem> {
  if (value !== undefined && !Number.isInteger(value)) yield invalid(field, 'must be an integer of unix seconds')
}

function* relationships(operation: Operation): Iterable<Problem> {
  const list = operation['cio_relationships']
  if (!Array.isArray(list) || list.length === 0) {
    yield required('cio_relationships')
    return
  }
  for (const one of list as unknown[]) {
    yield* object(isObject(one) ? one['identifiers'] : undefined, 'cio_relationships.identifiers')
    yield* attributes(
      isObject(one) ? one['relationship_attributes'] : undefined,
      'cio_relationships.relationship_attributes',
    )
  }
}

function* device(operation: Operation, withPlatform: boolean): Iterable<Problem> {
  const value = operation['device']
  if (!isObject(value)) {
    yield required('device')
    return
  }
  if (typeof value['token'] !== 'string' || value['token'] === '') yield required('device.token')
  if (withPlatform && value['platform'] !== 'ios' && value['platform'] !== 'android')
    yield invalid('device.platform', 'must be ios or android')
  yield* timestamp(value['last_used'], 'device.last_used')
}

function required(field: string): Problem {
  return { reason: 'required', field, message: 'is required' }
}

function invalid(field: string, message: string): Problem {
  return { reason: 'invalid', field, message }
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/** Text of a value that should be text or a number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
