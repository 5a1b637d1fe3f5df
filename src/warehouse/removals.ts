import { ConfigError } from '../core/errors'
import type { DiffCounts } from './changes'

/** A handful of removed rows says nothing about a model. */
const JUDGED_KEYS = 20

/** Why so many removed rows must not be believed; undefined where they may. An empty view is a broken view. */
export function removalProblem(
  model: string,
  { removed, known, rows }: DiffCounts,
  maxPercent: number,
): ConfigError | undefined {
  if (removed === 0 || removed * 100 <= maxPercent * known) return undefined
  if (known < JUDGED_KEYS && rows > 0) return undefined
  return new ConfigError(
    `Stopped before anything was removed: ${removed} of the ${known} rows of the model ${model} that were delivered are ` +
      `gone${rows === 0 ? ', and it has no row at all' : ''}; removed.max_percent allows ${maxPercent} %. Look at the model: ` +
      'a broken view looks like this. If so many removals are right, run once with --accept-removals.',
  )
}
