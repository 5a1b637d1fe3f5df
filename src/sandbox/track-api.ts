import { isObject, problemsOf, type Operation, type Problem } from './rules'
import type { Workspace } from './workspace'

export interface ApiReply {
  readonly status: number
  readonly body: unknown
}

/** Hands operations to the workspace: at once, later, or in another order, as the settings say. */
export type Apply = (operations: readonly Operation[]) => void

const OK: ApiReply = { status: 200, body: {} }
const PERSON_PATH = /^\/api\/v1\/customers\/([^/]+)(?:\/(events|devices|suppress|unsuppress))?(?:\/([^/]+))?$/
const SEGMENT_PATH = /^\/api\/v1\/segments\/(\d+)\/(add|remove)_customers$/

/** Answers a request of the Track API, v1 or v2; undefined for a path that it does not have. */
export function answerTrack(
  workspace: Workspace,
  apply: Apply,
  method: string,
  url: URL,
  text: string,
): ApiReply | undefined {
  const { pathname } = url
  if (method === 'POST' && pathname === '/api/v2/batch') return batch(workspace, apply, text)
  if (method === 'POST' && pathname === '/api/v2/entity') return entity(workspace, apply, text)
  const segment = method === 'POST' ? SEGMENT_PATH.exec(pathname) : null
  if (segment !== null) return changeSegment(workspace, Number(segment[1]), segment[2] === 'add', url, text)
  const body = text === '' ? {} : parse(text)
  if (!isObject(body)) return v1Error('the request body is no JSON object')
  const operation = toOperation(method, pathname, body)
  if (operation === undefined) return undefined
  const problems = problemsOf(operation, Buffer.byteLength(text), { ...workspace.settings, itemBytes: 200_000 })
  if (problems.length > 0) return v1Error(...problems.map(({ field, message }) => `${field} ${message}`))
  apply([operation])
  return OK
}

function batch(workspace: Workspace, apply: Apply, text: string): ApiReply {
  const { settings } = workspace
  if (Buffer.byteLength(text) >= settings.batchBytes) {
    return v2Error(settings.oversizeStatus, { reason: 'invalid', field: 'batch', message: 'is too large' })
  }
  const parsed = parse(text)
  const items: unknown = isObject(parsed) ? parsed['batch'] : undefined
  if (!Array.isArray(items)) return v2Error(400, { reason: 'invalid', field: 'batch', message: 'must be an array' })
  const accepted: Operation[] = []
  const errors: (Problem & { batch_index: number })[] = []
  items.forEach((item: unknown, index) => {
    // A short text cannot be too large an item: weighing it costs as much as parsing it.
    const bytes = text.length < settings.itemBytes ? 0 : Buffer.byteLength(JSON.stringify(item))
    const problems = problemsOf(item, bytes, settings)
    if (problems.length === 0) accepted.push(item as Operation)
    for (const problem of problems) errors.push({ batch_index: index, ...problem })
  })
  apply(accepted)
  return errors.length === 0 ? OK : { status: 207, body: { errors } }
}

function entity(workspace: Workspace, apply: Apply, text: string): ApiReply {
  const item = parse(text)
  const problems = problemsOf(item, Buffer.byteLength(text), workspace.settings)
  if (problems.length > 0) return { status: 400, body: { errors: problems } }
  apply([item as Operation])
  return OK
}

function changeSegment(workspace: Workspace, segmentId: number, add: boolean, url: URL, text: string): ApiReply {
  const kind = url.searchParams.get('id_type') ?? 'id'
  const body = parse(text)
  const ids: unknown = isObject(body) ? body['ids'] : undefined
  if (kind !== 'id' && kind !== 'email' && kind !== 'cio_id') return v1Error('id_type must be id, email or cio_id')
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > 1000) return v1Error('ids must hold 1 to 1000 identifiers')
  const segment = workspace.segments.get(segmentId)
  if (segment?.type !== 'manual') return v1Error('the segment is no manual segment')
  workspace.addToSegment(segmentId, kind, ids.map(String), add)
  return OK
}

/** A v1 request as the v2 operation that does the same. */
function toOperation(method: string, pathname: string, body: Record<string, unknown>): Operation | undefined {
  if (method === 'POST' && pathname === '/api/v1/merge_customers') return { type: 'person', action: 'merge', ...body }
  if (method === 'POST' && pathname === '/api/v1/events') {
    return { ...toEvent(body), identifiers: { anonymous_id: body['anonymous_id'] ?? 'none' } }
  }
  const match = PERSON_PATH.exec(pathname)
  if (match === null) return undefined
  const [, person = '', part, device] = match
  const on = (more: Operation): Operation => ({
    type: 'person',
    identifiers: identifiersFrom(decodeURIComponent(person)),
    ...more,
  })
  switch (`${method} ${part ?? ''}${device === undefined ? '' : '/id'}`) {
    case 'PUT ': {
      const { _timestamp: timestamp, cio_relationships: relationships, ...attributes } = body
      return on({
        action: 'identify',
        attributes,
        ...(timestamp === undefined ? {} : { timestamp }),
        ...(isObject(relationships) ? { cio_relationships: relationships['relationships'] } : {}),
      })
    }
    case 'DELETE ':
      return on({ action: 'delete' })
    case 'POST suppress':
      return on({ action: 'suppress' })
    case 'POST unsuppress':
      return on({ action: 'unsuppress' })
    case 'POST events':
      return on(toEvent(body))
    case 'PUT devices': {
      const { id, ...rest } = isObject(body['device']) ? body['device'] : {}
      return on({ action: 'add_device', device: { token: id, ...rest } })
    }
    case 'DELETE devices/id':
      return on({ action: 'delete_device', device: { token: decodeURIComponent(device as string) } })
    default:
      return undefined
  }
}

function toEvent({ name, id, type, timestamp, data }: Record<string, unknown>): Operation {
  return {
    type: 'person',
    action: type === 'page' || type === 'screen' ? type : 'event',
    name,
    ...(id === undefined ? {} : { id }),
    ...(timestamp === undefined ? {} : { timestamp }),
    attributes: data ?? {},
  }
}

/** v1 takes the kind of identifier from the look of its value. */
function identifiersFrom(text: string): Record<string, string> {
  if (text.startsWith('cio_')) return { cio_id: text.slice(4) }
  return text.includes('@') ? { email: text } : { id: text }
}

function v1Error(...errors: readonly string[]): ApiReply {
  return { status: 400, body: { meta: { errors } } }
}

function v2Error(status: number, problem: Problem): ApiReply {
  return { status, body: { errors: [problem] } }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
