import type { Ports } from './ports'

/** A signal that aborts when the process is asked to end, with the name of the signal as its reason. Release it. */
export function abortOnTerminate({ onTerminate }: Pick<Ports, 'onTerminate'>): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const controller = new AbortController()
  return { signal: controller.signal, release: onTerminate((signal) => controller.abort(signal)) }
}

/** Calls `listener` when `signal` aborts, or now if it has aborted. Returns a function that stops listening. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}
