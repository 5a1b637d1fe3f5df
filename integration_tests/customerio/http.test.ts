import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { ConfigError } from '../../src/core/errors'
import { basicAuthorization, HttpClient, type HttpOptions } from '../../src/customerio/http'
import { NoReply } from '../../src/customerio/reply'
import { makeCertificate } from './certificate'
import { startProxy, startServer, type TestProxy, type TestServer } from './servers'

const AUTHORIZATION = basicAuthorization('site-1', 'very-secret-key')
const stops: (() => void | Promise<void>)[] = []
const PROXY_NAMES = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()])
const environment = { ...process.env }

beforeEach(() => {
  for (const name of PROXY_NAMES) Reflect.deleteProperty(process.env, name)
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  for (const name of PROXY_NAMES) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, environment)
})

async function server(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const started = await startServer(...args)
  stops.push(() => started.stop())
  return started
}

async function proxy(status?: number): Promise<TestProxy> {
  const started = await startProxy(status)
  stops.push(() => started.stop())
  return started
}

function client(baseUrl: string, more: Partial<HttpOptions> = {}): HttpClient {
  const http = new HttpClient({
    baseUrl,
    authorization: AUTHORIZATION,
    userAgent: 'destination-customer-io/1.2.3',
    maxSockets: 2,
    timeoutMs: 60_000,
    ...more,
  })
  stops.push(() => http.close())
  return http
}

const post = (body: Buffer | string = '{}') => ({ method: 'POST', path: '/x', body: Buffer.from(body) }) as const

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const thrown: unknown = await promise.then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  )
  const shown = `${JSON.stringify(thrown)} ${inspect(thrown, { depth: 10, showHidden: true })}`
  // No error of Node or axios with its request, and no credential.
  for (const secret of ['very-secret-key', AUTHORIZATION, AUTHORIZATION.slice(6)]) expect(shown).not.toContain(secret)
  return thrown as Error
}

/** The reply that another process got from a URL (see call-from-process.ts). Fails if that process prints a warning. */
function callFromProcess(url: string, env: NodeJS.ProcessEnv = {}, count = 1): Promise<unknown> {
  return new Promise((done, failed) => {
    const script = require.resolve('./call-from-process.ts')
    const args = ['--import', 'tsx', script, url, String(count)]
    execFile(process.execPath, args, { env: { PATH: process.env['PATH'], ...env } }, (error, stdout, stderr) => {
      if (error === null && stderr === '') done(JSON.parse(stdout))
      else failed(new Error(`the program failed: ${error?.message ?? stderr}`))
    })
  })
}

