import { MAX_ATTRIBUTES } from '../../core/api-limits'
import { attributesOf, describesPeople } from '../../mapping/objects/index'
import { attributeChange, optionChange, type StreamFinding } from './finding'
import { quoted, replaceColumn, trimmed } from './model-sql'
import type { StreamProfile } from './profile'

/** A larger share of rows that repeat a person is not a model with one row per person. */
const MAX_REPEATS = 0.05

/** What the user configured on purpose, so that it is not reported. */
export interface ConfiguredLimits {
  readonly maxDeletes: number | undefined
  readonly maxLiveEvents: number | undefined
}

/** What the rows of a stream show as a whole. */
export function findingsOfStream(profile: StreamProfile, limits: ConfiguredLimits): readonly StreamFinding[] {
  return [
    ...rowFindings(profile, limits),
    ...peopleFindings(profile),
    ...eventFindings(profile, limits),
    ...columnFindings(profile),
  ]
}

function* rowFindings(
  { stream, read, delivered, irreversible, operation, object, counts, rejected, columns, identifier }: StreamProfile,
  { maxDeletes }: ConfiguredLimits,
): Iterable<StreamFinding> {
  const subject = null
  if (read === 0) yield { code: 'no_rows', severity: 'warning', subject, rows: 0 }
  // A limit that the user set for so many is a decision.
  const deleted = irreversible ? delivered : (counts['rows_deleted_by_marker'] ?? 0)
  if (deleted > 0 && (maxDeletes === undefined || maxDeletes < deleted)) {
    const change = optionChange('guards', 'max_deletes', deleted)
    const facts = { rows: deleted, object, operation: irreversible ? operation : 'delete', change, needsDecision: true }
    yield { code: 'cannot_be_undone', severity: 'warning', subject, ...facts }
  }
  const { email_changes: changes = 0, emails_on_two_ids: onTwoIds = 0 } = counts
  // Those that are rejected are reported with the rejections.
  const twice = onTwoIds - sum(rejected.filter(({ code }) => code === 'email_on_two_ids').map(({ rows }) => rows))
  const resubscribing = counts['unsubscribed_false'] ?? 0
  if (resubscribing > 0) {
    const change = attributeChange('unsubscribed', stream, { one_way: true })
    const facts = { subject: 'unsubscribed', rows: resubscribing, change, needsDecision: true }
    yield { code: 'may_subscribe_again', severity: 'note', ...facts }
  }
  if (changes > 0) yield { code: 'email_changes', severity: 'note', subject, rows: changes }
  if (twice > 0) {
    const email = columns.find((column) => column.attribute === 'email')?.column
    const sql = email === undefined || identifier === null ? undefined : oneIdPerEmail(email, identifier)
    yield { code: 'email_on_two_ids', severity: 'error', subject, rows: twice, sql }
  }
}

/** Leaves an email address to one of the people who share it. Their rows, and people without an address, stay. */
export function oneIdPerEmail(email: string, identifier: string): string {
  const first = `FIRST_VALUE(${quoted(identifier)}) OVER (PARTITION BY LOWER(${trimmed(email)}) ORDER BY ${quoted(identifier)})`
  return replaceColumn(email, `CASE WHEN ${quoted(identifier)} = ${first} THEN ${quoted(email)} END`)
}

function* peopleFindings({ people, read, object }: StreamProfile): Iterable<StreamFinding> {
  if (people === null || !describesPeople(object)) return
  const { repeated_rows: repeated, look_alike: alike } = people
  const subject = null
  if (repeated > read * MAX_REPEATS)
    yield { code: 'repeated_people', severity: 'warning', subject, rows: repeated, total: read }
  if (alike > 0) yield { code: 'identifiers_look_alike', severity: 'warning', subject, rows: alike }
}

function* eventFindings(
  { events, read_in_full: isReadInFull, counts, skipped }: StreamProfile,
  { maxLiveEvents }: ConfiguredLimits,
): Iterable<StreamFinding> {
  if (events === null) return
  const subject = null
  const { can_trigger: trigger } = events
  if (trigger > 0 && (maxLiveEvents === undefined || maxLiveEvents < trigger)) {
    const change = optionChange('events', 'max_live_events', trigger)
    const severity = isReadInFull ? 'warning' : 'note'
    const facts = { rows: trigger, isReadInFull, change, needsDecision: true }
    yield { code: 'events_can_start_campaigns', severity, subject, ...facts }
  }
  const stale = events.stale - (skipped.stale_event ?? 0)
  if (stale > 0) yield { code: 'events_are_history', severity: 'note', subject, rows: stale }
  const { events_without_id: withoutId = 0, timestamps_from_emitted_at: emitted = 0 } = counts
  if (withoutId > 0) yield { code: 'events_without_id', severity: 'error', subject, rows: withoutId }
  if (emitted > 0) yield { code: 'times_of_the_read', severity: 'warning', subject, rows: emitted }
}

function* columnFindings({
  columns,
  columns_not_shown: hidden,
  object,
  operation,
}: StreamProfile): Iterable<StreamFinding> {
  const takesAttributes = columns.some(({ attribute }) => attribute !== null)
  // A column that the stream rule leaves out is left out on purpose.
  const unsent = columns.filter(
    ({ attribute, role, is_excluded: isExcluded }) => attribute === null && role === null && !isExcluded,
  )
  if (unsent.length > 0 && takesAttributes) {
    const names = unsent.map(({ column }) => column)
    yield { code: 'columns_not_sent', severity: 'note', subject: null, rows: null, names }
  }
  const total = columns.filter(({ attribute }) => attribute !== null).length + hidden
  if (total > MAX_ATTRIBUTES && attributesOf(object, operation)?.isLimited === true)
    yield { code: 'many_attributes', severity: 'warning', subject: null, rows: null, total, limit: MAX_ATTRIBUTES }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
