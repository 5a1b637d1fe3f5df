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
  it('lists object types and manual segments with the App API key', async () => {
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

  it.each([401, 403])('names the wrong key at %i, without showing it', async (status) => {
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
  ])('fails with a transient error after %j', async (answer) => {
    const app = await client(answer)
    expect(await failureOf(app.objectTypes())).toBeInstanceOf(TransientError)
    app.close()
  })

  it('asks for the segments of a person by the encoded id', async () => {
    const app = await client({ body: '{"segments":[{"id":3}]}' })
    expect(await app.segmentsOf('id', 'a/../b c')).toEqual(['3'])
    expect(there.heard[0]?.path).toBe('/v1/customers/a%2F..%2Fb%20c/segments?id_type=id')
    app.close()
  })

  it.each(['.', '..'])('knows no person with the id %j, because a URL cannot contain it', async (id) => {
    const app = await client({ body: '{"segments":[{"id":3}]}' })
    expect(await app.segmentsOf('id', id)).toBeUndefined()
    expect(await app.people('phone', [id])).toEqual([])
    expect(there.heard).toEqual([])
    app.close()
  })
})
