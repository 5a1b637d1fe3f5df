/**
 * The session of a login as an account can set it up, and not as a program would like it: every parameter that a statement
 * can depend on differs from its usual value until the program sets it.
 */
const ACCOUNT_PARAMETERS: Readonly<Record<string, string>> = {
  TIMEZONE: 'America/Los_Angeles',
  AUTOCOMMIT: 'FALSE',
  ROWS_PER_RESULTSET: '2',
  QUOTED_IDENTIFIERS_IGNORE_CASE: 'TRUE',
  TIMESTAMP_INPUT_FORMAT: 'DD-MON-YYYY HH24:MI:SS',
  DATE_INPUT_FORMAT: 'DD-MON-YYYY',
  TIME_INPUT_FORMAT: 'HH12:MI AM',
  BINARY_INPUT_FORMAT: 'BASE64',
}
const DEFAULT_SCHEMA = 'PUBLIC'

/** What a session changes about a statement. */
export class StandInSession {
  private readonly parameters = new Map(Object.entries(ACCOUNT_PARAMETERS))
  private schema = DEFAULT_SCHEMA

  get zone(): string {
    return this.parameters.get('TIMEZONE') ?? 'UTC'
  }

  get commits(): boolean {
    return this.parameters.get('AUTOCOMMIT') !== 'FALSE'
  }

  /** The largest number of rows of a result. */
  get maxRows(): number {
    return Number(this.parameters.get('ROWS_PER_RESULTSET')) || Infinity
  }

  /** The name of a column in a result. */
  columnName(name: string): string {
    return this.parameters.get('QUOTED_IDENTIFIERS_IGNORE_CASE') === 'TRUE' ? name.toUpperCase() : name
  }

  /** Applies a statement about the session itself. Returns its row, or undefined for another statement. */
  apply(sql: string): readonly string[] | undefined {
    if (/^ALTER SESSION SET /.test(sql)) {
      for (const [, name = '', value = ''] of sql.matchAll(/(\w+) = ('(?:[^'\\]|''|\\.)*'|\w+)/g))
        this.parameters.set(name, value.replace(/^'|'$/g, ''))
      return ['Statement executed successfully.']
    }
    if (sql === 'SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()') return ['STAND_IN', this.schema]
    const used = /^USE SCHEMA "STAND_IN"\."(.+)"$/.exec(sql)?.[1]
    if (used === undefined) return undefined
    this.schema = used
    return ['Statement executed successfully.']
  }

  /** A schema that was created becomes the current one. */
  afterwards(sql: string): void {
    const created = /^CREATE SCHEMA IF NOT EXISTS (?:\w+\.)?"?(\w+)"?$/.exec(sql)?.[1]
    if (created !== undefined) this.schema = created.toUpperCase()
  }

  /** Snowflake's refusal of a statement that does not fit the session; undefined if it fits. */
  refusal(
    sql: string,
    binds: readonly (string | null)[],
  ): { readonly code: string; readonly message: string; readonly sqlState: string } | undefined {
    const unqualified = /FROM ((?:"[^"]+"|\w+)) AS M\b/.exec(sql)?.[1]
    if (unqualified !== undefined && this.schema !== DEFAULT_SCHEMA)
      return { code: '002003', message: `Object '${this.schema}.${unqualified}' does not exist`, sqlState: '42S02' }
    const cast = /(?:\?::|CAST\(\? AS )(TIMESTAMP|DATE|TIME)/.exec(sql)?.[1]
    if (cast !== undefined && this.parameters.get(`${cast}_INPUT_FORMAT`) !== 'AUTO')
      return { code: '100035', message: `${cast} '2026-01-01' is not recognized`, sqlState: '22007' }
    // AUTO knows no Z.
    if (cast === 'TIMESTAMP' && binds.some((bind) => /^\d{4}-.*Z$/.test(bind ?? '')))
      return { code: '100035', message: `Timestamp '2026-01-01Z' is not recognized`, sqlState: '22007' }
    return undefined
  }
}
