import type { Batch } from './batch-body'

/**
 * Closed batches leave in order, as many at once as there are slots. It knows nothing of what a batch is or of what
 * its reply means: `send` resolves once the batch needs its slot no more.
 */
export class Dispatcher {
  private readonly queue: Batch[] = []
  private busy = 0
  private stopped = false

  /** `onFree` is called each time a slot becomes free and no closed batch waits for it. */
  constructor(
    private readonly slots: number,
    private readonly send: (batch: Batch) => Promise<void>,
    private readonly onFree: () => void,
  ) {}

  /** Requests whose reply is awaited. */
  get inFlight(): number {
    return this.busy
  }

  /** Nothing is in flight and nothing waits for a slot. */
  get isIdle(): boolean {
    return this.busy === 0 && this.queue.length === 0
  }

  /** Queues batches; `first` puts them before all others (the halves of a split batch). */
  submit(batches: readonly Batch[], where: 'last' | 'first' = 'last'): void {
    if (where === 'last') this.queue.push(...batches)
    else this.queue.unshift(...batches)
    this.next()
  }

  /** Sends nothing new from now on: what is queued stays unsent. */
  stop(): void {
    this.stopped = true
    this.queue.length = 0
  }

  private next(): void {
    while (!this.stopped && this.busy < this.slots) {
      const batch = this.queue.shift()
      if (batch === undefined) return
      this.busy++
      void this.send(batch).finally(() => {
        this.busy--
        this.next()
        if (this.queue.length === 0) this.onFree()
      })
    }
  }
}
