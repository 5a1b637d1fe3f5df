import { sleep, type Clock } from '../lib/clock'
import type { Transport } from './transport'

export interface RateLimiter {
  /** Resolves when a request may start. Requests start in the order in which they asked. */
  acquire(signal: AbortSignal): Promise<void>
  /** Nobody starts before `untilMs` (unix milliseconds): one request was told to wait, and the limit is everybody's. */
  pauseUntil(untilMs: number): void
  /** Milliseconds that requests have waited, all together. */
  readonly waitedMs: number
}

/**
 * Requests that may start together after a quiet time: a twentieth of a second's worth, at least one. What starts evenly
 * arrives less evenly: some more of them may meet in one second on their way.
 */
function burstOf(requestsPerSecond: number): number {
  return Math.max(1, requestsPerSecond / 20)
}

/**
 * A smooth limit: requests are spaced evenly, and after a quiet time a twentieth of a second's worth may start at once.
 * Never more than `requestsPerSecond` plus that burst start within any one second.
 */
export function createRateLimiter({
  requestsPerSecond,
  clock,
}: {
  requestsPerSecond: number
  clock: Clock
}): RateLimiter {
  const spacingMs = 1000 / requestsPerSecond
  const burstMs = (burstOf(requestsPerSecond) - 1) * spacingMs
  let nextMs = -Infinity
  let pausedUntilMs = -Infinity
  let waitedMs = 0
  /** Waits for the time of one request. A pause moves it, and with it all that come after. */
  const wait = async (signal: AbortSignal) => {
    let atMs = Math.max(nextMs, clock.now() - burstMs)
    while (!signal.aborted) {
      if (pausedUntilMs > clock.now()) atMs = Math.max(atMs, pausedUntilMs)
      if (atMs <= clock.now()) break
      await sleep(clock, atMs - clock.now(), signal)
    }
    if (!signal.aborted) nextMs = atMs + spacingMs
  }
  let last = Promise.resolve()
  return {
    async acquire(signal) {
      const askedMs = clock.now()
      // One after the other: the order in which they asked stands, whatever pauses come.
      last = last.then(() => wait(signal))
      await last
      waitedMs += clock.now() - askedMs
    },
    pauseUntil(untilMs) {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs)
    },
    get waitedMs() {
      return waitedMs
    },
  }
}

/** A transport whose every try waits for the limit, and whose 429 with a wait makes all others wait as well. */
export function rateLimited(transport: Transport, limiter: RateLimiter, clock: Clock): Transport {
  return {
    async send(request, signal) {
      await limiter.acquire(signal)
      const reply = await transport.send(request, signal)
      if (reply.kind === 'retry' && reply.rateLimited && reply.afterMs !== undefined) {
        limiter.pauseUntil(clock.now() + reply.afterMs)
      }
      return reply
    },
  }
}
