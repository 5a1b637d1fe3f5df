import { sleep, systemClock, type Clock } from '../lib/clock'
import { ConfigError, TransientError } from '../core/errors'
import { HttpClient, type Call } from './http'
import { NoReply, readReply, type HttpReply } from './reply'

/** `discover` has to answer soon. */
const TIMEOUT_MS = 10_000
/** A read is retried with growing pauses: it changes nothing. */
const TRIES = 5
const FIRST_PAUSE_MS = 500
/** Activities a page (App API reference, limit 10 to 100), and pages of one question at most. */
const ACTIVITIES_PER_PAGE = 100
const MAX_PAGES = 100

export interface AppOptions {
  readonly appApiKey: string
  readonly appUrl: string
  readonly userAgent: string
  /** Resolves when a request may start. */
  readonly acquire?: () => Promise<void>
  readonly clock?: Clock
}

export interface NamedThing {
  readonly id: string
  readonly name: string
}

/** Kinds of identifier that the App API takes as `id_type`. */
type IdType = 'id' | 'email' | 'cio_id' | 'phone'

/** A person as the workspace stores them. Every attribute is a text. */
interface AppPerson {
  readonly cioId: string
  readonly id: string | undefined
  readonly email: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  /** Unix seconds of the last change of each attribute, where the API says so (it calls the field deprecated). */
  readonly changedS: Readonly<Record<string, number>>
  readonly unsubscribed: boolean
}

/** A change of an attribute that was answered with 200 and not made. */
interface AppFailedChange {
  readonly customerId: string | undefined
  readonly email: string | undefined
  readonly cioId: string | undefined
  readonly field: string
  readonly value: string
  readonly reason: string
  /** Unix seconds. */
  readonly atS: number
}

/** Reads from a workspace. */
export interface AppClient {
  objectTypes(): Promise<readonly NamedThing[]>
  manualSegments(): Promise<readonly NamedThing[]>
  /** The existing people among at most 100, in any order. */
  people(idType: IdType, ids: readonly string[]): Promise<readonly AppPerson[]>
  /** Changes that failed since then (unix seconds), newest first; the API promises to keep 30 days. */
  failedChanges(sinceS: number): Promise<readonly AppFailedChange[]>
  /** Ids of the segments that a person is in; undefined for an unknown person. */
  segmentsOf(idType: IdType, id: string): Promise<readonly string[] | undefined>
  close(): void
}

type Json = Readonly<Record<string, unknown>>

/** A client of the App API. Its calls throw ConfigError for a wrong key and TransientError where the API does not answer. */
export function createAppClient(options: AppOptions): AppClient {
  const { appApiKey, appUrl, userAgent } = options
  const http = new HttpClient({
    baseUrl: appUrl,
    // Keys out of files end in a line break.
    authorization: `Bearer ${appApiKey.trim()}`,
    userAgent,
    maxSockets: 2,
    timeoutMs: TIMEOUT_MS,
  })
  const read = async (call: Call): Promise<Json | undefined> => {
    const { status, body } = await callPatiently(http, call, options)
    if (status === 401 || status === 403) {
      throw new ConfigError(
        `The App API refuses credentials.app_api_key (HTTP ${status}). It must be an App API key of this workspace.`,
      )
    }
    if (status === 404) return undefined
    const parsed = status === 200 ? parseObject(body) : undefined
    // The query may name a person.
    if (parsed === undefined)
      throw new TransientError(`The App API answered HTTP ${status} to ${withoutIds(call.path)}.`)
    return parsed
  }
  const list = async (path: string, key: string): Promise<readonly Json[]> => {
    const items = (await read({ method: 'GET', path }))?.[key]
    if (!Array.isArray(items)) throw new TransientError(`The App API answered without ${key} to ${path}.`)
    return items.map(asObject)
  }
  return {
    objectTypes: async () => (await list('/v1/object_types', 'types')).map(toNamed),
    manualSegments: async () =>
      (await list('/v1/segments', 'segments')).filter(({ type }) => type === 'manual').map(toNamed),
    people: async (idType, ids) => {
      // The call for many takes no phone numbers.
      if (idType === 'phone') return readOneByOne(read, ids)
      const path = `/v1/customers/attributes?id_type=${idType}`
      const reply = await read({
        method: 'POST',
        path,
        body: Buffer.from(JSON.stringify({ ids: ids.map((id) => toAppId(idType, id)) })),
      })
      const customers = reply?.['customers']
      return Array.isArray(customers) ? (customers as Json[]).map(toPerson) : []
    },
    failedChanges: (sinceS) => readFailedChanges(read, sinceS),
    segmentsOf: async (idType, id) => {
      if (isDotSegment(id)) return undefined
      const path = `/v1/customers/${encodeURIComponent(toAppId(idType, id))}/segments?id_type=${idType}`
      const segments = (await read({ method: 'GET', path }))?.['segments']
      return Array.isArray(segments) ? (segments as Json[]).map((segment) => String(segment['id'])) : undefined
    },
    close: () => http.close(),
  }
}

