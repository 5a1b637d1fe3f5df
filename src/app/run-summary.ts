import type { RunStats, StreamStats } from '../delivery/run-stats'
import type { ConnectorError } from '../core/errors'
import { maskKey } from '../core/mask-key'
import { streamLabel, type SourceStream } from '../core/stream'
import type { CompiledMappings } from '../mapping/compile-mappings'
import { rejectionMessage, rejectionName } from '../core/messages/rejections'
import { count as formatted, counted } from '../lib/format'

/** What a stream becomes, and what its mapper noticed on the way. */
export interface StreamNotes {
  readonly object: string
  readonly operation: string
  readonly irreversible: boolean
  /** Counts worth a word in the summary, such as attributes cleared; zero is left out. */
  readonly counts: Readonly<Record<string, number>>
  /** Names of text attributes that look like times, and of number attributes that look like milliseconds since 1970. */
  readonly lookLikeTimes: readonly string[]
  readonly lookLikeEpochMs: readonly string[]
  /** Sentences for the user, each with the line of configuration that fixes what it says. */
  readonly hints: readonly string[]
}

/** What a run did. */
export interface RunResult {
  readonly report: RunStats
  readonly notes: ReadonlyMap<SourceStream, StreamNotes>
  readonly facts: RunMetadata
}

export interface RunMetadata {
  readonly version: string
  readonly elapsedMs: number
  /** Milliseconds that requests waited for the rate limit, all together. */
  readonly rateLimitWaitedMs: number
  /** Lines of the input that were no protocol message. */
  readonly brokenLines: number
  /** Where rejected rows are kept; undefined where they are only counted. */
  readonly rejectedAt: string | undefined
  /** What ended the run early; undefined where all went well. */
  readonly failure: ConnectorError | undefined
}

/** What the mappers of a plan noticed so far. */
export function notesOf(plan: CompiledMappings): ReadonlyMap<SourceStream, StreamNotes> {
  return new Map(
    [...plan.mappers].map(([stream, { object, operation, irreversible, stats }]) => [
      stream,
      {
        object,
        operation,
        irreversible,
        counts: stats.counts,
        lookLikeTimes: stats.attributesThatLookLike('times'),
        lookLikeEpochMs: stats.attributesThatLookLike('epoch_ms'),
        hints: stats.hints(),
      },
    ]),
  )
}

/** One line for the log while the run goes on. `head` is what the first waiting state waits for. */
export function progressLine(report: RunStats, elapsedMs: number, head: string | undefined): string {
  const { read, delivered, skipped, rejected } = report.totals
  const perSecond = Math.round(read / Math.max(0.001, elapsedMs / 1000))
  return (
    `${counted(read, 'row')} read (${formatted(perSecond)}/s): ${formatted(delivered)} delivered, ` +
    `${formatted(skipped)} skipped, ${formatted(rejected)} rejected; ` +
    `${counted(report.requests, 'request')}, ${counted(report.retries, 'retry', 'retries')}` +
    (head === undefined ? '' : `; states wait for ${head}`)
  )
}

/**
 * The end of a run in prose: one line in all, one a stream, one about what cannot be undone, one about rejected rows, one
 * about the requests.
 */
export function summaryText(
  report: RunStats,
  notes: ReadonlyMap<SourceStream, StreamNotes>,
  facts: RunMetadata,
): string {
  const { read, delivered, skipped, rejected } = report.totals
  const lines = [
    `destination-customer-io ${facts.version}${facts.failure === undefined ? '' : ' stopped early'}: ${counted(read, 'row')} read = ${formatted(delivered)} delivered + ` +
      `${formatted(skipped)} skipped + ${formatted(rejected)} rejected` +
      (read === delivered + skipped + rejected ? '' : `, and ${unsettled(report)} without an outcome`) +
      `, in ${(facts.elapsedMs / 1000).toFixed(1)} s.`,
  ]
  for (const [stream, counts] of report.streams) lines.push(streamLine(stream, counts, notes.get(stream)))
  lines.push(...irreversibleLine(report, notes))
  if (rejected > 0) {
    lines.push(
      facts.rejectedAt === undefined
        ? 'Rejected rows were counted, not kept: an incremental sync does not send them again. Set object_storage_config ' +
            'to keep them.'
        : `Rejected rows are in ${facts.rejectedAt}. Once the cause is fixed, replay sends them again (docs/replay.md).`,
    )
  }
  lines.push(
    `${counted(report.requests, 'request')} (${counted(report.retries, 'retry', 'retries')}), ` +
      `${(report.bytes / 1e6).toFixed(1)} MB, ${(facts.rateLimitWaitedMs / 1000).toFixed(1)} s waited for the rate limit; ` +
      `${formatted(report.statesWritten)} of ${counted(report.statesRead, 'state')} acknowledged.`,
  )
  if (facts.brokenLines > 0) lines.push(`${counted(facts.brokenLines, 'line')} of the input could not be read.`)
  return lines.join('\n')
}

