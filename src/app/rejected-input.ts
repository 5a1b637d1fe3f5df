import { ConfigError } from '../core/errors'
import type { Row } from '../core/row'
import { counted } from '../lib/format'
import type { SourceStream } from '../core/stream'
import { readRejectedFile } from '../rejected-rows/read-rejected'
import type { Log } from './ports'
import type { RejectedStreams } from './rejected-streams'

const BATCH_ROWS = 500
/** The first problems are enough to find the cause. */
const SHOWN_PROBLEMS = 20

/** Reads all files once before anything is sent. Returns the rows by stream. ConfigError with every unusable line. */
export async function countRejectedRows(
  files: readonly string[],
  streams: RejectedStreams,
  output: Log,
): Promise<ReadonlyMap<SourceStream, number>> {
  const rows = new Map<SourceStream, number>()
  const problems: string[] = []
  let unreadable = 0
  for (const path of files) {
    streams.startFile()
    for await (const read of readRejectedFile(path)) {
      const where = `${path} line ${read.line}`
      if (read.kind === 'broken') problems.push(`- ${where}: ${read.problem}`)
      else if (read.kind === 'cut') {
        output.log(
          'WARN',
          `${where} is incomplete and skipped: its run ended before the row was stored. No state covers the row, so the ` +
            'next sync reads it again.',
        )
      } else {
        const stream = streams.streamOf(read.record)
        if (typeof stream === 'string') problems.push(`- ${where}: ${stream}`)
        else if (read.record.data === undefined) unreadable++
        else rows.set(stream, (rows.get(stream) ?? 0) + 1)
      }
    }
  }
  throwProblems(problems)
  if (unreadable > 0) {
    output.log(
      'WARN',
      `${counted(unreadable, 'record')} could not be read when the source sent them, and are skipped: the files hold only ` +
        'their text (raw). Fix: correct the source and sync the rows again.',
    )
  }
  return rows
}

function throwProblems(problems: readonly string[]): void {
  if (problems.length === 0) return
  const more = problems.length > SHOWN_PROBLEMS ? [`- and ${problems.length - SHOWN_PROBLEMS} more`] : []
  const lines = [...problems.slice(0, SHOWN_PROBLEMS), ...more]
  throw new ConfigError(`Nothing was sent: not every line is a rejected row.\n${lines.join('\n')}`)
}

/** The rows of the files, in batches, until `reading.isStopped`. */
export async function* readRejectedRows(
  files: readonly string[],
  streams: RejectedStreams,
  reading: { readonly isStopped: boolean },
): AsyncIterable<readonly Row[]> {
  let rows: Row[] = []
  for (const path of files) {
    streams.startFile()
    for await (const read of readRejectedFile(path)) {
      if (reading.isStopped) return
      if (read.kind !== 'record') continue
      const stream = streams.streamOf(read.record)
      if (typeof stream === 'string') throw new ConfigError(`${path} changed while it was read.`)
      const { data, emittedAtMs, nulled } = read.record
      if (data === undefined) continue
      rows.push({ kind: 'row', stream, data, emittedAtMs, nulled })
      if (rows.length < BATCH_ROWS) continue
      yield rows
      rows = []
    }
  }
  if (rows.length > 0) yield rows
}
