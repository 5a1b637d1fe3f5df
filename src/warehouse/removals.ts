import { ConfigError } from '../core/errors'
import type { DiffCounts } from './changes'

/** The removals of fewer delivered rows than these are not judged by their share. */
const JUDGED_ROWS = 20

/** The removals that a run found in a model, before any of them is sent. */
export interface FoundRemovals {
  readonly model: string
  readonly counts: DiffCounts
  readonly maxPercent: number
  /** They are sent, and cannot be undone. */
  readonly isIrreversible: boolean
}

/**
 * Whether the removals of a model are more than can be believed. An empty model is a broken model, as is one that lost a
 * large share of its rows.
 */
export function isImplausible({ counts: { removed, known, rows }, maxPercent }: FoundRemovals): boolean {
  if (removed === 0 || removed * 100 <= maxPercent * known) return false
  return known >= JUDGED_ROWS || rows === 0
}

/** The error that stops a run before its first removal; undefined if all of them may be sent. */
export function removalProblem(
  found: readonly FoundRemovals[],
  maxDeletes: number | undefined,
): ConfigError | undefined {
  const implausible = found.filter(isImplausible)
  if (implausible.length > 0)
    return new ConfigError(
      `Stopped before the first removal: ${implausible.map(shareText).join('; ')}. A broken view can be the cause. ` +
        'Fix: check the model. If so many removals are correct, run once with --accept-removals.',
    )
  const irreversible = found.filter(({ isIrreversible, counts }) => isIrreversible && counts.removed > 0)
  const total = irreversible.reduce((sum, { counts }) => sum + counts.removed, 0)
  if (maxDeletes === undefined || total <= maxDeletes) return undefined
  const parts = irreversible.map(({ model, counts }) => `${counts.removed} of the model ${model}`).join(', ')
  return new ConfigError(
    `Stopped by guards.max_deletes before the first removal: this run would delete ${total} (${parts}), and ${maxDeletes} are ` +
      'allowed. Fix: check the models, or raise guards.max_deletes.',
  )
}

function shareText({ model, counts: { removed, known, rows }, maxPercent }: FoundRemovals): string {
  return (
    `${removed} of the ${known} delivered rows of the model ${model} are gone${rows === 0 ? ', and it is empty' : ''} ` +
    `(removed.max_percent allows ${maxPercent} %)`
  )
}
