import type { Column } from '../column'
import type { Comparison } from '../comparison'
import type { PreparedModel } from '../prepared-model'
import { identitiesOfModel, identitiesOfSnapshot } from './identity-sql'
import { anyFilled, hashOf, keyText, quoteText, textOf } from './model-sql'
import { isHolder, type Holder } from './state-sql'

/**
 * The SQL of plans, part of the closed list of model-sql.ts. A plan is a table of everything that a run does to the snapshot of
 * a model, in the order in which it is delivered. It belongs to one run. OP says what becomes of a row:
 * A added, U changed, S sent again, R stored again without sending, D removed, M gone while its identity is still in the model,
 * X gone and its identity was not kept.
 */
export interface Plan extends Holder {
  readonly model: string
  /** The name of the table, without its schema. */
  readonly table: string
}

/** Operations of rows that are gone. */
const GONE = "'D', 'M', 'X'"

export function planSql(plan: Plan, prepared: PreparedModel, comparison: Comparison): string {
  const { columns } = prepared
  const planned = columns.map((_, index) => `J.C${index + 1} AS C${index + 1}`).join(', ')
  const identities = comparedIdentities(prepared)
  const parts = [
    `ALL_ROWS AS (${modelRows(prepared, comparison)})`,
    `OLD_ROWS AS (${snapshotRows(plan, prepared)})`,
    `JOINED AS (${joinedRows(prepared, comparison)})`,
    ...(identities === 0 ? [] : [`PRESENT AS (${presentIdentities(identities)})`]),
  ]
  const joins = Array.from(
    { length: identities },
    (_, index) => ` LEFT JOIN PRESENT AS P${index + 1} ON P${index + 1}.I = J.OLD_I${index + 1}`,
  ).join('')
  return (
    `CREATE OR REPLACE TRANSIENT TABLE ${plan.schema}.${plan.table} AS WITH ${parts.join(', ')} ` +
    'SELECT ROW_NUMBER() OVER (ORDER BY IFF(J.NEW_PK IS NULL, 1, 0), J.PK) AS SEQ, J.PK AS PK, J.OP AS OP, J.H AS H, ' +
    `J.KEPT AS KEPT, J.OLD_H AS OLD_H, J.OLD_KEPT AS OLD_KEPT, J.OLD_RUN AS OLD_RUN, ${planned} ` +
    `FROM (SELECT J.*, ${operation(prepared, comparison)} AS OP FROM JOINED AS J${joins}) AS J WHERE J.OP IS NOT NULL`
  )
}

/** The number of alternatives of an identity that gone rows are compared by; 0 if the key says all. */
function comparedIdentities({ identity, removed }: PreparedModel): number {
  return removed === undefined || identity === undefined || identity.isKey ? 0 : identity.alternatives.length
}

function modelRows(prepared: PreparedModel, { now, before, added }: Comparison): string {
  const { identity, model, key, kept, columns } = prepared
  const identities = identity === undefined || comparedIdentities(prepared) === 0 ? [] : identitiesOfModel(identity)
  const selected = [
    `${keyText(key)} AS PK`,
    `${hashOf(now)} AS H`,
    ...(before === undefined ? [] : [`${hashOf(before)} AS H0`]),
    ...(added.length === 0 ? [] : [`IFF(${anyFilled(added)}, 1, 0) AS HAS_ADDED`]),
    `${keptSql(kept)} AS KEPT`,
    ...identities.map((text, index) => `${text} AS I${index + 1}`),
    ...columns.map((column, index) => `${textOf(column)} AS C${index + 1}`),
  ]
  return `SELECT ${selected.join(', ')} FROM ${model.relation} AS M`
}

function snapshotRows({ schema, activation, model }: Plan, prepared: PreparedModel): string {
  const { identity } = prepared
  const identities =
    identity === undefined || comparedIdentities(prepared) === 0 ? [] : identitiesOfSnapshot(identity, prepared)
  const selected = ['PK', 'ROW_HASH', 'KEPT', 'RUN_ID', ...identities.map((text, index) => `${text} AS I${index + 1}`)]
  return (
    `SELECT ${selected.join(', ')} FROM ${schema}.SNAPSHOT ` +
    `WHERE SYNC_ID = ${quoteText(activation)} AND MODEL = ${quoteText(model)}`
  )
}

