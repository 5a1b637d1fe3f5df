import { openBench, type Bench } from '../../integration_tests/harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
})

afterEach(() => bench.stop())

const PEOPLE = `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
`

function person(id: string) {
  return bench.sandbox.workspace.people.find('id', id)
}

function attributesOf(id: string): Record<string, unknown> {
  return Object.fromEntries([...(person(id)?.attributes ?? [])].map(([name, { value }]) => [name, value]))
}

async function makePeople(): Promise<void> {
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT (range + 1)::DECIMAL(38,0) AS "ID",
    'person' || (range + 1) || '@example.com' AS "EMAIL", 'open' AS "CART_STATUS",
    TIMESTAMP '2026-01-01 00:00:00' + range * INTERVAL '1 minute' AS "UPDATED_AT" FROM range(30)`)
}

describe('sync in full', () => {
  it('delivers every row each time, typed as the warehouse says', async () => {
    await makePeople()
    bench.activate(PEOPLE)
    const first = await bench.sync()
    expect(first.stderr).toMatch(/30 rows read = 30 delivered \+ 0 skipped \+ 0 rejected/)
    expect(first.code).toBe(0)
    expect(attributesOf('1')).toMatchObject({ cart_status: 'open', updated_at: 1767225600 })
    const second = await bench.sync()
    expect(second.stderr).toMatch(/30 delivered/)
  })
})

describe('sync by diff', () => {
  it('sends what changed, and nothing when nothing did', async () => {
    await makePeople()
    bench.activate(`${PEOPLE}    changes: { method: diff }\n`)
    const first = await bench.sync()
    expect(first.stderr).toMatch(/people: 30 rows in the model: 30 added, 0 changed, 0 unchanged; 0 removed\./)
    expect(first.code).toBe(0)
    expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*people: 30 rows.* 0 added, 0 changed, 30 unchanged/)
    await bench.warehouse.sql(`UPDATE people SET "CART_STATUS" = 'paid' WHERE "ID" = 7`)
    await bench.warehouse.sql(`INSERT INTO people VALUES (31, 'new@example.com', 'open', NULL)`)
    const third = await bench.sync()
    expect(third.stderr).toMatch(/2 rows read = 2 delivered[^]*31 rows.* 1 added, 1 changed, 29 unchanged; 0 removed/)
    expect(attributesOf('7')).toMatchObject({ cart_status: 'paid' })
    expect(person('31')).toBeDefined()
  })
})
