/** Where DuckDB calls things otherwise than Snowflake, and a macro can say so. */
export const MACROS: readonly string[] = [
  'CREATE MACRO to_varchar(a) AS CAST(a AS VARCHAR), (a, f) AS strftime(a, f)',
  'CREATE MACRO convert_timezone(z, x) AS x AT TIME ZONE z, (s, t, x) AS (x AT TIME ZONE s) AT TIME ZONE t',
  "CREATE MACRO dateadd(u, n, x) AS x + CAST(n AS DOUBLE) * INTERVAL '1 second'",
  "CREATE MACRO sysdate() AS (now() AT TIME ZONE 'UTC')",
  'CREATE MACRO current_timestamp_() AS now()',
  'CREATE MACRO iff(a, b, c) AS CASE WHEN a THEN b ELSE c END',
  'CREATE MACRO base64_encode(a) AS base64(a)',
  'CREATE MACRO regexp_like(a, b) AS regexp_full_match(a, b)',
  'CREATE MACRO octet_length_(a) AS strlen(CAST(a AS VARCHAR))',
  // Snowflake gives equal numbers one hash, whatever their type.
  "CREATE MACRO hashable(a) AS CASE WHEN regexp_matches(typeof(a), '^(DECIMAL|U?[A-Z]*INT|DOUBLE|FLOAT)') THEN hash(TRY_CAST(a AS DOUBLE)) ELSE hash(a) END",
  'CREATE MACRO try_parse_json(a) AS CASE WHEN json_valid(a) THEN a END',
]

const REWRITES: readonly (readonly [RegExp, string | ((...parts: string[]) => string)])[] = [
  // Snowflake's columns of it; the default zone of an account, until it is changed.
  [
    /^SHOW PARAMETERS LIKE 'TIMEZONE' IN ACCOUNT$/,
    `SELECT 'TIMEZONE' AS "key", 'America/Los_Angeles' AS "value", 'America/Los_Angeles' AS "default", '' AS "level"`,
  ],
  [/DATE_PART\('EPOCH_SECOND', /g, `DATE_PART('epoch', `],
  [/OCTET_LENGTH\(/g, 'OCTET_LENGTH_('],
  [
    /TO_VARCHAR\((CONVERT_TIMEZONE\('[^']*', 'UTC', MAX\(M\."(?:[^"]|"")+"\)\)), 'YYYY-MM-DD"T"HH24:MI:SS\.FF9"Z"'\)/g,
    `(strftime($1, '%Y-%m-%dT%H:%M:%S.%n') || 'Z')`,
  ],
  [
    /HASH\(('(?:[^'\\]|''|\\.)*')((?:, M\."(?:[^"]|"")+")*)\)/g,
    (_: string, salt: string, columns: string) =>
      `HASH(${salt}${columns.replace(/M\."(?:[^"]|"")+"/g, 'hashable($&)')})`,
  ],
  // A bug of strftime: text after %n is written beyond the end of the buffer.
  [
    /TO_VARCHAR\(([^,()]*(?:\([^()]*\))?[^,()]*(?:, [^()]*\))?), 'YYYY-MM-DD"T"HH24:MI:SS\.FF9"Z"'\)/g,
    `(strftime($1, '%Y-%m-%dT%H:%M:%S.%n') || 'Z')`,
  ],
  [/'YYYY-MM-DD"T"HH24:MI:SS\.FF9'/g, `'%Y-%m-%dT%H:%M:%S.%n'`],
  [/'YYYY-MM-DD'/g, `'%Y-%m-%d'`],
  [/TO_VARCHAR\(((?:MAX\()?M\."(?:[^"]|"")+"\)?), 'HH24:MI:SS\.FF9'\)/g, 'CAST($1 AS VARCHAR)'],
  [/TO_JSON\(((?:MAX\()?M\."(?:[^"]|"")+"\)?)::VARIANT\)/g, 'CAST(to_json($1) AS VARCHAR)'],
  [/TO_JSON\(OBJECT_CONSTRUCT_KEEP_NULL\(/g, 'CONCAT(json_object('],
  [/GET\(PARSE_JSON\(KEPT\), ('(?:[^'\\]|''|\\.)*')\)::VARCHAR/g, `json_extract_string(KEPT, '$."' || $1 || '"')`],
  [/TABLE\(FLATTEN\(INPUT => PARSE_JSON\(\?\)\)\)/g, `(SELECT unnest(from_json(?::VARCHAR, '["VARCHAR"]')) AS VALUE)`],
  [/::NUMBER(\(\d+,\d+\))?/g, '::DECIMAL$1'],
  [/\bNUMBER\((\d+),(\d+)\)/g, 'DECIMAL($1,$2)'],
  [/TIMESTAMP_NTZ/g, 'TIMESTAMP'],
  [/TIMESTAMP_L?TZ/g, 'TIMESTAMPTZ'],
  [/::FLOAT/g, '::DOUBLE'],
  [/CAST\(\? AS BINARY\)/g, 'unhex(?::VARCHAR)'],
  [/CURRENT_TIMESTAMP\(\)/g, 'now()'],
  [/(CREATE(?: OR REPLACE)?) TRANSIENT TABLE/g, '$1 TABLE'],
]

/** One of the templates as DuckDB takes it. */
export function toDuckdb(sql: string): string {
  return REWRITES.reduce(
    (text, [pattern, replacement]) =>
      typeof replacement === 'string' ? text.replace(pattern, replacement) : text.replace(pattern, replacement),
    foldCase(sql),
  )
}

/** Snowflake reads what is not quoted in upper case. */
function foldCase(sql: string): string {
  return sql.replace(/'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|[^'"]+/g, (part) =>
    part.startsWith("'") || part.startsWith('"') ? part : part.toUpperCase(),
  )
}
