import type { Activity } from './activities'
import { find, findByEmail, kindOf, noSuchKind, readMany, readOne, search } from './app-people'
import { appError, pageOf, readPage } from './app-replies'
import { readFilter } from './audience-filter'
import { keyOf } from './objects'
import { identifiersOf } from './people'
import type { ApiReply } from './reply'
import { isObject, parseJson, textOf } from './values'
import type { Segment, Workspace } from './workspace'

const PERSON_PATH = /^\/v1\/customers\/([^/]+)\/(attributes|segments|relationships|activities)$/
const SEGMENT_PATH = /^\/v1\/segments\/(\d+)(?:\/(customer_count|membership))?$/
const OBJECT_PATH = /^\/v1\/objects\/(\d+)\/([^/]+)\/(attributes|relationships)$/

/** Answers a request to a read endpoint of the App API; undefined for an unknown path. */
export function answerApp(workspace: Workspace, method: string, url: URL, text: string): ApiReply | undefined {
  const { searchParams: query } = url
  switch (`${method} ${url.pathname}`) {
    case 'GET /v1/customers':
      return findByEmail(workspace, query)
    case 'POST /v1/customers':
      return search(workspace, query, text)
    case 'POST /v1/customers/attributes':
      return readMany(workspace, query, text)
    case 'GET /v1/activities':
      return activities(workspace, query)
    case 'GET /v1/segments':
      return { status: 200, body: { segments: [...workspace.segments.values()].map(describeSegment) } }
    case 'POST /v1/segments':
      return createSegment(workspace, text)
    case 'GET /v1/object_types':
      return { status: 200, body: { types: [...workspace.objects.types].map(describeType) } }
    case 'POST /v1/objects':
      return searchObjects(workspace, query, text)
    case 'GET /v1/workspaces':
      return { status: 200, body: { workspaces: [{ id: 1, name: 'Sandbox' }] } }
    default:
      return method === 'GET' ? answerPath(workspace, url) : undefined
  }
}

function answerPath(workspace: Workspace, { pathname, searchParams: query }: URL): ApiReply | undefined {
  const [, segmentId, what] = SEGMENT_PATH.exec(pathname) ?? []
  if (segmentId !== undefined) return readSegment(workspace, Number(segmentId), what, query)
  const [, typeId, objectId, part] = OBJECT_PATH.exec(pathname) ?? []
  if (typeId !== undefined) return readObject(workspace, typeId, decode(objectId), part, query)
  const [, whose, of] = PERSON_PATH.exec(pathname) ?? []
  if (whose === undefined || of === undefined) return undefined
  if (of !== 'activities') return readOne(workspace, decode(whose), of, query)
  const named = new URLSearchParams(query)
  named.set('customer_id', decode(whose))
  return activities(workspace, named)
}

/** Lines of the activity log, newest first, of everyone or of one person. */
function activities(workspace: Workspace, query: URLSearchParams): ApiReply {
  const page = readPage(query, 10, 100)
  if (page === undefined) return appError(400, 'limit must be from 1 to 100')
  const type = query.get('type')
  const name = query.get('name')
  const whose = query.get('customer_id')
  const kind = kindOf(workspace, query)
  if (kind === undefined) return noSuchKind()
  const person = whose === null ? undefined : find(workspace, kind, whose)
  if (whose !== null && person === undefined) return appError(404, 'not found')
  const wantsDeleted = query.get('deleted') === 'true'
  const matches = ({ type: own, name: ownName, customer }: Activity) =>
    (type === null || own === type) &&
    (name === null || ownName === name) &&
    (person === undefined || customer?.cio_id === person.cioId) &&
    (!wantsDeleted || (customer !== undefined && workspace.people.find('cio_id', customer.cio_id) === undefined))
  const { activities: found, next } = workspace.activities.page(matches, page.limit, page.start)
  return {
    status: 200,
    body: {
      activities: found.map(({ customer, ...activity }) => ({
        ...activity,
        customer_id: customer?.id ?? null,
        customer_identifiers: customer ?? null,
      })),
      next,
    },
  }
}

