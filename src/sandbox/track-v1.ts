import { OK, type ApiReply, type Perform } from './reply'
import type { Operation } from './rules'
import { deviceErrors, eventErrors, identifierErrors, identifyErrors, mergeErrors } from './rules-v1'
import { isObject, parseJson, textOf } from './values'
import type { Workspace } from './workspace'

const PERSON_PATH = /^\/api\/v1\/customers\/([^/]*)(?:\/(events|devices|suppress|unsuppress))?(?:\/([^/]+))?$/
const SEGMENT_PATH = /^\/api\/v1\/segments\/(\d+)\/(add|remove)_customers$/
const MAX_SEGMENT_IDS = 1000

/** A parsed request: its errors, and the equivalent operation of version 2. */
interface Asked {
  readonly errors: Iterable<string>
  readonly operation: Operation
}

/** Answers a request of version 1 of the Track API; undefined for an unknown path. */
export function answerTrackV1(
  workspace: Workspace,
  perform: Perform,
  method: string,
  url: URL,
  text: string,
): ApiReply | undefined {
  const body = text.trim() === '' ? {} : parseJson(text)
  const segment = method === 'POST' ? SEGMENT_PATH.exec(url.pathname) : null
  if (segment !== null) {
    return changeSegment(workspace, perform, Number(segment[1]), segment[2] === 'add', url, body)
  }
  const isMerge = method === 'POST' && url.pathname === '/api/v1/merge_customers'
  const asked = isMerge
    ? { errors: mergeErrors(isObject(body) ? body : {}), operation: merge(body) }
    : readRequest(workspace, method, url.pathname, isObject(body) ? body : {})
  if (asked === undefined) return undefined
  if (!isObject(body)) return refuse(['the request body must be a JSON object'])
  const errors = [...asked.errors]
  // According to the reference, the reply to a merge has a single error.
  if (errors.length > 0) return isMerge ? { status: 400, body: { meta: { error: errors.join(', ') } } } : refuse(errors)
  perform([() => workspace.apply(asked.operation)])
  return OK
}

function readRequest(
  workspace: Workspace,
  method: string,
  pathname: string,
  body: Record<string, unknown>,
): Asked | undefined {
  const { settings } = workspace
  if (method === 'POST' && pathname === '/api/v1/events') {
    const anonymous = body['anonymous_id']
    const identifiers = anonymous === undefined || anonymous === '' ? {} : { anonymous_id: textOf(anonymous) }
    return { errors: eventErrors(body, settings), operation: { ...toEvent(body), identifiers } }
  }
  const match = PERSON_PATH.exec(pathname)
  if (match === null) return undefined
  const [, path = '', part, device] = match
  const person = decode(path)
  const token = device === undefined ? undefined : decode(device)
  if (person === undefined || (device !== undefined && token === undefined)) return undefined
  const on = (errors: Iterable<string>, operation: Operation): Asked => ({
    errors: [...identifierErrors(person), ...errors],
    operation: { type: 'person', identifiers: identifiersFrom(person, workspace), ...operation },
  })
  switch (`${method} ${part ?? ''}${device === undefined ? '' : '/id'}`) {
    case 'PUT ':
      return on(identifyErrors(body, person, settings), toIdentify(body))
    case 'DELETE ':
      return on([], { action: 'delete' })
    case 'POST suppress':
      return on([], { action: 'suppress' })
    case 'POST unsuppress':
      return on([], { action: 'unsuppress' })
    case 'POST events':
      return on(eventErrors(body, settings), toEvent(body))
    case 'PUT devices': {
      const { id, ...rest } = isObject(body['device']) ? body['device'] : {}
      return on(deviceErrors(body, settings), { action: 'add_device', device: { token: id, ...rest } })
    }
    case 'DELETE devices/id':
      return on([], { action: 'delete_device', device: { token } })
    default:
      return undefined
  }
}

function changeSegment(
  workspace: Workspace,
  perform: Perform,
  segmentId: number,
  add: boolean,
  url: URL,
  body: unknown,
): ApiReply {
  const kind = url.searchParams.get('id_type') ?? 'id'
  const ids: unknown = isObject(body) ? body['ids'] : undefined
  if (kind !== 'id' && kind !== 'email' && kind !== 'cio_id') return refuse(['id_type must be id, email or cio_id'])
  if (kind !== 'id' && !workspace.settings.segmentIdTypes) return refuse(['id_type must be id'])
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > MAX_SEGMENT_IDS) {
    return refuse([`ids must hold 1 to ${MAX_SEGMENT_IDS} values`])
  }
  if (workspace.segments.get(segmentId)?.type !== 'manual')
    return refuse(['the segment must be a manual one that exists'])
  perform([() => workspace.changeSegment(segmentId, kind, ids.map(textOf), add)])
  return OK
}

function merge(body: unknown): Operation {
  return { ...(isObject(body) ? body : {}), type: 'person', action: 'merge' }
}

/** Moves the control keys of the flat body of version 1 to their places in version 2. */
function toIdentify({ _timestamp: timestamp, cio_relationships: relationships, ...attributes }: Operation): Operation {
  return {
    action: 'identify',
    attributes,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(isObject(relationships)
      ? { cio_relationships: relationships['relationships'], relationship_action: relationships['action'] }
      : {}),
  }
}

/** Any type but page and screen counts as an event. */
function toEvent({ name, id, type, timestamp, data }: Operation): Operation {
  return {
    type: 'person',
    action: type === 'page' || type === 'screen' ? type : 'event',
    name,
    ...(id === undefined ? {} : { id }),
    ...(timestamp === undefined ? {} : { timestamp }),
    attributes: data ?? {},
  }
}

/** Version 1 derives the kind of identifier from its value; a phone number is an id. */
function identifiersFrom(text: string, workspace: Workspace): Record<string, string> {
  if (text.startsWith('cio_')) return { cio_id: text.slice(4) }
  if (!workspace.people.uses('id')) return { email: text }
  return text.includes('@') && workspace.people.uses('email') ? { email: text } : { id: text }
}

/** Decodes a path segment; undefined if it has an invalid escape. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function refuse(errors: readonly string[]): ApiReply {
  return { status: 400, body: { meta: { errors } } }
}
