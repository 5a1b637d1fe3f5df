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
const KEY_PART = `(?:${VALUE}|TO_VARCHAR\\(${VALUE}\\)|RTRIM\\(RTRIM\\(TO_VARCHAR\\(${VALUE}\\), '0'\\), '\\.'\\))`
const KEY = `${KEY_PART}(?: \\|\\| CHR\\(31\\) \\|\\| ${KEY_PART})*`
const HASH = `HASH\\(${TEXT}(?:, ${COLUMN})*\\)`
const TYPE = `(?:NUMBER\\(\\d+,\\d+\\)|VARCHAR|FLOAT|BOOLEAN|DATE|TIME|BINARY|TIMESTAMP_(?:NTZ|LTZ|TZ))`
const COMPARED = `${COLUMN} [>=] CAST\\(\\? AS ${TYPE}\\)`
const KEYSET = `(?: AND \\((?:${COMPARED}|[()]| OR | AND )+\\))?`
const NOW = `(?:SYSDATE\\(\\)|CONVERT_TIMEZONE\\('UTC', ${TEXT}, SYSDATE\\(\\)\\))`
const BOUND = `(?: AND ${COLUMN} (?:<= DATEADD\\('second', -[\\d.]+, (?:${NOW}|CURRENT_TIMESTAMP\\(\\))\\)|< ${NOW}::DATE))?`
const KEPT = `(?:TO_JSON\\(OBJECT_CONSTRUCT_KEEP_NULL\\((?:${list(`${TEXT}, ${KEY_PART}`)})?\\)\\)|'\\{\\}')`
const UPLOADED = `\\(SELECT VALUE::NUMBER FROM TABLE\\(FLATTEN\\(INPUT => PARSE_JSON\\(\\?\\)\\)\\)\\)`

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

const FILLED = `${COLUMN} IS NOT NULL(?: OR ${COLUMN} IS NOT NULL)*`
/** The run holds the lease. */
const HELD = `EXISTS \\(SELECT 1 FROM ${PATH} WHERE SYNC_ID = ${TEXT} AND RUN_ID = ${TEXT}\\)`
const KEPT_JSON = `GET\\(PARSE_JSON\\(KEPT\\), ${TEXT}\\)::VARCHAR`
const KEPT_VALUE = `(?:${KEPT_JSON}|COALESCE\\(${KEPT_JSON}, (?:PK|SPLIT_PART\\(PK, CHR\\(31\\), \\d+\\))\\))`
const CANONICAL = (text: string) =>
  `(?:NULLIF\\(LOWER\\(TRIM\\(${text}\\)\\), ''\\)|NULLIF\\(${text}, ''\\)` +
  `|IFF\\(POSITION\\('\\.' IN ${text}\\) > 0, RTRIM\\(RTRIM\\(${text}, '0'\\), '\\.'\\), ${text}\\))`
const IDENTITY = (part: string) => `${TEXT}(?: \\|\\| CHR\\(31\\) \\|\\| ${part})*`
const PRESENT = `SELECT I\\d AS I FROM ALL_ROWS WHERE I\\d IS NOT NULL`
const OLD_IDENTITY = `(?:J\\.OLD_I\\d|COALESCE\\(${list('J\\.OLD_I\\d')}\\))`
const GONE =
  `(?:'D'|IFF\\(${OLD_IDENTITY} IS NULL, 'X', IFF\\(P\\d\\.I IS NOT NULL(?: OR P\\d\\.I IS NOT NULL)* OR ` +
  `ROW_NUMBER\\(\\) OVER \\(PARTITION BY IFF\\(J\\.NEW_PK IS NULL, 1, 0\\), ${OLD_IDENTITY} ORDER BY J\\.PK\\) > 1, 'M', 'D'\\)\\))`
const OPERATION =
  `CASE WHEN J\\.NEW_PK IS NULL THEN ${GONE} WHEN J\\.OLD_PK IS NULL THEN '[AR]' WHEN J\\.OLD_H IS NULL THEN 'U' ` +
  `WHEN J\\.H = J\\.OLD_H THEN (?:NULL|IFF\\(J\\.KEPT IS DISTINCT FROM J\\.OLD_KEPT, 'R', NULL\\)) ` +
  `(?:WHEN J\\.H0 = J\\.OLD_H THEN (?:'[SR]'|IFF\\(J\\.HAS_ADDED = 1, 'S', 'R'\\)) )?ELSE '[UR]' END`
const UNTOUCHED = `T\\.ROW_HASH IS NOT DISTINCT FROM P\\.OLD_H`
const MERGE = (source: string) =>
  `MERGE INTO ${PATH} AS T USING \\(${source} AND ${HELD}\\) AS P ` +
  `ON T\\.SYNC_ID = ${TEXT} AND T\\.MODEL = ${TEXT} AND T\\.PK = P\\.PK `
