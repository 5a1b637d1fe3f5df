/** The model of the cases. */
export const AUDITED_PEOPLE = `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
`

/** Creates 90 people. `more` are columns as SQL of DuckDB over `n`, from 0 to 89. */
export function tableOf(more: Readonly<Record<string, string>>): string {
  const columns = { ID: `'p' || n`, EMAIL: `'p' || n || '@example.com'`, ...more }
  const list = Object.entries(columns).map(([name, sql]) => `${sql} AS "${name}"`)
  return `CREATE OR REPLACE TABLE people AS SELECT ${list.join(', ')} FROM (SELECT range AS n FROM range(90))`
}

/** For each finding: columns that cause it, and columns that do not. */
export const AUDIT_CASES: Readonly<Record<string, readonly [Record<string, string>, Record<string, string>]>> = {
  text_holds_times: [{ AT: `'2024-01-01 10:00:00'` }, { AT: `TIMESTAMP '2024-01-01 10:00:00'` }],
  text_holds_local_dates: [{ AT: `((n % 28) + 1) || '/12/2024'` }, { AT: `n || '/12'` }],
  epoch_milliseconds: [{ AT: '1700000000000 + n' }, { AT: '1700000000 + n' }],
  json_in_text: [{ TAGS: `'["a",' || n || ']'` }, { TAGS: `'[a ' || n` }],
  booleans_in_text: [{ VIP: `CASE WHEN n % 2 = 0 THEN 'True' ELSE 'false' END` }, { VIP: 'n % 2 = 0' }],
  numbers_in_text: [{ SPENT: `n || '.50'` }, { ZIP: `'0' || (1000 + n)` }],
  null_words: [{ CITY: `CASE WHEN n < 9 THEN 'NULL' ELSE 'Berlin' END` }, { CITY: `'Berlin'` }],
  surrounding_space: [{ PLAN: `'pro '` }, { PLAN: `'pro plan'` }],
  numbers_sent_as_text: [
    { BIG: `CASE WHEN n = 0 THEN 12345678901234567890::DECIMAL(38,0) ELSE n END` },
    { BIG: 'n::DECIMAL(38,0)' },
  ],
  times_that_mean_never: [
    { ENDS: `CASE WHEN n < 9 THEN DATE '9999-12-31' ELSE DATE '2030-12-31' END` },
    { ENDS: `DATE '2030-12-31'` },
  ],
  time_without_zone: [{ AT: `TIMESTAMP '2024-01-01 10:00:00'` }, { AT: `TIMESTAMPTZ '2024-01-01 10:00:00+00'` }],
  account_zone_differs: [{ AT: `TIMESTAMP '2024-01-01 10:00:00'` }, { AT: `TIMESTAMPTZ '2024-01-01 10:00:00+00'` }],
  nearly_empty: [{ PLAN: 'NULL::VARCHAR' }, { PLAN: `CASE WHEN n < 30 THEN 'pro' END` }],
  repeated_people: [{ ID: `'p' || (n % 40)` }, {}],
  identifiers_look_alike: [{ ID: `CASE WHEN n = 0 THEN 'P1' ELSE 'p' || n END` }, {}],
  rejected_missing_identifier: [{ ID: `CASE WHEN n = 0 THEN NULL ELSE 'p' || n END` }, {}],
  rejected_blank_identifier: [{ ID: `CASE WHEN n = 0 THEN ' ' ELSE 'p' || n END` }, {}],
  rejected_null_word_identifier: [{ ID: `CASE WHEN n = 0 THEN 'NULL' ELSE 'p' || n END` }, {}],
  rejected_identifier_too_long: [{ ID: `CASE WHEN n = 0 THEN repeat('x', 151) ELSE 'p' || n END` }, {}],
  rejected_reserved_cio_prefix: [{ ID: `CASE WHEN n = 0 THEN 'cio_1' ELSE 'p' || n END` }, {}],
  rejected_email_on_two_ids: [
    { EMAIL: `CASE WHEN n = 0 THEN 'P1@Example.com' ELSE 'p' || n || '@example.com' END` },
    {},
  ],
  rejected_value_too_long: [{ BIO: `repeat('ä', 501)` }, { BIO: `repeat('ä', 500)` }],
  rejected_reserved_name: [{ _INTERNAL: 'n' }, { INTERNAL: 'n' }],
  awkward_name: [{ 'first name': 'n' }, { FIRST_NAME: 'n' }],
}
