import type { SourceStream } from '../core/stream'
import type { Change } from './changes'
import type { Data } from './column'

/** The position that the ledger gives a row in its stream. */
export interface RowPosition {
  readonly stream: SourceStream
  readonly position: number
}

/** The changes between two checkpoints, with the positions of the rows that each is sent as. */
export class ChangeWindow {
  readonly changes: Change[] = []
  private readonly positions: (readonly RowPosition[])[] = []

  get size(): number {
    return this.changes.length
  }

  /** `kept` are the columns that are still needed once the rows were handed over. */
  constructor(private readonly kept: readonly string[]) {}

  add(change: Change, positions: readonly RowPosition[]): void {
    this.changes.push(change.kind === 'row' ? { ...change, data: this.pick(change.data) } : change)
    this.positions.push(positions)
  }

  /** A window waits for the slowest of its rows, and must not hold the data of all. */
  private pick(data: Data): Data {
    return Object.fromEntries(this.kept.map((name) => [name, data[name]]))
  }

  /** The changes of which a row was rejected. Asks about every row, so that no answer is kept forever. */
  rejected(isRejected: (row: RowPosition) => boolean): readonly Change[] {
    return this.changes.filter((_, index) => (this.positions[index] ?? []).filter((row) => isRejected(row)).length > 0)
  }
}
