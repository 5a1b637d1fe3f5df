import type { Reply, Request, Transport } from '../delivery/transport'
import { toConnectorError } from '../core/errors'
import { basicAuthorization, HttpClient } from './http'
import { NoReply, readReply } from './reply'

/** A body of 500 kB over a slow line, and a reply that takes its time. */
const TIMEOUT_MS = 60_000

export interface TrackOptions {
  readonly siteId: string
  readonly apiKey: string
  /** Where this workspace writes to; see region.ts. */
  readonly baseUrl: string
  readonly maxSockets: number
  readonly userAgent: string
  readonly timeoutMs?: number
}

/** The write side of the Track API: sends one body and says what the reply means. */
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
