import { attributeChange, type StreamFinding } from './finding'
import { isMissingWord, quoted, replaceColumn, trimmed } from './model-sql'
import type { ColumnProfile, Kind, StreamProfile } from './profile'
import { isTime } from './value-kinds'

/** This many values must match a pattern before it is a finding, */
const MIN_VALUES = 20
/** and this share of them. */
const MIN_SHARE = 0.9
/** A column with this share of nulls is nearly empty. */
const NEARLY_EMPTY = 0.98
/** Unix seconds of 1900-01-01 and 2100-01-01: times beyond usually mean "never". */
const NEVER_S = [-2_208_988_800, 4_102_444_800] as const
/** An increase of the null rate by this much since the last audit is reported. */
const JUMP = 0.2

/** What the values of a stream's columns show. */
export function findingsOfColumn(column: ColumnProfile, stream: StreamProfile): readonly StreamFinding[] {
  const { attribute } = column
  if (attribute === null) return [...nullRateFindings(column, stream)]
  return [
    ...patternFindings(column, attribute, stream),
    ...textFindings(column, attribute),
    ...typeFindings(column, attribute, stream),
    ...timeFindings(column, attribute, stream),
    ...clearedFindings(column, attribute, stream),
    ...nullRateFindings(column, stream),
    ...nameFindings(column, attribute, stream),
  ]
}

/**
 * A type that was lost: text that holds something else, numbers that are times. A rule fixes it where all values can be
 * read so; any other value would be rejected.
 */
function* patternFindings(
  { looks, to, from, by_rule: byRule, declared }: ColumnProfile,
  attribute: string,
  { stream }: StreamProfile,
): Iterable<StreamFinding> {
  if (byRule || isTime(declared)) return
  const texts = from.text ?? 0
  const total = valuesOf(from)
  // The values that are not sent have been read all the same, of an audit those that are sent are known.
  const considered = texts > 0 ? texts : (to.number ?? 0)
  const matches = (some: number) => some >= Math.max(MIN_VALUES, considered * MIN_SHARE)
  const found = (
    code: StreamFinding['code'],
    rows: number,
    rule: Readonly<Record<string, unknown>> | undefined,
    more: Partial<StreamFinding> = {},
  ): StreamFinding => {
    const change = rule !== undefined && rows === total ? attributeChange(attribute, stream, rule) : undefined
    return { code, severity: 'warning', subject: attribute, rows, total, change, ...more }
  }
  if (matches(looks.times)) yield found('text_holds_times', looks.times, { type: 'timestamp' })
  else if (matches(looks.local_dates)) {
    const separator = looks.local_separator ?? '/'
    const layout = looks.day_first === true ? ['d', 'M', 'yyyy'] : ['M', 'd', 'yyyy']
    const isReadable = looks.day_first !== null && looks.local_unreadable === 0
    const rule = isReadable ? { type: 'timestamp', format: layout.join(separator) } : undefined
    const dayFirst = looks.day_first ?? undefined
    yield found('text_holds_local_dates', looks.local_dates, rule, { dayFirst })
  } else if (matches(looks.epoch_milliseconds))
    yield found('epoch_milliseconds', looks.epoch_milliseconds, { type: 'timestamp', unit: 'milliseconds' })
  else if (matches(looks.json)) yield found('json_in_text', looks.json, { type: 'json' })
  else if (matches(looks.booleans))
    yield found('booleans_in_text', looks.booleans, { type: 'boolean' }, { severity: 'note' })
  else if (matches(looks.numbers))
    yield found('numbers_in_text', looks.numbers, { type: 'number' }, { severity: 'note', needsDecision: true })
}

function* textFindings({ looks, column, to, role }: ColumnProfile, attribute: string): Iterable<StreamFinding> {
  const subject = attribute
  if (looks.null_words > 0 && (to.text ?? 0) > 0) {
    const sql = replaceColumn(column, `CASE WHEN ${isMissingWord(column)} THEN NULL ELSE ${quoted(column)} END`)
    yield { code: 'null_words', severity: 'warning', subject, rows: looks.null_words, sql }
  }
  // Identifiers are trimmed before they are sent.
  if (looks.padded > 0 && (to.text ?? 0) > 0 && role === null && attribute !== 'email')
    yield {
      code: 'surrounding_space',
      severity: 'note',
      subject,
      rows: looks.padded,
      sql: replaceColumn(column, trimmed(column)),
    }
}

