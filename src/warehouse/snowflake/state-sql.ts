import type { PreparedModel } from '../prepared-model'
import { hashOf, keyText, quoteText, textOf } from './model-sql'
import type { Column } from '../column'

/** The SQL of a state in the warehouse: the second half of the closed list of sql.ts. `schema` is a name, quoted or not. */

/** The tables of the state, each made once. */
export function tablesSql(schema: string): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${schema}.STATES (SYNC_ID VARCHAR, MODEL VARCHAR, STATE VARCHAR, UPDATED_AT TIMESTAMP_LTZ)`,
    `CREATE TABLE IF NOT EXISTS ${schema}.LEASES (SYNC_ID VARCHAR, RUN_ID VARCHAR, LEASE_UNTIL TIMESTAMP_LTZ)`,
    `CREATE TABLE IF NOT EXISTS ${schema}.SNAPSHOT (SYNC_ID VARCHAR, MODEL VARCHAR, PK VARCHAR, ` +
      'ROW_HASH NUMBER(38,0), KEPT VARCHAR, RUN_ID VARCHAR)',
  ]
}

export function schemaSql(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${schema}`
}

/** Binds: the activation. */
export function readStatesSql(schema: string): string {
  return `SELECT MODEL, STATE FROM ${schema}.STATES WHERE SYNC_ID = ?`
}

/** Binds: the activation, the model, its state. */
export function writeStateSql(schema: string): string {
  return (
    `MERGE INTO ${schema}.STATES AS T USING (SELECT ? AS SYNC_ID, ? AS MODEL, ? AS STATE) AS P ` +
    'ON T.SYNC_ID = P.SYNC_ID AND T.MODEL = P.MODEL ' +
    'WHEN MATCHED THEN UPDATE SET STATE = P.STATE, UPDATED_AT = CURRENT_TIMESTAMP() ' +
    'WHEN NOT MATCHED THEN INSERT (SYNC_ID, MODEL, STATE, UPDATED_AT) VALUES (P.SYNC_ID, P.MODEL, P.STATE, CURRENT_TIMESTAMP())'
  )
}

/** Makes the row of a lease that nobody holds. Binds: the activation, twice. */
export function makeLeaseSql(schema: string): string {
  return (
    `INSERT INTO ${schema}.LEASES (SYNC_ID, RUN_ID, LEASE_UNTIL) SELECT ?, '', '1970-01-01'::TIMESTAMP_LTZ ` +
    `WHERE NOT EXISTS (SELECT 1 FROM ${schema}.LEASES WHERE SYNC_ID = ?)`
  )
}

/** Takes or renews it, where it is free or `force`d. Binds: the run, seconds, the activation, and the run if not forced. */
export function takeLeaseSql(schema: string, force: boolean): string {
  return (
    `UPDATE ${schema}.LEASES SET RUN_ID = ?, LEASE_UNTIL = DATEADD('second', ?, CURRENT_TIMESTAMP()) ` +
    `WHERE SYNC_ID = ?${force ? '' : ' AND (LEASE_UNTIL < CURRENT_TIMESTAMP() OR RUN_ID = ?)'}`
  )
}

/** Binds: the activation. */
export function readLeaseSql(schema: string): string {
  return `SELECT RUN_ID, TO_VARCHAR(LEASE_UNTIL) FROM ${schema}.LEASES WHERE SYNC_ID = ?`
}

/** Binds: the activation, the run. */
export function releaseLeaseSql(schema: string): string {
  return `UPDATE ${schema}.LEASES SET LEASE_UNTIL = '1970-01-01'::TIMESTAMP_LTZ WHERE SYNC_ID = ? AND RUN_ID = ?`
}

/** Names of one model's rows in the tables. Literals: not every statement that makes a table takes binds. */
export interface Named {
  readonly schema: string
  readonly plan: string
  readonly activation: string
  readonly model: string
}

/**
 * The plan: every row that is not as it was delivered, frozen, in the order in which it is delivered, removed rows last. Of
 * rows that share a key one is taken.
 */
