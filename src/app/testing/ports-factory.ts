import { FakeClock } from '../../lib/testing/fake-clock'
import type { Signal } from '../../airbyte/command-context'
import type { Ports } from '../ports'

/** The ports of a use case, with a clock that tests move and all log lines. */
export interface TestPorts extends Ports {
  readonly clock: FakeClock
  readonly logs: string[]
  /** Asks the use case to end. */
  terminate(signal: Signal): void
}

export function createTestPorts(): TestPorts {
  const logs: string[] = []
  const listeners = new Set<(signal: Signal) => void>()
  return {
    clock: new FakeClock(),
    env: {},
    version: '1.2.3',
    logs,
    output: { log: (_level, message) => logs.push(message), hide: () => undefined, clean: (text) => text },
    showProgress: () => () => undefined,
    onTerminate(stop) {
      listeners.add(stop)
      return () => listeners.delete(stop)
    },
    terminate: (signal) => listeners.forEach((stop) => stop(signal)),
  }
}
