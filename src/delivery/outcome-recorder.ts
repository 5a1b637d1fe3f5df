import { toConnectorError, type ConnectorError } from '../lib/errors'
import type { RowRef } from '../lib/rows'
import type { Outcome } from '../mapping/entry'
import type { Rejection } from '../mapping/rejection'
import type { Guards, GuardStop } from './guards'
import type { Ledger } from './ledger'
import type { Report } from './report'

/** Stores a rejected row; a promise delays its settling until it is safe. */
export type Reject = (ref: RowRef, rejection: Rejection) => Promise<void> | undefined

export interface OutcomesOptions {
  readonly ledger: Ledger
  readonly report: Report
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
export class Outcomes {
  private storing = 0

  constructor(private readonly options: OutcomesOptions) {}

  /** Some rejected row is not safe yet. */
  get isStoring(): boolean {
    return this.storing > 0
  }

  /** To be called once for each row. */
  settle(ref: RowRef, outcome: Outcome): void {
    const { report, ledger, reject, onFailed, onStored } = this.options
    if (outcome.kind !== 'rejected') {
      report.count(ref, outcome)
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
    const { report, ledger, guards, onTripped } = this.options
    const { stream } = ref
    report.count(ref, outcome)
    ledger.settle(ref, 'rejected')
    const tripped = guards.judge(stream, ledger.countsOf(stream), false)
    if (tripped !== undefined) onTripped(tripped)
  }
}