/** One row for each key. Of rows with one key, the delivered version stays, otherwise the first in the order of the hash. */
function joinedRows(prepared: PreparedModel, { before, added }: Comparison): string {
  const identities = Array.from({ length: comparedIdentities(prepared) }, (_, index) => `I${index + 1}`)
  const selected = [
    'COALESCE(N.PK, O.PK) AS PK, N.PK AS NEW_PK, O.PK AS OLD_PK, N.H AS H, N.KEPT AS KEPT',
    'O.ROW_HASH AS OLD_H, O.KEPT AS OLD_KEPT, O.RUN_ID AS OLD_RUN',
    ...(before === undefined ? [] : ['N.H0 AS H0']),
    ...(added.length === 0 ? [] : ['N.HAS_ADDED AS HAS_ADDED']),
    ...identities.map((name) => `O.${name} AS OLD_${name}`),
    ...prepared.columns.map((_, index) => `N.C${index + 1} AS C${index + 1}`),
  ]
  const rank = before === undefined ? '1' : 'IFF(N.H0 = O.ROW_HASH, 1, 2)'
  return (
    `SELECT ${selected.join(', ')} FROM (SELECT * FROM ALL_ROWS WHERE PK IS NOT NULL) AS N ` +
    'FULL OUTER JOIN OLD_ROWS AS O ON O.PK = N.PK QUALIFY ROW_NUMBER() OVER (PARTITION BY COALESCE(N.PK, O.PK) ' +
    `ORDER BY IFF(N.H = O.ROW_HASH, 0, ${rank}), N.H) = 1`
  )
}

/** Every identity of the model, also of rows that are skipped for their key. */
function presentIdentities(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `SELECT I${index + 1} AS I FROM ALL_ROWS WHERE I${index + 1} IS NOT NULL`,
  ).join(' UNION ')
}

/** As `judgeRow` in ../comparison.ts and `resolve` in ../gone-rows.ts. NULL if nothing is to be done. */
function operation(prepared: PreparedModel, comparison: Comparison): string {
  const { before, unchanged, added, adoptsChanged, adoptsAdded, refreshesKept } = comparison
  const same = refreshesKept ? "IFF(J.KEPT IS DISTINCT FROM J.OLD_KEPT, 'R', NULL)" : 'NULL'
  const resent = unchanged === 'send' ? "'S'" : added.length === 0 ? "'R'" : "IFF(J.HAS_ADDED = 1, 'S', 'R')"
  return [
    `CASE WHEN J.NEW_PK IS NULL THEN ${goneOperation(comparedIdentities(prepared))}`,
    `WHEN J.OLD_PK IS NULL THEN ${adoptsAdded ? "'R'" : "'A'"}`,
    "WHEN J.OLD_H IS NULL THEN 'U'",
    `WHEN J.H = J.OLD_H THEN ${same}`,
    ...(before === undefined ? [] : [`WHEN J.H0 = J.OLD_H THEN ${resent}`]),
    `ELSE ${adoptsChanged ? "'R'" : "'U'"} END`,
  ].join(' ')
}

function goneOperation(identities: number): string {
  if (identities === 0) return "'D'"
  const numbers = Array.from({ length: identities }, (_, index) => index + 1)
  const old = numbers.map((number) => `J.OLD_I${number}`)
  const first = old.length === 1 ? (old[0] as string) : `COALESCE(${old.join(', ')})`
  const present = numbers.map((number) => `P${number}.I IS NOT NULL`).join(' OR ')
  // One removal stands for all rows of one identity.
  const nth = `ROW_NUMBER() OVER (PARTITION BY IFF(J.NEW_PK IS NULL, 1, 0), ${first} ORDER BY J.PK)`
  return `IFF(${first} IS NULL, 'X', IFF(${present} OR ${nth} > 1, 'M', 'D'))`
}

/** What is kept of a row, as the text of a JSON object of texts. */
function keptSql(kept: readonly Column[]): string {
  if (kept.length === 0) return "'{}'"
  const members = kept.map((column) => {
    const value = column.kind === 'text' ? textOf(column) : `TO_VARCHAR(${textOf(column)})`
    return `${quoteText(column.name)}, ${value}`
  })
  return `TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL(${members.join(', ')}))`
}

