import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, type Clock } from '../lib/clock'
import { answerApp } from './app-api'
import { FaultSource, type Fault, type FaultPlan } from './faults'
import { renderPage, type LoggedRequest } from './page'
import { seededRandom } from './random'
import type { Operation } from './rules'
import type { Settings } from './settings'
import { answerTrack, type ApiReply } from './track-api'
import { Workspace } from './workspace'

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port?: number
  readonly siteId?: string
  readonly apiKey?: string
  readonly appApiKey?: string
  readonly region?: 'us' | 'eu'
  readonly settings?: Partial<Settings>
  readonly faults?: FaultPlan
  /** Of the randomness of faults and shuffling. */
  readonly seed?: number
  readonly clock?: Clock
  /** The latest requests remembered; 0 for none. */
  readonly keepRequests?: number
}

export interface Sandbox {
  readonly url: string
  readonly port: number
  readonly workspace: Workspace
  readonly requests: readonly LoggedRequest[]
  /** All requests of the write side, remembered or not. */
  readonly requestCount: number
  setFaults(plan: FaultPlan): void
  /** Stops listening and breaks all connections off. */
  stop(): Promise<void>
}

export const DEFAULT_CREDENTIALS = {
  siteId: 'sandbox-site',
  apiKey: 'sandbox-key',
  appApiKey: 'sandbox-app-key',
} as const

const SLOW_BODY_MS = 200
const RETRY_AFTER_S = 1

/** Starts a local Customer.io on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = new SandboxServer(options)
  await server.listen(options.port ?? 0)
  return server
}

class SandboxServer implements Sandbox {
  readonly workspace: Workspace
  readonly requests: LoggedRequest[] = []
  requestCount = 0
  private readonly server = createServer((request, response) => {
    // A client that went away breaks the request off.
    this.handle(request, response).catch(() => response.destroy())
  })
  private readonly clock: Clock
  private readonly random: () => number
  private readonly cancels = new Set<() => void>()
  private faults: FaultSource

  constructor(private readonly options: SandboxOptions) {
    this.clock = options.clock ?? systemClock
    this.random = seededRandom(options.seed ?? 1)
    this.workspace = new Workspace(options.settings ?? {}, this.clock)
    this.faults = new FaultSource(options.faults ?? {}, this.random)
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', resolve)
    })
  }

  setFaults(plan: FaultPlan): void {
    this.faults = new FaultSource(plan, this.random)
  }

  stop(): Promise<void> {
    for (const cancel of this.cancels) cancel()
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
    })
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const url = new URL(request.url ?? '/', this.url)
    const method = request.method ?? 'GET'
    if (url.pathname === '/' && method === 'GET') {
      const html = renderPage(this.workspace, this.requests, url.searchParams)
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
        'x-content-type-options': 'nosniff',
      })
      response.end(html)
      return
    }
    if (url.pathname.startsWith('/v1/')) this.send(response, this.answerApp(request, method, url, body))
    else this.answerTrack(request, response, method, url, body)
  }

  private answerApp(request: IncomingMessage, method: string, url: URL, body: Buffer): ApiReply {
    const key = this.options.appApiKey ?? DEFAULT_CREDENTIALS.appApiKey
    if (request.headers.authorization !== `Bearer ${key}`) return unauthorized()
    return answerApp(this.workspace, method, url, body.toString()) ?? notFound()
  }

  private answerTrack(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    url: URL,
    body: Buffer,
  ): void {
    const { siteId, apiKey } = { ...DEFAULT_CREDENTIALS, ...definedOf(this.options) }
    const expected = `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`
    if (request.headers.authorization !== expected) {
      this.send(response, unauthorized())
      return
    }
    if (url.pathname === '/api/v1/accounts/region') {
      this.send(response, {
        status: 200,
        body: { url: this.url, region: this.options.region ?? 'us', environment_id: 1 },
      })
      return
    }
    this.requestCount++
    const fault = this.faults.next()
    const reply =
      faultBefore(fault, `${this.url}${url.pathname}${url.search}`) ?? this.perform(method, url, body, fault)
    this.remember({
      method,
      path: `${url.pathname}${url.search}`,
      status: reply?.status ?? 0,
      bytes: body.length,
      fault,
    })
    if (fault === 'timeout') return
    if (reply === undefined) response.destroy()
    else if (fault === 'slow_body') this.sendSlowly(response, reply)
    else this.send(response, reply)
  }

  /** Does what the request asks; undefined where the connection breaks after that. */
  private perform(method: string, url: URL, body: Buffer, fault: Fault | undefined): Reply | undefined {
    if (fault === 'timeout' || fault === 'reset_before') return undefined
    const reply =
      answerTrack(this.workspace, (operations) => this.apply(operations), method, url, body.toString()) ?? notFound()
    if (fault === 'reset_after') return undefined
    return fault === 'sparse_207' ? sparse(reply) : reply
  }

  private apply(operations: readonly Operation[]): void {
    const { applyAfterMs, shuffle } = this.workspace.settings
    const ordered = shuffle ? shuffled(operations, this.random) : operations
    const now = () => {
      for (const operation of ordered) this.workspace.apply(operation)
    }
    if (applyAfterMs === 0) {
      now()
      return
    }
    const cancel = this.clock.after(applyAfterMs, () => {
      this.cancels.delete(cancel)
      now()
    })
    this.cancels.add(cancel)
  }

  private remember(logged: LoggedRequest): void {
    this.requests.push(logged)
    if (this.requests.length > (this.options.keepRequests ?? 50)) this.requests.shift()
  }

  private send(response: ServerResponse, { status, body, headers, text }: Reply): void {
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache, no-store, must-revalidate, max-age=0',
      ...headers,
    })
    // Version 1 errors are printed over several lines, everything ends in a newline.
    response.end(text ?? `${JSON.stringify(body, null, status === 400 ? 2 : 0)}\n`)
  }

  private sendSlowly(response: ServerResponse, { status, body }: Reply): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    const text = `${JSON.stringify(body)}\n`
    response.write(text.slice(0, 1))
    const cancel = this.clock.after(SLOW_BODY_MS, () => {
      this.cancels.delete(cancel)
      response.end(text.slice(1))
    })
    this.cancels.add(cancel)
  }
}

