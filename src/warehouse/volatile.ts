import type { DiffCounts } from './changes'
import type { PreparedModel } from './prepared-model'
import type { ModelState } from './state-store'

/** A run in which so many rows changed, in percent, suggests a column that always changes; asked from this many rows on. */
const VOLATILE_PERCENT = 95
const VOLATILE_ROWS = 20

/** Whether nearly all delivered rows changed, although the mapping did not. */
export function isVolatileRun(
  state: ModelState | undefined,
  { mapping }: PreparedModel,
  { rows, changed, known }: DiffCounts,
): boolean {
  if (state === undefined || state.mapping !== mapping || known < VOLATILE_ROWS) return false
  return changed * 100 >= VOLATILE_PERCENT * rows
}
