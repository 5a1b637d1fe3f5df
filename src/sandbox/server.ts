import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { systemClock, type Clock } from '../lib/clock'
import { answerApp } from './app-api'
import { appError } from './app-replies'
import { answerWithFault, FaultSource, type FaultPlan } from './faults'
import { renderPage } from './page'
import { seededRandom } from './random'
import { NOT_FOUND, TOO_MANY, UNAUTHORIZED, type ApiReply, type Effect } from './reply'
import { RequestLog, type LoggedRequest } from './request-log'
import type { Settings } from './settings'
import { answerTrackV1 } from './track-v1'
import { answerTrackV2 } from './track-v2'
import { Workspace } from './workspace'

export interface SandboxOptions {
  /** 0 selects a free port. */
  readonly port?: number
  readonly siteId?: string
  readonly apiKey?: string
  readonly appApiKey?: string
  readonly region?: 'us' | 'eu'
  /** The number of the workspace. The default is 1; null does not report one. */
  readonly environmentId?: number | null
  readonly settings?: Partial<Settings>
  readonly faults?: FaultPlan
  /** Random seed of faults and shuffling. */
  readonly seed?: number
  readonly clock?: Clock
  /** The number of latest requests to keep; 0 keeps none. */
  readonly keepRequests?: number
}

export interface Sandbox {
  readonly url: string
  readonly port: number
  readonly workspace: Workspace
  readonly requests: readonly LoggedRequest[]
  /** The number of all write requests, kept or not. */
  readonly requestCount: number
  setFaults(plan: FaultPlan): void
  /** Stops listening and closes all connections. */
  stop(): Promise<void>
}

export const DEFAULT_CREDENTIALS = {
  siteId: 'sandbox-site',
  apiKey: 'sandbox-key',
  appApiKey: 'sandbox-app-key',
} as const

const SLOW_BODY_MS = 200
const KEPT_REQUESTS = 50
/** Far above the limits of the API; a larger body is discarded. */
const MAX_BODY_BYTES = 16_000_000

