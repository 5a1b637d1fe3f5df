import type { Expected } from './expected'
import type { UnreadableCause } from './unreadable-record'

/**
 * Why a row cannot be delivered. It holds facts, no sentence: `messages/rejections.ts` words them, and docs/rejections.md
 * has a section for each code. No member but `detail` holds row content: they may be logged.
 */
export interface Rejection {
  readonly code: RejectionCode
  /** The attribute, column or field at fault, where there is one. */
  readonly field?: string
  /** Which rule the row breaks, where the code stands for several. */
  readonly why?: RejectionCause
  /** The column of the stream, where `field` is the attribute that it would become. */
  readonly column?: string
  readonly expected?: Expected
  /** The limit that the row exceeds: bytes, levels, attributes, minutes or hours. */
  readonly limit?: number
  /** What the row has, in the unit of `limit`. */
  readonly observed?: number
  /** The line of the input, for a record that cannot be read. */
  readonly line?: number
  /** The reply of Customer.io that refused the row; values of the row are masked in its texts. */
  readonly reply?: { readonly status: number; readonly reason?: string; readonly message?: string }
  /** The text of Customer.io's reply, which may repeat a value: for the stored row, never for a log. */
  readonly detail?: string
}

export type RejectionCause =
  | UnreadableCause
  | 'not_text_or_number'
  | 'damaged_text'
  | 'fraction'
  | 'unnamed_column'
  | 'unknown_subscription_preference'
  | 'several_identifiers'
  | 'same_person'

/** Every code, in the order of the documentation. */
export const REJECTION_CODES = [
  // the input
  'unreadable_record',
  // who
  'missing_identifier',
  'blank_identifier',
  'null_word_identifier',
  'identifier_too_long',
  'invalid_identifier',
  'invalid_email',
  'invalid_phone',
  'reserved_cio_prefix',
  'email_on_two_ids',
  // attributes
  'invalid_value',
  'value_too_long',
  'name_too_long',
  'too_many_attributes',
  'too_deep',
  'reserved_name',
  'duplicate_name',
  'unknown_attribute',
  'item_too_large',
  // events
  'missing_event_name',
  'event_name_too_long',
  'missing_event_id',
  'missing_timestamp',
  'invalid_timestamp',
  'future_event',
  'stale_event',
  'duplicate_event_id',
  // objects, relationships, devices, segments, merges
  'missing_field',
  'invalid_field',
  // the reply of Customer.io
  'refused_by_customer_io',
] as const

export type RejectionCode = (typeof REJECTION_CODES)[number]

/** Why a row needs no delivery. */
export const SKIP_REASONS = ['not_in_test_cohort', 'stale_event', 'duplicate_event', 'deleted_row'] as const

export type SkipReason = (typeof SKIP_REASONS)[number]

/** What happened to a row. Every row that is read gets exactly one. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
