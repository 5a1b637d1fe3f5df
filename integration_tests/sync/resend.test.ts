import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mappingFingerprintV1 } from '../../src/app/mapping-fingerprint'
import { loadActivation } from '../../src/config/activation'
import { openBench, SECRETS, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse
    .sql(`CREATE TABLE base AS SELECT (range + 1)::DECIMAL(38,0) AS "ID", 'o' || (range + 1) AS "OTHER_ID",
    'open' AS "CART", (range % 7)::DECIMAL(38,0) AS "VISITS", 'x' AS "NOTE" FROM range(30)`)
  await view('*')
})

afterEach(() => bench.stop())

/** Makes the model a view with these columns, in this order. */
const view = (columns: string) => bench.warehouse.sql(`CREATE OR REPLACE VIEW people AS SELECT ${columns} FROM base`)
const attribute = (id: string, name: string) =>
  bench.sandbox.workspace.people.find('id', id)?.attributes.get(name)?.value

const STORES = ['local', 'warehouse']

function activate(store: string, { rule = '', key = 'ID', more = '' } = {}): void {
  bench.activate(
    `
  - name: people
    view: PEOPLE
    key: ${key}
    rule: { object: person, id_column: ID${rule} }
    changes: { method: diff }
${more}`,
    `state: { store: ${store} }`,
  )
}

