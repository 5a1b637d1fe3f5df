import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { MAX_REPLY_BYTES } from '../../src/customerio/exchange'
import { HttpClient, type HttpOptions } from '../../src/customerio/http'
import { NoReply } from '../../src/customerio/reply'
import { startServer } from './servers'

// Servers that break the rules; http.test.ts has the well-behaved ones.

const stops: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

interface RawServer {
  readonly url: string
  readonly connections: number
}

/** A server for raw bytes. `speak` gets the connection and its first bytes; no more are read until it resumes. */
async function rawServer(speak: (socket: Socket, first: string) => void, host = '127.0.0.1'): Promise<RawServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.pause())
    socket.on('data', (bytes: Buffer) => speak(socket, bytes.toString('latin1')))
  })
  server.listen(0, host)
  await once(server, 'listening')
  stops.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    get connections() {
      return connections
    },
  }
}

function client(baseUrl: string, more: Partial<HttpOptions> = {}): HttpClient {
  const options = { baseUrl, authorization: 'Basic very-secret', userAgent: 'test', maxSockets: 2, timeoutMs: 60_000 }
  const http = new HttpClient({ ...options, ...more })
  stops.push(() => http.close())
  return http
}

const post = (body: Buffer | string = '{}') => ({ method: 'POST', path: '/x', body: Buffer.from(body) }) as const

/** More than the buffers of a connection hold. */
const HUGE_BYTES = 50_000_000

const reply = (body: string, headers = '') =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  expect(thrown).toBeInstanceOf(NoReply)
  expect(JSON.stringify(thrown)).not.toContain('very-secret')
  return (thrown as Error).message
}

describe('a broken connection', () => {
  it.each([
    ['before a reply', ''],
    ['within the status', 'HTTP/1.1 2'],
    ['within the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['within a body of known length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"a"'],
    ['within a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a"'],
    ['between chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'],
  ])('fails without a reply if it ends or is reset %s', async (_name, bytes) => {
    const ended = await rawServer((socket) => socket.end(bytes))
    expect(await failureOf(client(ended.url).call(post()))).toContain(ended.url.slice('http://'.length))
    const reset = await rawServer((socket) => socket.write(bytes, () => socket.resetAndDestroy()))
    await failureOf(client(reset.url).call(post()))
  })

  it('fails without a reply if a kept connection is closed when it is used again', async () => {
    let requests = 0
    const there = await rawServer((socket) => {
      socket.resume()
      if (requests++ === 0) socket.write(reply('{}'))
      else socket.resetAndDestroy()
    })
    const http = client(there.url)
    expect((await http.call(post())).body).toBe('{}')
    expect(await failureOf(http.call(post()))).toMatch(/ECONNRESET/)
    expect(there.connections).toBe(1)
  })

  it('ends a reply without a length', async () => {
    const there = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"whole":true}'))
    expect((await client(there.url).call(post())).body).toBe('{"whole":true}')
  })
})

