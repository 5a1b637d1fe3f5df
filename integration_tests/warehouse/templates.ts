/**
 * The SQL that the stand-in answers, written from docs/snowflake.md and not from the program's own builders, so that a
 * statement that was not checked against Snowflake's documentation fails here.
 */

const QUOTED = '"(?:[^"]|"")+"'
const NAME = `(?:${QUOTED}|[A-Za-z_][\\w$]*)`
const PATH = `${NAME}(?:\\.${NAME}){0,2}`
const MODEL = `(?:${PATH}|\\(\\n[\\s\\S]+\\n\\)) AS M`
const COLUMN = `M\\.${QUOTED}`
const TEXT = `'(?:[^'\\\\]|''|\\\\.)*'`
const TIME_FORMAT = `'YYYY-MM-DD"T"HH24:MI:SS\\.FF9(?:"Z")?'`
const cast = (of: string) =>
  `(?:${of}|TO_VARCHAR\\(${of}(?:, (?:${TIME_FORMAT}|'YYYY-MM-DD'|'HH24:MI:SS\\.FF9'))?\\)` +
  `|TO_VARCHAR\\(CONVERT_TIMEZONE\\((?:${TEXT}, )?'UTC', ${of}\\), ${TIME_FORMAT}\\)|TO_JSON\\(${of}::VARIANT\\)|BASE64_ENCODE\\(${of}\\))`
const VALUE = cast(COLUMN)
const list = (item: string) => `${item}(?:, ${item})*`
const SELECTED = list(`${VALUE} AS ${QUOTED}`)
const KEY_PART = `(?:${VALUE}|TO_VARCHAR\\(${VALUE}\\))`
const KEY = `${KEY_PART}(?: \\|\\| CHR\\(31\\) \\|\\| ${KEY_PART})*`
const HASH = `HASH\\(${TEXT}(?:, ${COLUMN})*\\)`
const TYPE = `(?:NUMBER\\(\\d+,\\d+\\)|VARCHAR|FLOAT|BOOLEAN|DATE|TIME|BINARY|TIMESTAMP_(?:NTZ|LTZ|TZ))`
const COMPARED = `${COLUMN} [>=] CAST\\(\\? AS ${TYPE}\\)`
const KEYSET = `(?: AND \\((?:${COMPARED}|[()]| OR | AND )+\\))?`
const NOW = `(?:SYSDATE\\(\\)|CONVERT_TIMEZONE\\('UTC', ${TEXT}, SYSDATE\\(\\)\\))`
const BOUND = `(?: AND ${COLUMN} (?:<= DATEADD\\('second', -[\\d.]+, (?:${NOW}|CURRENT_TIMESTAMP\\(\\))\\)|< ${NOW}::DATE))?`
const KEPT = `(?:TO_JSON\\(OBJECT_CONSTRUCT_KEEP_NULL\\((?:${list(`${TEXT}, ${KEY_PART}`)})?\\)\\)|'\\{\\}')`
const UPLOADED = `\\(SELECT VALUE::(?:NUMBER|VARCHAR) FROM TABLE\\(FLATTEN\\(INPUT => PARSE_JSON\\(\\?\\)\\)\\)\\)`

const WORDS = `\\(${list(TEXT)}\\)`
const LIKE = `REGEXP_LIKE\\(TRIM\\(${COLUMN}\\), ${TEXT}\\)`
const CONDITION =
  `(?:${COLUMN}|TRIM\\(${KEY_PART}\\) = ''|OCTET_LENGTH\\((?:${KEY_PART})\\) > (?:1000|150)|${LIKE}` +
  `|${COLUMN} BETWEEN 1000000000000 AND 4100000000000|ABS\\(${COLUMN}\\) > 9007199254740991` +
  `|LEFT\\(TRIM\\(${COLUMN}\\), 1\\) IN ${WORDS} AND TRY_PARSE_JSON\\(${COLUMN}\\) IS NOT NULL` +
  `|LOWER\\(TRIM\\(${KEY_PART}\\)\\) IN ${WORDS}|${COLUMN} <> TRIM\\(${COLUMN}\\)|LEFT\\(${KEY_PART}, 4\\) = 'cio_'` +
  `|TRIM\\(${KEY_PART}\\) <> '' AND NOT REGEXP_LIKE\\(TRIM\\(${KEY_PART}\\), ${TEXT}\\))`
const EPOCH = (of: string) => `DATE_PART\\('EPOCH_SECOND', ${of}(?:::TIMESTAMP_NTZ)?\\)`
const FIGURE =
  `(?:COUNT\\((?:DISTINCT )?(?:${KEY}|LOWER\\(TRIM\\(${KEY_PART}\\)\\))\\)|(?:MIN|MAX)\\((?:${COLUMN}|LENGTH\\(${COLUMN}\\))\\)` +
  `|COUNT_IF\\(${CONDITION}\\)|${EPOCH(`(?:MIN|MAX)\\(${COLUMN}\\)`)}` +
  `|MIN\\(IFF\\(${LIKE}, LEFT\\(LTRIM\\(TRIM\\(${COLUMN}\\), '0123456789'\\), 1\\), NULL\\)\\))`

