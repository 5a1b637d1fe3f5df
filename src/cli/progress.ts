import type { Writable } from 'node:stream'
import type { Presets, SingleBar } from 'cli-progress'
import type { Log, Work } from '../app/ports'

/** Shorter work needs no bar. */
const SHOWN_AFTER_MS = 1000
const DRAWN_EVERY_MS = 200
const LINE_EVERY_MS = 10_000

/** Shows the progress of `work` on a terminal as a bar, elsewhere as a line in the log. Returns a function that stops it. */
export function showProgress(stderr: Writable & { readonly isTTY?: boolean }, output: Log, work: Work): () => void {
  return stderr.isTTY === true ? showProgressBar(stderr, work) : logProgress(output, work)
}

/** Logs the progress of `work` every 10 seconds. Returns a function that stops it. */
export function logProgress(output: Log, work: Work): () => void {
  const timer = setInterval(() => output.log('INFO', work.line()), LINE_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Draws a bar on `stderr`, once the work takes longer than a second. Returns a function that removes it. */
export function showProgressBar(stderr: Writable, work: Work): () => void {
  let stop: () => void = () => undefined
  let isStopped = false
  const start = setTimeout(() => {
    // Imported on demand: a run of Airbyte never draws a bar.
    void import('cli-progress').then((library) => {
      if (!isStopped) stop = drawBar(library.default, stderr, work)
    })
  }, SHOWN_AFTER_MS)
  start.unref()
  return () => {
    isStopped = true
    clearTimeout(start)
    stop()
  }
}

function drawBar(
  library: { readonly SingleBar: typeof SingleBar; readonly Presets: typeof Presets },
  stderr: Writable,
  { total, done, line }: Work,
): () => void {
  const format = total === undefined ? '{line}' : '{bar} {percentage}% | {line}'
  const bar = new library.SingleBar(
    { format, stream: stderr, hideCursor: true, clearOnComplete: true },
    library.Presets.shades_classic,
  )
  const totalNow = () => (typeof total === 'function' ? total() : (total ?? Number.MAX_SAFE_INTEGER))
  const draw = () => {
    bar.setTotal(totalNow())
    bar.update(Math.min(done(), bar.getTotal()), { line: line() })
  }
  bar.start(totalNow(), 0, { line: line() })
  const timer = setInterval(draw, DRAWN_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    draw()
    bar.stop()
  }
}
