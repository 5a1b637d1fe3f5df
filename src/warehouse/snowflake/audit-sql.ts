import { MAX_ID_BYTES, MAX_VALUE_BYTES } from '../../core/api-limits'
import { EPOCH_MILLISECONDS, MISSING_VALUE_WORDS } from '../../core/value-patterns'
import { keyText, quoteName } from './model-sql'
import type { Column } from '../column'

/**
 * The SQL of an audit: only aggregates, so that no row leaves the warehouse. docs/snowflake.md names the pages of Snowflake's
 * documentation. Patterns contain no backslash, which is an escape character in a text of Snowflake, and REGEXP_LIKE anchors
 * them at both ends.
 */

const LARGEST_EXACT = 9_007_199_254_740_991
/** Without the one that holds a backslash. */
const NULL_WORDS = `('${[...MISSING_VALUE_WORDS].filter((word) => !word.includes('\\')).join("', '")}')`
const ISO_TIME = "'[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?'"
const NUMBER = "'-?(0|[1-9][0-9]{0,14})([.][0-9]{1,10})?'"
const EPOCH_MS = "'[1-3][0-9]{12}'"
const LOCAL_DATE = "'[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}([ T,].*)?'"
const DAY_FIRST = "'(1[3-9]|2[0-9]|3[01])[./-].*'"
const MONTH_FIRST = "'[0-9]{1,2}[./-](1[3-9]|2[0-9]|3[01])[./-].*'"
const EMAIL = "'[^@ ]+@[^@ .]+([.][^@ .]+)+'"

/** The figures of a column by name. Every figure is one aggregate. */
export type Figures = Readonly<Record<string, string>>

/** The figures of a column, which depend on its type. */
export function figuresOf(column: Column): Figures {
  const c = `M.${quoteName(column.name)}`
  const present = `COUNT(${c})`
  switch (column.kind) {
    case 'text':
      return { present, ...textFigures(c) }
    case 'integer':
    case 'decimal':
    case 'float':
      return {
        present,
        smallest: `MIN(${c})`,
        largest: `MAX(${c})`,
        epoch_milliseconds: `COUNT_IF(${c} BETWEEN ${EPOCH_MILLISECONDS.min} AND ${EPOCH_MILLISECONDS.max})`,
        large: `COUNT_IF(ABS(${c}) > ${LARGEST_EXACT})`,
      }
    case 'boolean':
      return { present, yes: `COUNT_IF(${c})` }
    case 'date':
      return { present, first_s: epochOf(`MIN(${c})::TIMESTAMP_NTZ`), last_s: epochOf(`MAX(${c})::TIMESTAMP_NTZ`) }
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return { present, first_s: epochOf(`MIN(${c})`), last_s: epochOf(`MAX(${c})`) }
    case 'json':
      return { present, too_long: `COUNT_IF(OCTET_LENGTH(TO_JSON(${c}::VARIANT)) > ${MAX_VALUE_BYTES})` }
    case 'time':
    case 'binary':
    case 'other':
      return { present }
  }
}

function textFigures(c: string): Figures {
  const like = (pattern: string) => `COUNT_IF(REGEXP_LIKE(TRIM(${c}), ${pattern}))`
  return {
    blank: `COUNT_IF(TRIM(${c}) = '')`,
    smallest: `MIN(LENGTH(${c}))`,
    largest: `MAX(LENGTH(${c}))`,
    too_long: `COUNT_IF(OCTET_LENGTH(${c}) > ${MAX_VALUE_BYTES})`,
    times: like(ISO_TIME),
    local_dates: like(LOCAL_DATE),
    day_first: like(DAY_FIRST),
    month_first: like(MONTH_FIRST),
    separator: `MIN(IFF(REGEXP_LIKE(TRIM(${c}), ${LOCAL_DATE}), LEFT(LTRIM(TRIM(${c}), '0123456789'), 1), NULL))`,
    epoch_milliseconds: like(EPOCH_MS),
    json: `COUNT_IF(LEFT(TRIM(${c}), 1) IN ('{', '[') AND TRY_PARSE_JSON(${c}) IS NOT NULL)`,
    numbers: like(NUMBER),
    booleans: `COUNT_IF(LOWER(TRIM(${c})) IN ('true', 'false'))`,
    null_words: `COUNT_IF(LOWER(TRIM(${c})) IN ${NULL_WORDS})`,
    padded: `COUNT_IF(${c} <> TRIM(${c}))`,
  }
}

/** The figures of a column that identifies a person. */
export function identifierFigures(column: Column, isEmail: boolean): Figures {
  const k = keyText([column])
  return {
    present: `COUNT(${k})`,
    distinct: `COUNT(DISTINCT ${k})`,
    distinct_folded: `COUNT(DISTINCT LOWER(TRIM(${k})))`,
    blank: `COUNT_IF(TRIM(${k}) = '')`,
    null_words: `COUNT_IF(LOWER(TRIM(${k})) IN ${NULL_WORDS})`,
    too_long: `COUNT_IF(OCTET_LENGTH(${k}) > ${MAX_ID_BYTES})`,
    cio_prefix: `COUNT_IF(LEFT(${k}, 4) = 'cio_')`,
    ...(isEmail ? { no_email: `COUNT_IF(TRIM(${k}) <> '' AND NOT REGEXP_LIKE(TRIM(${k}), ${EMAIL}))` } : {}),
  }
}

/** One row: the count of all rows, then one value for each figure. */
export function figuresSql(relation: string, figures: readonly string[]): string {
  return `SELECT ${['COUNT(*)', ...figures].join(', ')} FROM ${relation} AS M`
}

/** Email addresses, whatever their case, that occur with more than one id, and the number of those ids. */
export function sharedEmailsSql(relation: string, email: Column, id: Column): string {
  const address = keyText([email])
  const who = keyText([id])
  return (
    `SELECT COUNT(*), SUM(IDS) FROM (SELECT COUNT(DISTINCT ${who}) AS IDS FROM ${relation} AS M WHERE TRIM(${address}) <> '' ` +
    `GROUP BY LOWER(TRIM(${address})) HAVING COUNT(DISTINCT ${who}) > 1) AS S`
  )
}

/** The number of rows at or after each of these moments (unix seconds). */
export function agesSql(relation: string, { name, kind }: Column, momentsS: readonly number[]): string {
  const time = `M.${quoteName(name)}${kind === 'date' ? '::TIMESTAMP_NTZ' : ''}`
  const counts = momentsS.map((moment) => `COUNT_IF(${epochOf(time)} >= ${moment})`)
  return `SELECT ${[`COUNT(M.${quoteName(name)})`, ...counts].join(', ')} FROM ${relation} AS M`
}

/** Rows, rows whose key is whole, and different keys. */
export function keysSql(relation: string, key: readonly Column[]): string {
  return figuresSql(relation, [`COUNT(${keyText(key)})`, `COUNT(DISTINCT ${keyText(key)})`])
}

/** The default time zone of sessions of the account; this session uses UTC. */
export const ACCOUNT_ZONE_SQL = "SHOW PARAMETERS LIKE 'TIMEZONE' IN ACCOUNT"

function epochOf(time: string): string {
  return `DATE_PART('EPOCH_SECOND', ${time})`
}
