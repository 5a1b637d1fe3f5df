import { quoteText } from './model-sql'

/** The SQL of a state in the warehouse, part of the closed list of model-sql.ts. `schema` is a name, quoted or not. */

/** Whose state it is, and which run holds it. */
export interface Holder {
  readonly schema: string
  readonly activation: string
  readonly run: string
}

/** The tables of the state. */
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

/** The run holds the lease. A statement with this condition changes nothing once another run has taken it. */
export function isHolder({ schema, activation, run }: Holder): string {
  return `EXISTS (SELECT 1 FROM ${schema}.LEASES WHERE SYNC_ID = ${quoteText(activation)} AND RUN_ID = ${quoteText(run)})`
}

/** Binds: the activation. */
export function readStatesSql(schema: string): string {
  return `SELECT MODEL, STATE FROM ${schema}.STATES WHERE SYNC_ID = ?`
}

/** Binds: the activation, the model, its state. */
export function writeStateSql(holder: Holder): string {
  return (
    `MERGE INTO ${holder.schema}.STATES AS T USING (SELECT ? AS SYNC_ID, ? AS MODEL, ? AS STATE WHERE ${isHolder(holder)}) AS P ` +
    'ON T.SYNC_ID = P.SYNC_ID AND T.MODEL = P.MODEL ' +
    'WHEN MATCHED THEN UPDATE SET STATE = P.STATE, UPDATED_AT = CURRENT_TIMESTAMP() ' +
    'WHEN NOT MATCHED THEN INSERT (SYNC_ID, MODEL, STATE, UPDATED_AT) VALUES (P.SYNC_ID, P.MODEL, P.STATE, CURRENT_TIMESTAMP())'
  )
}

/** Binds: the activation, the model. */
export function forgetSql(holder: Holder, table: 'STATES' | 'SNAPSHOT'): string {
  return `DELETE FROM ${holder.schema}.${table} WHERE SYNC_ID = ? AND MODEL = ? AND ${isHolder(holder)}`
}

/** Creates the row of a lease that no run holds. Binds: the activation, twice. */
export function makeLeaseSql(schema: string): string {
  return (
    `INSERT INTO ${schema}.LEASES (SYNC_ID, RUN_ID, LEASE_UNTIL) SELECT ?, '', '1970-01-01'::TIMESTAMP_LTZ ` +
    `WHERE NOT EXISTS (SELECT 1 FROM ${schema}.LEASES WHERE SYNC_ID = ?)`
  )
}

/** Takes or renews it, if it is free or `force`d. Binds: the run, seconds, the activation, and the run if not forced. */
export function takeLeaseSql(schema: string, force: boolean): string {
  return (
    `UPDATE ${schema}.LEASES SET RUN_ID = ?, LEASE_UNTIL = DATEADD('second', ?, CURRENT_TIMESTAMP()) ` +
    `WHERE SYNC_ID = ?${force ? '' : ' AND (LEASE_UNTIL < CURRENT_TIMESTAMP() OR RUN_ID = ?)'}`
  )
}

/** Binds: seconds, the activation, the run. */
export function renewLeaseSql(schema: string): string {
  return (
    `UPDATE ${schema}.LEASES SET LEASE_UNTIL = DATEADD('second', ?, CURRENT_TIMESTAMP()) ` +
    'WHERE SYNC_ID = ? AND RUN_ID = ?'
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
