#!/usr/bin/env node
import type { Context } from './cli/context'
import { runCommand } from './cli/index'

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
})
