import { model, option, type FindingWithin, type Fix } from './finding'
import { count, counted, percent } from '../../lib/format'
import { MAX_ATTRIBUTES } from '../../core/api-limits'
import { attributesOf, describesPeople } from '../../mapping/objects/index'
import { quoted } from './quoted'
import type { StreamProfile } from './profile'

/** More rows than this share that repeat a person are no model with one row a person. */
const MAX_REPEATS = 0.05

/** What the rows of a stream say as a whole. */
export function findingsOfStream(profile: StreamProfile): readonly FindingWithin[] {
  return [...ofRows(profile), ...ofPeople(profile), ...ofEvents(profile), ...ofColumns(profile)]
}

type Draft = Omit<FindingWithin, 'subject'>
const whole = (draft: Draft): FindingWithin => ({ ...draft, subject: null })

function* ofRows({ read, delivered, irreversible, operation, object, counts, rejected }: StreamProfile) {
  if (read === 0) {
    yield whole({
      code: 'no_rows',
      severity: 'warning',
      rows: 0,
      message: 'No row came. An empty model is more often a broken one.',
      fix: model('SELECT COUNT(*) FROM ...'),
    })
  }
  if (irreversible && delivered > 0) {
    yield whole({
      code: 'cannot_be_undone',
      severity: 'warning',
      rows: delivered,
      message: `${count(delivered)} times ${object.replaceAll('_', ' ')} ${operation}: that cannot be undone in Customer.io.`,
      fix: option('guards', 'max_deletes', delivered),
    })
  }
  const { email_changes: changes = 0, emails_on_two_ids: onTwoIds = 0 } = counts
  // Those that are rejected are said with the rejections.
  const twice = onTwoIds - sum(rejected.filter(({ code }) => code === 'email_on_two_ids').map(({ rows }) => rows))
  if (changes > 0) {
    yield whole({
      code: 'email_changes',
      severity: 'note',
      rows: changes,
      message: `${count(changes)} ids come with more than one e-mail in this run. The later one stays, if the workspace lets an id change its e-mail.`,
      fix: { where: 'Customer.io, workspace settings', line: 'Allow updates to email using ID: on' },
    })
  }
  if (twice > 0) {
    yield whole({
      code: 'email_on_two_ids',
      severity: 'error',
      rows: twice,
      message: `${counted(twice, 'row')} with an e-mail that came with another id before. Customer.io keeps it with the first and drops it from the other, without an error.`,
      fix: option('identity', 'conflicts', 'reject_record'),
    })
  }
}

function* ofPeople({ people, read, object, columns }: StreamProfile) {
  if (people === null || !describesPeople(object)) return
  const { repeated_rows: repeated, look_alike: alike } = people
  const identifier = columns.find(({ role }) => role?.startsWith('identifies') === true)?.column ?? 'ID'
  if (repeated > read * MAX_REPEATS) {
    yield whole({
      code: 'repeated_people',
      severity: 'warning',
      rows: repeated,
      message: `${percent(repeated / read)} of the rows repeat a person. A model has one row a person; of several that disagree the last value of each attribute stays.`,
      fix: model(`QUALIFY ROW_NUMBER() OVER (PARTITION BY ${quoted(identifier)} ORDER BY updated_at DESC) = 1`),
    })
  }
  if (alike > 0) {
    yield whole({
      code: 'identifiers_look_alike',
      severity: 'warning',
      rows: alike,
      message: `${count(alike)} identifiers differ from another one only in case or in white space around them. Customer.io makes two people of two ids.`,
      fix: model(`LOWER(TRIM(${quoted(identifier)})) AS ${quoted(identifier)}`),
    })
  }
}

function* ofEvents({ events, read_in_full: readInFull, counts, skipped }: StreamProfile) {
  if (events === null) return
  const { can_trigger: trigger } = events
  if (trigger > 0) {
    yield whole({
      code: 'events_can_start_campaigns',
      severity: readInFull ? 'warning' : 'note',
      rows: trigger,
      message:
        `${count(trigger)} events are younger than 72 hours, and such events can start campaigns.` +
        (readInFull ? ' This stream is read in full, as a backfill is: make sure that they may.' : ''),
      fix: option('events', 'max_live_events', trigger),
    })
  }
  const stale = events.stale - (skipped.stale_event ?? 0)
  if (stale > 0) {
    yield whole({
      code: 'events_are_history',
      severity: 'note',
      rows: stale,
      message: `${count(stale)} events are older than events.live_hours: stored for segments and history, they start no campaign.`,
      fix: option('events', 'stale', 'skip'),
    })
  }
  const { events_without_id: withoutId = 0, timestamps_from_emitted_at: emitted = 0 } = counts
  if (withoutId > 0) {
    yield whole({
      code: 'events_without_id',
      severity: 'error',
      rows: withoutId,
      message: `${count(withoutId)} events have no id: a second run triggers them again.`,
      fix: { where: 'the stream rule', line: '"event_id_columns": ["COLUMNS", "THAT_ARE_NEVER_NULL"]' },
    })
  }
  if (emitted > 0) {
    yield whole({
      code: 'times_of_the_read',
      severity: 'warning',
      rows: emitted,
      message: `${count(emitted)} events do not say when they happened and take the time at which their row was read: a backfill would look like today.`,
      fix: { where: 'the stream rule', line: '"timestamp_column": "A_COLUMN_OF_TIMES"' },
    })
  }
}

function* ofColumns({ columns, columns_not_shown: hidden, object, operation }: StreamProfile) {
  const unsent = columns.filter(({ attribute, role }) => attribute === null && role === null)
  const takesAttributes = columns.some(({ attribute }) => attribute !== null)
  if (unsent.length > 0 && takesAttributes) {
    yield whole({
      code: 'columns_not_sent',
      severity: 'note',
      rows: null,
      message: `${unsent.length} ${unsent.length === 1 ? 'column is' : 'columns are'} not sent: ${listed(unsent.map(({ column }) => column))}.`,
      fix: { where: 'attributes', line: JSON.stringify({ attribute: unsent[0]?.column ?? '' }) } satisfies Fix,
    })
  }
  const attributes = columns.length - unsent.length + hidden
  if (attributes > MAX_ATTRIBUTES && attributesOf(object, operation)?.isLimited === true) {
    yield whole({
      code: 'many_attributes',
      severity: 'warning',
      rows: null,
      message: `The stream has about ${attributes} attributes and Customer.io takes ${MAX_ATTRIBUTES} of one thing: a row that has them all is rejected.`,
      fix: { where: 'columns of the stream rule', line: '"include": ["THE_COLUMNS", "THAT_YOU_USE"]' },
    })
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function listed(names: readonly string[]): string {
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
}
