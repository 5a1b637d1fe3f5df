import { Writable } from 'node:stream'
import type { Work } from '../app/ports'
import { logProgress, showProgress, showProgressBar } from './progress'
import { createContext } from '../airbyte/testing/context-factory'

/** A terminal of 80 columns that keeps what is drawn. `shown` resolves once `expected` is drawn. */
function createTerminal(expected: string) {
  let drawn = ''
  let resolveShown: () => void = () => undefined
  const shown = new Promise<void>((resolve) => (resolveShown = resolve))
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        drawn += chunk.toString()
        if (drawn.includes(expected)) resolveShown()
        done()
      },
    }),
    { isTTY: true, columns: 80, rows: 24, clearLine: () => true, cursorTo: () => true, moveCursor: () => true },
  )
  return { stream, shown, drawn: () => drawn }
}

const createLog = () => {
  const logged: string[] = []
  const output = {
    log: (_level: string, message: string) => void logged.push(message),
    hide: () => undefined,
    clean: (text: string) => text,
  }
  return { output, logged }
}

const WORK: Work = { total: 10, done: () => 3, line: () => '3 of 10' }

afterEach(() => jest.useRealTimers())

describe('logProgress', () => {
  it('logs a line every 10 seconds until it is stopped', () => {
    jest.useFakeTimers()
    const { output, logged } = createLog()
    const stop = logProgress(output, WORK)
    jest.advanceTimersByTime(20_000)
    stop()
    jest.advanceTimersByTime(60_000)
    expect(logged).toEqual(['3 of 10', '3 of 10'])
  })
})

describe('showProgressBar', () => {
  it('draws a bar once the work takes longer than a second', async () => {
    const { stream, shown } = createTerminal('30%')
    const stop = showProgressBar(stream, WORK)
    await shown
    stop()
  })

  it('draws only the line if the total is unknown', async () => {
    const { stream, shown, drawn } = createTerminal('3 of 10')
    const stop = showProgressBar(stream, { ...WORK, total: undefined })
    await shown
    stop()
    expect(drawn()).not.toContain('%')
  })

  it('draws nothing for short work', () => {
    const { stream, drawn } = createTerminal('%')
    showProgressBar(stream, WORK)()
    expect(drawn()).toBe('')
  })
})

describe('showProgress', () => {
  it('logs lines and draws nothing if stderr is not a terminal', () => {
    jest.useFakeTimers()
    const { output, logged } = createLog()
    const context = createContext([])
    const stop = showProgress(context.stderr, output, WORK)
    jest.advanceTimersByTime(10_000)
    stop()
    expect(logged).toEqual(['3 of 10'])
    expect(context.written.stderr).toBe('')
  })

  it('draws a bar and logs nothing if stderr is a terminal', async () => {
    const { output, logged } = createLog()
    const { stream, shown } = createTerminal('30%')
    const stop = showProgress(stream, output, WORK)
    await shown
    stop()
    expect(logged).toEqual([])
  })
})
