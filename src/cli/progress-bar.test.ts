import { Writable } from 'node:stream'
import { showProgressBar } from './progress-bar'
import { createContext } from './testing/context-factory'

/** A terminal of 80 columns that keeps what is drawn, and tells when `wanted` was. */
function terminal(wanted: string) {
  let drawn = ''
  let tell: () => void = () => undefined
  const shown = new Promise<void>((resolve) => (tell = resolve))
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        drawn += chunk.toString()
        if (drawn.includes(wanted)) tell()
        done()
      },
    }),
    { isTTY: true, columns: 80, rows: 24, clearLine: () => true, cursorTo: () => true, moveCursor: () => true },
  )
  return { stream, shown, drawn: () => drawn }
}

const sessionOn = (stderr: Writable & { readonly isTTY?: boolean }) => ({
  ...createContext([]),
  stderr,
  version: '1.2.3',
  output: { log: () => undefined, hide: () => undefined, clean: (text: string) => text },
})

describe('showWork', () => {
  it('draws a bar in a terminal once the work takes its time', async () => {
    const { stream, shown } = terminal('30%')
    const stop = showProgressBar(sessionOn(stream), { total: 10, done: () => 3, line: () => '3 of 10' })
    await shown
    stop()
  })

  it('draws nothing for what is quick, and nothing where nobody watches', () => {
    const quick = terminal('%')
    showProgressBar(sessionOn(quick.stream), { total: 10, done: () => 3, line: () => '' })()
    expect(quick.drawn()).toBe('')
    const pipe = createContext([])
    showProgressBar(sessionOn(pipe.stderr), { total: 10, done: () => 3, line: () => '' })()
    expect(pipe.written.stderr).toBe('')
  })
})
