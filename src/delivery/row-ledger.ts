import type { StateLedger } from '../airbyte/state-ledger'
import { SystemError } from '../core/errors'
import type { RowRef } from '../core/row'
import { streamLabel, type SourceStream } from '../core/stream'
import type { ObjectPool } from './pools/object-pool'

/** The rows of a stream in this run. */
export interface StreamCounts {
  readonly read: number
  readonly rejected: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface RowLedgerOptions {
  /** Told of each row that was read and of each that is settled. */
  readonly states: StateLedger
  /** References of rows that have an outcome. */
  readonly pool: ObjectPool<RowRef>
  /** Keeps each row with its reference, for the storage of rejected rows. */
  readonly keepRows?: boolean
}

/** Creates the reference of each row, and settles it exactly once. */
export class RowLedger {
  private readonly streams = new Map<SourceStream, { read: number; rejected: number }>()

  constructor(private readonly options: RowLedgerOptions) {}

  /** What has been read and rejected of `stream` so far. */
  countsOf(stream: SourceStream): StreamCounts {
    return this.streams.get(stream) ?? { read: 0, rejected: 0 }
  }

  /** A row of `source` was read: every later state waits until it is settled. */
  open(source: SourceStream, row: RowRef['row']): RowRef {
    const { states, pool, keepRows } = this.options
    const position = ++this.countsToChange(source).read
    const checkpointWindow = states.open()
    const kept = keepRows === true ? row : undefined
    const ref: Mutable<RowRef> | undefined = pool.take()
    if (ref === undefined)
      return {
        stream: source,
        position,
        checkpointWindow,
        key: undefined,
        isDeletion: false,
        row: kept,
        settled: false,
      }
    ref.stream = source
    ref.position = position
    ref.checkpointWindow = checkpointWindow
    ref.key = undefined
    ref.isDeletion = false
    ref.row = kept
    ref.settled = false
    return ref
  }

  /** The row has its outcome. SystemError where it had one before. */
  settle(ref: RowRef, outcome: 'accepted' | 'rejected'): void {
    const { stream, checkpointWindow } = ref
    if (ref.settled) {
      throw new SystemError(
        'A row got two outcomes, so the counts of this run are wrong. Please report it.',
        `row ${ref.position} of ${streamLabel(stream)}`,
      )
    }
    ref.settled = true
    if (outcome === 'rejected') this.countsToChange(stream).rejected++
    // The reference may never be reused, and a row keeps the chunk of input that it was read from.
    const unused: Mutable<RowRef> = ref
    unused.row = undefined
    this.options.pool.give(unused)
    this.options.states.settle(checkpointWindow, stream, outcome)
  }

  private countsToChange(stream: SourceStream): { read: number; rejected: number } {
    const known = this.streams.get(stream)
    if (known !== undefined) return known
    const counts = { read: 0, rejected: 0 }
    this.streams.set(stream, counts)
    return counts
  }
}

/** What the first waiting state waits for, for the progress line; undefined when no state waits. */
export function describeHead({ head }: StateLedger): string | undefined {
  if (head === undefined) return undefined
  const names = head.state.streams.map(streamLabel).join(', ')
  const covered = names === '' ? 'an unknown stream' : names
  if (head.pendingRows === 0) return `a guard that holds back a state of ${covered}`
  return `${head.pendingRows} rows before a state of ${covered}`
}
