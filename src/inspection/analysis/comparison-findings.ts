import type { Comparison } from '../../verification/compare-workspace'
import { count } from '../../lib/format'
import { attributeRule, option, type Finding } from './finding'

/** What a comparison with Customer.io says about a run. Counts are of the people who were looked up. */
export function* findingsOfComparison(comparison: Comparison): Iterable<Finding> {
  const { people, subscribed_again: again, emails_of_others: taken, new_people: fresh } = comparison
  const whole = { stream: null, subject: null }
  const of = `of ${count(people)} people looked up`
  if (again > 0) {
    yield {
      ...whole,
      subject: 'unsubscribed',
      code: 'would_subscribe_again',
      severity: 'error',
      rows: again,
      message: `${count(again)} ${of} are unsubscribed in Customer.io and would be subscribed again. They asked not to be written to.`,
      fix: { where: 'columns of the stream rule', line: '"exclude": ["THE_COLUMN_OF_unsubscribed"]' },
    }
  }
  if (taken > 0) {
    yield {
      ...whole,
      subject: 'email',
      code: 'email_of_another_profile',
      severity: 'error',
      rows: taken,
      message: `The e-mail of ${count(taken)} ${of} belongs to another profile. Customer.io answers that all is well and drops it: merge the two profiles first.`,
      fix: {
        where: 'streams',
        line: '{"stream": "DUPLICATES", "object": "person_merge", "primary_id_column": "ID", "secondary_email_column": "EMAIL"}',
      },
    }
  }
  if (fresh > 0) {
    yield {
      ...whole,
      code: 'new_people',
      severity: 'note',
      rows: fresh,
      message: `${count(fresh)} ${of} are not in Customer.io and would be created.`,
      fix: { where: 'the stream rule', line: '"operation": "update"' },
    }
  }
  for (const { attribute, type_changed: typed, types, cleared } of comparison.attributes) {
    if (typed > 0) {
      yield {
        ...whole,
        subject: attribute,
        code: 'type_changes_in_customer_io',
        severity: 'error',
        rows: typed,
        message: `${attribute} of ${count(typed)} ${of} goes from ${types ?? 'one type to another'}: segments and messages that use it may stop matching.`,
        fix: attributeRule(attribute, { type: typeBefore(types) }),
      }
    }
    if (cleared > 0) {
      yield {
        ...whole,
        subject: attribute,
        code: 'clears_what_is_held',
        severity: 'warning',
        rows: cleared,
        message: `${count(cleared)} ${of} have a value of ${attribute} that would be removed.`,
        fix: attributeRule(attribute, { protected: true }),
      }
    }
  }
  if (comparison.unknown_to_updates > 0) {
    yield {
      ...whole,
      code: 'unknown_people',
      severity: 'note',
      rows: comparison.unknown_to_updates,
      message: `${count(comparison.unknown_to_updates)} ${of} are not in Customer.io, and the operation update creates nobody.`,
      fix: option('the stream rule', 'operation', 'upsert'),
    }
  }
}

/** The type that keeps what is held: `text to number` is kept by declaring text. */
function typeBefore(types: string | null): string {
  const before = types?.split(' ')[0]
  return before === 'number' || before === 'boolean' ? before : before === 'JSON' ? 'json' : 'string'
}
