import type { Session } from '../app/session'

/** What takes less needs no bar. */
const SHOWN_AFTER_MS = 1000
const DRAWN_EVERY_MS = 200
/** Where nobody watches, a line now and then. */
const LINE_EVERY_MS = 10_000

export interface Work {
  /** All there is to do, undefined where nobody knows; a function where it becomes known on the way. */
  readonly total: number | (() => number) | undefined
  readonly done: () => number
  /** How it goes, in a few words. */
  readonly line: () => string
}

/**
 * Shows how a piece of work goes once it takes longer than a second: a bar on stderr in a terminal, a line every ten
 * seconds elsewhere. Returns how to stop.
 */
export function showProgressBar({ stderr, output }: Session, work: Work): () => void {
  if (stderr.isTTY !== true) {
    const timer = setInterval(() => output.log('INFO', work.line()), LINE_EVERY_MS)
    timer.unref()
    return () => clearInterval(timer)
  }
  let stop: () => void = () => undefined
  let stopped = false
  const late = setTimeout(() => {
    void import('cli-progress').then(({ default: { SingleBar, Presets } }) => {
      if (stopped) return
      const format = work.total === undefined ? '{line}' : '{bar} {percentage}% | {line}'
      const bar = new SingleBar(
        { format, stream: stderr, hideCursor: true, clearOnComplete: true },
        Presets.shades_classic,
      )
      const total = () => (typeof work.total === 'function' ? work.total() : (work.total ?? Number.MAX_SAFE_INTEGER))
      const draw = () => {
        bar.setTotal(total())
        bar.update(Math.min(work.done(), bar.getTotal()), { line: work.line() })
      }
      bar.start(total(), 0, { line: work.line() })
      const timer = setInterval(draw, DRAWN_EVERY_MS)
      timer.unref()
      stop = () => {
        clearInterval(timer)
        draw()
        bar.stop()
      }
    })
  }, SHOWN_AFTER_MS)
  late.unref()
  return () => {
    stopped = true
    clearTimeout(late)
    stop()
  }
}
