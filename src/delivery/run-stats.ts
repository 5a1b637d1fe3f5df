import type { Outcome, Rejection, SkipReason } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'

/** Rows that the log names per code: enough to find the cause, too few to copy the data. */
const NAMED_ROWS = 3
/** Kinds of rejections of a stream that are told apart: names of fields and reasons come from outside. */
const MAX_KINDS = 200

/** Rows that were rejected with one code for one field and reason. */
export interface RejectedRows {
  count: number
  /** That of the first row: the figures of the others may differ. */
  readonly rejection: Rejection
  /** The first few rows. */
  readonly rows: { readonly position: number; readonly key: string | undefined }[]
}

/** The outcomes of one stream's rows. */
export interface StreamStats {
  read: number
  delivered: number
  skipped: number
  rejected: number
  /** Rows whose attributes were sent together with those of another row of the same person. */
  merged: number
  /** Delivered rows that the source marks as deleted: they deleted something in Customer.io. */
  deleted: number
  readonly skippedBy: Map<SkipReason, number>
  /** By code, field and the reason of Customer.io. */
  readonly rejectedBy: Map<string, RejectedRows>
}

/** Counts of a run. Rows read = delivered + skipped + rejected once every row has its outcome. */
export class RunStats {
  readonly streams = new Map<SourceStream, StreamStats>()
  requests = 0
  retries = 0
  /** Bytes of request bodies that were answered. */
  bytes = 0
  statesRead = 0
  statesWritten = 0

  /** `onRejected` is told of each rejected row, before a state that covers it is emitted. */
  constructor(
    streams: Iterable<SourceStream>,
    private readonly onRejected: (ref: RowRef) => void = () => undefined,
  ) {
    for (const stream of streams) this.streams.set(stream, newStreamStats())
  }

  of(stream: SourceStream): StreamStats {
    let stats = this.streams.get(stream)
    if (stats === undefined) this.streams.set(stream, (stats = newStreamStats()))
    return stats
  }

  count(ref: RowRef, outcome: Outcome): void {
    const stream = this.of(ref.stream)
    switch (outcome.kind) {
      case 'delivered':
        stream.delivered++
        if (ref.isDeletion === true) stream.deleted++
        return
      case 'skipped':
        stream.skipped++
        stream.skippedBy.set(outcome.why, (stream.skippedBy.get(outcome.why) ?? 0) + 1)
        return
      case 'rejected': {
        stream.rejected++
        this.onRejected(ref)
        const { rejection } = outcome
        const rows = rowsOfKind(stream.rejectedBy, rejection)
        rows.count++
        if (rows.rows.length < NAMED_ROWS) rows.rows.push({ position: ref.position, key: ref.key })
      }
    }
  }

  /** An item was merged into another one. */
  countMerged(rows: readonly RowRef[]): void {
    for (const { stream } of rows) this.of(stream).merged++
  }

  /** Sums over all streams. */
  get totals(): { read: number; delivered: number; skipped: number; rejected: number } {
    const totals = { read: 0, delivered: 0, skipped: 0, rejected: 0 }
    for (const stream of this.streams.values()) {
      totals.read += stream.read
      totals.delivered += stream.delivered
      totals.skipped += stream.skipped
      totals.rejected += stream.rejected
    }
    return totals
  }
}

/** The rows of the same code, field and reason; of the same code where the stream has too many kinds already. */
function rowsOfKind(rejectedBy: Map<string, RejectedRows>, rejection: Rejection): RejectedRows {
  const { code, field = '', reply } = rejection
  const kind = reply === undefined ? `${code} ${field}` : `${code} ${field} ${reply.status} ${reply.reason ?? ''}`
  const key = rejectedBy.has(kind) || rejectedBy.size < MAX_KINDS ? kind : code
  let rows = rejectedBy.get(key)
  if (rows === undefined) rejectedBy.set(key, (rows = { count: 0, rejection, rows: [] }))
  return rows
}

function newStreamStats(): StreamStats {
  return {
    read: 0,
    delivered: 0,
    skipped: 0,
    rejected: 0,
    merged: 0,
    deleted: 0,
    skippedBy: new Map(),
    rejectedBy: new Map(),
  }
}
