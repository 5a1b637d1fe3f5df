import { SystemError } from '../core/errors'
import type { Row, RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import { streamLabel, type SourceStream } from '../core/stream'

/** The rows read between two states. It may leave once its state has come and nothing in it is pending. */
interface CheckpointWindow {
  pending: number
  state: State | undefined
  readonly counts: Map<SourceStream, { accepted: number; rejected: number }>
}

/** How a stream stands in this run. */
export interface StreamCounts {
  readonly read: number
  readonly rejected: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface LedgerOptions {
  /** Writes a state to the outside. Called in the order in which states came in, one for one. */
  readonly emit: (state: State, counts: StateCounts) => void
  /** True keeps a state back though everything before it is settled (a guard that still has to judge). */
  readonly hold?: (state: State) => boolean
  /** Keeps each row with its reference, for a store of rejected rows. */
  readonly keepRows?: boolean
}

/**
 * Ordered acknowledgement: a state leaves only when every row read before it, of any stream, is settled.
 * Rows open in the segment at the tail, a state closes that segment, and segments leave from the head.
 */
export class Ledger {
  private readonly windows: CheckpointWindow[] = [newSegment()]
  /** Number of the segment at index 0: references name segments by number. */
  private firstWindow = 0
  private readonly streams = new Map<SourceStream, { read: number; rejected: number }>()
  /** Settled rows of a stream that no state has covered yet. */
  private readonly uncovered = new Map<SourceStream, { accepted: number; rejected: number }>()
  private unsettledRows = 0
  /** References that are settled: those to come are made of them, because there is one a row and most live long. */
  private readonly unused: Mutable<RowRef>[] = []

  constructor(private readonly options: LedgerOptions) {}

  /** Rows opened and not settled. */
  get unsettled(): number {
    return this.unsettledRows
  }

  /** What has been read and rejected of `stream` so far. */
  countsOf(stream: SourceStream): StreamCounts {
    return this.streams.get(stream) ?? { read: 0, rejected: 0 }
  }

  /** A row was read: everything that comes after it waits for `settle`. */
  open(row: Row): RowRef {
    const stream = this.streams.get(row.stream) ?? insert(this.streams, row.stream, { read: 0, rejected: 0 })
    const tail = this.windows.length - 1
    const segment = this.windows[tail] as CheckpointWindow
    segment.pending++
    this.unsettledRows++
    const position = ++stream.read
    const kept = this.options.keepRows === true ? row : undefined
    const ref = this.unused.pop()
    if (ref === undefined) {
      const number = this.firstWindow + tail
      return { stream: row.stream, position, checkpointWindow: number, key: undefined, row: kept, settled: false }
    }
    ref.stream = row.stream
    ref.position = position
    ref.checkpointWindow = this.firstWindow + tail
    ref.key = undefined
    ref.row = kept
    ref.settled = false
    return ref
  }

  /** The row has its outcome. Throws SystemError where it had one already. */
  settle(ref: RowRef, outcome: 'accepted' | 'rejected'): void {
    if (ref.settled) {
      throw new SystemError(
        'A row was settled twice; the counts of this run cannot be trusted. Please report it.',
        `row ${ref.position} of ${streamLabel(ref.stream)}`,
      )
    }
    ref.settled = true
    const segment = this.windows[ref.checkpointWindow - this.firstWindow] as CheckpointWindow
    const counts = segment.counts.get(ref.stream) ?? insert(segment.counts, ref.stream, { accepted: 0, rejected: 0 })
    counts[outcome]++
    if (outcome === 'rejected') (this.streams.get(ref.stream) as { rejected: number }).rejected++
    segment.pending--
    this.unsettledRows--
    // Many of them may never be needed again, and a row keeps all that was read with it.
    const unused: Mutable<RowRef> = ref
    unused.row = undefined
    this.unused.push(unused)
    if (segment.pending === 0 && ref.checkpointWindow === this.firstWindow) this.release()
  }

  /** A state was read: it leaves once everything before it is settled. */
  close(state: State): void {
    ;(this.windows[this.windows.length - 1] as CheckpointWindow).state = state
    this.windows.push(newSegment())
    this.release()
  }

  /** Lets states leave from the head; also called when whatever `hold` waits for may have changed. */
  release(): void {
    let left = 0
    for (const segment of this.windows) {
      const { state } = segment
      if (state === undefined || segment.pending > 0) break
      for (const [stream, counts] of segment.counts) this.cover(stream, counts)
      segment.counts.clear()
      if (this.options.hold?.(state) === true) break
      left++
      this.options.emit(state, this.uncover(state.streams))
    }
    if (left > 0) {
      this.windows.splice(0, left)
      this.firstWindow += left
    }
  }

  /** States that were read and have not left. */
  get waitingStates(): number {
    return this.windows.length - 1
  }

  /** What the head waits for, for the progress line; undefined when no state is waiting. */
  describeHead(): string | undefined {
    const head = this.windows[0] as CheckpointWindow
    if (head.state === undefined) return undefined
    const names = head.state.streams.map(streamLabel).join(', ')
    const of = names === '' ? 'an unknown stream' : names
    if (head.pending === 0) return `a guard that holds back a state of ${of}`
    return `${head.pending} rows before a state of ${of}`
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

function newSegment(): CheckpointWindow {
  return { pending: 0, state: undefined, counts: new Map() }
}

function insert<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value)
  return value
}
