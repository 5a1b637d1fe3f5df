import fc from 'fast-check'
import { FakeClock } from '../lib/testing/fake-clock'
import { createRateLimiter, rateLimited } from './rate-limit'
import type { Reply, Request } from './transport'

const NEVER = new AbortController().signal

/** When requests start that ask at `askedAtMs`, in order; `pauses` are asked for at a time, until a time. */
async function startsOf(
  requestsPerSecond: number,
  askedAtMs: readonly number[],
  pauses: readonly { atMs: number; untilMs: number }[] = [],
) {
  const clock = new FakeClock()
  const zeroMs = clock.now()
  const limiter = createRateLimiter({ requestsPerSecond, clock })
  const starts: { asked: number; atMs: number }[] = []
  for (const { atMs, untilMs } of pauses) clock.after(atMs, () => limiter.pauseUntil(zeroMs + untilMs))
  askedAtMs.forEach((atMs, asked) =>
    clock.after(atMs, () => {
      void limiter.acquire(NEVER).then(() => starts.push({ asked, atMs: clock.now() - zeroMs }))
    }),
  )
  while (clock.nextInMs !== undefined) await clock.advance(clock.nextInMs)
  return { starts, limiter }
}

const times = (starts: readonly { atMs: number }[]) => starts.map(({ atMs }) => Math.round(atMs))

describe('the rate limiter', () => {
  it('spaces requests evenly, with a twentieth of a second of them at once at first', async () => {
    const { starts, limiter } = await startsOf(40, Array<number>(6).fill(0))
    expect(times(starts)).toEqual([0, 0, 25, 50, 75, 100])
    expect(Math.round(limiter.waitedMs)).toBe(100)
  })

  it('starts one request at a time where the limit is below 20 per second', async () => {
    expect(times((await startsOf(2, [0, 0, 0, 1600])).starts)).toEqual([0, 500, 1000, 1600])
  })

  it('starts no more than that at once after a pause', async () => {
    expect(times((await startsOf(40, [0, 5000, 5000, 5000, 5000])).starts)).toEqual([0, 5000, 5000, 5025, 5050])
  })

  it('starts no request during a pause, and spaces those that waited', async () => {
    const { starts } = await startsOf(10, Array<number>(5).fill(0), [{ atMs: 50, untilMs: 2000 }])
    expect(times(starts)).toEqual([0, 2000, 2100, 2200, 2300])
  })

  it('ignores a pause that ends before the current one', async () => {
    const pauses = [
      { atMs: 0, untilMs: 3000 },
      { atMs: 10, untilMs: 1000 },
    ]
    expect(times((await startsOf(10, [20], pauses)).starts)).toEqual([3000])
  })

  it('keeps the order, the limit within any second and the pauses, for any requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.nat(3000), { minLength: 1, maxLength: 60 }).map((all) => all.sort((a, b) => a - b)),
        fc.array(fc.record({ atMs: fc.nat(2000), untilMs: fc.nat(4000) }), { maxLength: 3 }),
        async (rate, askedAtMs, pauses) => {
          const { starts } = await startsOf(rate, askedAtMs, pauses)
          expect(starts.map(({ asked }) => asked)).toEqual(askedAtMs.map((_, index) => index))
          const most = rate + Math.max(1, rate / 20)
          for (const { atMs } of starts) {
            const within = starts.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000)
            expect(within.length).toBeLessThanOrEqual(Math.ceil(most))
            for (const pause of pauses) expect(atMs > pause.atMs && atMs < pause.untilMs).toBe(false)
          }
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)

  it('resolves the requests that are stopped', async () => {
    const clock = new FakeClock()
    const limiter = createRateLimiter({ requestsPerSecond: 1, clock })
    const stop = new AbortController()
    const all = [1, 2, 3].map(() => limiter.acquire(stop.signal))
    await clock.advance(10)
    stop.abort()
    await Promise.all(all)
    expect(clock.pending).toBe(0)
  })
})

describe('the waiting time', () => {
  it('is the time in which requests wait, however many of them do', async () => {
    const clock = new FakeClock()
    const limiter = createRateLimiter({ requestsPerSecond: 1, clock })
    const { signal } = new AbortController()
    const acquired = Array.from({ length: 11 }, () => limiter.acquire(signal))
    await clock.advance(5_000)
    expect(limiter.waitedMs).toBe(5_000)
    await clock.advance(60_000)
    await Promise.all(acquired)
    expect(limiter.waitedMs).toBe(10_000)
  })
})

describe('rateLimited', () => {
  const request: Request = { path: '/x', body: Buffer.alloc(0), items: 1 }
  const send = async (reply: Reply) => {
    const clock = new FakeClock()
    const limiter = createRateLimiter({ requestsPerSecond: 1000, clock })
    const transport = rateLimited({ send: () => Promise.resolve(reply) }, limiter, clock)
    expect(await transport.send(request, NEVER)).toBe(reply)
    let started = false
    void limiter.acquire(NEVER).then(() => (started = true))
    await clock.advance(4_999)
    const before = started
    await clock.advance(1)
    expect(started).toBe(true)
    return before
  }

  it('delays all requests when one is told how long to wait', async () => {
    expect(await send({ kind: 'retry', rateLimited: true, afterMs: 5_000, cause: 'HTTP 429' })).toBe(false)
  })

  it.each<Reply>([
    { kind: 'retry', rateLimited: true, cause: 'HTTP 429' },
    { kind: 'retry', rateLimited: false, afterMs: 5_000, cause: 'HTTP 503' },
    { kind: 'accepted', refused: new Map() },
  ])('delays no other request for %j', async (reply) => expect(await send(reply)).toBe(true))
})
