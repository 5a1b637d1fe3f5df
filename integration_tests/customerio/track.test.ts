import { startServer, type Answer, type TestServer } from './servers'
import { createTrackTransport } from '../../src/customerio/track'

let there: TestServer
afterEach(() => there.stop())

const signal = new AbortController().signal

async function send(answer: Answer, request = { path: '/api/v2/batch', body: Buffer.from('{}'), items: 1 }) {
  there = await startServer(() => answer)
  const track = createTrackTransport({
    siteId: 'site',
    apiKey: 'key',
    baseUrl: there.url,
    maxSockets: 1,
    userAgent: 'test',
    // Short where nothing ever comes; else a busy machine has all the time it needs.
    timeoutMs: answer.hang === true ? 100 : 60_000,
  })
  const reply = await track.send(request, signal)
  track.close()
  return reply
}

describe('the transport of the Track API', () => {
  it('posts the body to its path and interprets the reply', async () => {
    expect(await send({ body: '{}\n' })).toEqual({ kind: 'accepted', refused: new Map() })
    expect(there.heard[0]).toMatchObject({ method: 'POST', path: '/api/v2/batch' })
  })

  it.each<Answer>([{ hang: true }, { reset: true }])('classifies %j as a reason to retry', async (answer) => {
    expect(await send(answer)).toMatchObject({ kind: 'retry', rateLimited: false })
  })

  it('returns a fatal reply, and does not throw, after a redirect to an unknown host', async () => {
    const reply = await send({ status: 308, headers: { location: 'https://elsewhere.invalid/' } })
    expect(reply).toMatchObject({ kind: 'fatal', error: { failureType: 'config_error' } })
  })

  it('accepts a date as Retry-After', async () => {
    const reply = await send({
      status: 429,
      headers: { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() },
    })
    expect(reply).toEqual({ kind: 'retry', rateLimited: true, cause: 'HTTP 429', afterMs: 300_000 })
  })
})
