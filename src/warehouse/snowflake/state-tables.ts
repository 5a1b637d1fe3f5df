import { ConfigError } from '../../core/errors'
import { describeSql } from './model-sql'
import type { SnowflakeSession } from './session'
import { CURRENT_SCHEMA_SQL, useSchemaSql } from './session-sql'
import { schemaSql } from './state-sql'

/**
 * Creates the tables of a state that do not exist. Existing ones are asked for first: a role without the privilege to create
 * them can use those that an administrator created. `statements` are CREATE TABLE IF NOT EXISTS statements.
 */
export async function createMissingTables(
  session: SnowflakeSession,
  schema: string,
  statements: readonly string[],
): Promise<void> {
  const what = `the schema ${schema} of the state`
  const missing: string[] = []
  for (const sql of statements) if (!(await exists(session, tableOf(sql), what))) missing.push(sql)
  if (missing.length === statements.length) await createSchema(session, schema, what)
  for (const sql of missing) await session.run({ sql, what })
}

function tableOf(sql: string): string {
  const [, table = ''] = sql.split('IF NOT EXISTS ')
  return table.split(' (')[0] ?? ''
}

async function exists(session: SnowflakeSession, table: string, what: string): Promise<boolean> {
  try {
    await session.describe({ sql: describeSql(table), what })
    return true
  } catch (thrown) {
    // No such table, or no privilege to read it: creating it says which.
    if (thrown instanceof ConfigError) return false
    throw thrown
  }
}

/** CREATE SCHEMA makes the new schema the current one, in which unqualified models would be searched. */
async function createSchema(session: SnowflakeSession, schema: string, what: string): Promise<void> {
  const [current = []] = (await session.run({ sql: CURRENT_SCHEMA_SQL, what })).rows
  // A role that may not create schemas may still use an existing one.
  await session.run({ sql: schemaSql(schema), what }).catch(() => undefined)
  const [database, before] = current
  if (typeof database === 'string' && typeof before === 'string')
    await session.run({ sql: useSchemaSql(database, before), what })
}
