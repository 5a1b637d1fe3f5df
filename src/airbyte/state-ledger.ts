import { SystemError } from '../core/errors'
import type { State, StateCounts } from '../core/state'
import { streamLabel, type SourceStream } from '../core/stream'

/** The rows read between two states. Its state may be emitted once no row of it is pending. */
interface CheckpointWindow {
  pending: number
  state: State | undefined
  /** Characters of the state that count as waiting. */
  stateLength: number
  /** Of its settled rows; undefined where none is: many thousands of states may wait for one held row. */
  counts: Map<SourceStream, { accepted: number; rejected: number }> | undefined
}

export interface StateLedgerOptions {
  /** Emits a state. Called once for each state, in the order in which they were read. */
  readonly emit: (state: State, counts: StateCounts) => void
  /** True holds a state back though every row before it is settled. Call `release` when the result may have changed. */
  readonly hold?: (state: State) => boolean
}

/** The state that all later ones wait for. */
export interface WaitingState {
  readonly state: State
  /** Rows before it that are not settled; 0 where `hold` holds it back. */
  readonly pendingRows: number
}

/**
 * Ordered acknowledgement: a state is emitted only once every row read before it, of any stream, is settled.
 * Rows are opened in the last checkpoint window, a state closes that window, and windows are released from the first on.
 * A row is known by the number of its window alone, so that the ledger allocates nothing per row.
 */
export class StateLedger {
  private readonly windows: CheckpointWindow[] = [newWindow()]
  /** Number of the window at index 0. */
  private firstWindow = 0
  /** Settled rows of a stream that no state has covered yet. */
  private readonly uncovered = new Map<SourceStream, { accepted: number; rejected: number }>()
  private unsettledRows = 0
  private waitingLength = 0

  constructor(private readonly options: StateLedgerOptions) {}

  /** Rows opened and not settled. */
  get unsettled(): number {
    return this.unsettledRows
  }

  /** A row was read: every later state waits until it is settled. Returns the number of its checkpoint window. */
  open(): number {
    const tail = this.windows.length - 1
    const window = this.windows[tail] as CheckpointWindow
    window.pending++
    this.unsettledRows++
    return this.firstWindow + tail
  }

  /** A row of this window has its outcome. Call it once for each row; SystemError where no row of the window is pending. */
  settle(checkpointWindow: number, stream: SourceStream, outcome: 'accepted' | 'rejected'): void {
    const window = this.windows[checkpointWindow - this.firstWindow]
    if (window === undefined || window.pending === 0) {
      throw new SystemError(
        'A row got two outcomes, so the counts of this run are wrong. Please report it.',
        `a row of ${streamLabel(stream)} in checkpoint window ${checkpointWindow}`,
      )
    }
    window.counts ??= new Map()
    const counts = window.counts.get(stream) ?? insert(window.counts, stream, { accepted: 0, rejected: 0 })
    counts[outcome]++
    window.pending--
    this.unsettledRows--
    if (window.pending === 0 && checkpointWindow === this.firstWindow) this.release()
  }

  /**
   * A state was read: it is emitted once every row before it is settled. `length` is what it adds to `waitingBytes`; 0 for
   * one that only further reading can release.
   */
  close(state: State, length = 0): void {
    const window = this.windows[this.windows.length - 1] as CheckpointWindow
    window.state = state
    window.stateLength = length
    this.waitingLength += length
    this.windows.push(newWindow())
    this.release()
  }

  /** Emits states from the first on. Call it also when the result of `hold` may have changed. */
  release(): void {
    let emitted = 0
    for (const window of this.windows) {
      const { state } = window
      if (state === undefined || window.pending > 0) break
      for (const [stream, counts] of window.counts ?? []) this.cover(stream, counts)
      window.counts = undefined
      if (this.options.hold?.(state) === true) break
      emitted++
      this.waitingLength -= window.stateLength
      this.options.emit(state, this.uncover(state.streams))
    }
    if (emitted > 0) {
      this.windows.splice(0, emitted)
      this.firstWindow += emitted
    }
  }

  /** Characters of states that wait for rows; 0 where the first one is held back, which only more rows can change. */
  get waitingBytes(): number {
    const [head] = this.windows
    return head?.state !== undefined && head.pending === 0 ? 0 : this.waitingLength
  }

  /** States that were read and not emitted. */
  get waitingStates(): number {
    return this.windows.length - 1
  }

  /** The first state that waits; undefined when no state waits. */
  get head(): WaitingState | undefined {
    const { state, pending } = this.windows[0] as CheckpointWindow
    return state && { state, pendingRows: pending }
  }

  private cover(stream: SourceStream, counts: { accepted: number; rejected: number }): void {
    const total = this.uncovered.get(stream) ?? insert(this.uncovered, stream, { accepted: 0, rejected: 0 })
    total.accepted += counts.accepted
    total.rejected += counts.rejected
  }

  private uncover(streams: readonly SourceStream[]): StateCounts {
    let accepted = 0
    let rejected = 0
    for (const stream of streams) {
      const counts = this.uncovered.get(stream)
      if (counts === undefined) continue
      accepted += counts.accepted
      rejected += counts.rejected
      this.uncovered.delete(stream)
    }
    return { accepted, rejected }
  }
}

function newWindow(): CheckpointWindow {
  return { pending: 0, state: undefined, stateLength: 0, counts: undefined }
}

function insert<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value)
  return value
}
