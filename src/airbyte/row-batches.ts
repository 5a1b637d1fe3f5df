import type { Readable } from 'node:stream'
import { SystemError, toConnectorError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { Row } from '../core/row'
import type { SourceStream } from '../core/stream'
import { counted } from '../lib/format'
import { readInput } from './input'
import { newInputCounts, type InputOptions } from './input-options'
import { LostLines } from './lost-lines'
import type { Output } from './output'
import { StateLedger } from './state-ledger'

/** No more input is read while Airbyte has this many characters of output to read. */
const MAX_PENDING_OUTPUT = 1_000_000
const NO_ROWS: ReadonlySet<Row> = new Set()

/** Rows that came together, in the order of the input. */
export class RowBatch {
  private isSettled = false

  constructor(
    readonly rows: readonly Row[],
    /** The checkpoint window of each row. */
    private readonly windows: readonly number[],
    private readonly states: StateLedger,
  ) {}

  /**
   * Every row is stored, except those in `rejected`, which never will be. States are emitted once every row before them is
   * settled. Call it once; batches may be settled in any order.
   */
  settle(rejected: ReadonlySet<Row> = NO_ROWS): void {
    if (this.isSettled) throw new SystemError('A batch of rows was settled twice, so the counts of this run are wrong.')
    this.isSettled = true
    this.rows.forEach((row, index) => {
      this.states.settle(this.windows[index] as number, row.stream, rejected.has(row) ? 'rejected' : 'accepted')
    })
  }
}

/**
 * The rows of the input in batches. States are emitted as batches are settled; lines that cannot be read are rejected
 * rows. Asking for the next batch only once there is capacity for it is the backpressure.
 */
export class RowBatches implements AsyncIterable<RowBatch> {
  private readonly states: StateLedger
  private readonly lostLines = new LostLines()
  private readonly complete = new Set<SourceStream>()
  private isEnded = false
  private failure: ConnectorError | undefined

  constructor(
    private readonly stdin: Readable,
    private readonly streams: readonly SourceStream[],
    private readonly output: Pick<Output, 'log' | 'state' | 'pendingBytes' | 'drain'>,
  ) {
    this.states = new StateLedger({ emit: (state, counts) => output.state(state.text, counts) })
  }

  /** The source has ended this stream without an error. Known once there are no more batches. */
  isComplete(stream: SourceStream): boolean {
    return this.complete.has(stream)
  }

  /** Ends the input soon, because of `why`: rows that were read can still be settled. */
  stop(why: ConnectorError): void {
    this.failure ??= why
    this.stdin.destroy()
  }

  /** Throws what ended the run early, or what is missing at its end: a run that is complete has settled every row. */
  checkEnd(): void {
    const failure = this.failure ?? this.lostLines.error
    if (failure !== undefined) throw failure
    if (!this.isEnded)
      throw new SystemError('The destination stopped before the end of its input. Later states were not acknowledged.')
    const { unsettled } = this.states
    if (unsettled > 0)
      throw new SystemError(
        `The input ended and ${counted(unsettled, 'row')} were left without an outcome. Nothing after them was acknowledged.`,
      )
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowBatch> {
    const options: InputOptions = {
      counts: newInputCounts(),
      onUnexpected: (sentence) => this.output.log('WARN', sentence),
      onComplete: (stream) => this.complete.add(stream),
    }
    try {
      for await (const inputs of readInput(this.stdin, this.streams, options)) {
        const batch = this.take(inputs)
        if (batch.rows.length > 0) yield batch
        if (this.output.pendingBytes > MAX_PENDING_OUTPUT) await this.output.drain()
      }
    } catch (thrown) {
      this.failure ??= toConnectorError(thrown)
      throw thrown
    }
    this.isEnded = true
  }

  private take(inputs: readonly Input[]): RowBatch {
    const rows: Row[] = []
    const windows: number[] = []
    for (const input of inputs) {
      if (input.kind === 'row') {
        rows.push(input)
        windows.push(this.states.open())
      } else if (input.kind === 'unreadable') {
        if (input.stream === undefined) this.lostLines.add(input.line)
        else this.states.settle(this.states.open(), input.stream, 'rejected')
        // After a lost line no state may be emitted: its row would not be read again.
      } else if (!this.lostLines.hasSome) this.states.close(input)
    }
    return new RowBatch(rows, windows, this.states)
  }
}
