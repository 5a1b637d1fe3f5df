import { sleep, systemClock, type Clock } from '../lib/clock'
import { ConfigError, TransientError } from '../core/errors'
import { HOSTS, type RegionName } from './hosts'
import { basicAuthorization, HttpClient } from './http'
import { NoReply, readReply } from './reply'

const TIMEOUT_MS = 10_000
/** Tries of the first request of a run, with pauses of one and two seconds. No row was read yet. */
const TRIES = 3
/** Limit of a wait that the server asks for: a user waits for the result of `check`. */
const MAX_WAIT_MS = 10_000

export interface RegionQuery {
  readonly siteId: string
  readonly apiKey: string
  readonly region: 'auto' | RegionName
  /** Base URLs from the configuration, which override the region. */
  readonly trackUrl: string | undefined
  readonly appUrl: string | undefined
  readonly userAgent: string
  readonly clock?: Clock
}

/** The region of a workspace, and the base URLs of its APIs. */
export interface Region {
  readonly name: RegionName
  readonly trackUrl: string
  readonly appUrl: string
  /** The number of the workspace, if the API reports it. */
  readonly environmentId: number | undefined
}

/**
 * Asks Customer.io whether the credentials are valid, and for the region of their workspace. ConfigError where they are
 * not, or where the configuration names another region; TransientError where the API does not answer.
 */
export async function findRegion(query: RegionQuery): Promise<Region> {
  for (const url of [query.trackUrl, query.appUrl]) if (url !== undefined) checkUrl(url)
  const asked = query.region === 'auto' ? 'us' : query.region
  const baseUrl = query.trackUrl ?? HOSTS[asked].track
  const http = new HttpClient({
    baseUrl,
    authorization: basicAuthorization(query.siteId, query.apiKey),
    userAgent: query.userAgent,
    maxSockets: 1,
    timeoutMs: TIMEOUT_MS,
  })
  try {
    const body = await ask(http, baseUrl, query.clock ?? systemClock)
    const { url, region, environment_id: environment } = JSON.parse(body) as Readonly<Record<string, unknown>>
    const name: RegionName = region === 'eu' ? 'eu' : region === 'us' ? 'us' : asked
    if (query.trackUrl === undefined && query.region !== 'auto' && name !== query.region) {
      throw new ConfigError(
        `The workspace is in the region ${name}, and the configuration names ${query.region}. Fix: set region to ${name} or auto.`,
      )
    }
    const told = typeof url === 'string' && isCustomerIo(url) ? url : HOSTS[name].track
    return {
      name,
      trackUrl: query.trackUrl ?? told,
      appUrl: query.appUrl ?? appUrlBeside(query.trackUrl, name),
      environmentId: typeof environment === 'number' ? environment : undefined,
    }
  } finally {
    http.close()
  }
}

/** ConfigError for a URL that no request can be sent to; the message does not repeat it, because it may hold a password. */
function checkUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return
  throw new ConfigError(
    'endpoints has a URL that is not valid. Fix: use http:// or https:// with a host and a port up to 65535.',
  )
}

/** A server that the configuration names serves both APIs; Customer.io has one host for each. */
function appUrlBeside(trackUrl: string | undefined, name: RegionName): string {
  return trackUrl === undefined || isCustomerIo(trackUrl) ? HOSTS[name].app : trackUrl
}

async function ask(http: HttpClient, baseUrl: string, clock: Clock): Promise<string> {
  let cause = ''
  let askedWaitMs = 0
  for (let tried = 0; tried < TRIES; tried++) {
    if (tried > 0) await sleep(clock, Math.max(tried * 1000, askedWaitMs))
    askedWaitMs = 0
    try {
      const reply = await http.call({ method: 'GET', path: '/api/v1/accounts/region' })
      const meaning = readReply(reply, 1, clock.now())
      if (meaning.kind === 'accepted') return reply.body
      if (meaning.kind === 'fatal' || meaning.kind === 'isolate') throw meaning.error
      cause = meaning.kind === 'retry' ? meaning.cause : `HTTP ${reply.status}`
      if (meaning.kind === 'retry') askedWaitMs = Math.min(meaning.afterMs ?? 0, MAX_WAIT_MS)
    } catch (thrown) {
      if (!(thrown instanceof NoReply)) throw thrown
      cause = thrown.message
    }
  }
  throw new TransientError(
    `Customer.io could not be reached at ${baseUrl} (${cause}). Check that this host may be reached from here, and HTTPS_PROXY if you need one.`,
  )
}

function isCustomerIo(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).hostname.endsWith('.customer.io')
}
