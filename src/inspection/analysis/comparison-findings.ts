import type { FindingFacts } from '../../core/finding'
import type { Comparison } from '../../verification/compare-workspace'
import { attributeChange } from './finding'
import type { StreamProfile } from './profile'

/** What a comparison with Customer.io shows about a run. Counts are of the people who were looked up. */
export function* findingsOfComparison(
  comparison: Comparison,
  profiles: readonly StreamProfile[],
): Iterable<FindingFacts> {
  const { people: total, subscribed_again: again, emails_of_others: taken, new_people: fresh } = comparison
  const whole = { stream: null, subject: null, total }
  if (again > 0) {
    const source = profiles
      .flatMap((profile) => profile.columns.map((column) => ({ profile, column })))
      .find(({ column }) => column.attribute === 'unsubscribed')
    yield {
      ...whole,
      subject: 'unsubscribed',
      code: 'would_subscribe_again',
      severity: 'error',
      rows: again,
      change: source && attributeChange('unsubscribed', source.profile.stream, { one_way: true }),
    }
  }
  if (taken > 0) yield { ...whole, subject: 'email', code: 'email_of_another_profile', severity: 'error', rows: taken }
  if (fresh > 0) yield { ...whole, code: 'new_people', severity: 'note', rows: fresh }
  for (const { attribute, type_changed: typed, types, cleared } of comparison.attributes) {
    const subject = attribute
    if (typed > 0)
      yield {
        ...whole,
        subject,
        code: 'type_changes_in_customer_io',
        severity: 'error',
        rows: typed,
        ...(types === null ? {} : { types }),
      }
    if (cleared > 0) {
      const change = attributeChange(attribute, '', { protected: true })
      yield { ...whole, subject, code: 'clears_what_is_held', severity: 'warning', rows: cleared, change }
    }
  }
  if (comparison.unknown_to_updates > 0)
    yield { ...whole, code: 'unknown_people', severity: 'note', rows: comparison.unknown_to_updates }
}
