/** Longer messages about data are cut at the first value: the patterns below take time that grows with the square of the text. */
const MAX_MASKED_LENGTH = 4_000
const FIRST_VALUE = /['"{[\d]|\bvariant value /
/** Everything that names a value in a message about data: quoted text, JSON, and numbers of several digits. */
const QUOTED = /'.*'|".*"/g
const VARIANT = /(?<=\bvariant value )(?:(?!'\*\*\*').)+(?= to )/g
const JSON_TEXT = /\{.*\}|\[.*\]/g
const NUMBERS = /\b\d[\d.,eE+-]*\b/g
const ROW_VALUES = /(?<=Row Values: ).*/g

/**
 * A message of Snowflake without values of rows. Messages about values in the data (SQLSTATE 22xxx) quote them, and one
 * about rows that match twice (42P18) lists whole rows. Other messages quote the SQL, which holds no row.
 */
export function withoutValues(message: string, sqlState: string): string {
  const withoutRows = message.replace(ROW_VALUES, '[***]')
  if (!sqlState.startsWith('22')) return withoutRows
  if (withoutRows.length > MAX_MASKED_LENGTH) {
    const end = withoutRows.search(FIRST_VALUE)
    return end < 0 ? withoutRows : `${withoutRows.slice(0, end)}***`
  }
  return withoutRows
    .replace(QUOTED, (quoted) => `${quoted[0] ?? ''}***${quoted[0] ?? ''}`)
    .replace(VARIANT, '***')
    .replace(JSON_TEXT, '***')
    .replace(NUMBERS, '***')
}
