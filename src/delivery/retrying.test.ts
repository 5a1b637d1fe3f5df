import fc from 'fast-check'
import { FakeClock } from '../lib/testing/fake-clock'
import { retrying, type RetryOptions } from './retrying'
import type { Reply, Request } from './transport'

const REQUEST: Request = { path: '/x', body: Buffer.from('{}'), items: 1 }
const ACCEPTED: Reply = { kind: 'accepted', refused: new Map() }
const BUSY: Reply = { kind: 'retry', rateLimited: false, cause: 'HTTP 503' }

/** Sends one request through replies; the last one stands for all that follow. Time flies. */
async function run(replies: readonly Reply[], more: Partial<RetryOptions> = {}, stop?: AbortController) {
  const clock = new FakeClock()
  const startedMs = clock.now()
  const triesAtMs: number[] = []
  const waits: { untilMs: number; rateLimited: boolean; cause: string }[] = []
  let retries = 0
  const sender = retrying(
    {
      send: () => {
        triesAtMs.push(clock.now() - startedMs)
        return Promise.resolve(replies[Math.min(triesAtMs.length, replies.length) - 1] as Reply)
      },
    },
    {
      maxRetryMs: 60_000,
      clock,
      random: () => 1,
      onRetry: () => retries++,
      onWait: (wait) => waits.push({ ...wait, untilMs: wait.untilMs - startedMs }),
      ...more,
    },
  )
  const state = { over: false }
  const sent = sender.send(REQUEST, (stop ?? new AbortController()).signal).finally(() => (state.over = true))
  for (let turn = 0; !state.over && turn < 1000; turn++) await clock.advance(clock.nextInMs ?? 0)
  expect(clock.pending).toBe(0)
  return { reply: await sent, triesAtMs, waits, retries, tookMs: clock.now() - startedMs }
}

describe('retrying', () => {
  it.each<Reply>([
    ACCEPTED,
    { kind: 'split', refusal: { status: 413 } },
    { kind: 'fatal', error: new Error('no') as never },
  ])('hands on at once what no retry fixes: $kind', async (reply) => {
    expect(await run([reply])).toMatchObject({ reply, triesAtMs: [0], retries: 0, waits: [] })
  })

  it('waits twice as long each time, up to half a minute, and counts', async () => {
    const { triesAtMs, retries, reply } = await run([...Array<Reply>(9).fill(BUSY), ACCEPTED], { maxRetryMs: 1e9 })
    const waits = triesAtMs.slice(1).map((at, index) => at - (triesAtMs[index] as number))
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    expect(retries).toBe(9)
    expect(reply).toBe(ACCEPTED)
  })

  it('jitters its waits between nothing and the whole wait', async () => {
    expect((await run([BUSY, BUSY, ACCEPTED], { random: () => 0.25 })).triesAtMs).toEqual([0, 125, 375])
    expect((await run([BUSY, BUSY, ACCEPTED], { random: () => 0 })).triesAtMs).toEqual([0, 0, 0])
  })

  it('waits as long as the server asks, without jitter, and reports it', async () => {
    const limited: Reply = { kind: 'retry', rateLimited: true, afterMs: 7_000, cause: 'HTTP 429' }
    const { triesAtMs, waits } = await run([limited, ACCEPTED], { random: () => 0.1 })
    expect(triesAtMs).toEqual([0, 7_000])
    expect(waits).toEqual([{ untilMs: 7_000, rateLimited: true, cause: 'HTTP 429' }])
  })

  it('ends within its budget as a transient error, without a wait that would exceed it', async () => {
    const { reply, tookMs, triesAtMs } = await run([BUSY], { maxRetryMs: 10_000 })
    expect(triesAtMs).toEqual([0, 500, 1500, 3500, 7500])
    expect(tookMs).toBe(7500)
    expect(reply).toMatchObject({ kind: 'fatal', error: { failureType: 'transient_error' } })
    expect(reply.kind === 'fatal' && reply.error.message).toContain('5 tries over 8 s (last: HTTP 503)')
    const long: Reply = { kind: 'retry', rateLimited: true, afterMs: 300_000, cause: 'HTTP 429' }
    expect((await run([long], { maxRetryMs: 10_000 })).triesAtMs).toEqual([0])
  })

  it('never exceeds its budget, for any replies', async () => {
    const reply = fc.oneof(
      fc.constant(BUSY),
      fc.nat(400_000).map((afterMs): Reply => ({ kind: 'retry', rateLimited: true, afterMs, cause: 'HTTP 429' })),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(reply, { minLength: 1, maxLength: 12 }),
        fc.nat(600_000),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        async (replies, maxRetryMs, share) => {
          const { tookMs, reply: last } = await run([...replies, BUSY], { maxRetryMs, random: () => share })
          expect(tookMs).toBeLessThanOrEqual(maxRetryMs)
          expect(last.kind).toBe('fatal')
        },
      ),
      { numRuns: 40 },
    )
  }, 30_000)

  it('does not retry after a stop during the wait', async () => {
    const stop = new AbortController()
    const { reply, triesAtMs, retries } = await run([BUSY], { onWait: () => stop.abort() }, stop)
    expect(triesAtMs).toEqual([0])
    expect(retries).toBe(0)
    expect(reply).toMatchObject({ kind: 'fatal', error: { failureType: 'transient_error' } })
  })

  it('does not wait after a stop during the request', async () => {
    const { waits } = await run([BUSY], {}, Object.assign(new AbortController(), {}))
    expect(waits.length).toBeGreaterThan(0)
    const stopped = new AbortController()
    stopped.abort()
    expect(await run([BUSY], {}, stopped)).toMatchObject({ waits: [], triesAtMs: [0], reply: { kind: 'fatal' } })
  })
})
