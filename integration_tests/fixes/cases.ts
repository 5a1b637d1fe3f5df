import { LosslessNumber } from '../../src/lib/json'
import type { DryRunCase } from '../../src/app/testing/dry-run-factory'
import { NOW_MS } from '../../src/app/testing/dry-run-factory'

const TEXT = { type: 'string' }
const NUMBER = { type: 'number' }
const DATE = { type: 'string', format: 'date' }
const TIME = { type: 'string', format: 'date-time' }
const hoursAgo = (hours: number) => new Date(NOW_MS - hours * 3_600_000).toISOString()
const rows = (count: number, of: (n: number) => Record<string, unknown>) =>
  Array.from({ length: count }, (_, n) => ({ id: `p${n}`, ...of(n) }))

const PERSON_WITH_EMAIL = { object: 'person', id_column: 'id', email_column: 'email' }
const EVENT = {
  object: 'event',
  id_column: 'user',
  event_name_column: 'name',
  event_id_columns: ['id'],
  timestamp_column: 'at',
}
const EVENT_COLUMNS = { id: TEXT, user: TEXT, name: TEXT, at: TIME }
const event = (more: Record<string, unknown>) => ({ id: '1', user: 'u', name: 'bought', at: hoursAgo(73), ...more })
const SHARED_EMAIL = [
  { id: '1', email: 'shared@example.com' },
  { id: '2', email: 'Shared@example.com ' },
  { id: '3', email: null },
  { id: '4', email: null },
  { id: '5', email: 'own@example.com' },
]

