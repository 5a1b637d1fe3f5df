import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Certificate } from './certificate'

export interface Heard {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Never replies. */
  readonly hang?: boolean
  /** Resets the connection. */
  readonly reset?: boolean
}

export interface TestServer {
  readonly url: string
  readonly port: number
  readonly heard: Heard[]
  /** Connections opened so far. */
  readonly connections: number
  stop(): Promise<void>
}

/** A server on 127.0.0.1 that records its requests; with a certificate it uses TLS. */
export async function startServer(
  answer: (heard: Heard, index: number) => Answer = () => ({}),
  certificate?: Certificate,
): Promise<TestServer> {
  const heard: Heard[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = '', url = '', headers } = request
    heard.push({ method, path: url, headers, body: Buffer.concat(parts) })
    const { status = 200, headers: more, body = '{}', hang, reset } = answer(heard.at(-1) as Heard, heard.length - 1)
    if (hang === true) return
    if (reset === true) {
      response.destroy()
      return
    }
    response.writeHead(status, { 'content-type': 'application/json', ...more })
    response.end(body)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.destroy())
  }
  const server = certificate === undefined ? createServer(listener) : createTlsServer(certificate, listener)
  let connections = 0
  server.on('connection', () => connections++)
  const port = await listen(server)
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    heard,
    get connections() {
      return connections
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
}

export interface TestProxy {
  readonly url: string
  /** Targets of the CONNECT requests. */
  readonly tunnels: string[]
  stop(): Promise<void>
}

/** A proxy that answers CONNECT with a tunnel to 127.0.0.1 for any name, or with `status`. */
export async function startProxy(status = 200): Promise<TestProxy> {
  const tunnels: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_request, response) => response.writeHead(500).end('no tunnel'))
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    tunnels.push(request.url ?? '')
    sockets.add(client)
    client.on('error', () => undefined)
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const target = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(client)
      client.pipe(target)
    })
    sockets.add(target)
    target.on('error', () => client.destroy())
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((listening) => {
    server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port))
  })
}
