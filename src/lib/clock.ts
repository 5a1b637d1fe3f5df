/** Time, as something that can be handed in: tests move a fake one. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Calls `ring` once after `ms` milliseconds; the function returned cancels it. */
  after(ms: number, ring: () => void): () => void
}

/** The machine's clock. A pending ring keeps the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, ring) {
    const timer = setTimeout(ring, ms)
    return () => clearTimeout(timer)
  },
}

/** Resolves after `ms` milliseconds of `clock`, or at once when `signal` aborts. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve()
      return
    }
    const done = () => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal?.addEventListener('abort', done)
  })
}
