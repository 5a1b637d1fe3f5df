import { attributeNotes, type AttributeNotes } from './attribute-notes'
import type { ConnectorError } from '../core/errors'
import { rejectionMessage } from '../core/messages/rejections'
import type { SourceStream } from '../core/stream'
import type { RunStats, StreamStats } from '../delivery/run-stats'
import type { AttributeRule } from '../mapping/attribute-rules'
import type { CompiledMappings } from '../mapping/compile-mappings'

/** What a stream becomes, and what its mapper counted. */
export interface StreamNotes {
  readonly object: string
  readonly operation: string
  readonly irreversible: boolean
  /** The same for rows that the source marks as deleted. */
  readonly deletesForGood: boolean
  readonly attributes: AttributeNotes
  /** Counts for the summary, such as attributes cleared. */
  readonly counts: Readonly<Record<string, number>>
  /** Names of text attributes whose values appear to be times. */
  readonly lookLikeTimes: readonly string[]
  /** Names of number attributes whose values appear to be milliseconds since 1970. */
  readonly lookLikeEpochMs: readonly string[]
  /** Warnings for the user, each with the line of configuration that fixes the cause. */
  readonly hints: readonly string[]
}

export interface RunMetadata {
  readonly version: string
  readonly elapsedMs: number
  /** Milliseconds in which at least one request waited for the rate limit. */
  readonly rateLimitWaitedMs: number
  /** The number of lines of the input that could not be read. */
  readonly brokenLines: number
  /** The number of lines of the input that are not valid UTF-8. */
  readonly invalidUtf8Lines: number
  /** Where rejected rows are stored; undefined if they are only counted. */
  readonly rejectedAt: string | undefined
  /** The error that ended the run early. */
  readonly failure: ConnectorError | undefined
  /** The rules in `attributes`. */
  readonly attributeRules: readonly AttributeRule[]
}

/** The result of a run that opened its delivery. */
export interface RunResult {
  readonly stats: RunStats
  readonly notes: ReadonlyMap<SourceStream, StreamNotes>
  readonly metadata: RunMetadata
}

/** The end of a run. */
export interface RunOutcome {
  /** undefined if the run failed before it opened its delivery. */
  readonly result: RunResult | undefined
  /** The error that ended the run early; undefined if it succeeded. */
  readonly failure: ConnectorError | undefined
}

/** What the mappers of a run have counted so far. */
export function notesOf(
  mappings: CompiledMappings,
  rules: readonly AttributeRule[],
): ReadonlyMap<SourceStream, StreamNotes> {
  const attributes = attributeNotes(mappings, rules)
  return new Map(
    [...mappings.mappers].map(([stream, { object, operation, irreversible, deletesForGood, stats }]) => [
      stream,
      {
        object,
        operation,
        irreversible,
        deletesForGood,
        attributes: attributes.get(stream) as AttributeNotes,
        counts: stats.counts,
        lookLikeTimes: stats.attributesWithPattern('times'),
        lookLikeEpochMs: stats.attributesWithPattern('epoch_ms'),
        hints: stats.hints(),
      },
    ]),
  )
}

/** The summary of a run for programs. Durations are in seconds. */
export function summaryJson({ stats, notes, metadata }: RunResult): Readonly<Record<string, unknown>> {
  return {
    version: metadata.version,
    ...outcomeJson(metadata.failure),
    seconds: metadata.elapsedMs / 1000,
    rows: stats.totals,
    streams: [...stats.streams].map(([stream, counts]) => {
      const note = notes.get(stream)
      return {
        stream: stream.name,
        namespace: stream.namespace ?? null,
        object: note?.object ?? null,
        operation: note?.operation ?? null,
        read: counts.read,
        delivered: counts.delivered,
        merged: counts.merged,
        deleted_by_marker: counts.deleted,
        skipped: Object.fromEntries(counts.skippedBy),
        rejected: rowsByCode(counts),
        rejections: [...counts.rejectedBy.values()].map(({ count, rejection }) => ({
          code: rejection.code,
          field: rejection.field ?? null,
          rows: count,
          message: rejectionMessage(rejection),
        })),
        irreversible: note?.irreversible ?? false,
        attributes: note === undefined ? null : attributesJson(note.attributes),
        counts: note?.counts ?? {},
        look_like_times: note?.lookLikeTimes ?? [],
        look_like_epoch_ms: note?.lookLikeEpochMs ?? [],
        hints: note?.hints ?? [],
      }
    }),
    requests: stats.requests,
    retries: stats.retries,
    bytes: stats.bytes,
    merged_rows: [...stats.streams.values()].reduce((sum, { merged }) => sum + merged, 0),
    rate_limit_wait_seconds: metadata.rateLimitWaitedMs / 1000,
    states: { read: stats.statesRead, acknowledged: stats.statesWritten },
    broken_lines: metadata.brokenLines,
    invalid_utf8_lines: metadata.invalidUtf8Lines,
    rejected_rows_at: metadata.rejectedAt ?? null,
  }
}

/** The summary of a run that failed before it read a row. */
export function failedSummaryJson(version: string, failure: ConnectorError): Readonly<Record<string, unknown>> {
  return { version, ...outcomeJson(failure), rows: { read: 0, delivered: 0, skipped: 0, rejected: 0 }, streams: [] }
}

function rowsByCode({ rejectedBy }: StreamStats): Readonly<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const { count, rejection } of rejectedBy.values()) rows[rejection.code] = (rows[rejection.code] ?? 0) + count
  return rows
}

function outcomeJson(failure: ConnectorError | undefined): object {
  if (failure === undefined) return { outcome: 'succeeded', error: null }
  return { outcome: 'failed', error: { failure_type: failure.failureType, message: failure.message } }
}

function attributesJson({ cleared, nulls_kept, new: added, missing }: AttributeNotes): object {
  return { cleared, nulls_kept, new: added, missing }
}