/** Starts a local Customer.io on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = new SandboxServer(options)
  await server.listen(options.port ?? 0)
  return server
}

class SandboxServer implements Sandbox {
  readonly workspace: Workspace
  private readonly log: RequestLog
  private readonly server = createServer((request, response) => {
    // The client closed the connection.
    this.handle(request, response).catch(() => response.destroy())
  })
  private readonly clock: Clock
  private readonly random: () => number
  private readonly cancels = new Set<() => void>()
  private readonly basic: string
  private readonly bearer: string
  private faults: FaultSource

  constructor(private readonly options: SandboxOptions) {
    const { siteId, apiKey, appApiKey } = options
    const user = `${siteId ?? DEFAULT_CREDENTIALS.siteId}:${apiKey ?? DEFAULT_CREDENTIALS.apiKey}`
    this.basic = `Basic ${Buffer.from(user).toString('base64')}`
    this.bearer = `Bearer ${appApiKey ?? DEFAULT_CREDENTIALS.appApiKey}`
    this.clock = options.clock ?? systemClock
    this.random = seededRandom(options.seed ?? 1)
    this.workspace = new Workspace(options.settings ?? {}, this.clock)
    this.log = new RequestLog(options.keepRequests ?? KEPT_REQUESTS, this.clock)
    this.faults = new FaultSource(options.faults ?? {}, this.random)
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get requests(): readonly LoggedRequest[] {
    return this.log.kept
  }

  get requestCount(): number {
    return this.log.count
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
    const target = request.url ?? '/'
    // A target such as //host/path is treated as a path.
    const url = new URL(this.url + (target.startsWith('/') ? target : '/'))
    const method = request.method ?? 'GET'
    if (!this.isOwnHost(request)) {
      response.writeHead(403, { 'content-type': 'text/plain' })
      response.end(`Open it as ${this.url}\n`)
    } else if (url.pathname === '/' && method === 'GET') this.sendPage(response, url)
    else if (url.pathname.startsWith('/v1/')) await this.answerApp(request, response, method, url)
    else await this.answerTrack(request, response, method, url)
  }

  /** Only host names of this machine are answered, to prevent DNS rebinding: a foreign page must not read or write. */
  private isOwnHost({ headers }: IncomingMessage): boolean {
    return ['127.0.0.1', 'localhost'].some((name) => headers.host === `${name}:${this.port}`)
  }

  private sendPage(response: ServerResponse, url: URL): void {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    response.end(renderPage(this.workspace, this.log, url.searchParams))
  }

  private async answerApp(request: IncomingMessage, response: ServerResponse, method: string, url: URL): Promise<void> {
    if (request.headers.authorization !== this.bearer) {
      this.send(response, appError(401, 'unauthorized'))
      return
    }
    const body = await readBody(request)
    if (!this.log.mayAnswer('app', this.workspace.settings.appRequestsPerSecond)) {
      this.send(response, appError(429, 'too many requests'))
      return
    }
    this.send(response, answerApp(this.workspace, method, url, body?.toString() ?? '') ?? appError(404, 'not found'))
  }

  private async answerTrack(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    url: URL,
  ): Promise<void> {
    // Checked before the body is read.
    if (request.headers.authorization !== this.basic) {
      this.send(response, UNAUTHORIZED)
      return
    }
    const body = await readBody(request)
    if (method === 'GET' && url.pathname === '/api/v1/accounts/region') {
      // The real API returns the host of the region. The sandbox returns its own, because it receives the writes.
      const { region: name = 'us', environmentId = 1 } = this.options
      const region = {
        url: this.url,
        region: name,
        ...(environmentId === null ? {} : { environment_id: environmentId }),
      }
      this.send(response, { status: 200, body: region })
      return
    }
    const path = `${url.pathname}${url.search}`
    const fault = this.faults.next()
    const answer = () => this.answer(method, url, body, request.headers['content-encoding'])
    const reply = answerWithFault(fault, this.url, path, answer)
    this.log.add({ method, path, status: reply?.status ?? 0, bytes: body?.length ?? MAX_BODY_BYTES, fault })
    if (fault === 'timeout') return
    if (reply === undefined) response.destroy()
    else if (fault === 'slow_body') this.sendSlowly(response, reply)
    else this.send(response, reply)
  }

  private answer(method: string, url: URL, body: Buffer | undefined, encoding: string | undefined): ApiReply {
    const { trackRequestsPerSecond, gzipBodies, oversizeStatus } = this.workspace.settings
    if (!this.log.mayAnswer('track', trackRequestsPerSecond)) return TOO_MANY
    if (body === undefined) return { status: oversizeStatus, body: { meta: { error: 'the request is too large' } } }
    const text = encoding === 'gzip' && gzipBodies ? unzip(body) : body.toString()
    const perform = (effects: readonly Effect[]) => this.perform(effects)
    return (
      answerTrackV2(this.workspace, perform, method, url.pathname, text) ??
      answerTrackV1(this.workspace, perform, method, url, text) ??
      NOT_FOUND
    )
  }

  private perform(effects: readonly Effect[]): void {
    const { applyAfterMs, shuffle } = this.workspace.settings
    const ordered = shuffle ? shuffled(effects, this.random) : effects
    const now = () => {
      for (const effect of ordered) effect()
    }
    if (applyAfterMs === 0) now()
    else this.later(applyAfterMs, now)
  }

  private later(ms: number, action: () => void): void {
    const cancel = this.clock.after(ms, () => {
      this.cancels.delete(cancel)
      action()
    })
    this.cancels.add(cancel)
  }

  private send(response: ServerResponse, { status, body, headers, text }: ApiReply): void {
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache, no-store, must-revalidate, max-age=0',
      ...headers,
    })
    // The real API prints errors over several lines, and ends every reply with a newline.
    response.end(text ?? `${JSON.stringify(body, null, status === 400 ? 2 : 0)}\n`)
  }

  private sendSlowly(response: ServerResponse, { status, body }: ApiReply): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    const text = `${JSON.stringify(body)}\n`
    response.write(text.slice(0, 1))
    this.later(SLOW_BODY_MS, () => response.end(text.slice(1)))
  }
}

/** The body of a request; undefined if it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    // A larger body is read to its end too, because a client that still writes does not read the reply.
    if (bytes > MAX_BODY_BYTES) parts.length = 0
    else parts.push(part as Buffer)
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(parts)
}

function unzip(body: Buffer): string {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES }).toString()
  } catch {
    return ''
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
