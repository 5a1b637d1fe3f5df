import { toConnectorError, TransientError } from '../core/errors'
import { sleep } from '../lib/clock'
import type { Ports } from './ports'

/**
 * Repeats `run`, at most one run per `everyMs`. The next run begins when it is due and the previous one has ended. Ends
 * when `shutdown` aborts, and rejects with an error that is not transient.
 */
export async function repeatRuns(
  { output, clock }: Ports,
  everyMs: number,
  run: () => Promise<void>,
  shutdown: AbortSignal,
): Promise<void> {
  const isShutdown = () => shutdown.aborted
  while (!isShutdown()) {
    const dueMs = clock.now() + everyMs
    try {
      await run()
    } catch (thrown) {
      const error = toConnectorError(thrown)
      if (!(error instanceof TransientError)) throw error
      output.log('ERROR', error.message)
    }
    if (isShutdown()) return
    const nextMs = Math.max(dueMs, clock.now())
    output.log('INFO', `The next run begins at ${new Date(nextMs).toISOString()}.`)
    await sleep(clock, nextMs - clock.now(), shutdown)
  }
}
