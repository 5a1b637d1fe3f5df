import type { Contract } from './prepared-model'

/** What changed between two runs that breaks segments or splits profiles, a sentence each. */
export function contractChanges(model: string, before: Contract, now: Contract): readonly string[] {
  const changes: string[] = []
  if (before.identity !== now.identity)
    changes.push(
      `model ${model}: a row was identified by ${before.identity} and now is by ${now.identity}. Everybody whose two ` +
        'identifiers Customer.io does not know to be one gets a second profile.',
    )
  for (const [column, type] of Object.entries(now.columns)) {
    const was = before.columns[column]
    if (was === undefined || was === type) continue
    const consequence =
      was === 'timestamp' || type === 'timestamp'
        ? 'Segments that compare it as a date stop matching.'
        : 'Segments and messages that use it may stop working.'
    changes.push(`model ${model}: the column ${column} was a ${was} and now is a ${type}. ${consequence}`)
  }
  return changes
}

/** Columns that were sent and are no longer there: their attributes keep the last value for ever. */
export function missingColumns(before: Contract, now: Contract): readonly string[] {
  return Object.keys(before.columns).filter((column) => now.columns[column] === undefined)
}
