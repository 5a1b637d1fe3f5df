import { Agent as HttpAgent, type AgentOptions, validateHeaderValue } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { ConfigError } from '../core/errors'
import { decodeContent } from './content-encoding'
import { mayCarryCredentials } from './hosts'
import { proxyFor } from './proxy'
import { NoReply, type HttpReply } from './reply'
import { trimCharEnd } from '../lib/trim'

const MAX_REDIRECTS = 3
/** Codes of a certificate that is not trusted (nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE = /SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)_/
const REDIRECTS = new Set([301, 302, 307, 308])
/** Decodes replies: UTF-8, without a byte order mark. */
const UTF8 = new TextDecoder()

export interface HttpOptions {
  readonly baseUrl: string
  /** The value of the Authorization header. */
  readonly authorization: string
  readonly userAgent: string
  /** Connections kept open. */
  readonly maxSockets: number
  /** Milliseconds for one request, from connecting to the last byte of the reply. */
  readonly timeoutMs: number
}

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: Buffer
  readonly signal?: AbortSignal
}

/** One origin, and the connections to it. */
interface Route {
  /** Without a user name: only the header authenticates. */
  readonly origin: string
  /** Name and port, for messages. */
  readonly host: string
  readonly agent: HttpAgent
}

/**
 * HTTP to one base URL over persistent connections. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS apply; the proxy of an
 * origin is looked up once. Errors of axios and of Node do not leave this class, because they contain the credentials.
 */
export class HttpClient {
  private readonly base: URL
  private readonly basePath: string
  private readonly routes = new Map<string, Route>()
  private readonly headers: Readonly<Record<string, string>>
  private readonly closing = new AbortController()

  constructor(private readonly options: HttpOptions) {
    this.base = new URL(options.baseUrl)
    this.basePath = trimCharEnd(this.base.pathname, '/')
    this.headers = {
      Authorization: options.authorization,
      'User-Agent': options.userAgent,
      Accept: 'application/json',
    }
  }

  /**
   * Sends a request and reads its reply, for any status. `path` is percent-encoded and follows the path of the base URL.
   * Throws NoReply, or ConfigError for a redirect to a foreign host. It settles only when the kernel has the whole body
   * or the connection is closed: the memory of the body may be reused then.
   */
  async call(call: Call): Promise<HttpReply> {
    let target = this.base
    let path = this.basePath + call.path
    for (let redirects = 0; ; redirects++) {
      const route = this.routes.get(target.origin) ?? (await this.addRoute(target))
      const { reply, location } = await this.send(route, { ...call, path })
      if (location === undefined || !REDIRECTS.has(reply.status)) return reply
      target = this.follow(new URL(route.origin + path), location, redirects)
      path = target.pathname + target.search
    }
  }

  /** Closes all connections. */
  close(): void {
    this.closing.abort()
    for (const { agent } of this.routes.values()) agent.destroy()
  }

  private follow(from: URL, location: string, redirects: number): URL {
    const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined
    if (target === undefined || redirects >= MAX_REDIRECTS) {
      throw new ConfigError(`${from.origin} redirects in a loop or to an invalid URL. Check region and endpoints.`)
    }
    if (!mayCarryCredentials(this.options.baseUrl, target)) {
      throw new ConfigError(
        `${from.origin} redirects to ${target.origin}, which is not a host of Customer.io. The credentials were not sent ` +
          'there. Check endpoints and any proxy.',
      )
    }
    return target
  }

  private async send(
    { origin, host, agent }: Route,
    { method, path, body, signal }: Call,
  ): Promise<{ readonly reply: HttpReply; readonly location: string | undefined }> {
    const { exchange, MAX_REPLY_BYTES } = await import('./exchange.js')
    const headers = body === undefined ? this.headers : { ...this.headers, 'Content-Type': 'application/json' }
    const { timeoutMs } = this.options
    try {
      validateHeaderValue('Authorization', this.options.authorization)
      if (signal?.aborted === true) throw new NoReply('stopped')
      const raw = await exchange({ url: origin + path, host, method, headers, body, agent, timeoutMs, signal })
      const bytes = await decodeContent(raw.bytes, raw.contentEncoding, MAX_REPLY_BYTES)
      const reply = { status: raw.status, retryAfter: raw.retryAfter, body: UTF8.decode(bytes) }
      return { reply, location: raw.location }
    } catch (thrown) {
      throw describe(thrown, host)
    }
  }

  private async addRoute(url: URL): Promise<Route> {
    const options = { keepAlive: true, maxSockets: this.options.maxSockets }
    const proxy = proxyFor(url)
    const createAgent =
      proxy === undefined
        ? () => new (url.protocol === 'https:' ? HttpsAgent : HttpAgent)(options)
        : await this.proxyAgents(proxy, options)
    // A concurrent request may have added it.
    const known = this.routes.get(url.origin)
    if (known !== undefined) return known
    const agent = createAgent()
    const route: Route = { origin: url.origin, host: url.host, agent }
    this.routes.set(url.origin, route)
    return route
  }

  private async proxyAgents(proxy: string, options: AgentOptions): Promise<() => HttpAgent> {
    const { createProxyAgent } = await import('./proxy-agent.js')
    return () => createProxyAgent(proxy, options, this.closing.signal)
  }
}

/** The cause of a failed request, without credentials. */
function describe(thrown: unknown, host: string): NoReply | ConfigError {
  if (thrown instanceof NoReply) return thrown
  const { code, message } = thrown as { code?: string; message?: string }
  if (code === 'ERR_INVALID_CHAR') {
    return new ConfigError(
      'The credentials have a character that is not allowed in an HTTP header. Check credentials.app_api_key.',
    )
  }
  const text = `${host}: ${code ?? ''} ${message ?? ''}`.replace(/\s+/g, ' ').trim()
  const hint = CERTIFICATE.test(code ?? '')
    ? '; if a proxy intercepts TLS, set NODE_EXTRA_CA_CERTS to the file of its CA'
    : ''
  return new NoReply(text + hint)
}

/** The Authorization header of the Track API: the Site ID as user, the API key as password. */
export function basicAuthorization(siteId: string, apiKey: string): string {
  return `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`
}