describe.each(STORES)('a change of the model with a %s state', (store) => {
  it.each([
    ['columns in another order', '"NOTE", "VISITS", "CART", "OTHER_ID", "ID"'],
    ['a new empty column', '*, NULL::VARCHAR AS "NEW"'],
    ['another scale of a number', '* REPLACE ("VISITS"::DECIMAL(10,2) AS "VISITS")'],
    ['another scale of the key', '* REPLACE ("ID"::DECIMAL(10,2) AS "ID")'],
  ])('sends nothing again: %s', async (_, columns) => {
    activate(store)
    await bench.sync()
    await view(columns)
    const end = await bench.sync()
    expect(end.stderr).toMatch(/0 rows read[^]*0 added, 0 changed, 30 unchanged/)
    expect(end.code).toBe(0)
    await bench.warehouse.sql(`UPDATE base SET "CART" = 'paid' WHERE "ID" = 3`)
    expect((await bench.sync()).stderr).toMatch(/1 row read[^]*1 changed, 29 unchanged/)
    expect(attribute('3', 'cart')).toBe('paid')
  })

  it('sends the rows that have a value in a new column, if they are few', async () => {
    activate(store)
    await bench.sync()
    await view(`*, CASE WHEN "ID" <= 2 THEN 'v' END AS "NEW"`)
    await bench.warehouse.sql(`UPDATE base SET "CART" = 'paid' WHERE "ID" = 9`)
    const end = await bench.sync()
    expect(end.stderr).toMatch(/3 rows read[^]*0 added, 1 changed, 2 sent again, 27 unchanged.*27 stored again/)
    expect(attribute('2', 'new')).toBe('v')
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it.each([
    ['a new column with a value in most rows', `*, 'v' AS "NEW"`, /NEW is new, with a value in 30 of 30 rows/],
    ['a column that is gone', '* EXCLUDE ("NOTE")', /NOTE is gone, so that no delivered row can be compared/],
  ])('asks before it sends again, and can take rows over instead: %s', async (_, columns, why) => {
    activate(store)
    await bench.sync()
    await view(columns)
    const before = bench.sandbox.requestCount
    const asked = await bench.sync()
    expect(asked.code).toBe(78)
    expect(asked.stderr).toMatch(why)
    const adopted = await bench.sync('--adopt')
    expect(adopted.stderr).toMatch(/0 rows read[^]*30 stored again without sending/)
    expect(bench.sandbox.requestCount - before).toBe(0)
    expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*30 unchanged; 0 removed\.\n/)
  })

  it('sends again what is accepted, and rows that changed are sent even if the others are taken over', async () => {
    activate(store)
    await bench.sync()
    activate(store, { rule: ', columns: { rename: [{ from: CART, to: basket }] }' })
    expect((await bench.sync()).stderr).toMatch(/its mapping changed, which concerns all of its rows/)
    await bench.warehouse.sql(`UPDATE base SET "CART" = 'paid' WHERE "ID" = 3`)
    expect((await bench.sync('--adopt')).stderr).toMatch(/1 row read[^]*1 changed.*29 stored again/)
    expect(attribute('3', 'basket')).toBe('paid')
    expect(attribute('4', 'basket')).toBeUndefined()
    activate(store)
    expect((await bench.sync('--accept-resend')).stderr).toMatch(/30 rows read[^]*0 changed, 30 sent again/)
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it('does not ask if max_resend_percent allows it', async () => {
    activate(store)
    await bench.sync()
    bench.activate(
      `
  - name: people
    view: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, columns: { exclude: [NOTE] } }
    changes: { method: diff, max_resend_percent: 100 }
`,
      `state: { store: ${store} }`,
    )
    expect((await bench.sync()).stderr).toMatch(/30 sent again/)
  })

  it('asks what becomes of the rows if the key changes, and removes no one', async () => {
    activate(store, { more: '    removed: { action: delete }\n' })
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM base WHERE "ID" = 1`)
    activate(store, { key: 'OTHER_ID', more: '    removed: { action: delete }\n' })
    const asked = await bench.sync('--accept-removals', '--accept-change')
    expect(asked.code).toBe(78)
    expect(asked.stderr).toMatch(/its key was ID and is OTHER_ID now.*all rows count as new.*stay in Customer.io/)
    expect(asked.stderr).not.toContain('--accept-removals')
    expect((await bench.sync('--adopt')).stderr).toMatch(
      /0 rows read[^]*29 rows in the model.*0 removed; 29 stored again/,
    )
    expect([...bench.sandbox.workspace.people.all]).toHaveLength(30)
    await bench.warehouse.sql(`DELETE FROM base WHERE "ID" = 2`)
    expect((await bench.sync()).stderr).toMatch(/28 unchanged; 1 removed/)
    expect(bench.sandbox.workspace.people.find('id', '2')).toBeUndefined()
    activate(store, { more: '    removed: { action: delete }\n' })
    expect((await bench.sync('--accept-resend')).stderr).toMatch(/28 added.*0 removed/)
  })

  it('asks if a model with a cursor becomes one with a diff', async () => {
    const method = (changes: string) =>
      bench.activate(
        `
  - name: people
    view: PEOPLE
    key: ID
    rule: { object: person, id_column: ID }
    changes: ${changes}
`,
        `state: { store: ${store} }`,
      )
    method('{ method: cursor, column: VISITS, lag_seconds: 0 }')
    await bench.sync()
    method('{ method: diff }')
    expect((await bench.sync()).stderr).toMatch(/its method was cursor and is diff now/)
    expect((await bench.sync('--adopt')).stderr).toMatch(/0 rows read[^]*30 stored again/)
    expect((await bench.sync()).stderr).toMatch(/30 unchanged/)
  })

  it('recognizes what version 1 delivered, and sends nothing again', async () => {
    activate(store)
    await bench.sync()
    await asVersion1(store, ['ID', 'OTHER_ID', 'CART', 'VISITS', 'NOTE'])
    await bench.warehouse.sql(`UPDATE base SET "CART" = 'paid' WHERE "ID" = 3`)
    const end = await bench.sync()
    expect(end.stderr).toMatch(
      /1 row read[^]*0 added, 1 changed, 29 unchanged; 0 removed; 29 stored again without sending/,
    )
    expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*30 unchanged; 0 removed\.\n/)
  })

  it('asks if the mapping changed since version 1', async () => {
    activate(store)
    await bench.sync()
    await asVersion1(store, ['ID', 'OTHER_ID', 'CART', 'VISITS', 'NOTE'])
    activate(store, { rule: ', columns: { exclude: [NOTE] }' })
    expect((await bench.sync()).stderr).toMatch(/its mapping changed/)
    expect((await bench.sync('--adopt')).stderr).toMatch(/0 rows read[^]*30 stored again/)
  })

  it('refuses two decisions, and one that does not exist', async () => {
    activate(store)
    expect((await bench.sync('--adopt', '--accept-resend')).stderr).toMatch(/exclude each other/)
    expect((await bench.sync('--destination-changed', 'maybe')).stderr).toMatch(
      /expected keep or restart; found 'maybe'/,
    )
  })
})

/**
 * Rewrites the state as version 1 wrote it: one fingerprint of rule, options and columns in their order, which is also the salt
 * of every hash over the columns in that order, and nothing kept.
 */
async function asVersion1(store: string, columns: readonly string[]): Promise<void> {
  const { config } = loadActivation(join(bench.folder, 'activation.yml'), SECRETS).activation
  const mapped = columns.map((name) => ({
    name,
    kind: name === 'ID' || name === 'VISITS' ? ('integer' as const) : ('text' as const),
    sqlType: '',
    nullable: true,
  }))
  const salt = mappingFingerprintV1(config.streams[0]!, config, mapped)
  const hash = `hash('${salt}', ${columns.map((name) => `hashable(M."${name}")`).join(', ')})`
  const strip = (text: string) => {
    const { contract } = JSON.parse(text) as { contract: { columns: Record<string, string>; identity: string } }
    const ordered = Object.fromEntries(columns.map((name) => [name, contract.columns[name]]))
    return JSON.stringify({
      contract: { columns: ordered, identity: contract.identity },
      mapping: salt,
      startedMs: 1,
      volatileRuns: 0,
    })
  }
  if (store === 'warehouse') {
    const [[text]] = (await bench.warehouse.sql('SELECT STATE FROM CIO_SYNC.STATES')) as [[string]]
    await bench.warehouse.sql(`UPDATE CIO_SYNC.STATES SET STATE = '${strip(text)}'`)
    await bench.warehouse.sql(
      `UPDATE CIO_SYNC.SNAPSHOT SET ROW_HASH = (SELECT ${hash} FROM people AS M WHERE CAST(M."ID" AS VARCHAR) = PK), KEPT = '{}'`,
    )
    return
  }
  const folder = join(bench.folder, 'activation.state/data')
  const path = join(folder, 'people.state.json')
  writeFileSync(path, strip(readFileSync(path, 'utf8')))
  const rows = (await bench.warehouse.sql(
    `SELECT CAST(M."ID" AS VARCHAR), CAST(${hash} AS VARCHAR) FROM people AS M ORDER BY 1`,
  )) as [string, string][]
  writeFileSync(
    join(folder, 'people.snapshot.jsonl'),
    rows.map(([pk, value]) => `${JSON.stringify([pk, value, 'r', {}])}\n`).join(''),
  )
}