export function planCountsSql({ schema, table }: Plan): string {
  return `SELECT OP, COUNT(*) FROM ${schema}.${table} GROUP BY OP`
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

/** The rows to send, or the rows that are gone. */
export function planRowsSql({ schema, table }: Plan, columns: number, part: 'rows' | 'gone'): string {
  const names = Array.from({ length: columns }, (_, index) => `, C${index + 1}`).join('')
  const operations = part === 'gone' ? GONE : "'A', 'U', 'S'"
  return (
    `SELECT SEQ, PK, OP, H, KEPT, OLD_KEPT, OLD_RUN${part === 'rows' ? names : ''} FROM ${schema}.${table} ` +
    `WHERE OP IN (${operations}) ORDER BY SEQ`
  )
}

function mergeInto(plan: Plan, source: string): string {
  const { schema, activation, model } = plan
  return (
    `MERGE INTO ${schema}.SNAPSHOT AS T USING (${source} AND ${isHolder(plan)}) AS P ` +
    `ON T.SYNC_ID = ${quoteText(activation)} AND T.MODEL = ${quoteText(model)} AND T.PK = P.PK `
  )
}

/** The row of the snapshot is as the plan saw it: no other run has stored another version since. */
const UNTOUCHED = 'T.ROW_HASH IS NOT DISTINCT FROM P.OLD_H'

/** Stores a part of the plan. Binds: after this SEQ, up to this one, and the SEQs among them that were rejected, as JSON. */
export function commitSql(plan: Plan): string {
  const [syncId, model, run] = [plan.activation, plan.model, plan.run].map(quoteText)
  const source =
    `SELECT PK, H, OP, KEPT, OLD_H FROM ${plan.schema}.${plan.table} WHERE SEQ > ? AND SEQ <= ? AND OP <> 'R' ` +
    'AND SEQ NOT IN (SELECT VALUE::NUMBER FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))))'
  return (
    `${mergeInto(plan, source)}WHEN MATCHED AND P.OP IN (${GONE}) AND ${UNTOUCHED} THEN DELETE ` +
    `WHEN MATCHED AND ${UNTOUCHED} THEN UPDATE SET ROW_HASH = P.H, KEPT = P.KEPT, RUN_ID = ${run} ` +
    `WHEN NOT MATCHED AND P.OP = 'A' THEN INSERT (SYNC_ID, MODEL, PK, ROW_HASH, KEPT, RUN_ID) ` +
    `VALUES (${syncId}, ${model}, P.PK, P.H, P.KEPT, ${run})`
  )
}

/** Stores the rows of the plan that are not sent. */
export function refreshSql(plan: Plan): string {
  const [syncId, model, run] = [plan.activation, plan.model, plan.run].map(quoteText)
  const source = `SELECT PK, H, KEPT, OLD_H FROM ${plan.schema}.${plan.table} WHERE OP = 'R'`
  return (
    `${mergeInto(plan, source)}WHEN MATCHED AND ${UNTOUCHED} THEN UPDATE SET ROW_HASH = P.H, KEPT = P.KEPT ` +
    'WHEN NOT MATCHED THEN INSERT (SYNC_ID, MODEL, PK, ROW_HASH, KEPT, RUN_ID) ' +
    `VALUES (${syncId}, ${model}, P.PK, P.H, P.KEPT, ${run})`
  )
}

/** Takes rejected rows out of the plan: what Customer.io has of them is known. Binds: their SEQs as JSON. */
export function dropRejectedSql({ schema, table }: Plan): string {
  return (
    `DELETE FROM ${schema}.${table} WHERE SEQ IN ` +
    '(SELECT VALUE::NUMBER FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))))'
  )
}

/**
 * Marks the rows of a plan that a run left unfinished and did not store: Customer.io may have either version. `keepsAdded`
 * also stores new rows, so that they can be removed. `plan` is that of the other run, held by this one.
 */
export function recoverSql(plan: Plan, keepsAdded: boolean): string {
  const [syncId, model, run] = [plan.activation, plan.model, plan.run].map(quoteText)
  const source = `SELECT PK, OP, KEPT, OLD_H FROM ${plan.schema}.${plan.table} WHERE OP IN ('A', 'U', 'S', 'D')`
  const insert = keepsAdded
    ? ` WHEN NOT MATCHED AND P.OP = 'A' THEN INSERT (SYNC_ID, MODEL, PK, ROW_HASH, KEPT, RUN_ID) VALUES (${syncId}, ${model}, P.PK, NULL, P.KEPT, ${run})`
    : ''
  return `${mergeInto(plan, source)}WHEN MATCHED AND ${UNTOUCHED} THEN UPDATE SET ROW_HASH = NULL${insert}`
}

/** Creates the plan of another run empty if it was never created, or is dropped already. */
export function ensurePlanSql({ schema, table }: Plan): string {
  return (
    `CREATE TRANSIENT TABLE IF NOT EXISTS ${schema}.${table} ` +
    '(PK VARCHAR, OP VARCHAR, KEPT VARCHAR, OLD_H NUMBER(38,0))'
  )
}

export function dropPlanSql({ schema, table }: Pick<Plan, 'schema' | 'table'>): string {
  return `DROP TABLE IF EXISTS ${schema}.${table}`
}
