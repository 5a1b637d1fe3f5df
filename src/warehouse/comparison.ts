import type { Column } from './column'
import type { Hashing } from './hashing'

/** How the rows of a diff model are compared with what was delivered. */
export interface Comparison {
  readonly now: Hashing
  /** How the stored hashes were computed, if it differs from `now` and can still be computed. */
  readonly before: Hashing | undefined
  /** What becomes of a row whose content is the same as `before`. */
  readonly unchanged: 'send' | 'refresh'
  /** Such a row is sent in any case if one of these columns has a value: they were not sent before. */
  readonly added: readonly Column[]
  /** Every delivered row is taken over as it is: which of them changed is unknown. */
  readonly adoptsChanged: boolean
  /** Every row that was not delivered is taken over as it is: which of them were delivered is unknown. */
  readonly adoptsAdded: boolean
  /** Delivered rows may lack columns that are kept now. */
  readonly refreshesKept: boolean
}

/**
 * The number of texts before those of the model in a row of a keyed query: its key, its hash, and its hash as it was
 * computed before.
 */
export function keyCells({ before }: Comparison): number {
  return before === undefined ? 2 : 3
}

/** What becomes of a row of the model, compared with its delivered version. */
export type Verdict = 'added' | 'changed' | 'resent' | 'refreshed' | 'same'

export interface ComparedRow {
  readonly hash: string
  /** Its hash as it was computed before, if the comparison has such a hash. */
  readonly beforeHash: string | undefined
  /** One of the added columns has a value. */
  readonly hasAdded: boolean
  /** Its delivered version. */
  readonly known: { readonly hash: string; readonly isUnknown: boolean; readonly lacksKept: boolean } | undefined
}

export function judgeRow(comparison: Comparison, { hash, beforeHash, hasAdded, known }: ComparedRow): Verdict {
  if (known === undefined) return comparison.adoptsAdded ? 'refreshed' : 'added'
  if (known.isUnknown) return 'changed'
  if (known.hash === hash) return known.lacksKept ? 'refreshed' : 'same'
  if (known.hash === beforeHash) return comparison.unchanged === 'send' || hasAdded ? 'resent' : 'refreshed'
  return comparison.adoptsChanged ? 'refreshed' : 'changed'
}
