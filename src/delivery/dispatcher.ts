import type { Batch } from './batch-body'

/**
 * Sends closed batches in order, as many at once as there are slots. It knows neither the content of a batch nor the
 * meaning of its reply: `send` resolves once the batch no longer needs its slot.
 */
export class Dispatcher {
  private readonly queue: Batch[] = []
  private busy = 0
  private stopped = false

  /** `onFree` is called each time a slot becomes free and no batch is queued. */
  constructor(
    private readonly slots: number,
    private readonly send: (batch: Batch) => Promise<void>,
    private readonly onFree: () => void,
  ) {}

  /** Requests whose reply is awaited. */
  get inFlight(): number {
    return this.busy
  }

  /** No request is in flight and no batch is queued. */
  get isIdle(): boolean {
    return this.busy === 0 && this.queue.length === 0
  }

  /** Queues batches; `first` puts them before all others, as for the halves of a split batch. */
  submit(batches: readonly Batch[], where: 'last' | 'first' = 'last'): void {
    if (where === 'last') this.queue.push(...batches)
    else this.queue.unshift(...batches)
    this.next()
  }

  /** Sends nothing from now on and drops the queue. */
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
