import type { Kind, Person } from './people'
import { isObject } from './rules'
import type { ApiReply } from './track-api'
import type { Workspace } from './workspace'

const KINDS: readonly Kind[] = ['id', 'email', 'phone', 'cio_id']
const MAX_IDS = 100

/** Answers a request of the App API's read side; undefined for a path that it does not have. */
export function answerApp(workspace: Workspace, method: string, url: URL, text: string): ApiReply | undefined {
  const { pathname, searchParams } = url
  const attributes = /^\/v1\/customers\/([^/]+)\/attributes$/.exec(pathname)
  if (method === 'GET' && attributes !== null) {
    const person = find(workspace, searchParams.get('id_type'), decodeURIComponent(attributes[1] as string))
    return person === undefined ? notFound() : { status: 200, body: { customer: describe(person) } }
  }
  switch (`${method} ${pathname}`) {
    case 'GET /v1/customers': {
      const person = workspace.people.find('email', searchParams.get('email') ?? '')
      return { status: 200, body: { results: person === undefined ? [] : [identifiersOf(person)] } }
    }
    case 'POST /v1/customers/attributes':
      return readMany(workspace, searchParams.get('id_type'), text)
    case 'GET /v1/activities':
      return { status: 200, body: { activities: activities(workspace, searchParams), next: '' } }
    case 'GET /v1/segments':
      return { status: 200, body: { segments: [...workspace.segments.values()] } }
    case 'GET /v1/object_types':
      return {
        status: 200,
        body: { types: [...workspace.objectTypes].map(([id, name]) => ({ id, name, enabled: true })) },
      }
    default:
      return membership(workspace, pathname)
  }
}

function membership(workspace: Workspace, pathname: string): ApiReply | undefined {
  const match = /^\/v1\/segments\/(\d+)\/membership$/.exec(pathname)
  if (match === null) return undefined
  const members = [...workspace.people.all].filter(({ segments }) => segments.has(Number(match[1])))
  return {
    status: 200,
    body: { ids: members.map(({ id }) => id ?? ''), identifiers: members.map(identifiersOf), next: '' },
  }
}

function readMany(workspace: Workspace, idType: string | null, text: string): ApiReply {
  const body: unknown = JSON.parse(text === '' ? '{}' : text)
  const ids: unknown = isObject(body) ? body['ids'] : undefined
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > MAX_IDS) {
    return { status: 400, body: { errors: [{ detail: `ids must hold 1 to ${MAX_IDS} identifiers`, status: '400' }] } }
  }
  const people = ids.flatMap((id) => find(workspace, idType, String(id)) ?? [])
  return { status: 200, body: { customers: people.map(describe) } }
}

function find(workspace: Workspace, idType: string | null, value: string): Person | undefined {
  const kind = KINDS.find((one) => one === idType) ?? 'id'
  return workspace.people.find(kind, kind === 'cio_id' ? value.replace(/^cio_/, '') : value)
}

/** Attributes as the App API has them: every value a text. */
function describe(person: Person): unknown {
  const attributes: Record<string, string> = {}
  const timestamps: Record<string, number> = {}
  for (const [name, { value, at }] of person.attributes) {
    attributes[name] = typeof value === 'string' ? value : JSON.stringify(value)
    timestamps[name] = at
  }
  const identifiers = identifiersOf(person)
  return {
    id: person.id ?? '',
    identifiers,
    attributes: {
      ...attributes,
      ...(person.id && { id: person.id }),
      ...(person.email && { email: person.email }),
      cio_id: person.cioId,
    },
    timestamps,
    unsubscribed: person.attributes.get('unsubscribed')?.value === true,
    devices: [...person.devices.values()],
  }
}

function identifiersOf(person: Person): { id: string | null; email: string | null; cio_id: string } {
  return { id: person.id ?? null, email: person.email ?? null, cio_id: person.cioId }
}

function activities(workspace: Workspace, query: URLSearchParams): readonly unknown[] {
  const type = query.get('type')
  const limit = Number(query.get('limit') ?? '10')
  const failed = workspace.people.failedChanges.map(({ customerId, at, field, value, reason }, index) => ({
    id: `failed-${index}`,
    type: 'failed_attribute_change',
    customer_id: customerId,
    timestamp: at,
    data: { [field]: { reason, value } },
  }))
  const events = workspace.events.map(({ name, timestamp, data }, index) => ({
    id: `event-${index}`,
    type: 'event',
    name,
    timestamp,
    data,
  }))
  return [...failed, ...events].filter((activity) => type === null || activity.type === type).slice(-limit)
}

function notFound(): ApiReply {
  return { status: 404, body: { errors: [{ detail: 'not found', status: '404' }] } }
}
