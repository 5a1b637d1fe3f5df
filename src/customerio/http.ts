import { Agent as HttpAgent, request as requestHttp, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { ConfigError } from '../core/errors'
import { decodeContent } from './content-encoding'
import { exchange, MAX_REPLY_BYTES } from './exchange'
import { mayCarryCredentials } from './hosts'
import { NoReply, type HttpReply } from './reply'

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

/** One origin, and the options that all requests to it share. */
interface Route {
  readonly origin: string
  /** Name and port, for messages. */
  readonly host: string
  readonly open: typeof requestHttp
  readonly options: RequestOptions
  readonly agent: HttpAgent
}

/**
 * HTTP to one base URL over persistent connections. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS apply; the proxy of an
 * origin is looked up once. Node's errors do not leave this class, because they may hold the credentials.
 */
export class HttpClient {
  private readonly base: URL
  private readonly basePath: string
  private readonly routes = new Map<string, Route>()
  private readonly headers: Readonly<Record<string, string>>
  private readonly closing = new AbortController()

  constructor(private readonly options: HttpOptions) {
    this.base = new URL(options.baseUrl)
    this.basePath = this.base.pathname.replace(/\/+$/, '')
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
      const { status, headers, text } = await this.send(route, { ...call, path })
      const location = REDIRECTS.has(status) ? headers.location : undefined
      if (location === undefined) return { status, retryAfter: headers['retry-after'], body: text }
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

  private async send(route: Route, { method, path, body, signal }: Call) {
    const headers =
      body === undefined
        ? this.headers
        : { ...this.headers, 'Content-Type': 'application/json', 'Content-Length': body.length }
    try {
      if (signal?.aborted === true) throw new NoReply('stopped')
      const request = route.open({ ...route.options, method, path, headers })
      const reply = await exchange(request, { host: route.host, body, timeoutMs: this.options.timeoutMs, signal })
      const bytes = await decodeContent(reply.bytes, reply.headers['content-encoding'], MAX_REPLY_BYTES)
      return { status: reply.status, headers: reply.headers, text: UTF8.decode(bytes) }
    } catch (thrown) {
      throw describe(thrown, route.host)
    }
  }

  private async addRoute(url: URL): Promise<Route> {
    const isTls = url.protocol === 'https:'
    const options = { keepAlive: true, maxSockets: this.options.maxSockets }
    const isProxyNamed = Object.keys(process.env).some((name) => /_proxy$/i.test(name))
    const proxies = isProxyNamed ? await import('./proxy.js') : undefined
    // A concurrent request may have added it.
    const known = this.routes.get(url.origin)
    if (known !== undefined) return known
    const agent =
      proxies?.createProxyAgent(url, options, this.closing.signal) ?? new (isTls ? HttpsAgent : HttpAgent)(options)
    const route: Route = {
      origin: url.origin,
      host: url.host,
      open: isTls ? requestHttps : requestHttp,
      // Only the header authenticates: a user name in the URL is not sent.
      options: {
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
        agent,
      },
      agent,
    }
    this.routes.set(url.origin, route)
    return route
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