describe('odd replies', () => {
  it.each([
    ['other protocols', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['bytes', '\0\x01\x02\r\n\r\n'],
    ['nonsense among the headers', 'HTTP/1.1 200 OK\r\nno header\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}'],
    ['no number for a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(100_000)}\r\n`],
  ])('are rejected: %s', async (_name, bytes) => {
    const there = await rawServer((socket) => socket.write(bytes))
    expect(await failureOf(client(there.url).call(post()))).toContain('HPE_')
  })

  it('rejects a change of the protocol', async () => {
    const there = await rawServer((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
    )
    await failureOf(client(there.url).call(post()))
  })

  it('ignores informational replies before the reply', async () => {
    const there = await rawServer((socket) => {
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${reply('{"a":1}')}`)
    })
    expect(await client(there.url).call(post())).toMatchObject({ status: 200, body: '{"a":1}' })
  })

  it('limits the length of a reply', async () => {
    const much = Buffer.alloc(MAX_REPLY_BYTES, 97)
    const fits = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${much.length}\r\n\r\n`)
      socket.write(much)
    })
    expect((await client(fits.url).call(post())).body).toHaveLength(MAX_REPLY_BYTES)
    const endless = await rawServer((socket) => {
      const pour = () => {
        if (socket.writable) socket.write(much, pour)
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n', pour)
    })
    expect(await failureOf(client(endless.url).call(post()))).toContain('more than 16000000 bytes')
  })

  it('decodes UTF-8 across chunks, and removes a byte order mark', async () => {
    const bytes = Buffer.from('\ufeff{"é":"😀"}')
    const there = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`)
      socket.write(bytes.subarray(0, 6), () => setImmediate(() => socket.write(bytes.subarray(6))))
    })
    expect((await client(there.url).call(post())).body).toBe('{"é":"😀"}')
  })

  it('takes the first of repeated headers', async () => {
    const there = await rawServer((socket) =>
      socket.write(reply('{}', 'retry-after: 7\r\nretry-after: 9\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n')),
    )
    expect(await client(there.url).call(post())).toEqual({ status: 200, retryAfter: '7', body: '{}' })
  })

  it('connects to IPv6 addresses', async () => {
    let heard = ''
    const there = await rawServer((socket, first) => {
      heard = first
      socket.write(reply('{}'))
    }, '::1')
    expect((await client(there.url).call({ method: 'GET', path: '/x' })).status).toBe(200)
    expect(heard.toLowerCase()).toContain(`host: ${there.url.slice('http://'.length)}\r\n`)
  })
})

describe('encodings', () => {
  it('are not requested', async () => {
    const there = await startServer()
    stops.push(() => there.stop())
    await client(there.url).call(post())
    expect(there.heard[0]?.headers).not.toHaveProperty('accept-encoding')
    expect(there.heard[0]?.headers).not.toHaveProperty('transfer-encoding')
  })

  it('are decoded if they arrive, and fail if they are damaged', async () => {
    const packed = gzipSync('\ufeff{"é":"😀"}')
    const bodies = [packed, packed.subarray(0, 15)]
    const there = await rawServer((socket) => {
      const body = bodies.shift() as Buffer
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.write(body)
      socket.resume()
    })
    const http = client(there.url)
    expect((await http.call(post())).body).toBe('{"é":"😀"}')
    expect(await failureOf(http.call(post()))).toContain('Z_BUF_ERROR')
  })
})

describe('the memory of a body', () => {
  const A = 'a'.charCodeAt(0)
  const Z = 'z'.charCodeAt(0)

  /** Overwrites the body of a call that has settled, then lets the server read everything that was in flight. */
  async function wasUntouched(body: Buffer, socket: Socket): Promise<void> {
    body.fill(Z)
    let hasChanged = false
    let length = 0
    socket.removeAllListeners('data').on('data', (part: Buffer) => {
      length += part.length
      hasChanged ||= part.includes(Z)
    })
    const closed = once(socket, 'close')
    socket.resume()
    await closed
    expect(hasChanged).toBe(false)
    // Otherwise the body was too small for this test.
    expect(length).toBeLessThan(body.length)
  }

  const hugeBody = () => Buffer.alloc(HUGE_BYTES, A)

  it.each([
    ['keeps the connection', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'],
    ['wants it closed', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}'],
    ['sends a redirect', 'HTTP/1.1 303 See Other\r\nlocation: /y\r\ncontent-length: 2\r\n\r\n{}'],
  ])('is free after a reply that arrived before it was read, from a server that %s', async (_name, bytes) => {
    const sockets: Socket[] = []
    const there = await rawServer((socket) => {
      sockets.push(socket)
      socket.write(bytes)
    })
    const body = hugeBody()
    expect((await client(there.url).call({ ...post(), body })).body).toBe('{}')
    await wasUntouched(body, sockets[0] as Socket)
  })

  it('is free after a reply if the server closed the connection without reading it', async () => {
    const there = await rawServer((socket) =>
      socket.end('HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}'),
    )
    expect((await client(there.url).call({ ...post(), body: hugeBody() })).status).toBe(413)
  })

  it.each([
    ['stops', 60_000, 'stopped'],
    ['gives up', 50, 'no reply'],
  ])('is free when the client %s while it sends', async (_name, timeoutMs, message) => {
    const stop = new AbortController()
    const sockets: Socket[] = []
    const there = await rawServer((socket) => {
      sockets.push(socket)
      if (timeoutMs > 50) stop.abort()
    })
    const body = hugeBody()
    const failure = await failureOf(client(there.url, { timeoutMs }).call({ ...post(), body, signal: stop.signal }))
    expect(failure).toContain(message)
    await wasUntouched(body, sockets[0] as Socket)
  })

  it('is never sent if the client stops before there is a connection', async () => {
    const heard: string[] = []
    const arrived: (() => void)[] = []
    const there = await rawServer((socket, first) => {
      socket.resume()
      heard.push(first)
      arrived.shift()?.()
      if (heard.length > 1) socket.write(reply('{}'))
      else stops.push(() => void socket.destroy())
      release = () => socket.write(reply('{}'))
    })
    let release = () => true
    const http = client(there.url, { maxSockets: 1 })
    const firstArrived = new Promise<void>((done) => arrived.push(done))
    const first = http.call(post('first'))
    await firstArrived
    const stop = new AbortController()
    const waiting = http.call({ ...post('second'), signal: stop.signal })
    stop.abort()
    expect(await failureOf(waiting)).toBe('stopped')
    release()
    expect((await first).body).toBe('{}')
    expect((await http.call(post('third'))).body).toBe('{}')
    expect(heard.map((text) => text.slice(text.indexOf('\r\n\r\n') + 4))).toEqual(['first', 'third'])
  })
})

describe('after close', () => {
  it('no connection is open, neither idle nor in use', async () => {
    const sockets: Socket[] = []
    const there = await rawServer((socket) => {
      sockets.push(socket)
      socket.resume()
      if (sockets.length === 1) socket.write(reply('{}'))
      else http.close()
    })
    const http = client(there.url, { maxSockets: 1 })
    await http.call(post())
    expect(await failureOf(http.call(post()))).toContain('ECONNRESET')
    for (const socket of sockets) if (!socket.destroyed) await once(socket, 'close')
    expect(there.connections).toBe(1)
  })

  it('no tunnel is open that a proxy did not answer', async () => {
    const sockets: Socket[] = []
    const proxy = await rawServer((socket) => {
      sockets.push(socket)
      socket.resume()
    })
    const before = { ...process.env }
    process.env['https_proxy'] = proxy.url
    const http = client('https://track.example', { timeoutMs: 200 })
    expect(await failureOf(http.call(post()))).toBe('no reply from track.example within 0.2 s')
    process.env = before
    expect(sockets).toHaveLength(1)
    http.close()
    for (const socket of sockets) if (!socket.destroyed) await once(socket, 'close')
  })
})
