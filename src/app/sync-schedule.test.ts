import { ConfigError, TransientError } from '../core/errors'
import { repeatRuns } from './sync-schedule'
import { createTestPorts } from './testing/ports-factory'

const EVERY_MS = 60_000

/** Repeats a run that takes `runMs` and then throws the next of `errors`. */
function start(runMs: number, errors: readonly (Error | undefined)[] = []) {
  const ports = createTestPorts()
  const shutdown = new AbortController()
  const startedMs = ports.clock.now()
  const runs: number[] = []
  const run = async () => {
    runs.push(ports.clock.now() - startedMs)
    if (runMs > 0) await new Promise<void>((resolve) => void ports.clock.after(runMs, resolve))
    const error = errors[runs.length - 1]
    if (error !== undefined) throw error
  }
  const ended = repeatRuns(ports, EVERY_MS, run, shutdown.signal).then(
    () => 'ended',
    (thrown: unknown) => thrown,
  )
  return { ports, shutdown, runs, ended }
}

describe('repeatRuns', () => {
  it('begins a run each time it is due', async () => {
    const { ports, shutdown, runs, ended } = start(10_000)
    await ports.clock.advance(2 * EVERY_MS)
    expect(runs).toEqual([0, EVERY_MS, 2 * EVERY_MS])
    await ports.clock.advance(10_000)
    shutdown.abort('SIGTERM')
    expect(await ended).toBe('ended')
    expect(ports.clock.pending).toBe(0)
  })

  it('begins a run at once if the previous one took longer than the period', async () => {
    const { ports, shutdown, runs, ended } = start(90_000)
    await ports.clock.advance(200_000)
    expect(runs).toEqual([0, 90_000, 180_000])
    shutdown.abort('SIGTERM')
    await ports.clock.advance(90_000)
    expect(await ended).toBe('ended')
  })

  it('continues after a transient error, and rejects with any other error', async () => {
    const error = new ConfigError('Fix it.')
    const { ports, runs, ended } = start(0, [new TransientError('Not available.'), error])
    await ports.clock.advance(EVERY_MS)
    expect(await ended).toBe(error)
    expect(runs).toEqual([0, EVERY_MS])
    expect(ports.logs[0]).toBe('Not available.')
  })

  it('runs nothing after a signal', async () => {
    const ports = createTestPorts()
    const shutdown = new AbortController()
    shutdown.abort('SIGTERM')
    const run = jest.fn()
    await repeatRuns(ports, EVERY_MS, run, shutdown.signal)
    expect(run).not.toHaveBeenCalled()
  })
})