const TEMPLATES: Readonly<Record<string, string>> = {
  session:
    `ALTER SESSION SET TIMEZONE = 'UTC', AUTOCOMMIT = TRUE, ROWS_PER_RESULTSET = 0, QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE, ` +
    `TIMESTAMP_INPUT_FORMAT = 'AUTO', DATE_INPUT_FORMAT = 'AUTO', TIME_INPUT_FORMAT = 'AUTO', BINARY_INPUT_FORMAT = 'HEX', ` +
    `ABORT_DETACHED_QUERY = TRUE, STATEMENT_TIMEOUT_IN_SECONDS = [1-9]\\d*, QUERY_TAG = ${TEXT}`,
  chunk_size: `ALTER SESSION SET CLIENT_RESULT_CHUNK_SIZE = 48`,
  describe: `SELECT \\* FROM ${MODEL}`,
  rows: `SELECT ${SELECTED} FROM ${MODEL}(?: LIMIT \\d+)?`,
  cursor:
    `SELECT ${SELECTED} FROM ${MODEL} WHERE ${COLUMN} IS NOT NULL(?: AND ${COLUMN} IS NOT NULL)*${KEYSET}${BOUND} ` +
    `ORDER BY ${list(`${COLUMN} NULLS LAST`)}`,
  null_count: `SELECT COUNT\\(\\*\\) FROM ${MODEL} WHERE ${COLUMN} IS NULL(?: OR ${COLUMN} IS NULL)*`,
  newest: `SELECT ${cast(`MAX\\(${COLUMN}\\)`)} FROM ${MODEL}`,
  diff: `SELECT ${KEY} AS PK, ${HASH} AS H, ${SELECTED} FROM ${MODEL} ORDER BY 1 NULLS LAST`,
  hashes: `SELECT ${KEY} AS PK, ${HASH} AS H FROM ${MODEL} ORDER BY 1 NULLS LAST`,
  by_keys: `SELECT ${KEY} AS PK, ${HASH} AS H, ${SELECTED} FROM ${MODEL} WHERE ${KEY} IN ${UPLOADED} ORDER BY 1`,
  audit_emails:
    `SELECT COUNT\\(\\*\\), SUM\\(IDS\\) FROM \\(SELECT COUNT\\(DISTINCT ${KEY_PART}\\) AS IDS FROM ${MODEL} WHERE TRIM\\(${KEY_PART}\\) <> '' ` +
    `GROUP BY LOWER\\(TRIM\\(${KEY_PART}\\)\\) HAVING COUNT\\(DISTINCT ${KEY_PART}\\) > 1\\) AS S`,
  audit_ages: `SELECT COUNT\\(${COLUMN}\\)(?:, COUNT_IF\\(${EPOCH(COLUMN)} >= \\d+\\))+ FROM ${MODEL}`,
  audit_zone: `SHOW PARAMETERS LIKE 'TIMEZONE' IN ACCOUNT`,
  current_schema: `SELECT CURRENT_DATABASE\\(\\), CURRENT_SCHEMA\\(\\)`,
  use_schema: `USE SCHEMA ${QUOTED}\\.${QUOTED}`,
  create_schema: `CREATE SCHEMA IF NOT EXISTS ${PATH}`,
  create_table: `CREATE TABLE IF NOT EXISTS ${PATH} \\(${list(`[A-Z_]+ (?:VARCHAR|TIMESTAMP_LTZ|NUMBER\\(38,0\\))`)}\\)`,
  state_read: `SELECT MODEL, STATE FROM ${PATH} WHERE SYNC_ID = \\?`,
  state_write:
    `MERGE INTO ${PATH} AS T USING \\(SELECT \\? AS SYNC_ID, \\? AS MODEL, \\? AS STATE\\) AS P ` +
    `ON T\\.SYNC_ID = P\\.SYNC_ID AND T\\.MODEL = P\\.MODEL ` +
    `WHEN MATCHED THEN UPDATE SET STATE = P\\.STATE, UPDATED_AT = CURRENT_TIMESTAMP\\(\\) ` +
    `WHEN NOT MATCHED THEN INSERT \\(SYNC_ID, MODEL, STATE, UPDATED_AT\\) VALUES \\(P\\.SYNC_ID, P\\.MODEL, P\\.STATE, CURRENT_TIMESTAMP\\(\\)\\)`,
  lease_insert:
    `INSERT INTO ${PATH} \\(SYNC_ID, RUN_ID, LEASE_UNTIL\\) SELECT \\?, '', '1970-01-01'::TIMESTAMP_LTZ ` +
    `WHERE NOT EXISTS \\(SELECT 1 FROM ${PATH} WHERE SYNC_ID = \\?\\)`,
  lease_take:
    `UPDATE ${PATH} SET RUN_ID = \\?, LEASE_UNTIL = DATEADD\\('second', \\?, CURRENT_TIMESTAMP\\(\\)\\) ` +
    `WHERE SYNC_ID = \\?(?: AND \\(LEASE_UNTIL < CURRENT_TIMESTAMP\\(\\) OR RUN_ID = \\?\\))?`,
  lease_read: `SELECT RUN_ID, TO_VARCHAR\\(LEASE_UNTIL\\) FROM ${PATH} WHERE SYNC_ID = \\?`,
  lease_release: `UPDATE ${PATH} SET LEASE_UNTIL = '1970-01-01'::TIMESTAMP_LTZ WHERE SYNC_ID = \\? AND RUN_ID = \\?`,
  plan:
    `CREATE OR REPLACE TRANSIENT TABLE ${PATH} AS WITH NEW_ROWS AS \\(SELECT ${KEY} AS PK, ${HASH} AS H, ${KEPT} AS KEPT, ` +
    `${list(`${VALUE} AS C\\d+`)} FROM ${MODEL} WHERE ${KEY} IS NOT NULL ` +
    `QUALIFY ROW_NUMBER\\(\\) OVER \\(PARTITION BY ${KEY} ORDER BY ${HASH}\\) = 1\\), ` +
    `OLD_ROWS AS \\(SELECT PK, ROW_HASH, KEPT, RUN_ID FROM ${PATH} WHERE SYNC_ID = ${TEXT} AND MODEL = ${TEXT}\\) ` +
    `SELECT ROW_NUMBER\\(\\) OVER \\(ORDER BY IFF\\(NEW_ROWS\\.PK IS NULL, 1, 0\\), COALESCE\\(NEW_ROWS\\.PK, OLD_ROWS\\.PK\\)\\) AS SEQ, ` +
    `COALESCE\\(NEW_ROWS\\.PK, OLD_ROWS\\.PK\\) AS PK, ` +
    `IFF\\(OLD_ROWS\\.PK IS NULL, 'A', IFF\\(NEW_ROWS\\.PK IS NULL, 'D', 'U'\\)\\) AS OP, ` +
    `NEW_ROWS\\.H AS H, NEW_ROWS\\.KEPT AS KEPT, OLD_ROWS\\.KEPT AS OLD_KEPT, OLD_ROWS\\.RUN_ID AS OLD_RUN, ` +
    `${list(`NEW_ROWS\\.C\\d+ AS C\\d+`)} ` +
    `FROM NEW_ROWS FULL OUTER JOIN OLD_ROWS ON OLD_ROWS\\.PK = NEW_ROWS\\.PK WHERE NEW_ROWS\\.H IS DISTINCT FROM OLD_ROWS\\.ROW_HASH`,
  plan_counts: `SELECT OP, COUNT\\(\\*\\) FROM ${PATH} GROUP BY OP`,
  key_counts: `SELECT COUNT\\(\\*\\), COUNT\\(${KEY}\\), COUNT\\(DISTINCT ${KEY}\\) FROM ${MODEL}`,
  snapshot_count: `SELECT COUNT\\(\\*\\) FROM ${PATH} WHERE SYNC_ID = \\? AND MODEL = \\?`,
  plan_rows: `SELECT SEQ, PK, OP, H, KEPT, OLD_KEPT, OLD_RUN(?:, C\\d+)* FROM ${PATH} ORDER BY SEQ`,
  plan_commit:
    `MERGE INTO ${PATH} AS T USING \\(SELECT PK, H, OP, KEPT FROM ${PATH} WHERE SEQ > \\? AND SEQ <= \\? AND SEQ NOT IN ${UPLOADED}\\) AS P ` +
    `ON T\\.SYNC_ID = ${TEXT} AND T\\.MODEL = ${TEXT} AND T\\.PK = P\\.PK ` +
    `WHEN MATCHED AND P\\.OP = 'D' THEN DELETE ` +
    `WHEN MATCHED THEN UPDATE SET ROW_HASH = P\\.H, KEPT = P\\.KEPT, RUN_ID = ${TEXT} ` +
    `WHEN NOT MATCHED AND P\\.OP <> 'D' THEN INSERT \\(SYNC_ID, MODEL, PK, ROW_HASH, KEPT, RUN_ID\\) ` +
    `VALUES \\(${TEXT}, ${TEXT}, P\\.PK, P\\.H, P\\.KEPT, ${TEXT}\\)`,
  // Last, because it takes what other templates take as well.
  audit_figures: `SELECT COUNT\\(\\*\\)(?:, ${FIGURE})* FROM ${MODEL}`,
  plan_drop: `DROP TABLE IF EXISTS ${PATH}`,
}

const COMPILED = Object.entries(TEMPLATES).map(([name, pattern]) => ({ name, pattern: new RegExp(`^${pattern}$`) }))

/** The name of the template that a statement follows; undefined where it follows none. */
export function templateOf(sql: string): string | undefined {
  return COMPILED.find(({ pattern }) => pattern.test(sql))?.name
}
