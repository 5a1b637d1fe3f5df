#!/usr/bin/env node
import type { Context } from './app/session'
import { runCommand } from './cli/index'

const [command, ...args] = process.argv.slice(2)

const context: Context = {
  args,
  env: process.env,
  // Node opens each of them when it is first asked for.
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

// Never process.exit(): it throws away output that a pipe has not taken yet.
void runCommand(command, context).then((code) => {
  process.exitCode = code
})
