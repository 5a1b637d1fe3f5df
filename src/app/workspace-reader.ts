import type { Config } from '../config/load'
import { createAppClient, type AppClient } from '../customerio/app'
import { createRateLimiter } from '../delivery/rate-limit'
import { connect, userAgent } from './open-workspace'
import type { Ports } from './ports'

/** The App API's documented limit (App API reference, rate limits). */
const REQUESTS_PER_SECOND = 10

/** A client of the App API that respects its rate limit; undefined without an App API key. The caller closes it. */
export async function openReader(ports: Ports, config: Config): Promise<AppClient | undefined> {
  const key = config.credentials.app_api_key
  if (key === undefined) return undefined
  const { appUrl } = await connect(ports, config)
  const limiter = createRateLimiter({ requestsPerSecond: REQUESTS_PER_SECOND, clock: ports.clock })
  const never = new AbortController().signal
  return createAppClient({
    appApiKey: key.reveal(),
    appUrl,
    userAgent: userAgent(ports),
    acquire: () => limiter.acquire(never),
  })
}
