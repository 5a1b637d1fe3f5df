import { attributeLines, contractLine } from './attribute-notes'
import { rejectionMessage, rejectionName } from '../core/messages/rejections'
import { streamLabel, type SourceStream } from '../core/stream'
import type { RunStats, StreamStats } from '../delivery/run-stats'
import { count as formatted, counted } from '../lib/format'
import { maskKey } from '../core/mask-key'
import type { RunMetadata, RunResult, StreamNotes } from './run-summary'

/** One log line about a run in progress. `nowMs` is unix milliseconds. */
export function progressLine(
  delivery: {
    readonly stats: RunStats
    readonly startedMs: number
    readonly heldRows: number
    describeHead(): string | undefined
  },
  nowMs: number,
): string {
  const { stats, startedMs, heldRows: held } = delivery
  const { read, delivered, skipped, rejected } = stats.totals
  const perSecond = Math.round(read / Math.max(0.001, (nowMs - startedMs) / 1000))
  const head = delivery.describeHead()
  return (
    `${counted(read, 'row')} read (${formatted(perSecond)}/s): ${formatted(delivered)} delivered, ` +
    `${formatted(skipped)} skipped, ${formatted(rejected)} rejected; ` +
    `${held === 0 ? '' : `${counted(held, 'row')} held for a guard; `}${requestsText(stats)}` +
    (head === undefined ? '' : `; states wait for ${head}`)
  )
}

/** The summary of a run: the total, each stream, irreversible operations, rejected rows and requests. */
export function summaryText({ stats, notes, metadata }: RunResult): string {
  const lines = [
    totalLine(stats, metadata),
    ...[...stats.streams].map(([stream, counts]) => streamLine(stream, counts, notes.get(stream))),
    ...irreversibleLine(stats, notes),
    ...[...notes].flatMap(([stream, note]) => attributeLines(streamLabel(stream), note.attributes)),
  ]
  const attributes = [...notes.values()].map((note) => note.attributes)
  const contract = contractLine(attributes, metadata.attributeRules)
  if (contract !== undefined) lines.push(contract)
  if (stats.totals.rejected > 0) {
    lines.push(
      metadata.rejectedAt === undefined
        ? 'Rejected rows were counted, not stored: an incremental sync does not send them again. ' +
            'Fix: set object_storage_config to store them.'
        : `Rejected rows are in ${metadata.rejectedAt}. Once the cause is fixed, replay sends them again (docs/replay.md).`,
    )
  }
  lines.push(
    `${requestsText(stats)}, ${(stats.bytes / 1e6).toFixed(1)} MB, ` +
      `${(metadata.rateLimitWaitedMs / 1000).toFixed(1)} s spent rate-limited; ` +
      `${formatted(stats.statesWritten)} of ${counted(stats.statesRead, 'state')} acknowledged.`,
  )
  if (metadata.brokenLines > 0) lines.push(`${counted(metadata.brokenLines, 'line')} of the input could not be read.`)
  if (metadata.invalidUtf8Lines > 0)
    lines.push(`${counted(metadata.invalidUtf8Lines, 'line')} of the input had bytes that are not UTF-8.`)
  return lines.join('\n')
}

/** One line per rejection code and field: how many rows, which rows (keys masked), the reason, and where to read how to fix it. */
export function rejectionLines(stats: RunStats): readonly string[] {
  const lines: string[] = []
  for (const [stream, { rejectedBy }] of stats.streams) {
    for (const { count, rejection, rows } of rejectedBy.values()) {
      const named = rows.map(({ position, key }) => `row ${position}${key === undefined ? '' : ` (${maskKey(key)})`}`)
      const more = count > rows.length ? ', ...' : ''
      lines.push(
        `Rejected from ${streamLabel(stream)}: ${counted(count, 'row')} with ${rejectionName(rejection)}: ` +
          `${named.join(', ')}${more}. ${rejectionMessage(rejection)} See docs/rejections.md#${rejection.code}.`,
      )
    }
  }
  return lines
}

function totalLine({ totals }: RunStats, { version, failure, elapsedMs }: RunMetadata): string {
  const { read, delivered, skipped, rejected } = totals
  const missing = read - delivered - skipped - rejected
  return (
    `destination-customer-io ${version}${failure === undefined ? '' : ' stopped early'}: ${counted(read, 'row')} read = ` +
    `${formatted(delivered)} delivered + ${formatted(skipped)} skipped + ${formatted(rejected)} rejected` +
    (missing === 0 ? '' : `, and ${formatted(missing)} without an outcome`) +
    `, in ${(elapsedMs / 1000).toFixed(1)} s.`
  )
}

function requestsText({ requests, retries }: RunStats): string {
  return `${counted(requests, 'request')} (${counted(retries, 'retry', 'retries')})`
}

function irreversibleLine(stats: RunStats, notes: ReadonlyMap<SourceStream, StreamNotes>): readonly string[] {
  const done = [...stats.streams].flatMap(([stream, { delivered, deleted }]) => {
    const note = notes.get(stream)
    if (note === undefined) return []
    const label = streamLabel(stream)
    if (note.irreversible && delivered > 0)
      return [`${counted(delivered, 'row')} of ${label} (${note.object} ${note.operation})`]
    return note.deletesForGood && deleted > 0
      ? [`${counted(deleted, 'row')} of ${label} (${note.object} delete, by the deletion marker)`]
      : []
  })
  return done.length === 0 ? [] : [`Irreversible: ${done.join(', ')}.`]
}

function streamLine(stream: SourceStream, counts: StreamStats, notes: StreamNotes | undefined): string {
  const what =
    notes === undefined ? '' : ` (${notes.object} ${notes.operation}${notes.irreversible ? ', irreversible' : ''})`
  const skipped = listed([...counts.skippedBy])
  const rejected = listed(
    [...counts.rejectedBy.values()].map(({ count, rejection }) => [rejectionName(rejection), count] as const),
  )
  const noted = Object.entries({
    rows_merged: counts.merged,
    rows_deleted_by_marker: counts.deleted,
    ...notes?.counts,
  }).filter(([, count]) => count > 0)
  return (
    `${streamLabel(stream)}${what}: ${formatted(counts.read)} read, ${formatted(counts.delivered)} delivered, ` +
    `${formatted(counts.skipped)} skipped${skipped}, ${formatted(counts.rejected)} rejected${rejected}` +
    (noted.length === 0
      ? '.'
      : `; ${noted.map(([name, count]) => `${name.replaceAll('_', ' ')} ${formatted(count)}`).join(', ')}.`)
  )
}

function listed(counts: readonly (readonly [string, number])[]): string {
  return counts.length === 0 ? '' : ` (${counts.map(([name, count]) => `${name} ${formatted(count)}`).join(', ')})`
}
