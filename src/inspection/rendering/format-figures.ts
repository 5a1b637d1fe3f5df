import type { ColumnProfile, StreamProfile } from '../analysis/profile'
import { kindOfType } from '../analysis/value-kinds'

export { labelOf } from '../analysis/find'

/** The result of mapping a column, in words: `timestamp (unix seconds)`, `identifies the person (id)`. */
export function becomes({ attribute, role, to, declared, by_rule: byRule }: ColumnProfile): string {
  const kinds = Object.keys(to)
  const sent = kinds.length > 0 ? kinds.join(' or ') : (kindOfType(declared) ?? 'unchanged')
  const shown = sent === 'timestamp' ? 'timestamp (unix seconds)' : sent
  if (role !== null && attribute === null) return role
  if (attribute === null) return 'not sent'
  return `${shown}${byRule ? ', by rule' : ''}${role === null ? '' : `, ${role}`}`
}

export function skippedRows({ skipped }: StreamProfile): number {
  return Object.values(skipped).reduce((sum, rows) => sum + rows, 0)
}

/** `3 to 31 characters`, `-3 to 99.5`, or the single value; empty without values. */
export function rangeOf({ smallest, largest }: Pick<ColumnProfile, 'smallest' | 'largest'>): string {
  if (smallest === null || largest === null) return ''
  if (smallest === largest) return smallest
  const unit = ' characters'
  return `${smallest.replace(/ characters?$/, '')} to ${largest}`.replace(/ characters?$/, unit)
}
