import { sleep, systemClock, type Clock } from '../lib/clock'
import { ConfigError, TransientError } from '../core/errors'
import { HOSTS, type RegionName } from './hosts'
import { basicAuthorization, HttpClient } from './http'
import { NoReply, readReply } from './reply'

const TIMEOUT_MS = 10_000
/** Tries of the first request of a run, a second apart, then two: nothing was read yet that a failure could lose. */
const TRIES = 3
/** Of a wait that the server asks for; who runs `check` sits before it. */
const MAX_WAIT_MS = 10_000

export interface RegionQuery {
  readonly siteId: string
  readonly apiKey: string
  readonly region: 'auto' | RegionName
  /** Base URLs of the user's own, which override the region. */
  readonly trackUrl: string | undefined
  readonly appUrl: string | undefined
  readonly userAgent: string
  readonly clock?: Clock
}

/** Where a workspace lives, and the base URLs of its APIs. */
export interface Region {
  readonly name: RegionName
  readonly trackUrl: string
  readonly appUrl: string
}

/**
 * Asks Customer.io whether the credentials work and where their workspace lives. ConfigError where they do not, or
 * where the workspace lives elsewhere than the region that was named; TransientError where nobody answers.
 */
export async function findRegion(query: RegionQuery): Promise<Region> {
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
    const { url, region } = JSON.parse(body) as { url?: unknown; region?: unknown }
    const name: RegionName = region === 'eu' ? 'eu' : region === 'us' ? 'us' : asked
    if (query.trackUrl === undefined && query.region !== 'auto' && name !== query.region) {
      throw new ConfigError(
        `This workspace lives in the region ${name}, and the configuration names ${query.region}. Set region to ${name} or auto.`,
      )
    }
    const told = typeof url === 'string' && isCustomerIo(url) ? url : HOSTS[name].track
    return { name, trackUrl: query.trackUrl ?? told, appUrl: query.appUrl ?? appUrlBeside(query.trackUrl, name) }
  } finally {
    http.close()
  }
}

/** A server of the user's own stands for both APIs; Customer.io's have hosts of their own. */
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
      if (meaning.kind === 'accepted' && reply.body.trim() !== '') return reply.body
      if (meaning.kind === 'fatal') throw meaning.error
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
