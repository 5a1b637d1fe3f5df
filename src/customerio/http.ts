import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios, { type AxiosInstance } from 'axios'
import { getProxyForUrl } from 'proxy-from-env'
import { ConfigError } from '../lib/errors'
import { mayCarryCredentials } from './hosts'
import type { HttpReply } from './reply'

/** A reply is at most a few kilobytes an item; more than this is none. */
const MAX_REPLY_BYTES = 16_000_000
const MAX_REDIRECTS = 3
/** Codes of a certificate that is not trusted (nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE = /SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)_/
const REDIRECTS = new Set([301, 302, 307, 308])

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

/** A request that got no reply: what went wrong, in words that hold no secret. */
export class NoReply extends Error {}

/**
 * HTTP to one base URL, over connections that are kept. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are honoured.
 * axios stays in here: its errors carry the credentials.
 */
export class HttpClient {
  private readonly client: AxiosInstance
  private readonly agents = new Map<string, HttpAgent>()

  constructor(private readonly options: HttpOptions) {
    this.client = axios.create({
      // Redirects are followed here, because credentials must not be.
      maxRedirects: 0,
      validateStatus: () => true,
      responseType: 'text',
      transformResponse: [(text: string) => text],
      transformRequest: [(body: unknown) => body],
      maxContentLength: MAX_REPLY_BYTES,
      maxBodyLength: Infinity,
      // Tunnels through a proxy are the agent's work.
      proxy: false,
    })
  }

  /** Sends a request and reads its reply, whatever its status. Throws NoReply, or ConfigError for a redirect to strangers. */
  async call({ method, path, body, signal }: Call): Promise<HttpReply> {
    let url = withoutUser(new URL(joinUrl(this.options.baseUrl, path)))
    for (let redirects = 0; ; redirects++) {
      const { status, headers, data } = await this.send(method, url, body, signal)
      const location = REDIRECTS.has(status) ? headers['location'] : undefined
      if (location === undefined) return { status, retryAfter: headers['retry-after'], body: data }
      url = this.follow(url, location, redirects)
    }
  }

  /** Lets go of all connections. */
  close(): void {
    for (const agent of this.agents.values()) agent.destroy()
  }

  private follow(from: URL, location: string, redirects: number): URL {
    const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined
    if (target === undefined || redirects >= MAX_REDIRECTS) {
      throw new ConfigError(`${from.origin} redirects without end or to nowhere. Check region and endpoints.`)
    }
    if (!mayCarryCredentials(this.options.baseUrl, target)) {
      throw new ConfigError(
        `${from.origin} redirects to ${target.origin}, which is no host of Customer.io: the credentials were not sent ` +
          'there. Check endpoints and any proxy between.',
      )
    }
    return withoutUser(target)
  }

  private async send(method: string, url: URL, body: Buffer | undefined, signal: AbortSignal | undefined) {
    const { authorization, userAgent, timeoutMs } = this.options
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), timeoutMs)
    const stop = () => timeout.abort()
    signal?.addEventListener('abort', stop)
    if (signal?.aborted === true) stop()
    try {
      const agent = await this.agentFor(url)
      const { status, headers, data } = await this.client.request<string>({
        method,
        url: url.href,
        ...(body === undefined ? {} : { data: body }),
        headers: {
          Authorization: authorization,
          'User-Agent': userAgent,
          Accept: 'application/json',
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        httpAgent: agent,
        httpsAgent: agent,
        signal: timeout.signal,
      })
      return {
        status,
        headers: headers as Record<string, string | undefined>,
        data: typeof data === 'string' ? data : '',
      }
    } catch (thrown) {
      if (signal?.aborted === true) throw new NoReply('stopped')
      if (timeout.signal.aborted) throw new NoReply(`no reply from ${url.host} within ${timeoutMs / 1000} s`)
      throw describe(thrown, url)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  }

  private async agentFor(url: URL): Promise<HttpAgent> {
    const proxy = proxyFor(url)
    const key = `${url.protocol} ${proxy}`
    const options = { keepAlive: true, maxSockets: this.options.maxSockets }
    // Imported here: most runs have no proxy. Others may have made the agent meanwhile.
    const proxied = proxy === '' ? undefined : await import('https-proxy-agent')
    let agent = this.agents.get(key)
    if (agent === undefined) {
      if (proxied !== undefined) agent = new proxied.HttpsProxyAgent(proxy, options)
      else agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
      this.agents.set(key, agent)
    }
    return agent
  }
}

/** What went wrong with a request, without anything that holds a credential. */
function describe(thrown: unknown, url: URL): NoReply | ConfigError {
  if (thrown instanceof ConfigError) return thrown
  const { code, message } = thrown as { code?: string; message?: string }
  const text = `${url.host}: ${code ?? ''} ${message ?? ''}`.replace(/\s+/g, ' ').trim()
  const hint = CERTIFICATE.test(code ?? '') ? '; if a proxy signs for it, NODE_EXTRA_CA_CERTS must name its CA' : ''
  return new NoReply(text + hint)
}

/** The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL, empty for none. ConfigError for one that is no URL. */
function proxyFor(url: URL): string {
  const proxy = getProxyForUrl(url.href)
  if (proxy === '') return ''
  // proxy-from-env gives a name without a scheme that of the target; everybody else means HTTP.
  const isBare = Object.values(process.env).some((value) => value !== undefined && `https://${value}` === proxy)
  const named = isBare ? proxy.replace('https://', 'http://') : proxy
  if (!URL.canParse(named) || !/^https?:/.test(named)) {
    throw new ConfigError(
      'HTTPS_PROXY or HTTP_PROXY must be the URL of an HTTP proxy, such as http://proxy.example:3128.',
    )
  }
  return named
}

/** The header alone says who we are: a user in the URL would take its place. */
function withoutUser(url: URL): URL {
  url.username = ''
  url.password = ''
  return url
}

function joinUrl(base: string, path: string): string {
  return base.replace(/\/+$/, '') + path
}

/** The Authorization header of the Track API: the Site ID as user, the API key as password. */
export function basicAuthorization(siteId: string, apiKey: string): string {
  return `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`
}
