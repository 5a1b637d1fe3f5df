import { hash64, type Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'

/** One person in sixteen is watched, chosen by hash: the share among them is the share among all. */
const SAMPLE = 16
const MAX_WATCHED = 65_536
const MAX_FEW = 100
/** Fewer watched rows are not significant. */
const MIN_ROWS = 50
const MAX_REPEAT_SHARE = 0.05

/** Estimates how many rows of a stream repeat a person. */
export class RepeatSample {
  /** The first watched people: a table takes 64 kB, and a run may have many thousands of streams. */
  private readonly few = new Set<string>()
  private many: Hash64Table | undefined
  private rows = 0
  private readonly hash: Hash64 = { high: 0, low: 0 }

  see(identifier: string): void {
    const hash = hash64(identifier, this.hash)
    if ((hash.low & (SAMPLE - 1)) !== 0 || this.watched >= MAX_WATCHED) return
    this.rows++
    if (this.many !== undefined) this.many.put(hash)
    else if (this.few.add(identifier).size >= MAX_FEW) this.many = this.moveToTable()
  }

  private get watched(): number {
    return this.many?.size ?? this.few.size
  }

  private moveToTable(): Hash64Table {
    const table = new Hash64Table(false)
    for (const identifier of this.few) table.put(hash64(identifier, this.hash))
    this.few.clear()
    return table
  }

  /** A sentence where so many rows repeat a person that the table looks raw. */
  hint(stream: string): string | undefined {
    const repeats = this.rows - this.watched
    if (this.rows < MIN_ROWS || repeats <= this.rows * MAX_REPEAT_SHARE) return undefined
    return (
      `About ${Math.round((repeats / this.rows) * 100)} % of the rows of ${stream} repeat a person. A model has one row ` +
      'a person; several that disagree leave the last value of each attribute.'
    )
  }
}
