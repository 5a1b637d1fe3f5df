import { ConfigError } from '../../core/errors'
import type { Column } from '../column'
import type { Hashing } from '../hashing'
import type { CursorQuery, KeyedQuery } from '../warehouse'

/**
 * The closed list of SQL that this program sends. docs/snowflake.md names, for each, the page of Snowflake's
 * documentation that it was checked against; the stand-in of the tests answers nothing else. The model is always `M`,
 * and every column is named with it: a bare name could mean the text that the select list makes of it.
 */

const TIMESTAMP_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF9'
/** SEPARATOR of ../identity.ts. */
export const SEPARATOR_SQL = 'CHR(31)'

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** A column as text, where its own values would be slow to read, lose digits or depend on the session. */
export function textOf(column: Column, of = `M.${quoteName(column.name)}`): string {
  switch (column.kind) {
    case 'timestamp_ntz':
      return `TO_VARCHAR(${of}, '${TIMESTAMP_FORMAT}')`
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return `TO_VARCHAR(CONVERT_TIMEZONE('UTC', ${of}), '${TIMESTAMP_FORMAT}"Z"')`
    case 'date':
      return `TO_VARCHAR(${of}, 'YYYY-MM-DD')`
    case 'time':
      return `TO_VARCHAR(${of}, 'HH24:MI:SS.FF9')`
    case 'json':
      return `TO_JSON(${of}::VARIANT)`
    case 'binary':
      return `BASE64_ENCODE(${of})`
    case 'integer':
    case 'decimal':
    case 'float':
    case 'text':
    case 'boolean':
      return of
    case 'other':
      // Such as VECTOR, GEOGRAPHY and FILE: the driver has no text for them.
      throw new ConfigError(
        `The column ${column.name} has the type ${column.sqlType}, which cannot be read. Fix: leave it out with ` +
          'columns.exclude, or convert it to text, JSON or a number in the model.',
      )
  }
}

function selectList(columns: readonly Column[]): string {
  return columns.map((column) => `${textOf(column)} AS ${quoteName(column.name)}`).join(', ')
}

/** The text of the key of a row. NULL if one of its columns is. */
export function keyText(key: readonly Column[]): string {
  return key.map((column) => keyPart(column, textOf(column))).join(` || ${SEPARATOR_SQL} || `)
}

/** The text of a column of a key. That of a number does not depend on the scale of its type: 7 and 7.00 are one key. */
export function keyPart({ kind }: Column, text: string): string {
  if (kind === 'text') return text
  return kind === 'decimal' ? `RTRIM(RTRIM(TO_VARCHAR(${text}), '0'), '.')` : `TO_VARCHAR(${text})`
}

/** 64 bits for the content of a row. HASH gives equal numbers the same value, whatever their scale and precision. */
export function hashOf({ salt, columns }: Hashing): string {
  return `HASH(${[quoteText(salt), ...columns.map((name) => `M.${quoteName(name)}`)].join(', ')})`
}

export function describeSql(relation: string): string {
  return `SELECT * FROM ${relation} AS M`
}

export function rowsSql(relation: string, columns: readonly Column[], limit?: number): string {
  return `SELECT ${selectList(columns)} FROM ${relation} AS M${limit === undefined ? '' : ` LIMIT ${limit}`}`
}

/** Rows after a position, in the order of the cursor and the key, that are at least `lagSeconds` old. */
export function cursorSql({ relation, columns, cursor, key, lagSeconds, zone, after }: CursorQuery): {
  readonly sql: string
  readonly binds: readonly string[]
} {
  const order = [cursor, ...key]
  const keyset = after === undefined ? { sql: '', binds: [] } : keysetOf(order, [after.cursor, ...after.key])
  const conditions = [
    ...order.map(({ name }) => `M.${quoteName(name)} IS NOT NULL`),
    ...(keyset.sql === '' ? [] : [keyset.sql]),
    ...upperBound(cursor, lagSeconds, zone),
  ]
  const orderBy = order.map(({ name }) => `M.${quoteName(name)} NULLS LAST`).join(', ')
  return {
    sql: `SELECT ${selectList(columns)} FROM ${relation} AS M WHERE ${conditions.join(' AND ')} ORDER BY ${orderBy}`,
    binds: keyset.binds,
  }
}

