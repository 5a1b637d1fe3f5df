import type { CommandContext, Signal } from './command-context'

/** How long what the command left open may keep the process alive, in milliseconds. */
const EXIT_GRACE_MS = 1000

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
    onTerminate(stop) {
      const listen = (signal: Signal) => () => stop(signal)
      const [term, int] = [listen('SIGTERM'), listen('SIGINT')]
      process.once('SIGTERM', term).once('SIGINT', int)
      return () => process.off('SIGTERM', term).off('SIGINT', int)
    },
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
