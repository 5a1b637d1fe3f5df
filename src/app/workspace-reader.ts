import type { Config } from '../config/load'
import { createAppClient, type AppClient } from '../customerio/app'
import { createRateLimiter } from '../delivery/rate-limit'
import { systemClock } from '../lib/clock'
import { connect, userAgent } from './open-workspace'
import type { Session } from './session'

/** The App API's documented limit (App API reference, rate limits). */
const REQUESTS_PER_SECOND = 10

/** A client of the App API that keeps to its rate limit; undefined without an App API key. Close it. */
export async function openReader(session: Session, config: Config): Promise<AppClient | undefined> {
  const key = config.credentials.app_api_key
  if (key === undefined) return undefined
  const { appUrl } = await connect(session, config)
  const limiter = createRateLimiter({ requestsPerSecond: REQUESTS_PER_SECOND, clock: systemClock })
  const never = new AbortController().signal
  return createAppClient({
    appApiKey: key.reveal(),
    appUrl,
    userAgent: userAgent(session),
    acquire: () => limiter.acquire(never),
  })
}
