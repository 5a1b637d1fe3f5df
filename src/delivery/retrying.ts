import { sleep, type Clock } from '../lib/clock'
import { TransientError } from '../core/errors'
import type { FinalReply, Request, Transport } from './transport'

/** Exponential backoff with full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). */
const FIRST_WAIT_MS = 500
const MAX_WAIT_MS = 30_000

export interface RetryOptions {
  /** How long one request may be tried, from its first try on. */
  readonly maxRetryMs: number
  readonly clock: Clock
  /** A number from 0 up to 1. */
  readonly random: () => number
  readonly onRetry?: () => void
  /** A wait begins. `untilMs` is unix milliseconds; `cause` holds no secret and no row content. */
  readonly onWait?: (wait: { readonly untilMs: number; readonly rateLimited: boolean; readonly cause: string }) => void
}

/** A transport that retries. Its replies are final: a request that was retried for too long is a fatal transient error. */
export function retrying(
  transport: Transport,
  options: RetryOptions,
): { send(request: Request, signal: AbortSignal): Promise<FinalReply> } {
  const { maxRetryMs, clock, random } = options
  return {
    async send(request, signal) {
      const startedMs = clock.now()
      const isStopped = () => signal.aborted
      for (let tries = 1; ; tries++) {
        if (tries > 1) options.onRetry?.()
        const reply = await transport.send(request, signal)
        if (reply.kind !== 'retry') return reply
        if (isStopped()) return stopped()
        const ceilingMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1))
        // A wait that the server asks for has priority and is not jittered.
        const waitMs = reply.afterMs ?? random() * ceilingMs
        const untilMs = clock.now() + waitMs
        if (untilMs - startedMs > maxRetryMs)
          return { kind: 'fatal', error: retriesExhausted(reply.cause, tries, clock.now() - startedMs) }
        options.onWait?.({ untilMs, rateLimited: reply.rateLimited, cause: reply.cause })
        await sleep(clock, waitMs, signal)
        if (isStopped()) return stopped()
      }
    },
  }
}

function stopped(): FinalReply {
  return { kind: 'fatal', error: new TransientError('Stopped while waiting for Customer.io.') }
}

function retriesExhausted(cause: string, tries: number, elapsedMs: number): TransientError {
  return new TransientError(
    `Customer.io did not accept a request in ${tries} tries over ${Math.round(elapsedMs / 1000)} s (last: ${cause}). Nothing is ` +
      'lost: the next run continues from the last acknowledged state. delivery.max_retry_minutes limits the retries.',
  )
}
