import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Recorded {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface Sink {
  readonly url: string
  readonly requests: Recorded[]
  stop(): Promise<void>
}

/**
 * An API that accepts and records all requests, for tests of the requests. `answer` can return another reply.
 * The credentials check is answered and not recorded.
 */
export async function startSink(
  answer: (request: Recorded, index: number) => Answer | undefined | Promise<Answer | undefined> = () => undefined,
): Promise<Sink> {
  const requests: Recorded[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = '', url = '', headers } = request
    if (url === '/api/v1/accounts/region') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ url: sink.url, region: 'us', environment_id: 1 }))
      return
    }
    const recorded = { method, path: url, headers, text: Buffer.concat(parts).toString() }
    requests.push(recorded)
    const { status, headers: more, body } = (await answer(recorded, requests.length - 1)) ?? { status: 200 }
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...more })
    response.end(body ?? '{}\n')
  }
  const server = createServer((request, response) => {
    // A client that was killed aborts its request.
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const sink: Sink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
  return sink
}

/** A configuration that writes to `url`. */
export function configFor(url: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    credentials: { site_id: 'site-for-tests', api_key: 'key-for-tests' },
    endpoints: { track_url: url },
    ...more,
  }
}
