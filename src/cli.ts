#!/usr/bin/env node
import type { Context } from './cli/context'
import { runCommand } from './cli/index'

/** How long what the command left open may keep the process alive, in milliseconds. */
const EXIT_GRACE_MS = 1000

const [command, ...args] = process.argv.slice(2)

const context: Context = {
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
    const listen = (signal: 'SIGTERM' | 'SIGINT') => () => stop(signal)
    const [term, int] = [listen('SIGTERM'), listen('SIGINT')]
    process.once('SIGTERM', term).once('SIGINT', int)
    return () => process.off('SIGTERM', term).off('SIGINT', int)
  },
}

// Not process.exit(): it discards output that a pipe has not accepted yet.
void runCommand(command, context).then((code) => {
  process.exitCode = code
  endSoon()
})

/**
 * Ends the process if a connection or a timer of a library keeps it alive after the command. Output that a pipe has not
 * accepted yet is waited for.
 */
function endSoon(): void {
  const timer = setInterval(() => {
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit()
  }, EXIT_GRACE_MS)
  timer.unref()
}
