import { counted } from '../lib/format'
import type { DiffCounts } from './changes'

/** What the user should know about the rows of a diff model, one sentence each. `isForgotten`: gone rows leave the state. */
export function* diffRemarks(model: string, counts: DiffCounts, isForgotten: boolean): Iterable<string> {
  if (counts.nullKeys > 0) yield `${model}: ${counted(counts.nullKeys, 'row')} without a key skipped.`
  if (counts.repeatedKeys > 0)
    yield `${model}: ${counted(counts.repeatedKeys, 'row')} skipped, because another row has the same key. Fix: make the key unique.`
  if (counts.forgotten > 0)
    yield (
      `${model}: ${counted(counts.forgotten, 'row')} removed from the model and not from Customer.io, because what they ` +
      'identify was not stored when they were delivered.'
    )
  if (!isForgotten)
    yield `${model}: ${counts.removed} of ${counts.known} delivered rows are gone. They stay in the state while the share is above removed.max_percent.`
}
