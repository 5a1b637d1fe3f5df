import { attributeRule, model, option, type FindingWithin, type Fix } from './finding'
import { count, counted, percent } from '../../lib/format'
import { isTime } from './value-kinds'
import { quoted } from './quoted'
import type { ColumnProfile, ValuePatterns } from './profile'

/** This many values must look alike before anybody is told ... */
const MIN_VALUES = 20
/** ... and this share of them. */
const MIN_SHARE = 0.9
/** A column with this share of nulls is as good as empty. */
const NEARLY_EMPTY = 0.98
/** Unix seconds of 2100-01-01 and 1900-01-01: beyond, a time stands for "never". */
const NEVER_S = [-2_208_988_800, 4_102_444_800] as const
/** A null rate that grew by this much since the last audit is no accident. */
const JUMP = 0.2

/** What the values of a stream's columns say. `isPerson`: its attributes are a person's. */
export function findingsOfColumn(column: ColumnProfile, isPerson: boolean): readonly FindingWithin[] {
  if (column.attribute === null) return [...ofNullRate(column)]
  return [
    ...ofLooks(column, column.attribute),
    ...ofTypes(column, column.attribute),
    ...ofTimes(column, column.attribute),
    ...ofNulls(column, column.attribute, isPerson),
    ...ofNullRate(column),
    ...ofName(column, column.attribute),
  ]
}

/** A type that was lost on the way: text that holds something else, numbers that are times. */
function* ofLooks({ looks, to, from, by_rule: byRule, declared, column }: ColumnProfile, attribute: string) {
  const texts = (to.text ?? 0) || (from.text ?? 0)
  const numbers = to.number ?? 0
  if (!byRule) {
    const found = lookOf(looks, texts, numbers, attribute)
    if (found !== undefined && !isTime(declared)) yield { ...found, subject: attribute }
  }
  if (looks.null_words > 0 && (to.text ?? 0) > 0) {
    yield {
      code: 'null_words',
      severity: 'warning',
      subject: attribute,
      rows: looks.null_words,
      message: `Words that stand for nothing (null, none, n/a) are the text of ${attribute} in ${counted(looks.null_words, 'row')}. A message would print them.`,
      fix: model(`NULLIF(LOWER(TRIM(${quoted(column)})), 'null')`),
    } as const
  }
  if (looks.padded > 0) {
    yield {
      code: 'surrounding_space',
      severity: 'note',
      subject: attribute,
      rows: looks.padded,
      message: `White space is around the text of ${attribute} in ${counted(looks.padded, 'row')}, and a segment's condition compares it as well.`,
      fix: model(`TRIM(${quoted(column)})`),
    } as const
  }
}

function lookOf(
  looks: ValuePatterns,
  texts: number,
  numbers: number,
  attribute: string,
): Omit<FindingWithin, 'subject'> | undefined {
  const most = (some: number, of: number) => some >= Math.max(MIN_VALUES, of * MIN_SHARE)
  if (most(looks.times, texts)) {
    return {
      code: 'text_holds_times',
      severity: 'warning',
      rows: looks.times,
      message: `The text of ${attribute} looks like times. Segments of Customer.io understand unix seconds only, so no condition on a date would ever match.`,
      fix: attributeRule(attribute, { type: 'timestamp' }),
    }
  }
  if (most(looks.local_dates, texts)) {
    const separator = looks.local_separator ?? '/'
    const layout = looks.day_first === true ? ['dd', 'MM', 'yyyy'] : ['MM', 'dd', 'yyyy']
    return {
      code: 'text_holds_local_dates',
      severity: 'warning',
      rows: looks.local_dates,
      message:
        `The text of ${attribute} looks like dates in a local layout, and segments understand unix seconds only. ` +
        (looks.day_first === null
          ? 'The values do not tell whether day or month comes first: check the format below.'
          : `The ${looks.day_first ? 'day' : 'month'} comes first.`),
      fix: attributeRule(attribute, { type: 'timestamp', format: layout.join(separator) }),
    }
  }
  if (most(looks.epoch_milliseconds, Math.max(texts, numbers))) {
    return {
      code: 'epoch_milliseconds',
      severity: 'warning',
      rows: looks.epoch_milliseconds,
      message: `The numbers of ${attribute} look like milliseconds since 1970. Segments read them as seconds, tens of thousands of years ahead.`,
      fix: attributeRule(attribute, { type: 'timestamp', unit: 'milliseconds' }),
    }
  }
  if (most(looks.json, texts)) {
    return {
      code: 'json_in_text',
      severity: 'warning',
      rows: looks.json,
      message: `The text of ${attribute} holds JSON. As text no message and no segment can reach into it.`,
      fix: attributeRule(attribute, { type: 'json' }),
    }
  }
  if (most(looks.booleans, texts)) {
    return {
      code: 'booleans_in_text',
      severity: 'note',
      rows: looks.booleans,
      message: `The text of ${attribute} is true or false. As text it is never equal to the boolean.`,
      fix: attributeRule(attribute, { type: 'boolean' }),
    }
  }
  if (most(looks.numbers, texts)) {
    return {
      code: 'numbers_in_text',
      severity: 'note',
      rows: looks.numbers,
      message: `The text of ${attribute} holds plain numbers. As text they cannot be compared by size. (Codes and account numbers are right as text.)`,
      fix: attributeRule(attribute, { type: 'number' }),
    }
  }
  return undefined
}

