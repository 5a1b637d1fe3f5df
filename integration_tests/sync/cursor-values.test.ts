import { openBench, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => (bench = await openBench()))
afterEach(() => bench.stop())

const model = (more: string) => `
  - name: people
    table: PEOPLE
    key: KEY
    rule: { object: person, id_column: ID }
    ${more}
`
const zone = (name: string) => `  time_zone: ${name}`

/** A time of a wall clock in `zone`, so many seconds ago. */
const ago = (seconds: number, zoneName: string) =>
  `((now() - INTERVAL '${seconds} seconds') AT TIME ZONE '${zoneName}')`

describe.each(['America/Los_Angeles', 'Europe/Berlin', 'UTC'])('times without a zone in %s', (name) => {
  it('wait for lag_seconds of the zone', async () => {
    await bench.warehouse.sql(`CREATE TABLE people AS SELECT * FROM (VALUES
      ('old', 'old', ${ago(300, name)}), ('new', 'new', ${ago(10, name)})) AS T("KEY", "ID", "AT")`)
    bench.activate(model('changes: { method: cursor, column: AT }'), '', zone(name))
    expect((await bench.sync()).stderr).toMatch(/1 row read = 1 delivered/)
  })

  it('count with their zone for the cadence', async () => {
    await bench.warehouse.sql(`CREATE TABLE people AS SELECT 'a' AS "KEY", 'a' AS "ID", ${ago(5400, name)} AS "AT"`)
    const cadence = (within: string) => model(`cadence: { column: AT, within: ${within} }`)
    bench.activate(cadence('1h'), '', zone(name))
    expect((await bench.sync()).stderr).toMatch(/The newest row of the model people is 2 h old/)
    bench.activate(cadence('2h'), '', zone(name))
    expect((await bench.sync('--now')).stderr).not.toMatch(/The newest row/)
  })
})

// A cursor is bound as text, and the stand-in reads it as the session says: no Z, and hexadecimal digits.
it.each([
  ['a time with a zone', `TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL '1 minute'`, `'k' || range`],
  ['a time without a zone', `TIMESTAMP '2026-01-01 00:00:00' + range * INTERVAL '1 minute'`, `'k' || range`],
  ['a date', `DATE '2026-01-01' + range::INTEGER`, `'k' || range`],
  ['a number', `range::DECIMAL(38,0)`, `'k' || range`],
  ['a number with a scale', `range::DECIMAL(12,4)`, `'k' || range`],
  ['a binary key', `7::DECIMAL(38,0)`, `('k' || (range + 10))::BLOB`],
  ['a date key', `7::DECIMAL(38,0)`, `DATE '2026-01-01' + range::INTEGER`],
  ['a time key', `7::DECIMAL(38,0)`, `TIME '10:00:00' + range * INTERVAL '1 minute'`],
])('goes on after the last row with %s', async (_, cursor, key) => {
  const rows = (from: number, to: number) =>
    `SELECT ${key} AS "KEY", 'p' || range AS "ID", ${cursor} AS "AT" FROM range(${from}, ${to})`
  await bench.warehouse.sql(`CREATE TABLE people AS ${rows(0, 5)}`)
  bench.activate(model('changes: { method: cursor, column: AT }'))
  expect((await bench.sync()).stderr).toMatch(/5 rows read = 5 delivered/)
  expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  await bench.warehouse.sql(`INSERT INTO people ${rows(5, 7)}`)
  expect((await bench.sync()).stderr).toMatch(/2 rows read = 2 delivered/)
})
