import { SystemError } from '../core/errors'
import type { RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import { streamLabel, type SourceStream } from '../core/stream'
import type { ObjectPool } from './pools/object-pool'

/** The rows read between two states. Its state may be emitted once no row of it is pending. */
interface CheckpointWindow {
  pending: number
  state: State | undefined
  /** Characters of the state that count as waiting. */
  stateLength: number
  readonly counts: Map<SourceStream, { accepted: number; rejected: number }>
}

/** The rows of a stream in this run. */
export interface StreamCounts {
  readonly read: number
  readonly rejected: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface LedgerOptions {
  /** Emits a state. Called once for each state, in the order in which they were read. */
  readonly emit: (state: State, counts: StateCounts) => void
  /** True holds a state back though every row before it is settled, because a guard has not judged yet. */
  readonly hold?: (state: State) => boolean
  /** References of rows that have an outcome. */
  readonly pool: ObjectPool<RowRef>
  /** Keeps each row with its reference, for the storage of rejected rows. */
  readonly keepRows?: boolean
}

/**
 * Ordered acknowledgement: a state is emitted only once every row read before it, of any stream, is settled.
 * Rows are opened in the last checkpoint window, a state closes that window, and windows are released from the first on.
 */
export class Ledger {
  private readonly windows: CheckpointWindow[] = [newWindow()]
  /** Number of the window at index 0: references name windows by number. */
  private firstWindow = 0
  private readonly streams = new Map<SourceStream, { read: number; rejected: number }>()
  /** Settled rows of a stream that no state has covered yet. */
  private readonly uncovered = new Map<SourceStream, { accepted: number; rejected: number }>()
  private unsettledRows = 0
  private waitingLength = 0

  constructor(private readonly options: LedgerOptions) {}

  /** Rows opened and not settled. */
  get unsettled(): number {
    return this.unsettledRows
  }

  /** What has been read and rejected of `stream` so far. */
  countsOf(stream: SourceStream): StreamCounts {
    return this.streams.get(stream) ?? { read: 0, rejected: 0 }
  }

  /** A row of `source` was read: every later state waits until it is settled. */
  open(source: SourceStream, row: RowRef['row']): RowRef {
    const stream = this.streams.get(source) ?? insert(this.streams, source, { read: 0, rejected: 0 })
    const tail = this.windows.length - 1
    const window = this.windows[tail] as CheckpointWindow
    window.pending++
    this.unsettledRows++
    const position = ++stream.read
    const kept = this.options.keepRows === true ? row : undefined
    const ref: Mutable<RowRef> | undefined = this.options.pool.take()
    if (ref === undefined) {
      const number = this.firstWindow + tail
      return { stream: source, position, checkpointWindow: number, key: undefined, row: kept, settled: false }
    }
    ref.stream = source
    ref.position = position
    ref.checkpointWindow = this.firstWindow + tail
    ref.key = undefined
    ref.row = kept
    ref.settled = false
    return ref
  }

  /** The row has its outcome. SystemError where it had one before. */
  settle(ref: RowRef, outcome: 'accepted' | 'rejected'): void {
    if (ref.settled) {
      throw new SystemError(
        'A row got two outcomes, so the counts of this run are wrong. Please report it.',
        `row ${ref.position} of ${streamLabel(ref.stream)}`,
      )
    }
    ref.settled = true
    const window = this.windows[ref.checkpointWindow - this.firstWindow] as CheckpointWindow
    const counts = window.counts.get(ref.stream) ?? insert(window.counts, ref.stream, { accepted: 0, rejected: 0 })
    counts[outcome]++
    if (outcome === 'rejected') (this.streams.get(ref.stream) as { rejected: number }).rejected++
    window.pending--
    this.unsettledRows--
    // The reference may never be reused, and a row keeps the chunk of input that it was read from.
    const unused: Mutable<RowRef> = ref
    unused.row = undefined
    this.options.pool.give(unused)
    if (window.pending === 0 && ref.checkpointWindow === this.firstWindow) this.release()
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
      for (const [stream, counts] of window.counts) this.cover(stream, counts)
      window.counts.clear()
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

  /** Characters of states that wait for rows; 0 where the first one waits for a guard, which needs more rows to judge. */
  get waitingBytes(): number {
    const [head] = this.windows
    return head?.state !== undefined && head.pending === 0 ? 0 : this.waitingLength
  }

  /** States that were read and not emitted. */
  get waitingStates(): number {
    return this.windows.length - 1
  }

  /** What the first state waits for, for the progress line; undefined when no state waits. */
  describeHead(): string | undefined {
    const head = this.windows[0] as CheckpointWindow
    if (head.state === undefined) return undefined
    const names = head.state.streams.map(streamLabel).join(', ')
    const covered = names === '' ? 'an unknown stream' : names
    if (head.pending === 0) return `a guard that holds back a state of ${covered}`
    return `${head.pending} rows before a state of ${covered}`
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
  return { pending: 0, state: undefined, stateLength: 0, counts: new Map() }
}

function insert<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value)
  return value
}
