import { sleep, type Clock } from '../lib/clock'
import type { Transport } from './transport'

export interface RateLimiter {
  /** Resolves when a request may start. Requests start in the order in which they asked. */
  acquire(signal: AbortSignal): Promise<void>
  /** No request starts before `untilMs` (unix milliseconds): a wait that one request was told is a wait for all. */
  pauseUntil(untilMs: number): void
  /** Milliseconds in which at least one request waited. */
  readonly waitedMs: number
}

/**
 * Requests that may start together after a pause: those of a twentieth of a second, at least one. The network spreads
 * requests unevenly, so a few more may arrive within one second.
 */
function burstOf(requestsPerSecond: number): number {
  return Math.max(1, requestsPerSecond / 20)
}

/**
 * A smooth limit: requests are spaced evenly, and after a pause those of a twentieth of a second may start at once.
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
  let waiting = 0
  let waitingSinceMs = 0
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
      if (waiting++ === 0) waitingSinceMs = clock.now()
      // One after the other, so that a pause does not change the order of requests.
      last = last.then(() => wait(signal))
      await last
      if (--waiting === 0) waitedMs += clock.now() - waitingSinceMs
    },
    pauseUntil(untilMs) {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs)
    },
    get waitedMs() {
      return waiting === 0 ? waitedMs : waitedMs + clock.now() - waitingSinceMs
    },
  }
}

/** A transport whose tries wait for the limit. A 429 that names a wait pauses all requests. */
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