describe('HttpClient', () => {
  it('sends the bytes of the body unchanged, with its headers', async () => {
    const there = await server()
    // Parsing and serializing this text would change it.
    const body = Buffer.from('{"n":12345678901234567890.10,  "a":"é😀\\u0000"}')
    await client(`${there.url}/`).call(post(body))
    expect(there.heard[0]).toMatchObject({
      method: 'POST',
      path: '/x',
      headers: {
        authorization: AUTHORIZATION,
        'user-agent': 'destination-customer-io/1.2.3',
        'content-type': 'application/json',
        'content-length': String(body.length),
      },
    })
    expect(there.heard[0]?.body.equals(body)).toBe(true)
  })

  it('returns the reply unchanged for any status and type', async () => {
    const there = await server((_heard, index) => ({
      status: [200, 207, 400, 500][index] as number,
      headers: { 'retry-after': '7', 'content-type': index === 0 ? 'text/html' : 'application/json' },
      body: ['<html>', '{"a":01}', '', 'x'][index] as string,
    }))
    const http = client(there.url)
    for (const expected of [
      { status: 200, retryAfter: '7', body: '<html>' },
      { status: 207, retryAfter: '7', body: '{"a":01}' },
      { status: 400, retryAfter: '7', body: '' },
      { status: 500, retryAfter: '7', body: 'x' },
    ]) {
      expect(await http.call(post())).toEqual(expected)
    }
  })

  it('keeps at most maxSockets connections', async () => {
    const there = await server()
    const http = client(there.url)
    for (let i = 0; i < 5; i++) await http.call(post())
    expect(there.connections).toBe(1)
    await Promise.all(Array.from({ length: 8 }, () => http.call(post())))
    expect(there.connections).toBeLessThanOrEqual(2)
  })

  it('fails after the deadline', async () => {
    const there = await server(() => ({ hang: true }))
    const failure = await failureOf(client(there.url, { timeoutMs: 50 }).call(post()))
    expect(failure).toBeInstanceOf(NoReply)
    expect(failure.message).toBe(`no reply from 127.0.0.1:${there.port} within 0.05 s`)
  })

  it('stops on a signal, before and during a request', async () => {
    const there = await server(() => ({ hang: true }))
    const http = client(there.url)
    expect((await failureOf(http.call({ ...post(), signal: AbortSignal.abort() }))).message).toBe('stopped')
    const stop = new AbortController()
    const call = failureOf(http.call({ ...post(), signal: stop.signal }))
    setImmediate(() => stop.abort())
    expect((await call).message).toBe('stopped')
  })

  it('lets many requests share a signal without a warning, and removes its listeners', async () => {
    const there = await server((_heard, index) => (index % 2 === 0 ? {} : { reset: true }))
    const http = client(there.url, { maxSockets: 16 })
    const { signal } = new AbortController()
    await Promise.allSettled(Array.from({ length: 50 }, () => http.call({ ...post(), signal })))
    expect(getEventListeners(signal, 'abort')).toEqual([])
    const polite = await server()
    expect(await callFromProcess(polite.url, {}, 50)).toEqual({ status: 200, body: '{}' })
  })

  it('reports a key that cannot be sent, without showing it', async () => {
    const failure = await failureOf(client('http://127.0.0.1:1', { authorization: `${AUTHORIZATION}\nx` }).call(post()))
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure.message).toContain('a character that is not allowed in an HTTP header')
  })

  it('joins the base URL and the path with one slash', async () => {
    const there = await server()
    await client(`${there.url}/base//`).call({ method: 'GET', path: '/x?y=%C3%A9' })
    expect(there.heard[0]?.path).toBe('/base/x?y=%C3%A9')
  })

  it('reports the cause of a failure', async () => {
    const there = await server(() => ({ reset: true }))
    expect(await failureOf(client(there.url).call(post()))).toBeInstanceOf(NoReply)
    await there.stop()
    const failure = await failureOf(client(there.url).call(post()))
    expect(failure).toBeInstanceOf(NoReply)
    expect(failure.message).toContain('ECONNREFUSED')
  })
})

describe('redirects', () => {
  it.each([301, 302, 307, 308])(
    'follows %i with the same method, body and credentials on its own server',
    async (status) => {
      const there = await server((_heard, index) =>
        index === 0 ? { status, headers: { location: '/y?z=1' } } : { body: '{"done":1}' },
      )
      expect((await client(there.url).call(post('{"a":1}'))).body).toBe('{"done":1}')
      expect(there.heard.map(({ method, path, body }) => [method, path, body.toString()])).toEqual([
        ['POST', '/x', '{"a":1}'],
        ['POST', '/y?z=1', '{"a":1}'],
      ])
      expect(there.heard[1]?.headers.authorization).toBe(AUTHORIZATION)
    },
  )

  it.each([
    ['another port', (other: TestServer) => `${other.url}/x`],
    ['another name', (other: TestServer) => `http://localhost:${other.port}/x`],
    ['a name with the same ending', () => 'https://evilcustomer.io/x'],
    ['Customer.io without TLS', () => 'http://track.customer.io/x'],
    [
      'a URL with Customer.io as user name',
      (other: TestServer) => `http://track.customer.io@127.0.0.1:${other.port}/x`,
    ],
  ])('does not follow a redirect to %s', async (_name, locate) => {
    const other = await server()
    const there = await server(() => ({ status: 307, headers: { location: locate(other) } }))
    const failure = await failureOf(client(there.url).call(post()))
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure.message).toContain('The credentials were not sent')
    expect(other.heard).toHaveLength(0)
  })

  it('follows a redirect from any server to Customer.io, over TLS', async () => {
    const tunnel = await proxy(418)
    process.env['HTTPS_PROXY'] = tunnel.url
    const there = await server(() => ({ status: 301, headers: { location: 'https://track-eu.customer.io/x' } }))
    expect((await client(there.url).call(post())).status).toBe(418)
    expect(tunnel.tunnels).toEqual(['track-eu.customer.io:443'])
  })

  it('does not follow a loop or an invalid URL', async () => {
    const circle = await server(() => ({ status: 302, headers: { location: '/x' } }))
    expect((await failureOf(client(circle.url).call(post()))).message).toContain('in a loop')
    expect(circle.heard).toHaveLength(4)
    const nonsense = await server(() => ({ status: 302, headers: { location: 'http://' } }))
    expect(await failureOf(client(nonsense.url).call(post()))).toBeInstanceOf(ConfigError)
  })

  it('does not follow a 303 or a redirect without a location', async () => {
    const there = await server((_heard, index) =>
      index === 0 ? { status: 303, headers: { location: '/y' } } : { status: 307 },
    )
    const http = client(there.url)
    expect((await http.call(post())).status).toBe(303)
    expect((await http.call(post())).status).toBe(307)
  })

  it('does not send a user name of a URL', async () => {
    const there = await server((_heard, index) =>
      index === 0 ? { status: 307, headers: { location: there.url.replace('//', '//eve:evil@') + '/y' } } : {},
    )
    await client(there.url.replace('//', '//adam:apple@')).call(post())
    expect(there.heard.map(({ headers }) => headers.authorization)).toEqual([AUTHORIZATION, AUTHORIZATION])
  })
})

