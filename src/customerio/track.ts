import type { Reply, Request, Transport } from '../delivery/transport'
import { toConnectorError } from '../core/errors'
import { basicAuthorization, HttpClient } from './http'
import { NoReply, readReply } from './reply'

/** Enough for a body of 500 kB over a slow connection and a slow reply. */
const TIMEOUT_MS = 60_000

export interface TrackOptions {
  readonly siteId: string
  readonly apiKey: string
  /** The base URL of the workspace's region; see region.ts. */
  readonly baseUrl: string
  readonly maxSockets: number
  readonly userAgent: string
  readonly timeoutMs?: number
}

/** Sends one body to the Track API and returns the meaning of the reply. */
export function createTrackTransport(options: TrackOptions): Transport & { close(): void } {
  const http = new HttpClient({
    baseUrl: options.baseUrl,
    authorization: basicAuthorization(options.siteId, options.apiKey),
    userAgent: options.userAgent,
    maxSockets: options.maxSockets,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  })
  return {
    async send({ path, body, items }: Request, signal: AbortSignal): Promise<Reply> {
      try {
        return readReply(await http.call({ method: 'POST', path, body, signal }), items, Date.now())
      } catch (thrown) {
        if (thrown instanceof NoReply) return { kind: 'retry', rateLimited: false, cause: thrown.message }
        return { kind: 'fatal', error: toConnectorError(thrown) }
      }
    },
    close: () => http.close(),
  }
}