/** What drifts: one attribute with values of several kinds, or numbers that leave as text. */
function* ofTypes({ to, from, left_out: leftOut }: ColumnProfile, attribute: string) {
  const kinds = Object.entries(to).filter(([, rows]) => rows > 0)
  const asText = (from.number ?? 0) > 0 && (to.text ?? 0) > 0
  if (asText && (from.text ?? 0) === 0) {
    yield {
      code: 'numbers_sent_as_text',
      severity: 'warning',
      subject: attribute,
      rows: to.text ?? 0,
      message: `Numbers of ${attribute} are too large to stay exact and leave as text with every digit, the others as numbers.`,
      fix: attributeRule(attribute, { type: 'string' }),
    } as const
  } else if (kinds.length > 1) {
    const [most] = kinds.sort(([, a], [, b]) => b - a)
    const type = { text: 'string', number: 'number', boolean: 'boolean', JSON: 'json', timestamp: 'timestamp' }[
      most?.[0] as 'text'
    ]
    yield {
      code: 'mixed_types',
      severity: 'warning',
      subject: attribute,
      rows: kinds.slice(1).reduce((sum, [, rows]) => sum + rows, 0),
      message: `${attribute} arrives as ${kinds.map(([kind, rows]) => `${kind} (${count(rows)})`).join(' and ')}: no condition of a segment fits them all.`,
      fix: attributeRule(attribute, { type }),
    } as const
  }
  if (leftOut > 0) {
    yield {
      code: 'values_left_out',
      severity: 'error',
      subject: attribute,
      rows: leftOut,
      message: `${attribute} is left out of ${counted(leftOut, 'row')}, because its value there is not of the declared type or breaks a limit (invalid_values is skip_attribute).`,
      fix: attributeRule(attribute, { type: 'string' }),
    } as const
  }
}

/** Times that mean never, and times of which nobody says the zone. */
function* ofTimes(
  { first_s: first, last_s: last, without_zone: withoutZone, column, nulls, rows }: ColumnProfile,
  attribute: string,
) {
  if ((first !== null && first < NEVER_S[0]) || (last !== null && last > NEVER_S[1])) {
    yield {
      code: 'times_that_mean_never',
      severity: 'warning',
      subject: attribute,
      rows: null,
      message: `${attribute} holds times before 1900 or after 2100, which usually stand for "never" or "unknown". A segment takes them at their word.`,
      fix: model(`IFF(YEAR(${quoted(column)}) BETWEEN 1900 AND 2100, ${quoted(column)}, NULL)`),
    } as const
  }
  if (withoutZone && nulls < rows) {
    yield {
      code: 'time_without_zone',
      severity: 'note',
      subject: attribute,
      rows: rows - nulls,
      message: `The times of ${attribute} carry no zone, and are read in the zone that time_zone names. If the model holds local times, every one of them is hours off.`,
      fix: attributeRule(attribute, { type: 'timestamp', time_zone: 'Europe/Berlin' }),
    } as const
  }
}

/** What a null does to an attribute that Customer.io holds. */
function* ofNulls({ cleared, rows }: ColumnProfile, attribute: string, isPerson: boolean) {
  if (cleared === 0) return
  yield {
    code: 'attribute_cleared',
    severity: cleared * 2 > rows ? 'error' : 'warning',
    subject: attribute,
    rows: cleared,
    message: `${attribute} is removed from ${count(cleared)} ${isPerson ? 'people' : 'objects'}, because a null clears it. If a null means "not known", the values that Customer.io holds are lost.`,
    fix: attributeRule(attribute, { null_handling: 'skip' }),
  } as const
}

function* ofNullRate({ rows, nulls, column, attribute, role, previous_null_rate: before }: ColumnProfile) {
  if (rows === 0) return
  const rate = nulls / rows
  if (before !== null && rate - before >= JUMP) {
    yield {
      code: 'null_rate_jumped',
      severity: 'error',
      subject: attribute ?? column,
      rows: nulls,
      message: `${percent(rate)} of ${column} are null; at the last audit it was ${percent(before)}. Something upstream stopped filling it.`,
      fix:
        attribute === null
          ? model(`SELECT COUNT(*), COUNT(${quoted(column)}) FROM ...`)
          : option('guards', 'max_null_percent', [{ attribute, percent: Math.ceil(before * 100) + 10 }]),
    } as const
  } else if (attribute !== null && role === null && rows >= MIN_VALUES && rate >= NEARLY_EMPTY) {
    yield {
      code: 'nearly_empty',
      severity: 'note',
      subject: attribute,
      rows: nulls,
      message: `${percent(rate)} of ${column} are null: it tells Customer.io nearly nothing.`,
      fix: { where: 'columns of the stream rule', line: `"exclude": [${JSON.stringify(column)}]` } satisfies Fix,
    } as const
  }
}

function* ofName({ column }: ColumnProfile, attribute: string) {
  if (!/[.\s-]/.test(attribute) || attribute.startsWith('cio_subscription_preferences.')) return
  yield {
    code: 'awkward_name',
    severity: 'note',
    subject: attribute,
    rows: null,
    message: `The name ${attribute} holds a dot, a space or a hyphen: Customer.io reads a dot as a path, and messages need brackets to use such a name.`,
    fix: {
      where: 'columns of the stream rule',
      line: `"rename": [${JSON.stringify({ from: column, to: attribute.replace(/[.\s-]+/g, '_') })}]`,
    },
  } as const
}
