import { toConnectorError, type ConnectorError } from '../core/errors'
import type { Outcome, Rejection } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { Guards } from './guards'
import type { RowLedger } from './row-ledger'
import type { RunStats } from './run-stats'

const ROW_BYTES = 1_000

/** Stores a rejected row. Its outcome waits for the promise. */
export type Reject = (ref: RowRef, rejection: Rejection) => Promise<void> | undefined

export interface OutcomeRecorderOptions {
  readonly ledger: RowLedger
  readonly stats: RunStats
  readonly guards: Guards
  /** Undefined: rejections are only counted. */
  readonly reject: Reject | undefined
  /** Told when a guard stops the run. */
  readonly onTripped: () => void
  /** Told when a rejected row could not be stored. It never gets an outcome then. */
  readonly onFailed: (error: ConnectorError) => void
  /** Told each time a row was stored, or could not be. */
  readonly onStored: () => void
}

/** Records the outcomes of rows: each is counted and settled, a rejected row once it is stored where storage is configured. */
export class OutcomeRecorder {
  private storing = 0
  private bytes = 0

  constructor(private readonly options: OutcomeRecorderOptions) {}

  /** A rejected row is not stored yet. */
  get isStoring(): boolean {
    return this.storing > 0
  }

  /** Bytes of the rejected rows that are not stored yet. */
  get storingBytes(): number {
    return this.bytes
  }

  /** Call it once for each row. */
  record(ref: RowRef, outcome: Outcome): void {
    const { stats, ledger, reject, onFailed, onStored } = this.options
    if (outcome.kind !== 'rejected') {
      stats.count(ref, outcome)
      ledger.settle(ref, 'accepted')
      return
    }
    const stored = reject?.(ref, outcome.rejection)
    if (stored === undefined) {
      this.settleRejected(ref, outcome)
      return
    }
    const bytes = bytesOf(ref.row)
    this.bytes += bytes
    this.storing++
    void stored
      .then(
        () => this.settleRejected(ref, outcome),
        (thrown: unknown) => onFailed(toConnectorError(thrown)),
      )
      .finally(() => {
        this.storing--
        this.bytes -= bytes
        onStored()
      })
  }

  private settleRejected(ref: RowRef, outcome: Outcome): void {
    const { stats, ledger, guards, onTripped } = this.options
    const { stream } = ref
    stats.count(ref, outcome)
    ledger.settle(ref, 'rejected')
    if (guards.judgeRejected(stream, ledger.countsOf(stream), false)) onTripped()
  }
}

/** The size of a row as it was read; an estimate for a row that no line brought. */
function bytesOf(row: RowRef['row']): number {
  if (row?.kind === 'unreadable') return row.text.length
  return row?.lineBytes ?? ROW_BYTES
}