/** A model for each finding that has a fix. Names with a suffix are other causes of the same code. */
export const FIXED: Readonly<Record<string, DryRunCase>> = {
  guard_stops: { rows: rows(7, () => ({})), config: { guards: { max_people: 2 } } },
  'guard_stops: deletions': {
    rule: { object: 'person', operation: 'delete', id_column: 'id' },
    rows: rows(8, () => ({})),
    config: { guards: { max_deletes: 5 } },
  },
  'guard_stops: events': {
    rule: EVENT,
    columns: EVENT_COLUMNS,
    rows: [event({ at: hoursAgo(1) }), event({ id: '2', at: hoursAgo(2) }), event({ id: '3', at: hoursAgo(3) })],
    config: { events: { max_live_events: 1 } },
  },
  'guard_stops: nulls': {
    rows: rows(30, (n) => ({ plan: n % 3 === 0 ? null : 'pro', other: 1 })),
    config: {
      guards: {
        max_null_percent: [
          { attribute: 'other', percent: 5 },
          { attribute: 'plan', percent: 10 },
        ],
      },
    },
  },
  attribute_cleared: {
    rows: rows(3, () => ({ plan: null })),
    config: { attributes: [{ attribute: 'plan', null_handling: 'clear' }] },
  },
  email_on_two_ids: { rule: PERSON_WITH_EMAIL, rows: SHARED_EMAIL, config: { identity: { conflicts: 'warn' } } },
  events_can_start_campaigns: { rule: EVENT, columns: EVENT_COLUMNS, rows: [event({ at: hoursAgo(1) })] },
  cannot_be_undone: {
    rule: { object: 'person', operation: 'delete', id_column: 'id' },
    rows: rows(3, () => ({})),
  },
  'cannot_be_undone: by a marker': {
    rule: { object: 'person', id_column: 'id', deleted_rows: 'delete' },
    rows: rows(3, () => ({ _ab_cdc_deleted_at: '2026-09-01T00:00:00Z' })),
  },
  may_subscribe_again: { rows: rows(3, (n) => ({ unsubscribed: n === 0 })) },
  text_holds_times: { columns: { at: TEXT }, rows: rows(30, () => ({ at: '2024-05-01T10:00:00Z' })) },
  text_holds_local_dates: { columns: { at: TEXT }, rows: rows(30, (n) => ({ at: `${(n % 28) + 1}/12/2024` })) },
  'text_holds_local_dates: month first': {
    columns: { at: TEXT },
    rows: rows(30, (n) => ({ at: `12-${(n % 28) + 1}-2024` })),
  },
  epoch_milliseconds: { columns: { at: NUMBER }, rows: rows(30, (n) => ({ at: 1_700_000_000_000 + n })) },
  'epoch_milliseconds: text': { columns: { at: TEXT }, rows: rows(30, (n) => ({ at: `${1_700_000_000_000 + n}` })) },
  json_in_text: { columns: { tags: TEXT }, rows: rows(30, (n) => ({ tags: `["a",${n}]` })) },
  numbers_in_text: { columns: { spent: TEXT }, rows: rows(30, (n) => ({ spent: `${n}.50` })) },
  booleans_in_text: { columns: { vip: TEXT }, rows: rows(30, (n) => ({ vip: n % 2 === 0 ? 'True' : 'false' })) },
  mixed_types: { rows: rows(4, (n) => ({ score: n % 2 === 0 ? n : 'high' })) },
  numbers_sent_as_text: {
    columns: { n: NUMBER },
    rows: rows(2, (n) => ({ n: n === 0 ? 7 : new LosslessNumber('12345678901234567890') })),
  },
  times_that_mean_never: {
    columns: { ends: DATE },
    rows: rows(3, (n) => ({ ends: n === 0 ? '9999-12-31' : '2024-12-31' })),
  },
  null_words: { columns: { city: TEXT }, rows: rows(4, (n) => ({ city: ['NULL', ' n/a', 'Porto', 'Oslo'][n] })) },
  surrounding_space: { columns: { plan: TEXT }, rows: rows(3, () => ({ plan: '\tPro plan \u00a0' })) },
  nearly_empty: { columns: { plan: TEXT }, rows: rows(30, () => ({ plan: null })) },
  awkward_name: { columns: { 'first name': TEXT }, rows: rows(1, () => ({ 'first name': 'Ada' })) },
  no_guard_for_a_first_run: { rows: rows(4, (n) => ({ id: `p${n % 3}` })) },

  rejected_missing_identifier: { columns: { city: TEXT }, rows: [{ id: null }, { id: '1', city: 'Oslo' }] },
  rejected_blank_identifier: {
    columns: { email: TEXT },
    rule: { ...PERSON_WITH_EMAIL, missing_identifier: 'next_column' },
    rows: [
      { id: ' \t', email: null },
      { id: null, email: 'ada@example.com' },
      { id: '2', email: null },
    ],
  },
  rejected_null_word_identifier: { columns: {}, rows: [{ id: 'NULL' }, { id: 'none' }, { id: '1' }] },
  rejected_identifier_too_long: { columns: {}, rows: [{ id: 'é'.repeat(80) }, { id: '1' }] },
  rejected_reserved_cio_prefix: { columns: { plan: TEXT }, rows: [{ id: 'cio_0a' }, { id: 'cio_0b' }] },
  rejected_email_on_two_ids: { rule: PERSON_WITH_EMAIL, rows: SHARED_EMAIL },
  'rejected_invalid_value: milliseconds': {
    columns: { seen: TIME },
    rows: rows(3, (n) => ({ seen: 1_700_000_000_000 + n })),
  },
  'rejected_invalid_value: local dates': {
    columns: { seen: TIME },
    rows: rows(3, (n) => ({ seen: `${13 + n}.05.2024` })),
  },
  rejected_value_too_long: {
    columns: { bio: TEXT },
    rows: [
      { id: '1', bio: 'é'.repeat(600) },
      { id: '2', bio: 'short' },
    ],
  },
  rejected_name_too_long: { columns: { ['n'.repeat(160)]: TEXT }, rows: rows(2, () => ({ ['n'.repeat(160)]: 'x' })) },
  rejected_reserved_name: { columns: { _score: NUMBER }, rows: rows(2, (n) => ({ _score: n })) },
  rejected_unknown_attribute: {
    rows: rows(2, (n) => ({ plan: 'pro', visits: n })),
    config: { unknown_attributes: 'reject_record', attributes: [{ attribute: 'plan', type: 'string' }] },
  },
  rejected_missing_event_name: {
    rule: EVENT,
    columns: EVENT_COLUMNS,
    rows: [event({ name: null }), event({ id: '2', name: ' ' }), event({ id: '3' })],
  },
  rejected_missing_timestamp: {
    rule: EVENT,
    columns: EVENT_COLUMNS,
    rows: [event({ at: null }), event({ id: '2' })],
  },
  rejected_missing_field: {
    rule: { object: 'object', object_type_id: '1', object_id_column: 'id' },
    rows: [{ id: null }, { id: 'acme' }],
  },
}

/** What a dry run cannot find: its fixes are applied in the tests of the comparison (cli/preview) and of the audit. */
export const FIXED_ELSEWHERE: readonly string[] = [
  'would_subscribe_again',
  'clears_what_is_held',
  'account_zone_differs',
]

/** Findings and rejections whose cause only the user knows: no fix is better than a wrong one. */
export const NOT_FIXED: readonly string[] = [
  'many_nulls',
  'email_of_another_profile',
  'type_changes_in_customer_io',
  'values_left_out',
  'email_changes',
  'repeated_people',
  'identifiers_look_alike',
  'events_without_id',
  'times_of_the_read',
  'events_are_history',
  'time_without_zone',
  'columns_not_sent',
  'many_attributes',
  'no_rows',
  'broken_lines',
  'new_people',
  'unknown_people',
  'null_rate_jumped',
  'newest_row_is_old',
  'repeated_event_keys',
  'incomplete_event_keys',
  'rejected_unreadable_record',
  'rejected_invalid_identifier',
  'rejected_invalid_email',
  'rejected_invalid_phone',
  'rejected_too_many_attributes',
  'rejected_too_deep',
  'rejected_duplicate_name',
  'rejected_item_too_large',
  'rejected_event_name_too_long',
  'rejected_missing_event_id',
  'rejected_invalid_timestamp',
  'rejected_future_event',
  'rejected_stale_event',
  'rejected_duplicate_event_id',
  'rejected_invalid_field',
  'rejected_refused_by_customer_io',
]
