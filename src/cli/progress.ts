import { counted } from '../lib/format'
import { fstatSync } from 'node:fs'
import type { Session } from '../app/session'
import { showProgressBar } from './progress-bar'
import type { Delivery } from '../app/delivery-run'
import { progressLine } from '../app/run-summary'

const PROGRESS_EVERY_MS = 10_000
const BAR_EVERY_MS = 200

type Watched = Pick<Delivery, 'report' | 'startedMs' | 'describeHead'>

/**
 * Says how a run goes: a LOG line every 10 seconds, and a bar on stderr where a person runs it in a terminal with a file
 * as its stdin. Returns how to stop.
 */
export function showProgress(session: Session, delivery: Watched): () => void {
  const stopLines = logProgress(session, delivery)
  const stopBar = showBar(session, () => lineOf(delivery))
  return () => {
    stopLines()
    stopBar()
  }
}

/** The same without a bar, for a run that does not read stdin. */
export function logProgress(session: Session, delivery: Watched): () => void {
  const timer = setInterval(() => session.output.log('INFO', lineOf(delivery)), PROGRESS_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** What is read of how much: a model's rows. */
export interface Reading {
  readonly model: string
  readonly rows: number
  readonly total: number
}

/** The same for a run that reads models: the bar is about the model that is being read. */
export function showReading(session: Session, delivery: Watched, reading: () => Reading | undefined): () => void {
  return showProgressBar(session, {
    total: () => reading()?.total ?? 0,
    done: () => reading()?.rows ?? 0,
    line: () => {
      const now = reading()
      return `${now === undefined ? '' : readingText(now, Date.now() - delivery.startedMs)}${lineOf(delivery)}`
    },
  })
}

function readingText({ model, rows, total }: Reading, elapsedMs: number): string {
  const seconds = Math.round(((total - rows) * elapsedMs) / Math.max(1, rows) / 1000)
  const left = rows === 0 ? '' : `, ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`
  return `${model}: ${rows.toLocaleString('en-US')} of ${counted(total, 'row')}${left}; `
}

function lineOf({ report, startedMs, describeHead }: Watched): string {
  return progressLine(report, Date.now() - startedMs, describeHead())
}

function showBar(session: Session, line: () => string): () => void {
  const size = inputFileSize(session)
  if (session.stderr.isTTY !== true || size === undefined) return () => undefined
  let read = 0
  session.stdin.on('data', (chunk: Buffer) => (read += chunk.length))
  let stop: () => void = () => undefined
  let stopped = false
  // Imported here: a run of the platform never draws a bar.
  void import('cli-progress').then(({ default: { SingleBar, Presets } }) => {
    if (stopped) return
    const bar = new SingleBar(
      { format: '{bar} {percentage}% | {line}', stream: session.stderr, hideCursor: true },
      Presets.shades_classic,
    )
    bar.start(size, 0, { line: '' })
    const timer = setInterval(() => bar.update(read, { line: line() }), BAR_EVERY_MS)
    timer.unref()
    stop = () => {
      clearInterval(timer)
      bar.update(read, { line: line() })
      bar.stop()
    }
  })
  return () => {
    stopped = true
    stop()
  }
}

/** Bytes of the file that stdin is, undefined where it is a pipe or a terminal. */
function inputFileSize({ stdin }: Session): number | undefined {
  try {
    const stats = fstatSync(stdin.fd ?? 0)
    return stats.isFile() ? stats.size : undefined
  } catch {
    return undefined
  }
}