interface Reply extends ApiReply {
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the body. */
  readonly text?: string
}

/** What a fault answers without looking at the request. */
function faultBefore(fault: Fault | undefined, here: string): Reply | undefined {
  switch (fault) {
    case 'rate_limit':
      return { status: 429, body: { meta: { error: 'too many requests' } } }
    case 'rate_limit_with_wait':
      return {
        status: 429,
        body: { meta: { error: 'too many requests' } },
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      }
    case 'error_500':
      return { status: 500, body: { meta: { error: 'internal error' } } }
    case 'error_502':
      return { status: 502, body: null, headers: { 'content-type': 'text/html' }, text: '<html>502 Bad Gateway</html>' }
    case 'error_503':
      return { status: 503, body: { meta: { error: 'unavailable' } } }
    case 'html_page':
      return { status: 200, body: null, headers: { 'content-type': 'text/html' }, text: '<html>Please log in</html>' }
    case 'redirect':
      return { status: 307, body: {}, headers: { location: here } }
    case 'reset_before':
    case 'reset_after':
    case 'timeout':
    case 'slow_body':
    case 'sparse_207':
    case undefined:
      return undefined
  }
}

/** A 207 whose errors lack fields, and name an index twice. */
function sparse(reply: ApiReply): Reply {
  const errors = (reply.body as { errors?: { batch_index?: number }[] }).errors
  if (reply.status !== 207 || errors === undefined) return reply
  return {
    status: 207,
    body: {
      errors: errors.flatMap(({ batch_index: index }) => [
        { batch_index: index },
        { batch_index: index, reason: 'invalid' },
      ]),
    },
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function definedOf({ siteId, apiKey }: SandboxOptions): { siteId?: string; apiKey?: string } {
  return { ...(siteId === undefined ? {} : { siteId }), ...(apiKey === undefined ? {} : { apiKey }) }
}

function unauthorized(): ApiReply {
  return { status: 401, body: { meta: { error: 'Unauthorized' } } }
}

function notFound(): ApiReply {
  return { status: 404, body: { meta: { error: 'not found' } } }
}
