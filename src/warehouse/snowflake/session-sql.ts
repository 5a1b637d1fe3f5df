import { quoteText } from './model-sql'

/**
 * What the templates rely on, whatever the account, the user or a template of the role sets. docs/snowflake.md says why each
 * parameter is set. One statement: a session with half of them must not run a model.
 */
export function sessionSql(queryTag: string, statementTimeoutSeconds: number): string {
  const parameters = {
    TIMEZONE: `'UTC'`,
    AUTOCOMMIT: 'TRUE',
    ROWS_PER_RESULTSET: '0',
    QUOTED_IDENTIFIERS_IGNORE_CASE: 'FALSE',
    TIMESTAMP_INPUT_FORMAT: `'AUTO'`,
    DATE_INPUT_FORMAT: `'AUTO'`,
    TIME_INPUT_FORMAT: `'AUTO'`,
    BINARY_INPUT_FORMAT: `'HEX'`,
    ABORT_DETACHED_QUERY: 'TRUE',
    STATEMENT_TIMEOUT_IN_SECONDS: String(statementTimeoutSeconds),
    QUERY_TAG: quoteText(queryTag),
  }
  const settings = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`)
  return `ALTER SESSION SET ${settings.join(', ')}`
}

/** Smaller chunks save memory. A separate statement, because an account may refuse it. */
export const CHUNK_SIZE_SQL = 'ALTER SESSION SET CLIENT_RESULT_CHUNK_SIZE = 48'

export const CURRENT_SCHEMA_SQL = 'SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()'

export function useSchemaSql(database: string, schema: string): string {
  const [quotedDatabase, quotedSchema] = [database, schema].map((name) => `"${name.replaceAll('"', '""')}"`)
  return `USE SCHEMA ${quotedDatabase}.${quotedSchema}`
}
