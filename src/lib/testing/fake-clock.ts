import type { Clock } from '../clock'

/** A clock that moves only when told. Rings go off in order of their time; promises settle between them. */
export class FakeClock implements Clock {
  private timeMs: number
  private rings: { atMs: number; ring: () => void }[] = []

  constructor(startMs = 1_750_000_000_000) {
    this.timeMs = startMs
  }

  now(): number {
    return this.timeMs
  }

  after(ms: number, ring: () => void): () => void {
    const entry = { atMs: this.timeMs + Math.max(0, ms), ring }
    this.rings.push(entry)
    return () => {
      this.rings = this.rings.filter((other) => other !== entry)
    }
  }

  /** Rings that have not gone off: a test ends with none. */
  get pending(): number {
    return this.rings.length
  }

  /** Milliseconds to the next ring, undefined without one. */
  get nextInMs(): number | undefined {
    return this.rings.length === 0 ? undefined : Math.min(...this.rings.map((ring) => ring.atMs)) - this.timeMs
  }

  /** Moves on by `ms`, and rings what is due. */
  async advance(ms: number): Promise<void> {
    const end = this.timeMs + ms
    await drainMicrotasks()
    for (;;) {
      const due = this.rings.filter((ring) => ring.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.rings = this.rings.filter((ring) => ring !== due)
      this.timeMs = due.atMs
      due.ring()
      await drainMicrotasks()
    }
    this.timeMs = end
    await drainMicrotasks()
  }
}

/** Lets everything that is already decided happen. */
export async function drainMicrotasks(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}