describe('proxies', () => {
  it('are used over persistent connections, but not for NO_PROXY', async () => {
    const there = await server()
    const tunnel = await proxy()
    process.env['HTTP_PROXY'] = tunnel.url
    const http = client(there.url)
    for (let i = 0; i < 3; i++) expect((await http.call(post())).body).toBe('{}')
    expect(tunnel.tunnels).toEqual([`127.0.0.1:${there.port}`])
    process.env['NO_PROXY'] = 'example.com,127.0.0.1'
    await client(there.url).call(post())
    expect(tunnel.tunnels).toHaveLength(1)
    expect(there.heard).toHaveLength(4)
    expect(there.connections).toBe(2)
  })

  it('open many tunnels at once without a warning', async () => {
    const there = await server()
    const tunnel = await proxy()
    expect(await callFromProcess(there.url, { HTTP_PROXY: tunnel.url }, 20)).toEqual({ status: 200, body: '{}' })
    expect(tunnel.tunnels).toHaveLength(20)
  })

  it('returns the reply of a proxy that opens no tunnel', async () => {
    const there = await server()
    const tunnel = await proxy(407)
    process.env['HTTP_PROXY'] = tunnel.url
    expect((await client(there.url).call(post())).status).toBe(407)
    expect(there.heard).toHaveLength(0)
  })

  it.each(['socks5://127.0.0.1:1', 'http://'])('reports that %s is not a proxy', async (value) => {
    process.env['HTTP_PROXY'] = value
    const failure = await failureOf(client('http://127.0.0.1:1').call(post()))
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure.message).toContain('HTTPS_PROXY')
  })
})

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const certificate = makeCertificate()
  const file = join(folder, 'ca.pem')
  writeFileSync(file, certificate.cert)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('rejects an untrusted certificate, and suggests a fix', async () => {
    const there = await server(() => ({}), certificate)
    const failure = await failureOf(client(there.url).call(post()))
    expect(failure).toBeInstanceOf(NoReply)
    expect(failure.message).toContain('NODE_EXTRA_CA_CERTS')
    expect(there.heard).toHaveLength(0)
  })

  it('trusts NODE_EXTRA_CA_CERTS, directly and through a proxy with or without a scheme', async () => {
    const there = await server(() => ({ body: '{"tls":true}' }), certificate)
    const tunnel = await proxy()
    const trusted = { NODE_EXTRA_CA_CERTS: file }
    const expected = { status: 200, body: '{"tls":true}' }
    expect(await callFromProcess(there.url, trusted)).toEqual(expected)
    expect(tunnel.tunnels).toEqual([])
    // Only host names, because the agent of the tunnel passes no address to TLS.
    const named = there.url.replace('127.0.0.1', 'localhost')
    for (const name of [tunnel.url, tunnel.url.replace('http://', '')]) {
      expect(await callFromProcess(named, { ...trusted, HTTPS_PROXY: name })).toEqual(expected)
    }
    expect(tunnel.tunnels).toEqual([`localhost:${there.port}`, `localhost:${there.port}`])
    expect(await callFromProcess(named, { HTTPS_PROXY: tunnel.url })).toEqual({
      error: expect.stringContaining('NODE_EXTRA_CA_CERTS') as unknown,
    })
  }, 60_000)
})
