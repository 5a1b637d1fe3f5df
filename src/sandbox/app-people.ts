import { appError, pageOf, readPage } from './app-replies'
import { readFilter } from './audience-filter'
import { keyOf, type StoredObject } from './objects'
import { identifiersOf, type Kind, type Person } from './people'
import type { ApiReply } from './reply'
import { isObject, parseJson, textOf } from './values'
import type { Workspace } from './workspace'

const KINDS: readonly Kind[] = ['id', 'email', 'phone', 'cio_id']
const MAX_IDS = 100

/** GET /v1/customers?email=: a list, empty for an unknown address. */
export function findByEmail({ people }: Workspace, query: URLSearchParams): ApiReply {
  const email = query.get('email')
  if (email === null) return appError(400, 'email is required')
  const person = people.find('email', email)
  return { status: 200, body: { results: person === undefined ? [] : [identifiersOf(person)] } }
}

/** POST /v1/customers: people who match a filter. */
export function search({ people }: Workspace, query: URLSearchParams, text: string): ApiReply {
  const page = readPage(query, 50, 1000)
  if (page === undefined) return appError(400, 'limit must be from 1 to 1000')
  const body = parseJson(text)
  const test = readFilter(isObject(body) ? body['filter'] : undefined)
  if (test === undefined) return appError(400, 'filter must be an audience filter')
  const found = [...people.all].filter((person) =>
    test({ attribute: (name) => attributesOf(person)[name], inSegment: (id) => person.segments.has(id) }),
  )
  const { items, next } = pageOf(found, page)
  return { status: 200, body: { identifiers: items.map(identifiersOf), ids: items.map(({ id }) => id ?? ''), next } }
}

/** POST /v1/customers/attributes: up to 100 people at once; people who do not exist are omitted. */
export function readMany(workspace: Workspace, query: URLSearchParams, text: string): ApiReply {
  const body = parseJson(text)
  const ids: unknown = isObject(body) ? body['ids'] : undefined
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > MAX_IDS) {
    return appError(400, `ids must hold 1 to ${MAX_IDS} identifiers`)
  }
  const kind = kindOf(workspace, query)
  if (kind === undefined) return noSuchKind()
  const people = ids.flatMap((id) => find(workspace, kind, textOf(id)) ?? [])
  return { status: 200, body: { customers: people.map(describe) } }
}

/** GET /v1/customers/{id}/attributes, /segments and /relationships; `whose` is the person of the path. */
export function readOne(workspace: Workspace, whose: string, part: string, query: URLSearchParams): ApiReply {
  const kind = kindOf(workspace, query)
  if (kind === undefined) return noSuchKind()
  const person = find(workspace, kind, whose)
  if (person === undefined) return appError(404, 'not found')
  switch (part) {
    case 'attributes':
      return { status: 200, body: { customer: describe(person) } }
    case 'segments':
      return {
        status: 200,
        body: { segments: [...person.segments].flatMap((id) => workspace.segments.get(id) ?? []) },
      }
    default: {
      const page = readPage(query, 50, 100)
      if (page === undefined) return appError(400, 'limit must be from 1 to 100')
      const objects = [...person.relationships.keys()].flatMap((key) => workspace.objects.get(key) ?? [])
      const { items, next } = pageOf(objects, page)
      return {
        status: 200,
        body: { cio_relationships: items.map((object) => describeRelationship(person, object)), next },
      }
    }
  }
}

/** The kind of identifier in a request, `id` by default; undefined if the workspace does not use it. */
export function kindOf({ people }: Workspace, query: URLSearchParams): Kind | undefined {
  const asked = query.get('id_type') ?? 'id'
  const kind = KINDS.find((one) => one === asked)
  return kind !== undefined && people.uses(kind) ? kind : undefined
}

/** The App API writes a cio_id as `cio_<value>`. */
export function find({ people }: Workspace, kind: Kind, value: string): Person | undefined {
  return people.find(kind, kind === 'cio_id' ? value.replace(/^cio_/, '') : value)
}

export function noSuchKind(): ApiReply {
  return appError(400, 'id_type is not enabled in this workspace')
}

/** The values true (in any case), 1 and "1" mean unsubscribed (Track API reference, v1 identify). */
export function isUnsubscribed(person: Person): boolean {
  const value = person.attributes.get('unsubscribed')?.value
  return value === 1 || value === '1' || (value !== undefined && textOf(value).toLowerCase() === 'true')
}

/** Attributes as the App API returns them: every value as text, including the identifiers. */
function attributesOf(person: Person): Record<string, string> {
  const attributes = Object.create(null) as Record<string, string>
  for (const [name, { value }] of person.attributes) attributes[name] = textOf(value)
  for (const kind of ['id', 'email', 'phone'] as const) {
    const value = person[kind]
    if (value !== undefined) attributes[kind] = value
  }
  attributes['cio_id'] = person.cioId
  return attributes
}

function describe(person: Person): unknown {
  return {
    id: person.id ?? '',
    identifiers: identifiersOf(person),
    attributes: attributesOf(person),
    timestamps: Object.fromEntries([...person.attributes].map(([name, { at }]) => [name, at])),
    unsubscribed: isUnsubscribed(person),
    devices: [...person.devices].map(([id, device]) => {
      const { token: _token, ...rest } = device
      return { id, ...rest }
    }),
  }
}

function describeRelationship(person: Person, object: StoredObject): unknown {
  const values = person.relationships.get(keyOf(object)) ?? new Map<string, { value: unknown; at: number }>()
  return {
    object_type_id: object.typeId,
    identifiers: { object_type_id: object.typeId, object_id: object.objectId, cio_object_id: object.cioObjectId },
    relationship_attributes: Object.fromEntries([...values].map(([name, { value }]) => [name, textOf(value)])),
    timestamps: Object.fromEntries([...values].map(([name, { at }]) => [name, at])),
  }
}
