import type { AuditFigures, AuditQuestion } from '../audit'
import type { RawValue, Column } from '../column'
import type { StateStore, WarehouseStateOptions } from '../state-store'
import type { CursorQuery, KeyedQuery, NewestOptions, ReadOptions, RowBatches, Warehouse } from '../warehouse'
import { auditModel } from './audit-queries'
import { cursorSql, describeSql, filledCountSql, keyedSql, newestSql, nullCountSql, rowsSql } from './model-sql'
import { openSchemaState } from './schema-state'
import { openSession, type SessionOptions, type SnowflakeSession } from './session'
import type { SnowflakeSource } from './source-config'

/** Logs in to Snowflake. ConfigError and TransientError name the account and what to try. */
export async function connectSnowflake(source: SnowflakeSource, options: SessionOptions): Promise<Warehouse> {
  return new SnowflakeWarehouse(await openSession(source, options))
}

class SnowflakeWarehouse implements Warehouse {
  constructor(private readonly session: SnowflakeSession) {}

  describe(relation: string, what: string): Promise<readonly Column[]> {
    return this.session.describe({ sql: describeSql(relation), what })
  }

  readRows(
    relation: string,
    columns: readonly Column[],
    { limit, ...options }: ReadOptions & { readonly limit?: number },
  ): RowBatches {
    return this.session.stream({ sql: rowsSql(relation, columns, limit), ...options })
  }

  readAfter(query: CursorQuery, options: ReadOptions): RowBatches {
    return this.session.stream({ ...cursorSql(query), ...options })
  }

  readKeyed(query: KeyedQuery, options: ReadOptions): RowBatches {
    return this.session.stream({ sql: keyedSql(query), ...options })
  }

  async countNulls(relation: string, columns: readonly Column[], what: string): Promise<number> {
    const { rows } = await this.session.run({ sql: nullCountSql(relation, columns), what })
    return Number(rows[0]?.[0] ?? 0)
  }

  async countFilled(relation: string, columns: readonly Column[], what: string) {
    const { rows } = await this.session.run({ sql: filledCountSql(relation, columns), what })
    const [all = 0, filled = 0] = (rows[0] ?? []).map(Number)
    return { rows: all, filled }
  }

  async newest(relation: string, column: Column, { zone, what }: NewestOptions): Promise<RawValue> {
    const { rows } = await this.session.run({ sql: newestSql(relation, column, zone), what })
    return rows[0]?.[0] ?? null
  }

  audit(question: AuditQuestion): Promise<AuditFigures> {
    return auditModel(this.session, question)
  }

  openState(options: WarehouseStateOptions): Promise<StateStore> {
    return openSchemaState(this.session, options)
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
