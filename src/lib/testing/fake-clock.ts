import type { Clock } from '../clock'

/** A clock that moves only when advanced. Callbacks are called in order of time; promises settle between them. */
export class FakeClock implements Clock {
  private timeMs: number
  private timers: { atMs: number; callback: () => void }[] = []

  constructor(startMs = 1_750_000_000_000) {
    this.timeMs = startMs
  }

  now(): number {
    return this.timeMs
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.timeMs + Math.max(0, ms), callback }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** The number of pending callbacks. A test must end with zero. */
  get pending(): number {
    return this.timers.length
  }

  /** Milliseconds until the next callback; undefined if none is pending. */
  get nextInMs(): number | undefined {
    return this.timers.length === 0 ? undefined : Math.min(...this.timers.map((timer) => timer.atMs)) - this.timeMs
  }

  /** Advances the time by `ms`, and calls the callbacks that are due. */
  async advance(ms: number): Promise<void> {
    const end = this.timeMs + ms
    await drainMicrotasks()
    for (;;) {
      const due = this.timers.filter((timer) => timer.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.timeMs = due.atMs
      due.callback()
      await drainMicrotasks()
    }
    this.timeMs = end
    await drainMicrotasks()
  }
}

/** Lets promises that are already resolved run their callbacks. */
export async function drainMicrotasks(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}
