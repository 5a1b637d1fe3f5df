import { MISSING_VALUE_WORDS, NULL_WORDS } from '../../core/value-patterns'

/** Stands for the table, the view or the query of the model in a suggested SELECT. */
const MODEL = 'MODEL'

/** An identifier in Snowflake's SQL. */
export function quoted(column: string): string {
  return `"${column.replaceAll('"', '""')}"`
}

/** The model with another expression for one column; its rows stay. */
export function replaceColumn(column: string, expression: string): string {
  return `SELECT * REPLACE (${expression} AS ${quoted(column)}) FROM ${MODEL}`
}

/** The model without the rows that do not meet the condition. */
export function filterRows(condition: string): string {
  return `SELECT * FROM ${MODEL} WHERE ${condition}`
}

/** The text without white space around it. TRIM alone removes spaces only. */
export function trimmed(column: string): string {
  const others = [9, 10, 11, 12, 13, 160].map((code) => `CHR(${code})`).join(' || ')
  return `TRIM(${quoted(column)}, ' ' || ${others})`
}

/** True where the column is one of the words that stand for a missing value. */
export function isMissingWord(column: string): string {
  return `LOWER(${trimmed(column)}) IN (${listed([...MISSING_VALUE_WORDS].filter((word) => !word.includes('\\')))})`
}

/** The same for identifiers, which know fewer of them. */
export function isNullWord(column: string): string {
  return `LOWER(${trimmed(column)}) IN (${listed([...NULL_WORDS])})`
}

function listed(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
