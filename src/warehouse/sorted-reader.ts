/** Reads batches of sorted items one at a time. It awaits only at the end of a batch. */
export class SortedReader<T> {
  private batch: readonly T[] = []
  private at = 0
  private isEnded = false
  private readonly batches: AsyncIterator<readonly T[]>

  constructor(batches: AsyncIterable<readonly T[]>) {
    this.batches = batches[Symbol.asyncIterator]()
  }

  /** `fill` must be awaited before `current` is valid. */
  get needsFill(): boolean {
    return !this.isEnded && this.at >= this.batch.length
  }

  /** The current item. undefined at the end. Valid unless `needsFill`. */
  get current(): T | undefined {
    return this.batch[this.at]
  }

  /** Moves to the next item. */
  step(): void {
    this.at++
  }

  async fill(): Promise<void> {
    while (this.needsFill) {
      const next = await this.batches.next()
      this.at = 0
      this.batch = next.done === true ? [] : next.value
      this.isEnded = next.done === true
    }
  }

  async close(): Promise<void> {
    await this.batches.return?.()
  }
}