/** One attribute with values of several kinds, or numbers that are sent as text. */
function* typeFindings(
  { to, left_out: leftOut, large_numbers: large }: ColumnProfile,
  attribute: string,
  { stream }: StreamProfile,
): Iterable<StreamFinding> {
  const subject = attribute
  const kinds = Object.entries(to)
    .filter(([, rows]) => rows > 0)
    .sort(([, a], [, b]) => b - a) as [Kind, number][]
  const asText = attributeChange(attribute, stream, { type: 'string' })
  if (large > 0) {
    yield { code: 'numbers_sent_as_text', severity: 'warning', subject, rows: large, change: asText }
  } else if (kinds.length > 1) {
    // Text takes a number and a boolean; what is JSON or a time has no one text.
    const hasText = kinds.every(([kind]) => kind === 'text' || kind === 'number' || kind === 'boolean')
    yield {
      code: 'mixed_types',
      severity: 'warning',
      subject,
      rows: kinds.slice(1).reduce((sum, [, rows]) => sum + rows, 0),
      kinds,
      change: hasText ? asText : undefined,
    }
  }
  if (leftOut > 0) yield { code: 'values_left_out', severity: 'error', subject, rows: leftOut }
}

/** Times that mean never, and times whose zone is a guess. */
function* timeFindings(
  profile: ColumnProfile,
  attribute: string,
  { time_zone: zone }: StreamProfile,
): Iterable<StreamFinding> {
  const { first_s: first, last_s: last, without_zone: withoutZone, column, nulls, rows, declared } = profile
  if ((first !== null && first < NEVER_S[0]) || (last !== null && last >= NEVER_S[1])) {
    const isNative = isTime(declared)
    yield {
      code: 'times_that_mean_never',
      severity: 'warning',
      subject: attribute,
      rows: null,
      // A column of text has no year.
      sql: isNative
        ? replaceColumn(column, `CASE WHEN YEAR(${quoted(column)}) BETWEEN 1901 AND 2098 THEN ${quoted(column)} END`)
        : undefined,
    }
  }
  if (withoutZone && nulls < rows)
    yield { code: 'time_without_zone', severity: 'note', subject: attribute, rows: rows - nulls, zone }
}

/** What a null does to an attribute that Customer.io has. */
function* clearedFindings(
  { cleared, rows }: ColumnProfile,
  attribute: string,
  { stream, object }: StreamProfile,
): Iterable<StreamFinding> {
  if (cleared === 0) return
  yield {
    code: 'attribute_cleared',
    severity: cleared * 2 > rows ? 'error' : 'warning',
    subject: attribute,
    rows: cleared,
    object,
    change: attributeChange(attribute, stream, { null_handling: 'skip' }),
  }
}

function* nullRateFindings(
  { rows, nulls, column, attribute, role, previous_null_rate: before }: ColumnProfile,
  { stream, namespace }: StreamProfile,
): Iterable<StreamFinding> {
  if (rows === 0) return
  const share = nulls / rows
  const facts = { subject: attribute ?? column, rows: nulls, column, share }
  if (before !== null && share - before >= JUMP)
    yield { code: 'null_rate_jumped', severity: 'error', ...facts, shareBefore: before }
  else if (attribute !== null && role === null && rows >= MIN_VALUES && share >= NEARLY_EMPTY)
    yield {
      code: 'nearly_empty',
      severity: 'note',
      ...facts,
      change: { kind: 'rule_columns', rule: { stream, namespace }, list: 'exclude', item: column },
      needsDecision: true,
    }
}

function* nameFindings(
  { column }: ColumnProfile,
  attribute: string,
  { stream, namespace, columns }: StreamProfile,
): Iterable<StreamFinding> {
  if (!/[.\s-]/.test(attribute) || attribute.startsWith('cio_subscription_preferences.')) return
  const to = attribute.replace(/[.\s-]+/g, '_')
  const isFree = columns.every((other) => other.attribute !== to)
  yield {
    code: 'awkward_name',
    severity: 'note',
    subject: attribute,
    rows: null,
    change: isFree
      ? { kind: 'rule_columns', rule: { stream, namespace }, list: 'rename', item: { from: column, to } }
      : undefined,
    needsDecision: true,
  }
}

function valuesOf(kinds: ColumnProfile['from']): number {
  return Object.values(kinds).reduce((sum, rows) => sum + rows, 0)
}
