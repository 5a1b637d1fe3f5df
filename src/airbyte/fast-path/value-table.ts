import { VALUE_WORDS } from '../../core/raw-record'

/** Values of one array: 24 kB. */
const TABLE_VALUES = 2_000

/** Memory for the positions of the values of rows. Rows share an array, because one array per row costs more than reading it. */
export class ValueTable {
  words = new Int32Array(0)
  /** Words that rows use. */
  private used = 0

  /** Index in `words` of free memory for the values of one row. It stays free until `commit`. */
  reserve(values: number): number {
    if (this.used + values * VALUE_WORDS > this.words.length) {
      // The rows of the old array keep it.
      this.words = new Int32Array(Math.max(values, TABLE_VALUES) * VALUE_WORDS)
      this.used = 0
    }
    return this.used
  }

  /** A row uses the memory that was reserved last. */
  commit(values: number): void {
    this.used += values * VALUE_WORDS
  }
}