const INSERTED = (hash: string) =>
  `INSERT \\(SYNC_ID, MODEL, PK, ROW_HASH, KEPT, RUN_ID\\) VALUES \\(${TEXT}, ${TEXT}, P\\.PK, ${hash}, P\\.KEPT, ${TEXT}\\)`

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
  diff: `SELECT ${KEY} AS PK, ${HASH} AS H(?:, ${HASH} AS H0)?, ${SELECTED} FROM ${MODEL} ORDER BY 1 NULLS LAST, 2`,
  filled_count: `SELECT COUNT\\(\\*\\), COUNT_IF\\(${FILLED}\\) FROM ${MODEL}`,
  audit_emails:
    `SELECT COUNT\\(\\*\\), SUM\\(IDS\\) FROM \\(SELECT COUNT\\(DISTINCT ${KEY_PART}\\) AS IDS FROM ${MODEL} WHERE TRIM\\(${KEY_PART}\\) <> '' ` +
    `GROUP BY LOWER\\(TRIM\\(${KEY_PART}\\)\\) HAVING COUNT\\(DISTINCT ${KEY_PART}\\) > 1\\) AS S`,
  audit_ages: `SELECT COUNT\\(${COLUMN}\\)(?:, COUNT_IF\\(${EPOCH(COLUMN)} >= \\d+\\))+ FROM ${MODEL}`,
  audit_zone: `SHOW PARAMETERS LIKE 'TIMEZONE' IN ACCOUNT`,
  current_schema: `SELECT CURRENT_DATABASE\\(\\), CURRENT_SCHEMA\\(\\)`,
  use_schema: `USE SCHEMA ${QUOTED}\\.${QUOTED}`,
  create_schema: `CREATE SCHEMA IF NOT EXISTS ${PATH}`,
  create_table: `CREATE (?:TRANSIENT )?TABLE IF NOT EXISTS ${PATH} \\(${list(`[A-Z_]+ (?:VARCHAR|TIMESTAMP_LTZ|NUMBER\\(38,0\\))`)}\\)`,
  state_read: `SELECT MODEL, STATE FROM ${PATH} WHERE SYNC_ID = \\?`,
  state_write:
    `MERGE INTO ${PATH} AS T USING \\(SELECT \\? AS SYNC_ID, \\? AS MODEL, \\? AS STATE WHERE ${HELD}\\) AS P ` +
    `ON T\\.SYNC_ID = P\\.SYNC_ID AND T\\.MODEL = P\\.MODEL ` +
    `WHEN MATCHED THEN UPDATE SET STATE = P\\.STATE, UPDATED_AT = CURRENT_TIMESTAMP\\(\\) ` +
    `WHEN NOT MATCHED THEN INSERT \\(SYNC_ID, MODEL, STATE, UPDATED_AT\\) VALUES \\(P\\.SYNC_ID, P\\.MODEL, P\\.STATE, CURRENT_TIMESTAMP\\(\\)\\)`,
  state_forget: `DELETE FROM ${PATH} WHERE SYNC_ID = \\? AND MODEL = \\? AND ${HELD}`,
  lease_insert:
    `INSERT INTO ${PATH} \\(SYNC_ID, RUN_ID, LEASE_UNTIL\\) SELECT \\?, '', '1970-01-01'::TIMESTAMP_LTZ ` +
    `WHERE NOT EXISTS \\(SELECT 1 FROM ${PATH} WHERE SYNC_ID = \\?\\)`,
  lease_take:
    `UPDATE ${PATH} SET RUN_ID = \\?, LEASE_UNTIL = DATEADD\\('second', \\?, CURRENT_TIMESTAMP\\(\\)\\) ` +
    `WHERE SYNC_ID = \\?(?: AND \\(LEASE_UNTIL < CURRENT_TIMESTAMP\\(\\) OR RUN_ID = \\?\\))?`,
  lease_renew:
    `UPDATE ${PATH} SET LEASE_UNTIL = DATEADD\\('second', \\?, CURRENT_TIMESTAMP\\(\\)\\) ` +
    `WHERE SYNC_ID = \\? AND RUN_ID = \\?`,
  lease_read: `SELECT RUN_ID, TO_VARCHAR\\(LEASE_UNTIL\\) FROM ${PATH} WHERE SYNC_ID = \\?`,
  lease_release: `UPDATE ${PATH} SET LEASE_UNTIL = '1970-01-01'::TIMESTAMP_LTZ WHERE SYNC_ID = \\? AND RUN_ID = \\?`,
  plan:
    `CREATE OR REPLACE TRANSIENT TABLE ${PATH} AS WITH ` +
    `ALL_ROWS AS \\(SELECT ${KEY} AS PK, ${HASH} AS H(?:, ${HASH} AS H0)?(?:, IFF\\(${FILLED}, 1, 0\\) AS HAS_ADDED)?, ` +
    `${KEPT} AS KEPT(?:, ${IDENTITY(CANONICAL(KEY_PART))} AS I\\d)*, ${list(`${VALUE} AS C\\d+`)} FROM ${MODEL}\\), ` +
    `OLD_ROWS AS \\(SELECT PK, ROW_HASH, KEPT, RUN_ID(?:, ${IDENTITY(CANONICAL(KEPT_VALUE))} AS I\\d)* FROM ${PATH} ` +
    `WHERE SYNC_ID = ${TEXT} AND MODEL = ${TEXT}\\), ` +
    `JOINED AS \\(SELECT COALESCE\\(N\\.PK, O\\.PK\\) AS PK, N\\.PK AS NEW_PK, O\\.PK AS OLD_PK, N\\.H AS H, N\\.KEPT AS KEPT, ` +
    `O\\.ROW_HASH AS OLD_H, O\\.KEPT AS OLD_KEPT, O\\.RUN_ID AS OLD_RUN(?:, N\\.H0 AS H0)?(?:, N\\.HAS_ADDED AS HAS_ADDED)?` +
    `(?:, O\\.I\\d AS OLD_I\\d)*, ${list(`N\\.C\\d+ AS C\\d+`)} FROM \\(SELECT \\* FROM ALL_ROWS WHERE PK IS NOT NULL\\) AS N ` +
    `FULL OUTER JOIN OLD_ROWS AS O ON O\\.PK = N\\.PK QUALIFY ROW_NUMBER\\(\\) OVER \\(PARTITION BY COALESCE\\(N\\.PK, O\\.PK\\) ` +
    `ORDER BY IFF\\(N\\.H = O\\.ROW_HASH, 0, (?:1|IFF\\(N\\.H0 = O\\.ROW_HASH, 1, 2\\))\\), N\\.H\\) = 1\\)` +
    `(?:, PRESENT AS \\(${PRESENT}(?: UNION ${PRESENT})*\\))? ` +
    `SELECT ROW_NUMBER\\(\\) OVER \\(ORDER BY IFF\\(J\\.NEW_PK IS NULL, 1, 0\\), J\\.PK\\) AS SEQ, J\\.PK AS PK, J\\.OP AS OP, J\\.H AS H, ` +
    `J\\.KEPT AS KEPT, J\\.OLD_H AS OLD_H, J\\.OLD_KEPT AS OLD_KEPT, J\\.OLD_RUN AS OLD_RUN, ${list(`J\\.C\\d+ AS C\\d+`)} ` +
    `FROM \\(SELECT J\\.\\*, ${OPERATION} AS OP FROM JOINED AS J(?: LEFT JOIN PRESENT AS P\\d ON P\\d\\.I = J\\.OLD_I\\d)*\\) AS J ` +
    `WHERE J\\.OP IS NOT NULL`,
  plan_counts: `SELECT OP, COUNT\\(\\*\\) FROM ${PATH} GROUP BY OP`,
  key_counts: `SELECT COUNT\\(\\*\\), COUNT\\(${KEY}\\), COUNT\\(DISTINCT ${KEY}\\) FROM ${MODEL}`,
  snapshot_count: `SELECT COUNT\\(\\*\\) FROM ${PATH} WHERE SYNC_ID = \\? AND MODEL = \\?`,
  plan_rows: `SELECT SEQ, PK, OP, H, KEPT, OLD_KEPT, OLD_RUN(?:, C\\d+)* FROM ${PATH} WHERE OP IN ${WORDS} ORDER BY SEQ`,
  plan_commit:
    MERGE(
      `SELECT PK, H, OP, KEPT, OLD_H FROM ${PATH} WHERE SEQ > \\? AND SEQ <= \\? AND OP <> 'R' AND SEQ NOT IN ${UPLOADED}`,
    ) +
    `WHEN MATCHED AND P\\.OP IN ${WORDS} AND ${UNTOUCHED} THEN DELETE ` +
    `WHEN MATCHED AND ${UNTOUCHED} THEN UPDATE SET ROW_HASH = P\\.H, KEPT = P\\.KEPT, RUN_ID = ${TEXT} ` +
    `WHEN NOT MATCHED AND P\\.OP = 'A' THEN ${INSERTED('P\\.H')}`,
  plan_refresh:
    MERGE(`SELECT PK, H, KEPT, OLD_H FROM ${PATH} WHERE OP = 'R'`) +
    `WHEN MATCHED AND ${UNTOUCHED} THEN UPDATE SET ROW_HASH = P\\.H, KEPT = P\\.KEPT WHEN NOT MATCHED THEN ${INSERTED('P\\.H')}`,
  plan_recover:
    MERGE(`SELECT PK, OP, KEPT, OLD_H FROM ${PATH} WHERE OP IN ${WORDS}`) +
    `WHEN MATCHED AND ${UNTOUCHED} THEN UPDATE SET ROW_HASH = NULL(?: WHEN NOT MATCHED AND P\\.OP = 'A' THEN ${INSERTED('NULL')})?`,
  plan_rejected: `DELETE FROM ${PATH} WHERE SEQ IN ${UPLOADED}`,
  // Last, because it takes what other templates take as well.
  audit_figures: `SELECT COUNT\\(\\*\\)(?:, ${FIGURE})* FROM ${MODEL}`,
  plan_drop: `DROP TABLE IF EXISTS ${PATH}`,
}

const COMPILED = Object.entries(TEMPLATES).map(([name, pattern]) => ({ name, pattern: new RegExp(`^${pattern}$`) }))

/** The name of the template that a statement follows; undefined where it follows none. */
export function templateOf(sql: string): string | undefined {
  return COMPILED.find(({ pattern }) => pattern.test(sql))?.name
}
