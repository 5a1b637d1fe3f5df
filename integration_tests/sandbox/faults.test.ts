import { FakeClock } from '../../src/lib/testing/fake-clock'
import { FAULTS, FaultSource, type Fault } from '../../src/sandbox/faults'
import { seededRandom } from '../../src/sandbox/random'
import { startSandbox, type Sandbox } from '../../src/sandbox/server'
import { callerOf } from './caller'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

const PERSON = { type: 'person', action: 'identify', identifiers: { id: '1' }, attributes: { a: 1 } }
const WRONG = { type: 'person', action: 'event', identifiers: { id: '1' } }

/** Sends one batch of a good and a wrong item under a fault, and says what was answered and done. */
async function under(fault: Fault) {
  sandbox = await startSandbox({ faults: { script: [fault] } })
  const { siteId, apiKey } = { siteId: 'sandbox-site', apiKey: 'sandbox-key' }
  const authorization = `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`
  const call = () =>
    fetch(`${sandbox.url}/api/v2/batch?x=1`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization },
      body: JSON.stringify({ batch: [PERSON, WRONG] }),
      ...(fault === 'timeout' ? { signal: AbortSignal.timeout(200) } : {}),
    })
  const reply = await call().catch(() => undefined)
  const text = await reply?.text()
  const done = sandbox.workspace.people.size === 1
  // The next request passes.
  expect((await call()).status).toBe(207)
  return { status: reply?.status, headers: reply?.headers, text, done }
}

describe('faults', () => {
  it.each<readonly [Fault, number | undefined, boolean]>([
    ['rate_limit', 429, false],
    ['rate_limit_with_wait', 429, false],
    ['error_400_page', 400, false],
    ['error_401', 401, false],
    ['error_413', 413, false],
    ['error_500', 500, false],
    ['error_502', 502, false],
    ['error_503', 503, false],
    ['error_503_after', 503, true],
    ['reset_before', undefined, false],
    ['reset_after', undefined, true],
    ['timeout', undefined, false],
    ['slow_body', 207, true],
    ['html_page', 200, false],
    ['empty_reply', 200, false],
    ['redirect', 307, false],
    ['redirect_elsewhere', 307, false],
    ['sparse_207', 207, true],
  ])('%s answers %p, and what was asked is done: %p', async (fault, status, done) => {
    const outcome = await under(fault)
    expect(outcome.status).toBe(status)
    expect(outcome.done).toBe(done)
    expect(sandbox.requests[0]).toMatchObject({ fault, status: status ?? 0 })
    if (fault === 'rate_limit') expect(outcome.headers?.get('retry-after')).toBeNull()
    if (fault === 'rate_limit_with_wait') expect(outcome.headers?.get('retry-after')).toBe('1')
    if (fault === 'empty_reply') expect(outcome.text).toBe('')
    if (fault === 'html_page') expect(outcome.text).toContain('<html>')
    if (fault === 'redirect') expect(outcome.headers?.get('location')).toBe(`${sandbox.url}/api/v2/batch?x=1`)
    if (fault === 'redirect_elsewhere')
      expect(outcome.headers?.get('location')).toBe('https://elsewhere.invalid/api/v2/batch?x=1')
    if (fault === 'sparse_207')
      expect(JSON.parse(outcome.text ?? '')).toEqual({
        errors: [{ batch_index: 1 }, { batch_index: 1, reason: 'invalid' }],
      })
  })

  it('happen as often as asked, the script first, the same for the same seed', async () => {
    sandbox = await startSandbox()
    const draw = (seed: number) => {
      const source = new FaultSource(
        { rates: { error_500: 0.25, reset_after: 0.5 }, script: ['timeout', undefined] },
        seededRandom(seed),
      )
      return Array.from({ length: 4002 }, () => source.next())
    }
    const drawn = draw(3)
    expect(drawn.slice(0, 2)).toEqual(['timeout', undefined])
    expect(drawn).toEqual(draw(3))
    const share = (fault: Fault) => drawn.slice(2).filter((one) => one === fault).length / 4000
    expect(share('error_500')).toBeCloseTo(0.25, 1)
    expect(share('reset_after')).toBeCloseTo(0.5, 1)
    expect(new Set(drawn.slice(2))).toEqual(new Set(['error_500', 'reset_after', undefined]))
    expect(new Set(FAULTS).size).toBe(18)
  })

  it('leave the credential check alone', async () => {
    sandbox = await startSandbox({ faults: { rates: { error_500: 1 } }, region: 'eu' })
    const { track } = callerOf(sandbox)
    expect((await track('GET', '/api/v1/accounts/region')).body).toMatchObject({ region: 'eu' })
    expect((await track('PUT', '/api/v1/customers/1', {})).status).toBe(500)
  })
})

describe('asynchronous application', () => {
  it('answers before it does, and forgets nothing that waits', async () => {
    const clock = new FakeClock()
    sandbox = await startSandbox({ clock, settings: { applyAfterMs: 5_000 } })
    const { track, batch, app } = callerOf(sandbox)
    expect((await batch(PERSON)).status).toBe(200)
    expect((await track('POST', '/api/v1/segments/7/add_customers', { ids: ['1'] })).status).toBe(200)
    expect((await app('/v1/customers/1/attributes')).status).toBe(404)
    await clock.advance(4_999)
    expect((await app('/v1/customers/1/attributes')).status).toBe(404)
    await clock.advance(1)
    expect((await app('/v1/customers/1/attributes')).status).toBe(200)
    expect((await app('/v1/segments/7/customer_count')).body).toEqual({ count: 1 })
  })

  it('applies the items of a batch in another order where it is told to', async () => {
    sandbox = await startSandbox({ settings: { shuffle: true }, seed: 2 })
    const { batch } = callerOf(sandbox)
    const names = Array.from({ length: 20 }, (_, n) => `e${n}`)
    await batch(...names.map((name) => ({ type: 'person', action: 'event', identifiers: { id: '1' }, name })))
    const came = sandbox.workspace.events.map(({ name }) => name)
    expect(came).not.toEqual(names)
    expect([...came].sort()).toEqual([...names].sort())
  })
})
