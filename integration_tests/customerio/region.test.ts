import { ConfigError, TransientError } from '../../src/core/errors'
import { FakeClock } from '../../src/lib/testing/fake-clock'
import { HOSTS, mayCarryCredentials } from '../../src/customerio/hosts'
import { HttpClient } from '../../src/customerio/http'
import { findRegion, type RegionQuery } from '../../src/customerio/region'
import { startServer, type Answer, type TestServer } from './servers'

let there: TestServer
const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

const US = { url: 'https://track.customer.io', region: 'us', environment_id: 1 }
const EU = { url: 'https://track-eu.customer.io', region: 'eu', environment_id: 1 }

/** Asks a server that answers so, while time flies. */
async function ask(answers: readonly Answer[], more: Partial<RegionQuery> = {}) {
  there = await startServer((_heard, index) => answers[Math.min(index, answers.length - 1)] as Answer)
  servers.push(there)
  const clock = new FakeClock()
  const startedMs = clock.now()
  const state = { over: false }
  const asked = findRegion({
    siteId: 'site',
    apiKey: 'secret-api-key',
    region: 'auto',
    trackUrl: there.url,
    appUrl: undefined,
    userAgent: 'test',
    clock,
    ...more,
  }).finally(() => (state.over = true))
  asked.catch(() => undefined)
  for (let turn = 0; !state.over && turn < 20_000; turn++) await clock.advance(clock.nextInMs ?? 0)
  expect(clock.pending).toBe(0)
  return { found: await asked.catch((thrown: unknown) => thrown), tookMs: clock.now() - startedMs }
}

const json = (body: unknown): Answer => ({ body: JSON.stringify(body) })

describe('findRegion', () => {
  it('asks once, with the credentials, and takes the region that is told', async () => {
    const { found } = await ask([json(EU)])
    expect(found).toEqual({ name: 'eu', trackUrl: there.url, appUrl: there.url, environmentId: 1 })
    expect(there.heard).toHaveLength(1)
    expect(there.heard[0]).toMatchObject({
      method: 'GET',
      path: '/api/v1/accounts/region',
      headers: { authorization: `Basic ${Buffer.from('site:secret-api-key').toString('base64')}` },
    })
  })

  it('reads from the configured Track API URL, or from the configured App API URL', async () => {
    expect((await ask([json(US)], { appUrl: 'https://reads.example' })).found).toMatchObject({
      trackUrl: there.url,
      appUrl: 'https://reads.example',
    })
  })

  it.each([{ region: 'mars' }, {}, { region: 7 }])('takes %j for the region that was named', async (told) => {
    expect((await ask([json(told)], { region: 'eu' })).found).toMatchObject({ name: 'eu' })
    expect((await ask([json(told)])).found).toMatchObject({ name: 'us' })
  })

  it.each<readonly [string, Answer]>([
    ['a page', { body: '<html>' }],
    ['nothing', { body: '' }],
    ['a list', { body: '[]' }],
    ['500', { status: 500 }],
    ['a broken connection', { reset: true }],
    ['400', { status: 400 }],
  ])('tries again after %s', async (_name, answer) => {
    const { found, tookMs } = await ask([answer, answer, json(US)])
    expect(found).toMatchObject({ name: 'us' })
    expect(there.heard).toHaveLength(3)
    expect(tookMs).toBe(3_000)
  })

  it('gives up after three tries, and says where and why', async () => {
    const { found } = await ask([{ status: 503, headers: { 'retry-after': '4' } }])
    expect(found).toBeInstanceOf(TransientError)
    expect((found as Error).message).toContain(`${there.url} (HTTP 503)`)
    expect(there.heard).toHaveLength(3)
  })

  it('waits as long as the server asks, up to a limit', async () => {
    const busy = (wait: string): Answer => ({ status: 429, headers: { 'retry-after': wait } })
    expect((await ask([busy('4'), json(US)])).tookMs).toBe(4_000)
    expect((await ask([busy('250'), json(US)])).tookMs).toBe(10_000)
  })

  it.each([401, 403])('stops at %i at once', async (status) => {
    const { found } = await ask([{ status }])
    expect(found).toBeInstanceOf(ConfigError)
    expect((found as Error).message).not.toContain('secret-api-key')
    expect(there.heard).toHaveLength(1)
  })
})

describe('findRegion at Customer.io', () => {
  /** Customer.io's own hosts cannot be reached in a test: their replies are made up. */
  async function askThere(region: RegionQuery['region'], told: unknown, trackUrl?: string) {
    const called: string[] = []
    const spy = jest.spyOn(HttpClient.prototype, 'call').mockImplementation(function (this: unknown, { path }) {
      called.push((this as { options: { baseUrl: string } }).options.baseUrl + path)
      return Promise.resolve({ status: 200, retryAfter: undefined, body: JSON.stringify(told) })
    })
    try {
      const query = { siteId: 's', apiKey: 'k', region, trackUrl, appUrl: undefined, userAgent: 'test' }
      return { found: await findRegion(query).catch((thrown: unknown) => thrown), called }
    } finally {
      spy.mockRestore()
    }
  }

  it('asks the US host unless told otherwise, and goes on with the host of the region', async () => {
    expect(await askThere('auto', EU)).toEqual({
      found: { name: 'eu', trackUrl: HOSTS.eu.track, appUrl: HOSTS.eu.app, environmentId: 1 },
      called: ['https://track.customer.io/api/v1/accounts/region'],
    })
    expect(await askThere('eu', EU)).toMatchObject({ called: ['https://track-eu.customer.io/api/v1/accounts/region'] })
  })

  it('names the region of the workspace where the configuration names another', async () => {
    const { found } = await askThere('us', EU)
    expect(found).toBeInstanceOf(ConfigError)
    expect((found as Error).message).toContain('Fix: set region to eu or auto.')
  })

  it('believes no host that is not one of Customer.io', async () => {
    for (const url of ['https://track.example.com', 'http://track.customer.io', 'nonsense', 7]) {
      expect((await askThere('auto', { ...US, url })).found).toMatchObject({ trackUrl: HOSTS.us.track })
    }
  })

  it("reads from the App API's host when only Customer.io's own Track URL is given", async () => {
    expect((await askThere('auto', EU, 'https://track-eu.customer.io')).found).toEqual({
      name: 'eu',
      trackUrl: 'https://track-eu.customer.io',
      appUrl: HOSTS.eu.app,
      environmentId: 1,
    })
  })
})

describe('mayCarryCredentials', () => {
  it.each([
    ['https://track.customer.io', 'https://track-eu.customer.io/x', true],
    ['https://track.customer.io', 'https://customer.io/', true],
    ['https://track.customer.io', 'http://track.customer.io/', false],
    ['https://track.customer.io', 'https://customer.io.evil.com/', false],
    ['https://track.customer.io', 'https://evilcustomer.io/', false],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1/y', true],
    ['http://127.0.0.1:1', 'http://127.0.0.1:2/y', false],
    ['https://a.example', 'https://b.example/', false],
  ])('from %s to %s: %p', (from, to, expected) => {
    expect(mayCarryCredentials(from, new URL(to))).toBe(expected)
  })
})