/** One line for each rejection code and field: how many, which rows (keys masked), why, and where to read how to fix it. */
export function rejectionLines(report: RunStats): readonly string[] {
  const lines: string[] = []
  for (const [stream, { rejectedBy }] of report.streams) {
    for (const { count, rejection, rows } of rejectedBy.values()) {
      const { code } = rejection
      const named = rows.map(({ position, key }) => `row ${position}${key === undefined ? '' : ` (${maskKey(key)})`}`)
      const more = count > rows.length ? ', ...' : ''
      lines.push(
        `Rejected from ${streamLabel(stream)}: ${counted(count, 'row')} with ${rejectionName(rejection)}: ` +
          `${named.join(', ')}${more}. ${rejectionMessage(rejection)} See docs/rejections.md#${code}.`,
      )
    }
  }
  return lines
}

/** The same as the summary, for programs. Durations in seconds. */
export function summaryJson({ report, notes, facts }: RunResult): unknown {
  return {
    version: facts.version,
    ...outcomeJson(facts.failure),
    seconds: facts.elapsedMs / 1000,
    rows: report.totals,
    streams: [...report.streams].map(([stream, counts]) => ({
      stream: stream.name,
      namespace: stream.namespace ?? null,
      object: notes.get(stream)?.object ?? null,
      operation: notes.get(stream)?.operation ?? null,
      read: counts.read,
      delivered: counts.delivered,
      merged: counts.merged,
      skipped: Object.fromEntries(counts.skippedBy),
      rejected: byCode(counts),
      rejections: [...counts.rejectedBy.values()].map(({ count, rejection }) => ({
        code: rejection.code,
        field: rejection.field ?? null,
        rows: count,
        message: rejectionMessage(rejection),
      })),
      irreversible: notes.get(stream)?.irreversible ?? false,
      counts: notes.get(stream)?.counts ?? {},
      look_like_times: notes.get(stream)?.lookLikeTimes ?? [],
      look_like_epoch_ms: notes.get(stream)?.lookLikeEpochMs ?? [],
      hints: notes.get(stream)?.hints ?? [],
    })),
    requests: report.requests,
    retries: report.retries,
    bytes: report.bytes,
    merged_rows: [...report.streams.values()].reduce((sum, { merged }) => sum + merged, 0),
    rate_limit_wait_seconds: facts.rateLimitWaitedMs / 1000,
    states: { read: report.statesRead, acknowledged: report.statesWritten },
    broken_lines: facts.brokenLines,
    rejected_rows_at: facts.rejectedAt ?? null,
  }
}

/** The summary of a run that failed before it read a row. */
export function failedSummaryJson(version: string, failure: ConnectorError): unknown {
  return { version, ...outcomeJson(failure), rows: { read: 0, delivered: 0, skipped: 0, rejected: 0 }, streams: [] }
}

function outcomeJson(failure: ConnectorError | undefined): object {
  if (failure === undefined) return { outcome: 'succeeded', error: null }
  return { outcome: 'failed', error: { failure_type: failure.failureType, message: failure.message } }
}

function irreversibleLine(report: RunStats, notes: ReadonlyMap<SourceStream, StreamNotes>): readonly string[] {
  const done = [...report.streams].flatMap(([stream, { delivered }]) => {
    const note = notes.get(stream)
    if (note?.irreversible !== true || delivered === 0) return []
    return [`${formatted(delivered)} of ${streamLabel(stream)} (${note.object} ${note.operation})`]
  })
  return done.length === 0 ? [] : [`Sent and not to be undone: ${done.join(', ')}.`]
}

function streamLine(stream: SourceStream, counts: StreamStats, notes: StreamNotes | undefined): string {
  const what =
    notes === undefined ? '' : ` (${notes.object} ${notes.operation}${notes.irreversible ? ', irreversible' : ''})`
  const skipped = listed([...counts.skippedBy])
  const rejected = listed(
    [...counts.rejectedBy.values()].map(({ count, rejection }) => [rejectionName(rejection), count] as const),
  )
  const noted = Object.entries({ rows_merged: counts.merged, ...notes?.counts }).filter(([, count]) => count > 0)
  return (
    `${streamLabel(stream)}${what}: ${formatted(counts.read)} read, ${formatted(counts.delivered)} delivered, ` +
    `${formatted(counts.skipped)} skipped${skipped}, ${formatted(counts.rejected)} rejected${rejected}` +
    (noted.length === 0
      ? '.'
      : `; ${noted.map(([name, count]) => `${name.replaceAll('_', ' ')} ${formatted(count)}`).join(', ')}.`)
  )
}

/** Rejected rows by code. */
function byCode({ rejectedBy }: StreamStats): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { count, rejection } of rejectedBy.values()) counts[rejection.code] = (counts[rejection.code] ?? 0) + count
  return counts
}

function listed(counts: readonly (readonly [string, number])[]): string {
  return counts.length === 0 ? '' : ` (${counts.map(([name, count]) => `${name} ${formatted(count)}`).join(', ')})`
}

function unsettled(report: RunStats): string {
  const { read, delivered, skipped, rejected } = report.totals
  return formatted(read - delivered - skipped - rejected)
}