function readSegment(workspace: Workspace, id: number, what: string | undefined, query: URLSearchParams): ApiReply {
  const segment = workspace.segments.get(id)
  if (segment === undefined) return appError(404, 'not found')
  if (what === undefined) return { status: 200, body: { segment: describeSegment(segment) } }
  const members = [...workspace.people.all].filter(({ segments }) => segments.has(id))
  if (what === 'customer_count') return { status: 200, body: { count: members.length } }
  const page = readPage(query, 1000, 30_000)
  if (page === undefined) return appError(400, 'limit must be from 1 to 30000')
  const { items, next } = pageOf(members, page)
  return { status: 200, body: { ids: items.map((one) => one.id ?? ''), identifiers: items.map(identifiersOf), next } }
}

function createSegment(workspace: Workspace, text: string): ApiReply {
  const body = parseJson(text)
  const asked = isObject(body) ? body['segment'] : undefined
  const { name, description } = isObject(asked) ? asked : {}
  if (typeof name !== 'string' || name === '') return appError(400, 'segment.name is required')
  const segment = workspace.createSegment(name, typeof description === 'string' ? description : '')
  return { status: 200, body: { segment: describeSegment(segment) } }
}

function searchObjects(workspace: Workspace, query: URLSearchParams, text: string): ApiReply {
  const page = readPage(query, 50, 1000)
  if (page === undefined) return appError(400, 'limit must be from 1 to 1000')
  const body = parseJson(text)
  const { object_type_id: typeId, filter } = isObject(body) ? body : {}
  const test = readFilter(filter)
  if (typeof typeId !== 'string' || test === undefined) return appError(400, 'object_type_id and filter are required')
  const found = [...workspace.objects.all].filter(
    (object) =>
      object.typeId === typeId &&
      test({ attribute: (name) => object.attributes.get(name)?.value, inSegment: () => false }),
  )
  const { items, next } = pageOf(found, page)
  const identifiers = items.map(({ cioObjectId, objectId }) => ({
    cio_object_id: cioObjectId,
    object_type_id: typeId,
    object_id: objectId,
  }))
  return { status: 200, body: { identifiers, ids: items.map(({ objectId }) => objectId), next } }
}

function readObject(
  workspace: Workspace,
  typeId: string,
  named: string,
  part: string | undefined,
  query: URLSearchParams,
): ApiReply {
  const byCioId = query.get('id_type') === 'cio_object_id'
  const object = workspace.objects.find(byCioId ? { cioObjectId: named } : { typeId, objectId: named })
  if (object === undefined) return appError(404, 'not found')
  if (part === 'attributes') {
    const values = [...object.attributes]
    return {
      status: 200,
      body: {
        object: {
          identifiers: { cio_object_id: object.cioObjectId, object_id: object.objectId, object_type_id: object.typeId },
          object_type_id: object.typeId,
          attributes: Object.fromEntries(values.map(([name, { value }]) => [name, textOf(value)])),
          timestamps: Object.fromEntries(values.map(([name, { at }]) => [name, at])),
        },
      },
    }
  }
  const page = readPage(query, 50, 100)
  if (page === undefined) return appError(400, 'limit must be from 1 to 100')
  const related = [...workspace.people.all].filter(({ relationships }) => relationships.has(keyOf(object)))
  const { items, next } = pageOf(related, page)
  const relationships = items.map((person) => ({
    identifiers: identifiersOf(person),
    object_type_id: object.typeId,
    object_type_disabled: false,
  }))
  return { status: 200, body: { cio_relationships: relationships, next } }
}

function describeSegment({ id, name, description, type }: Segment): unknown {
  return { id, deduplicate_id: `${id}:0`, name, description, state: 'finished', progress: null, type, tags: null }
}

function describeType([id, name]: readonly [string, string]): unknown {
  return { id, name, slug: name.toLowerCase().replaceAll(' ', '_'), enabled: true }
}

/** Decodes a path segment; returns it unchanged if it has an invalid escape. */
function decode(text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
