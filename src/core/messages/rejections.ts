import type { Rejection, RejectionCode } from '../outcome'
import type { UnreadableCause } from '../unreadable-record'
import { expectedText } from './expected'
import { trimChar } from '../../lib/trim'

type Words = (rejection: Rejection & { readonly field: string }) => string

const PREFERENCES = 'cio_subscription_preferences'

const DAMAGED = '(invalid UTF-8 or half a surrogate pair), so it may be equal to another one'

const UNREADABLE: Readonly<Record<UnreadableCause, string>> = {
  not_json: 'it is not valid JSON, is cut short, or shares its line with another message',
  not_a_record: 'its stream or its data is missing or has the wrong type',
  no_data: 'its data is not an object',
  line_too_long: 'its line is longer than 32 MB',
  too_many_values: 'its data has too many nested values',
}

const WORDS: Readonly<Record<Exclude<RejectionCode, 'refused_by_customer_io'>, Words>> = {
  unreadable_record: ({ why, line }) =>
    `The record cannot be read: ${UNREADABLE[why as UnreadableCause]} (line ${String(line)} of the input).`,
  missing_identifier: ({ field }) => `${field} has no value, so the row has no identifier.`,
  blank_identifier: ({ field }) => `${field} is blank.`,
  null_word_identifier: ({ field }) =>
    `${field} is one of the words null, undefined, none and nan, which usually stand for a null.`,
  identifier_too_long: ({ field, limit }) => `${field} is longer than ${String(limit)} bytes.`,
  invalid_identifier: ({ field, why }) => {
    if (why === 'damaged_text') return `${field} has characters that were lost ${DAMAGED}.`
    return why === 'fraction' ? `${field} is a number with a fraction.` : `${field} is neither text nor a number.`
  },
  invalid_email: ({ field }) => `${field} is not a valid email address.`,
  invalid_phone: ({ field }) => `${field} is not a phone number in E.164 form, such as +4915112345678.`,
  reserved_cio_prefix: ({ field }) => `${field} begins with cio_, which Customer.io reserves for its own ids.`,
  email_on_two_ids: ({ field }) =>
    `The email address in ${field} came with another id earlier in this run. Customer.io would drop it without an error.`,
  invalid_value: ({ field, expected }) =>
    `${field} is not ${expected === undefined ? 'valid' : expectedText(expected)}.`,
  value_too_long: ({ field, limit }) => `${field} is longer than ${String(limit)} bytes.`,
  name_too_long: ({ field, limit }) => `The attribute name ${field}... is longer than ${String(limit)} bytes.`,
  too_many_attributes: ({ observed, limit }) =>
    `The row has ${String(observed)} attributes, and Customer.io accepts ${String(limit)}. Fix: leave some out with columns.include or columns.exclude.`,
  too_deep: ({ field, limit }) => `${field} is JSON with more than ${String(limit)} levels.`,
  reserved_name: reservedName,
  duplicate_name: ({ field, column }) =>
    `The column ${String(column)} becomes the attribute ${field}, as another column does. Fix: rename or exclude one of them in columns.`,
  unknown_attribute: ({ field }) => `No rule in attributes names ${field}, and unknown_attributes is reject_record.`,
  item_too_large: ({ observed, limit }) =>
    `The item of the row has ${String(observed)} bytes, and Customer.io accepts ${String(limit)}.`,
  missing_event_name: ({ field }) => `${field} has no value.`,
  event_name_too_long: ({ limit }) => `The event name is longer than ${String(limit)} bytes.`,
  missing_event_id: () => 'A column of the event key is null, so a second run could not recognize this event.',
  missing_timestamp: ({ field }) =>
    field === 'emitted_at'
      ? 'The row has no event timestamp, and emitted_at of its record is missing or is not a time.'
      : 'The row has no event timestamp.',
  invalid_timestamp: ({ field, expected }) => `${field} is not ${expectedText(expected ?? { type: 'timestamp' })}.`,
  future_event: ({ limit }) => `The event is more than ${String(limit)} minutes in the future.`,
  stale_event: ({ limit }) => `The event is older than ${String(limit)} hours.`,
  duplicate_event_id: () =>
    'An earlier row of this run has the same event key and other content, so the key is not unique.',
  missing_field: ({ field }) => `${field} has no value.`,
  invalid_field: ({ field, why, expected }) => {
    if (why === 'same_person') return 'Both sides of the merge are the same person.'
    if (why === 'damaged_text') return `${field} has characters that were lost ${DAMAGED}.`
    if (why === 'several_identifiers') return `${field} is not the only identifier of its side of the merge.`
    return `${field} is not ${expected === undefined ? 'valid' : expectedText(expected)}.`
  },
}

/** One or two sentences for the user, the same for all rows of a code and field. */
export function rejectionMessage(rejection: Rejection): string {
  if (rejection.code === 'refused_by_customer_io') return refusedRow(rejection)
  return WORDS[rejection.code]({ ...rejection, field: rejection.field ?? 'A value' })
}

/** `invalid_value of plan`: a code with what it is about. */
export function rejectionName({ code, field }: Pick<Rejection, 'code' | 'field'>): string {
  return field === undefined ? code : `${code} of ${field}`
}

/** Status, reason, field and message of the reply, as far as it has them. */
function refusedRow({ reply, field }: Rejection): string {
  const about = field === undefined ? '' : `, field ${field}`
  const message = reply?.message === undefined ? '' : `: ${reply.message.replace(/\.$/, '')}`
  return `Customer.io refused the row (HTTP ${String(reply?.status)}, ${reply?.reason ?? 'no reason given'}${about})${message}.`
}

function reservedName({ field, column = field, why }: Parameters<Words>[0]): string {
  if (why === 'unknown_subscription_preference') {
    return `Customer.io has no subscription preference ${field}. Topics are ${PREFERENCES}.topics.topic_<number>, such as ${PREFERENCES}.topics.topic_1.`
  }
  const to = trimChar(field, '_')
  const rename = JSON.stringify({ from: column, to: to === '' ? 'value' : `${to}_value` })
  const what = why === 'unnamed_column' ? 'A column has no name.' : `Customer.io reserves the name ${field}.`
  return `${what} Fix: exclude or rename the column; in a stream rule with columns.exclude, or with ${rename} in columns.rename.`
}