export function planSql({ schema, plan, activation, model }: Named, prepared: PreparedModel): string {
  const pk = keyText(prepared.key)
  const hash = hashOf(prepared.mapped, prepared.mapping)
  const columns = prepared.columns.map((column, index) => `${textOf(column)} AS C${index + 1}`).join(', ')
  const planned = prepared.columns.map((_, index) => `NEW_ROWS.C${index + 1} AS C${index + 1}`).join(', ')
  return (
    `CREATE OR REPLACE TRANSIENT TABLE ${schema}.${plan} AS WITH NEW_ROWS AS (` +
    `SELECT ${pk} AS PK, ${hash} AS H, ${keptSql(prepared.kept)} AS KEPT, ${columns} ` +
    `FROM ${prepared.model.relation} AS M WHERE ${pk} IS NOT NULL ` +
    `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${pk} ORDER BY ${hash}) = 1), ` +
    `OLD_ROWS AS (SELECT PK, ROW_HASH, KEPT, RUN_ID FROM ${schema}.SNAPSHOT ` +
    `WHERE SYNC_ID = ${quoteText(activation)} AND MODEL = ${quoteText(model)}) ` +
    'SELECT ROW_NUMBER() OVER (ORDER BY IFF(NEW_ROWS.PK IS NULL, 1, 0), COALESCE(NEW_ROWS.PK, OLD_ROWS.PK)) AS SEQ, ' +
    'COALESCE(NEW_ROWS.PK, OLD_ROWS.PK) AS PK, ' +
    "IFF(OLD_ROWS.PK IS NULL, 'A', IFF(NEW_ROWS.PK IS NULL, 'D', 'U')) AS OP, " +
    `NEW_ROWS.H AS H, NEW_ROWS.KEPT AS KEPT, OLD_ROWS.KEPT AS OLD_KEPT, OLD_ROWS.RUN_ID AS OLD_RUN, ${planned} ` +
    'FROM NEW_ROWS FULL OUTER JOIN OLD_ROWS ON OLD_ROWS.PK = NEW_ROWS.PK ' +
    'WHERE NEW_ROWS.H IS DISTINCT FROM OLD_ROWS.ROW_HASH'
  )
}

/** What is kept of a row, as JSON text of texts. */
function keptSql(kept: readonly Column[]): string {
  if (kept.length === 0) return "'{}'"
  const members = kept.map((column) => {
    const value = column.kind === 'text' ? textOf(column) : `TO_VARCHAR(${textOf(column)})`
    return `${quoteText(column.name)}, ${value}`
  })
  return `TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL(${members.join(', ')}))`
}

export function planCountsSql({ schema, plan }: Named): string {
  return `SELECT OP, COUNT(*) FROM ${schema}.${plan} GROUP BY OP`
}

/** Rows of the model, rows with a key, different keys. */
export function keyCountsSql({ model: { relation }, key }: PreparedModel): string {
  const pk = keyText(key)
  return `SELECT COUNT(*), COUNT(${pk}), COUNT(DISTINCT ${pk}) FROM ${relation} AS M`
}

/** Binds: the activation, the model. */
export function snapshotCountSql(schema: string): string {
  return `SELECT COUNT(*) FROM ${schema}.SNAPSHOT WHERE SYNC_ID = ? AND MODEL = ?`
}

export function planRowsSql({ schema, plan }: Named, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `, C${index + 1}`).join('')
  return `SELECT SEQ, PK, OP, H, KEPT, OLD_KEPT, OLD_RUN${names} FROM ${schema}.${plan} ORDER BY SEQ`
}

/**
 * Takes a part of the plan over into the snapshot. Binds: after this SEQ, up to this one, and the SEQs among them that were
 * rejected, as a JSON array.
 */
export function commitSql({ schema, plan, activation, model }: Named, run: string): string {
  const [syncId, modelName, runId] = [activation, model, run].map(quoteText)
  return (
    `MERGE INTO ${schema}.SNAPSHOT AS T USING (SELECT PK, H, OP, KEPT FROM ${schema}.${plan} WHERE SEQ > ? AND SEQ <= ? ` +
    'AND SEQ NOT IN (SELECT VALUE::NUMBER FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))))) AS P ' +
    `ON T.SYNC_ID = ${syncId} AND T.MODEL = ${modelName} AND T.PK = P.PK ` +
    "WHEN MATCHED AND P.OP = 'D' THEN DELETE " +
    `WHEN MATCHED THEN UPDATE SET ROW_HASH = P.H, KEPT = P.KEPT, RUN_ID = ${runId} ` +
    "WHEN NOT MATCHED AND P.OP <> 'D' THEN INSERT (SYNC_ID, MODEL, PK, ROW_HASH, KEPT, RUN_ID) " +
    `VALUES (${syncId}, ${modelName}, P.PK, P.H, P.KEPT, ${runId})`
  )
}

export function dropPlanSql({ schema, plan }: Named): string {
  return `DROP TABLE IF EXISTS ${schema}.${plan}`
}
