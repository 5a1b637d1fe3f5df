import { once, setMaxListeners } from 'node:events'
import {
  request as requestHttp,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { request as requestHttps } from 'node:https'
import axios from 'axios'
import { NoReply } from './reply'

// Imported on demand: loading axios takes as long as starting Node.

/** A reply of the API has at most a few kilobytes per item; a longer one is not read. */
export const MAX_REPLY_BYTES = 16_000_000

export interface RawReply {
  readonly status: number
  readonly location: string | undefined
  readonly retryAfter: string | undefined
  readonly contentEncoding: string | undefined
  /** As they were sent, before Content-Encoding is decoded. */
  readonly bytes: Buffer
}

export interface Exchange {
  readonly url: string
  /** The host of the URL, for messages. */
  readonly host: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  readonly agent: Agent
  /** Milliseconds from now to the last byte of the reply. */
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** axios sends and receives bytes; the rest of its work would cost processor time, or is done with stricter rules here. */
const client = axios.create({
  adapter: 'http',
  // HttpClient follows redirects, and only to hosts that may have the credentials.
  maxRedirects: 0,
  // The agent connects through the proxy.
  proxy: false,
  responseType: 'arraybuffer',
  decompress: false,
  transformRequest: [],
  transformResponse: [],
  validateStatus: null,
  maxContentLength: MAX_REPLY_BYTES,
  maxBodyLength: Infinity,
})

/**
 * Sends a request and reads its whole reply, for any status. It settles only when the kernel has the body or the connection
 * is closed, so the body is not read afterwards. Rejects with NoReply if it gave up, and with errors of axios, which
 * contain the headers of the request.
 */
export async function exchange(options: Exchange): Promise<RawReply> {
  const { url, method, headers, body, agent } = options
  const stop = new StopSignal(options)
  const connection = new Connection(url, () => stop.abort('closed without a reply'))
  try {
    const {
      status,
      headers: received,
      data,
    } = await client.request<Buffer>({
      url,
      method,
      // Encoded replies are decoded, but not asked for.
      headers: { ...headers, 'Accept-Encoding': false },
      data: body,
      httpAgent: agent,
      httpsAgent: agent,
      transport: connection,
      signal: stop.signal,
    })
    const header = (name: string) => received[name] as string | undefined
    return {
      status,
      location: header('location'),
      retryAfter: header('retry-after'),
      contentEncoding: header('content-encoding'),
      bytes: data,
    }
  } catch (thrown) {
    throw stop.why ?? (isTooLong(thrown) ? new NoReply(TOO_LONG) : thrown)
  } finally {
    stop.clear()
    await connection.releaseBody()
  }
}

const TOO_LONG = `a reply of more than ${MAX_REPLY_BYTES} bytes`

function isTooLong(thrown: unknown): boolean {
  return thrown instanceof axios.AxiosError && thrown.message.startsWith('maxContentLength')
}

/** Aborts a request at its deadline or with the caller. axios has no deadline for a whole request. */
class StopSignal {
  /** Why it aborted. */
  why: NoReply | undefined
  private readonly controller = new AbortController()
  private readonly timer: NodeJS.Timeout
  private readonly onAbort = () => this.abort('stopped')

  constructor(private readonly options: Pick<Exchange, 'timeoutMs' | 'host' | 'signal'>) {
    const { timeoutMs, host, signal } = options
    this.timer = setTimeout(() => this.abort(`no reply from ${host} within ${timeoutMs / 1000} s`), timeoutMs)
    if (signal === undefined) return
    // All requests of a run share the signal: many listeners are expected.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', this.onAbort)
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  abort(why: string): void {
    this.why ??= new NoReply(why)
    this.controller.abort()
  }

  clear(): void {
    clearTimeout(this.timer)
    this.options.signal?.removeEventListener('abort', this.onAbort)
  }
}

/** Opens the request of Node for axios, and keeps it. */
class Connection {
  private opened: ClientRequest | undefined
  private isClosed = false

  /** `onSilentClose` is called if the connection closes without a reply, and without an error for axios to see. */
  constructor(
    private readonly url: string,
    private readonly onSilentClose: () => void,
  ) {}

  /** Called by axios. */
  request(options: RequestOptions, onReply: (reply: IncomingMessage) => void): ClientRequest {
    let isAnswered = false
    const answer = () => (isAnswered = true)
    const open = this.url.startsWith('https:') ? requestHttps : requestHttp
    const request = open(options, (reply) => {
      answer()
      onReply(reply)
    })
    this.opened = request
    request.once('error', answer)
    request.once('close', () => {
      this.isClosed = true
      if (!isAnswered) this.onSilentClose()
    })
    return request
  }

  /**
   * Resolves when the kernel has the whole body, or the connection is closed. A server that replied before it had the body
   * may never read the rest of it.
   */
  async releaseBody(): Promise<void> {
    const request = this.opened
    if (request === undefined || request.writableFinished || this.isClosed) return
    request.destroy()
    // A request that waits for a connection writes nothing anymore, and emits 'close' only when it gets one.
    if (request.socket !== null) await once(request, 'close')
  }
}
