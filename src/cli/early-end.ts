import type { Signal } from '../airbyte/command-context'
import { catchUncaught } from '../airbyte/stdout-redirect'
import type { Ports } from '../app/ports'
import type { Context } from './context'

/** How long a command may take to clean up after an uncaught error, in milliseconds. */
const CLEANUP_MS = 8_000

type Stop = (signal: Signal) => void

/** What ends a command early: a signal, or an error that a library throws outside of every promise. */
export class EarlyEnd {
  /** The first signal. */
  signal: Signal | undefined
  /** Whether an error was uncaught. */
  isFailed = false
  /** Rejects if the command does not end soon after an uncaught error: what the library worked on never will. */
  readonly abandoned: Promise<never>
  /** Undoes all of it. */
  readonly release: () => void
  private readonly stops = new Set<Stop>()

  /** `report` is called with the first uncaught error. */
  constructor(
    private readonly context: Pick<Context, 'onTerminate'>,
    report: (thrown: unknown) => void,
  ) {
    let abandon: (thrown: unknown) => void
    let timer: NodeJS.Timeout | undefined
    this.abandoned = new Promise((_, reject) => (abandon = reject))
    // Awaited only while the command runs.
    this.abandoned.catch(() => undefined)
    const stopCatching = catchUncaught(process, (thrown) => {
      if (this.isFailed) return
      this.isFailed = true
      report(thrown)
      timer = setTimeout(() => abandon(thrown), CLEANUP_MS)
      for (const stop of this.stops) stop('SIGTERM')
    })
    this.release = () => {
      stopCatching()
      clearTimeout(timer)
    }
  }

  /** An uncaught error stops the command as a signal does. */
  readonly onTerminate: Ports['onTerminate'] = (stop) => {
    this.stops.add(stop)
    const stopListening = this.context.onTerminate((signal) => {
      this.signal ??= signal
      stop(signal)
    })
    return () => {
      this.stops.delete(stop)
      stopListening()
    }
  }
}