/** `(a > ? OR (a = ? AND (b > ?)))`: Snowflake compares no rows with `>`. */
function keysetOf(
  [column, ...rest]: readonly Column[],
  [value, ...others]: readonly string[],
): { readonly sql: string; readonly binds: readonly string[] } {
  if (column === undefined || value === undefined) return { sql: '', binds: [] }
  const name = `M.${quoteName(column.name)}`
  // Not ?::T, which other readers of this dialect do not parse.
  const bound = `CAST(? AS ${column.sqlType})`
  const bind = boundText(column, value)
  const inner = keysetOf(rest, others)
  if (inner.sql === '') return { sql: `(${name} > ${bound})`, binds: [bind] }
  return {
    sql: `(${name} > ${bound} OR (${name} = ${bound} AND ${inner.sql}))`,
    binds: [bind, bind, ...inner.binds],
  }
}

/** The text of a value in the form that its cast reads with the input formats of the session. */
function boundText({ kind }: Column, text: string): string {
  // The formats of AUTO have offsets, and no Z (docs.snowflake.com, date-time-input-output).
  if (kind === 'timestamp_ltz' || kind === 'timestamp_tz') return text.replace(/Z$/, '+00:00')
  // Binary values are read as base64, and BINARY_INPUT_FORMAT is HEX.
  return kind === 'binary' ? Buffer.from(text, 'base64').toString('hex').toUpperCase() : text
}

/** Rows that are younger can have an older row that is not committed yet. A day counts after it is over. */
function upperBound({ name, kind }: Column, lagSeconds: number, zone: string): readonly string[] {
  const column = `M.${quoteName(name)}`
  switch (kind) {
    case 'timestamp_ntz':
      return lagSeconds === 0 ? [] : [`${column} <= DATEADD('second', -${lagSeconds}, ${nowIn(zone)})`]
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return lagSeconds === 0 ? [] : [`${column} <= DATEADD('second', -${lagSeconds}, CURRENT_TIMESTAMP())`]
    case 'date':
      return [`${column} < ${nowIn(zone)}::DATE`]
    default:
      return []
  }
}

/** The time of a wall clock in a zone. SYSDATE() is in UTC and has no zone. */
function nowIn(zone: string): string {
  return zone === 'UTC' ? 'SYSDATE()' : `CONVERT_TIMEZONE('UTC', ${quoteText(zone)}, SYSDATE())`
}

/** Rows in which one of the columns is null. */
export function nullCountSql(relation: string, columns: readonly Column[]): string {
  const conditions = columns.map(({ name }) => `M.${quoteName(name)} IS NULL`)
  return `SELECT COUNT(*) FROM ${relation} AS M WHERE ${conditions.join(' OR ')}`
}

/** Rows, and rows in which one of the columns has a value. */
export function filledCountSql(relation: string, columns: readonly Column[]): string {
  return `SELECT COUNT(*), COUNT_IF(${anyFilled(columns)}) FROM ${relation} AS M`
}

/** One of the columns has a value. */
export function anyFilled(columns: readonly Column[]): string {
  return columns.map(({ name }) => `M.${quoteName(name)} IS NOT NULL`).join(' OR ')
}

/** The largest value of a column; a time without a zone is one of `zone`, and becomes one with a zone. */
export function newestSql(relation: string, column: Column, zone: string): string {
  const newest = `MAX(M.${quoteName(column.name)})`
  const text =
    column.kind === 'timestamp_ntz'
      ? `TO_VARCHAR(CONVERT_TIMEZONE(${quoteText(zone)}, 'UTC', ${newest}), '${TIMESTAMP_FORMAT}"Z"')`
      : textOf(column, newest)
  return `SELECT ${text} FROM ${relation} AS M`
}

/** Key, hash, a second hash if there is one, and columns of every row in the order of key and hash; rows without a key last. */
export function keyedSql({ relation, key, columns, now, before }: KeyedQuery): string {
  const hashes = [`${hashOf(now)} AS H`, ...(before === undefined ? [] : [`${hashOf(before)} AS H0`])].join(', ')
  return `SELECT ${keyText(key)} AS PK, ${hashes}, ${selectList(columns)} FROM ${relation} AS M ORDER BY 1 NULLS LAST, 2`
}
