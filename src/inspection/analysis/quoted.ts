/** An identifier in Snowflake's SQL. */
export function quoted(column: string): string {
  return `"${column.replaceAll('"', '""')}"`
}