type Read = (call: Call) => Promise<Json | undefined>

async function callPatiently(http: HttpClient, call: Call, options: AppOptions): Promise<HttpReply> {
  const clock = options.clock ?? systemClock
  for (let tries = 1; ; tries++) {
    await options.acquire?.()
    let cause: string
    let waitMs = FIRST_PAUSE_MS * 2 ** (tries - 1)
    try {
      const reply = await http.call(call)
      const meaning = readReply(reply, 1, clock.now())
      if (meaning.kind !== 'retry') return reply
      cause = meaning.cause
      waitMs = meaning.afterMs ?? waitMs
    } catch (thrown) {
      if (!(thrown instanceof NoReply)) throw thrown
      cause = thrown.message
    }
    if (tries === TRIES) throw new TransientError(`The App API could not be reached (${cause}).`)
    await sleep(clock, waitMs)
  }
}

async function readOneByOne(read: Read, phones: readonly string[]): Promise<readonly AppPerson[]> {
  const people: AppPerson[] = []
  for (const phone of phones) {
    if (isDotSegment(phone)) continue
    const reply = await read({
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(phone)}/attributes?id_type=phone`,
    })
    if (reply !== undefined) people.push(toPerson(asObject(reply['customer'])))
  }
  return people
}

async function readFailedChanges(read: Read, sinceS: number): Promise<readonly AppFailedChange[]> {
  const failed: AppFailedChange[] = []
  let start = ''
  for (let page = 0; page < MAX_PAGES; page++) {
    const path = `/v1/activities?type=failed_attribute_change&limit=${ACTIVITIES_PER_PAGE}${start === '' ? '' : `&start=${encodeURIComponent(start)}`}`
    const reply = await read({ method: 'GET', path })
    const activities = Array.isArray(reply?.['activities']) ? (reply['activities'] as Json[]) : []
    const fresh = activities.filter(({ timestamp }) => typeof timestamp === 'number' && timestamp >= sinceS)
    failed.push(...fresh.flatMap(toFailedChanges))
    start = typeof reply?.['next'] === 'string' ? reply['next'] : ''
    // They come newest first: a page with an old one is the last of interest.
    if (start === '' || fresh.length < activities.length) break
  }
  return failed
}

function toFailedChanges(activity: Json): readonly AppFailedChange[] {
  const who = asObject(activity['customer_identifiers'])
  return Object.entries(asObject(activity['data'])).map(([field, change]) => {
    const { reason, value } = asObject(change)
    return {
      customerId: textOf(activity['customer_id']) ?? textOf(who['id']),
      email: textOf(who['email']),
      cioId: textOf(who['cio_id']),
      field,
      value: textOf(value) ?? '',
      reason: textOf(reason) ?? 'no reason given',
      atS: activity['timestamp'] as number,
    }
  })
}

function toPerson(customer: Json): AppPerson {
  const identifiers = asObject(customer['identifiers'])
  const attributes = asObject(customer['attributes'])
  return {
    cioId: textOf(identifiers['cio_id']) ?? textOf(attributes['cio_id']) ?? '',
    id: textOf(identifiers['id']) ?? textOf(customer['id']),
    email: textOf(identifiers['email']) ?? textOf(attributes['email']),
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, shownText(value)])),
    changedS: Object.fromEntries(
      Object.entries(asObject(customer['timestamps'])).filter(([, at]) => typeof at === 'number'),
    ) as Record<string, number>,
    unsubscribed: customer['unsubscribed'] === true,
  }
}

/** True for a name that a URL removes from its path, also if it is encoded: no request can ask for it. */
function isDotSegment(id: string): boolean {
  return id === '.' || id === '..'
}

/** The App API writes a cio_id with its prefix. */
function toAppId(idType: IdType, id: string): string {
  return idType === 'cio_id' && !id.startsWith('cio_') ? `cio_${id}` : id
}

function toNamed({ id, name }: Json): NamedThing {
  return { id: String(id), name: String(name) }
}

function parseObject(body: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : undefined
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

/** A text, or a number as text; undefined for anything else. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The API promises texts; whatever else comes is shown as JSON. */
function shownText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function withoutIds(path: string): string {
  return path.replace(/\?[^]*/, '').replace(/\/customers\/[^/]+\//, '/customers/.../')
}
