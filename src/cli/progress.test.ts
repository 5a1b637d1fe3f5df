import { createReadStream, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunStats } from '../delivery/run-stats'
import type { Session } from '../app/session'
import { showProgress } from './progress'
import { createContext } from './testing/context-factory'

describe('showProgress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'progress-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  afterEach(() => jest.useRealTimers())

  const watched = {
    report: new RunStats([]),
    startedMs: Date.now(),
    describeHead: () => '3 rows before a state of people',
  }
  const sessionOf = (more: Partial<Session>, logged: string[] = []): Session => ({
    ...createContext([]),
    version: '0',
    output: { log: (_, message) => void logged.push(message), hide: () => undefined, clean: (text) => text },
    ...more,
  })

  it('says every 10 seconds how far it is and what states wait for, until it is stopped', () => {
    jest.useFakeTimers()
    const logged: string[] = []
    const stop = showProgress(sessionOf({}, logged), watched)
    jest.advanceTimersByTime(20_000)
    stop()
    jest.advanceTimersByTime(60_000)
    expect(logged).toHaveLength(2)
    expect(logged[0]).toMatch(/^0 rows read .*; states wait for 3 rows before a state of people$/)
  })

  it('draws a bar on a terminal where stdin is a file, and leaves every byte to whoever reads it', async () => {
    const path = join(folder, 'input.jsonl')
    const text = '{"type":"RECORD"}\n'.repeat(20_000)
    writeFileSync(path, text)
    const stdin = createReadStream('', { fd: openSync(path, 'r') }) as unknown as Session['stdin']
    const context = createContext([])
    const stderr = Object.assign(context.stderr, { isTTY: true, columns: 80 })
    const stop = showProgress(sessionOf({ stdin, stderr }), watched)
    let read = ''
    for await (const chunk of stdin) read += String(chunk)
    // The bar is imported when it is needed.
    while (!context.written.stderr.includes('%')) await new Promise((resolve) => setImmediate(resolve))
    stop()
    expect(read).toBe(text)
    expect(context.written.stderr).toContain('100%')
  })
})
