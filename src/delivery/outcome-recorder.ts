import { toConnectorError, type ConnectorError } from '../core/errors'
import type { Outcome, Rejection } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { Guards, GuardStop } from './guards'
import type { Ledger } from './ledger'
import type { RunStats } from './run-stats'

/** Stores a rejected row; a promise delays its settling until it is safe. */
export type Reject = (ref: RowRef, rejection: Rejection) => Promise<void> | undefined

export interface OutcomeRecorderOptions {
  readonly ledger: Ledger
  readonly stats: RunStats
  readonly guards: Guards
  /** Undefined: rejections are only counted. */
  readonly reject: Reject | undefined
  /** Told where a rejection is one too many. */
  readonly onTripped: (why: GuardStop) => void
  /** Told where a rejected row could not be stored. It is never settled then. */
  readonly onFailed: (error: ConnectorError) => void
  /** Told each time that storing a row is over. */
  readonly onStored: () => void
}

/** Gives rows their outcomes: each is counted and settled, a rejected one once it is stored where somebody stores it. */
export class OutcomeRecorder {
  private storing = 0

  constructor(private readonly options: OutcomeRecorderOptions) {}

  /** Some rejected row is not safe yet. */
  get isStoring(): boolean {
    return this.storing > 0
  }

  /** To be called once for each row. */
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
    this.storing++
    void stored
      .then(
        () => this.settleRejected(ref, outcome),
        (thrown: unknown) => onFailed(toConnectorError(thrown)),
      )
      .finally(() => {
        this.storing--
        onStored()
      })
  }

  private settleRejected(ref: RowRef, outcome: Outcome): void {
    const { stats, ledger, guards, onTripped } = this.options
    const { stream } = ref
    stats.count(ref, outcome)
    ledger.settle(ref, 'rejected')
    const tripped = guards.judge(stream, ledger.countsOf(stream), false)
    if (tripped !== undefined) onTripped(tripped)
  }
}
