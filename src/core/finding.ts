import type { Change } from './fix'
import type { GuardViolation } from './guard'
import type { RejectionCode } from './outcome'

/** `stop`: a guard would stop the run. `error`: rows or values are lost. `warning`: probably not meant. `note`: good to know. */
export type Severity = 'stop' | 'error' | 'warning' | 'note'

export const SEVERITIES: readonly Severity[] = ['stop', 'error', 'warning', 'note']

/** Every code of a finding but `rejected_...`, in the order of the documentation. */
export const FINDING_CODES = [
  'guard_stops',
  'many_nulls',
  'would_subscribe_again',
  'may_subscribe_again',
  'email_of_another_profile',
  'type_changes_in_customer_io',
  'clears_what_is_held',
  'attribute_cleared',
  'values_left_out',
  'email_on_two_ids',
  'email_changes',
  'repeated_people',
  'identifiers_look_alike',
  'events_without_id',
  'times_of_the_read',
  'events_can_start_campaigns',
  'events_are_history',
  'cannot_be_undone',
  'text_holds_times',
  'text_holds_local_dates',
  'epoch_milliseconds',
  'json_in_text',
  'numbers_in_text',
  'booleans_in_text',
  'mixed_types',
  'numbers_sent_as_text',
  'times_that_mean_never',
  'time_without_zone',
  'null_words',
  'surrounding_space',
  'nearly_empty',
  'columns_not_sent',
  'many_attributes',
  'awkward_name',
  'no_rows',
  'broken_lines',
  'new_people',
  'unknown_people',
  'no_guard_for_a_first_run',
  'null_rate_jumped',
  'newest_row_is_old',
  'account_zone_differs',
  'repeated_event_keys',
  'incomplete_event_keys',
] as const

export type FindingCode = (typeof FINDING_CODES)[number] | `rejected_${RejectionCode}`

/** What the user should know before the run, as facts; `messages/findings.ts` words them. */
export interface FindingFacts {
  readonly code: FindingCode
  readonly severity: Severity
  /** The stream's label; null for the run. */
  readonly stream: string | null
  /** The attribute, else the column or field; null for the stream as a whole. */
  readonly subject: string | null
  /** The rows concerned, null where rows are not the question. */
  readonly rows: number | null
  /** All rows, values or people of which `rows` are some. */
  readonly total?: number
  readonly column?: string
  /** Kinds of values with their number, the most frequent first. */
  readonly kinds?: readonly (readonly [kind: string, values: number])[]
  readonly names?: readonly string[]
  readonly object?: string
  readonly operation?: string
  readonly limit?: number
  /** What the types were and become, such as `text to number`. */
  readonly types?: string
  /** Seconds. */
  readonly ageS?: number | undefined
  readonly limitS?: number
  /** IANA names of the time zone in use and of another one. */
  readonly zone?: string
  readonly otherZone?: string
  /** A share from 0 to 1, and what it was before. */
  readonly share?: number
  readonly shareBefore?: number
  /** Day or month comes first; undefined where the values do not tell. */
  readonly dayFirst?: boolean | undefined
  readonly isReadInFull?: boolean
  readonly violation?: GuardViolation
  /** The sentence of the rejection, for `rejected_...`. */
  readonly rejection?: string
  /** What removes the cause; left out where no change is known to be right. */
  readonly change?: Change | undefined
  readonly sql?: string | undefined
  /** The user must decide whether the change is right. */
  readonly needsDecision?: boolean
}

/** Worst first, then by rows. */
export function sortFindings(findings: readonly FindingFacts[]): readonly FindingFacts[] {
  const rank = ({ severity }: FindingFacts) => SEVERITIES.indexOf(severity)
  return [...findings].sort((a, b) => rank(a) - rank(b) || (b.rows ?? 0) - (a.rows ?? 0))
}
