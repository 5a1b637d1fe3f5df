import { ConfigError, TransientError } from '../../src/core/errors'
import { FakeClock } from '../../src/lib/testing/fake-clock'
import { createAppClient } from '../../src/customerio/app'
import { startServer, type Answer, type TestServer } from './servers'

/** Rings at once. */
class FlyingClock extends FakeClock {
  override after(_ms: number, ring: () => void): () => void {
    setImmediate(ring)
    return () => undefined
  }
}

let there: TestServer
afterEach(() => there.stop())

async function client(answer: Answer) {
  there = await startServer(() => answer)
  return createAppClient({
    appApiKey: 'secret-app-key\n',
    appUrl: there.url,
    userAgent: 'test',
    clock: new FlyingClock(),
  })
}

const failureOf = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown as Error)

describe('the App API client', () => {
  it('lists object types and manual segments, with its key', async () => {
    const types = await client({
      body: JSON.stringify({ types: [{ id: '1', name: 'Companies', enabled: true }] }),
    })
    expect(await types.objectTypes()).toEqual([{ id: '1', name: 'Companies' }])
    expect(there.heard[0]).toMatchObject({
      path: '/v1/object_types',
      headers: { authorization: 'Bearer secret-app-key' },
    })
    types.close()
    await there.stop()
    const segments = await client({
      body: JSON.stringify({
        segments: [
          { id: 7, name: 'Beta', type: 'manual' },
          { id: 8, name: 'All', type: 'dynamic' },
        ],
      }),
    })
    expect(await segments.manualSegments()).toEqual([{ id: '7', name: 'Beta' }])
    segments.close()
  })

  it.each([401, 403])('says at %i which key is wrong, and does not print it', async (status) => {
    const app = await client({ status })
    const failure = await failureOf(app.objectTypes())
    app.close()
    expect(failure).toBeInstanceOf(ConfigError)
    expect((failure as Error).message).toContain('credentials.app_api_key')
    expect((failure as Error).message).not.toContain('secret-app-key')
  })

  it.each<Answer>([
    { status: 429 },
    { status: 500 },
    { status: 404 },
    { body: '<html>' },
    { body: '[]' },
    { body: '{"types":{}}' },
    { body: '"types"' },
    { reset: true },
  ])('may be asked again after %j', async (answer) => {
    const app = await client(answer)
    expect(await failureOf(app.objectTypes())).toBeInstanceOf(TransientError)
    app.close()
  })
})
