import { count, counted, percent } from '../../lib/format'
import type { FindingCode, FindingFacts } from '../finding'
import { guardMessage, nullWarning } from './guards'

/** One to three sentences for a reader who knows the data and not this program. No row content. */
export function findingMessage(finding: FindingFacts): string {
  const { code, rows } = finding
  if (code.startsWith('rejected_')) return rejectedMessage(finding)
  const words = WORDS[code as Exclude<FindingCode, `rejected_${string}`>]
  return words({ ...finding, subject: finding.subject ?? '', rows: rows ?? 0 })
}

type Words = (finding: FindingFacts & { readonly subject: string; readonly rows: number }) => string

const WORDS: Readonly<Record<Exclude<FindingCode, `rejected_${string}`>, Words>> = {
  guard_stops: ({ violation }) => (violation === undefined ? '' : guardMessage(violation)),
  many_nulls: ({ violation }) => (violation === undefined ? '' : nullWarning(violation)),
  may_subscribe_again: ({ rows }) =>
    `${counted(rows, 'row')} set unsubscribed to false, which subscribes people again who unsubscribed in Customer.io.`,
  would_subscribe_again: (finding) =>
    `${people(finding)} ${are(finding)} unsubscribed in Customer.io and would be subscribed again. Fix: send only true, with one_way in an attribute rule.`,
  email_of_another_profile: (finding) =>
    `${people(finding)} ${have(finding)} an email address that belongs to another profile. Customer.io answers 200 and drops it. Fix: merge the two profiles first.`,
  type_changes_in_customer_io: (finding) =>
    `The type of ${finding.subject} changes for ${people(finding)} (${finding.types ?? 'another type'}). Segments and messages that use it may no longer match.`,
  clears_what_is_held: (finding) =>
    `${people(finding)} ${have(finding)} a value of ${finding.subject} in Customer.io that would be removed.`,
  attribute_cleared: ({ subject, rows, object = 'person' }) =>
    `A null removes ${subject} from ${object === 'person' ? counted(rows, 'person', 'people') : counted(rows, object)}. If a null means "not known", the values in Customer.io are lost.`,
  values_left_out: ({ subject, rows }) =>
    `${subject} is omitted from ${counted(rows, 'row')}, because its value is not of the declared type or exceeds a limit (invalid_values is skip_attribute).`,
  email_on_two_ids: ({ rows }) =>
    `${counted(rows, 'row')} ${rows === 1 ? 'has' : 'have'} an email address that an earlier row has with another id. Customer.io keeps it with the first id and drops it from the other, without an error.`,
  email_changes: ({ rows }) =>
    `${counted(rows, 'id')} ${rows === 1 ? 'has' : 'have'} more than one email address. The last one stays, if the workspace allows an id to change its email address (Settings, Workspace Settings).`,
  repeated_people: ({ rows, total = rows }) =>
    `${percent(rows / total)} of the rows repeat a person. A model has one row per person; of several rows the last value of each attribute stays.`,
  identifiers_look_alike: ({ rows }) =>
    `${counted(rows, 'identifier')} ${rows === 1 ? 'differs' : 'differ'} from another one only in case or in white space. Customer.io creates one person for each.`,
  events_without_id: ({ rows }) =>
    `${counted(rows, 'event')} ${rows === 1 ? 'has' : 'have'} no id, so a second run triggers ${rows === 1 ? 'it' : 'them'} again. Fix: name columns that always have a value in event_id_columns.`,
  times_of_the_read: ({ rows }) =>
    `${counted(rows, 'event')} without a timestamp: the time at which the row was read is sent instead, so a backfill appears to be recent.`,
  events_can_start_campaigns: ({ rows, isReadInFull }) =>
    `${counted(rows, 'event')} younger than 72 hours can start campaigns.` +
    (isReadInFull === true ? ' The stream is read in full, as in a backfill: check that they may.' : ''),
  events_are_history: ({ rows }) =>
    `${counted(rows, 'event')} older than events.live_hours are stored for segments and history, and start no campaign.`,
  cannot_be_undone: ({ rows, object = '', operation = '' }) =>
    `${counted(rows, 'row')} would be sent as ${object.replaceAll('_', ' ')} ${operation}, which is irreversible in Customer.io.`,
  text_holds_times: (finding) =>
    `${values(finding)} are times as text. Segments understand unix seconds only, so a condition on a date never matches.`,
  text_holds_local_dates: (finding) =>
    `${values(finding)} are dates in a local layout as text, and segments understand unix seconds only. ` +
    (finding.dayFirst === undefined
      ? 'The values do not show whether the day or the month comes first.'
      : `The ${finding.dayFirst ? 'day' : 'month'} comes first.`),
  epoch_milliseconds: (finding) =>
    `${values(finding)} appear to be milliseconds since 1970. Segments read them as seconds, tens of thousands of years ahead.`,
  json_in_text: (finding) => `${values(finding)} are JSON as text, whose members messages and segments cannot read.`,
  numbers_in_text: (finding) =>
    `${values(finding)} are plain numbers as text, which cannot be compared by size. For codes and account numbers, text is correct.`,
  booleans_in_text: (finding) => `${values(finding)} are true or false as text, which is never equal to the boolean.`,
  mixed_types: ({ subject, kinds = [] }) =>
    `${subject} is sent as ${kinds.map(([kind, some]) => `${kind} (${count(some)})`).join(' and ')}: no condition of a segment matches all of them.`,
  numbers_sent_as_text: ({ subject, rows }) =>
    `${counted(rows, 'number')} of ${subject} ${rows === 1 ? 'is' : 'are'} past 2^53 and sent as text with every digit, the others as numbers.`,
  times_that_mean_never: ({ subject }) =>
    `${subject} holds times before 1900 or after 2100, which usually mean "never" or "unknown". A segment compares them as they are.`,
  time_without_zone: ({ subject, zone = 'UTC' }) =>
    `The times of ${subject} have no time zone and are read in ${zone}. If the model holds local times, each of them is hours off. Fix: set time_zone.`,
  null_words: ({ subject, rows }) =>
    `${subject} is a word such as null, none or n/a in ${counted(rows, 'row')}. A message that uses it shows this word.`,
  surrounding_space: ({ subject, rows }) =>
    `${subject} has white space around its text in ${counted(rows, 'row')}, which segments compare as well.`,
  nearly_empty: ({ column = '', share = 1 }) => `${column} is null in ${percent(share)} of the rows.`,
  columns_not_sent: ({ names = [] }) =>
    `${counted(names.length, 'column')} ${names.length === 1 ? 'is' : 'are'} not sent, because no rule in attributes names ${names.length === 1 ? 'it' : 'them'} (unknown_attributes is skip): ${listed(names)}.`,
  many_attributes: ({ total = 0, limit = 0 }) =>
    `The stream has about ${count(total)} attributes, and Customer.io accepts ${count(limit)}. A row that has all of them is rejected. Fix: list those that you use in columns.include.`,
  awkward_name: ({ subject }) =>
    `The name ${subject} has a dot, a space or a hyphen. Customer.io reads a dot as a path, and messages need brackets for such a name.`,
  no_rows: () => 'The stream has no rows. The usual cause is an error in the model.',
  broken_lines: ({ rows }) => `${counted(rows, 'line')} of the input cannot be read.`,
  new_people: (finding) => `${people(finding)} ${are(finding)} not in Customer.io and would be created.`,
  unknown_people: (finding) =>
    `${people(finding)} ${are(finding)} not in Customer.io, and the operation update does not create people.`,
  no_guard_for_a_first_run: () =>
    'Attributes can start campaigns whose trigger is a segment, and no limit is set for this run. Fix: for a first run, set guards.max_people or a test_cohort.',
  null_rate_jumped: ({ column = '', share = 0, shareBefore = 0 }) =>
    `${column} is null in ${percent(share)} of the rows; at the last audit it was ${percent(shareBefore)}. Fix: check what fills the column.`,
  newest_row_is_old: ({ column = '', ageS, limitS = 0 }) =>
    `The newest row by ${column} ${ageS === undefined ? 'has no time' : `is ${ageText(ageS)} old`}, and the cadence of the model allows ${ageText(limitS)}. Fix: check what fills the model.`,
  account_zone_differs: ({ zone = '', otherZone = '' }) =>
    `Columns without a time zone are read in ${zone}, and the default time zone of the account is ${otherZone}. If CURRENT_TIMESTAMP filled them, each time is hours off.`,
  repeated_event_keys: ({ rows }) =>
    `${counted(rows, 'row')} ${rows === 1 ? 'has' : 'have'} the event key of another row. Equal rows are skipped, the others are rejected.`,
  incomplete_event_keys: ({ rows }) =>
    `${counted(rows, 'row')} ${rows === 1 ? 'has' : 'have'} a null in the event key, so a second run could not recognize ${rows === 1 ? 'this event' : 'these events'}.`,
}

function rejectedMessage({ code, rows, rejection = '' }: FindingFacts): string {
  const some = rows ?? 0
  return `${counted(some, 'row')} ${some === 1 ? 'is' : 'are'} rejected. ${rejection} See docs/rejections.md#${code.replace('rejected_', '')}.`
}

function people({ rows, total }: FindingFacts): string {
  return `${count(rows ?? 0)} of ${count(total ?? 0)} people looked up`
}

function are({ rows }: FindingFacts): string {
  return rows === 1 ? 'is' : 'are'
}

function have({ rows }: FindingFacts): string {
  return rows === 1 ? 'has' : 'have'
}

function values({ subject, rows, total }: FindingFacts): string {
  const some = rows ?? 0
  return total === undefined || total === some
    ? `The ${count(some)} values of ${subject ?? ''}`
    : `${count(some)} of ${count(total)} values of ${subject ?? ''}`
}

function listed(names: readonly string[]): string {
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
}

function ageText(seconds: number): string {
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes`
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)} hours`
  return `${Math.round(seconds / 86_400)} days`
}
