import { SystemError } from '../core/errors'

/**
 * The phases of a run:
 *
 *   reading  -> draining            the input ended: what is pending is delivered
 *   reading  -> stopping -> draining  a guard, a signal or bad input: no more input is taken, what was read is delivered
 *   any      -> aborting            a fatal reply: nothing new is sent, replies in flight are awaited
 *   draining -> ended               every row that was read has its outcome
 *   aborting -> ended               the replies came, or were awaited long enough
 */
export type RunPhase = 'reading' | 'stopping' | 'draining' | 'aborting' | 'ended'

const NEXT: Readonly<Record<RunPhase, readonly RunPhase[]>> = {
  reading: ['stopping', 'draining', 'aborting'],
  stopping: ['draining', 'aborting'],
  draining: ['aborting', 'ended'],
  aborting: ['ended'],
  ended: [],
}

/** The phase that follows; SystemError where the run cannot get there. */
export function nextPhase(phase: RunPhase, next: RunPhase): RunPhase {
  if (NEXT[phase].includes(next)) return next
  throw new SystemError('The run went through its phases in the wrong order. Please report it.', `${phase} -> ${next}`)
}
