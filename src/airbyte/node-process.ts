import type { CommandContext, OnTerminate, Signal } from './command-context'

/** How long what the command left open may keep the process alive, in milliseconds. */
const EXIT_GRACE_MS = 1000

/** As a shell reports them: 128 + the number of the signal. */
const SIGNAL_EXIT_CODES: Readonly<Record<Signal, number>> = { SIGTERM: 143, SIGINT: 130 }
/** What a command may take to end after a signal, in milliseconds. Kubernetes kills a container after 30 s. */
const MAX_END_MS = 28_000

/** The context of a command in a process of Node. `args` are those after the name of the command. */
export function contextOf(process: NodeJS.Process, args: readonly string[]): CommandContext {
  return {
    args,
    env: process.env,
    // Getters, because Node opens each stream when it is first accessed.
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return process.stdout
    },
    get stderr() {
      return process.stderr
    },
    onTerminate: listenToSignals(process),
  }
}

/**
 * Passes the first signal of each kind to the parts that need time to end. Where no part listens, as while a connection is
 * opened, the process ends at once. Without a listener, process 1 of a container would ignore the signal.
 */
function listenToSignals(process: Pick<NodeJS.Process, 'once' | 'exit'>): OnTerminate {
  const stops = new Set<(signal: Signal) => void>()
  const listen = (signal: Signal) =>
    process.once(signal, () => {
      const exit = () => process.exit(SIGNAL_EXIT_CODES[signal])
      if (stops.size === 0) exit()
      setTimeout(exit, MAX_END_MS).unref()
      for (const stop of stops) stop(signal)
    })
  listen('SIGTERM')
  listen('SIGINT')
  return (stop) => {
    stops.add(stop)
    return () => stops.delete(stop)
  }
}

/**
 * Ends the process with this exit code, also if a connection or a timer of a library keeps it alive. Output that a pipe
 * has not accepted yet is waited for: process.exit() would discard it.
 */
export function endProcess(process: NodeJS.Process, exitCode: number): void {
  process.exitCode = exitCode
  const timer = setInterval(() => {
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit()
  }, EXIT_GRACE_MS)
  timer.unref()
}
