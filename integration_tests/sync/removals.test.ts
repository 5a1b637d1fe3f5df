import { openBench, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
})

afterEach(() => bench.stop())

const find = (id: string) => bench.sandbox.workspace.people.find('id', id)
const people = () => [...bench.sandbox.workspace.people.all].map(({ id }) => id).sort()
const eventNames = () => bench.sandbox.workspace.events.map(({ name }) => name)

/** Thirty people: rows r1 to r30 of the people 1 to 30. */
async function makePeople(): Promise<void> {
  await bench.warehouse
    .sql(`CREATE TABLE people AS SELECT 'r' || (range + 1) AS "ROW_ID", (range + 1)::DECIMAL(38,0) AS "ID",
    'person' || (range + 1) || '@example.com' AS "EMAIL", 'open' AS "CART" FROM range(30)`)
}

const STORES = ['local', 'warehouse']

/** A model of people, removed by `removed`. */
function activate(store: string, key: string, removed: string, more = ''): void {
  bench.activate(
    `
  - name: people
    table: PEOPLE
    key: ${key}
    rule: { object: person, id_column: ID, email_column: EMAIL${more} }
    changes: { method: diff }
    removed: ${removed}
`,
    `state: { store: ${store} }`,
  )
}

describe.each(STORES)('a removal with a %s state', (store) => {
  it.each(['{ action: delete }', '{ action: clear_attributes }', '{ action: event, event_name: left }'])(
    'does not concern a person whose key changed: %s',
    async (removed) => {
      await makePeople()
      activate(store, 'EMAIL', removed)
      await bench.sync()
      await bench.warehouse.sql(`UPDATE people SET "EMAIL" = 'new@example.com' WHERE "ID" = 7`)
      const end = await bench.sync()
      expect(end.stderr).toMatch(/1 added, 0 changed, 29 unchanged; 0 removed; 1 gone with what they identify still in/)
      expect(end.stderr).not.toMatch(/people: removed \(.*[1-9] read/)
      expect(find('7')?.email).toBe('new@example.com')
      expect(find('7')?.attributes.get('cart')?.value).toBe('open')
      expect(eventNames()).toEqual([])
      expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*30 unchanged; 0 removed\./)
    },
  )

  it('concerns a person only when the last of their rows is gone, and then once', async () => {
    await makePeople()
    await bench.warehouse.sql(`INSERT INTO people SELECT 's' || "ID", "ID", "EMAIL", 'open' FROM people WHERE "ID" < 4`)
    activate(store, 'ROW_ID', '{ action: event, event_name: left }')
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ROW_ID" = 's1'`)
    expect((await bench.sync()).stderr).toMatch(/0 removed; 1 gone with what they identify still in the model/)
    expect(eventNames()).toEqual([])
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" IN (1, 2)`)
    expect((await bench.sync()).stderr).toMatch(/2 removed; 1 gone/)
    expect(eventNames()).toEqual(['left', 'left'])
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it('does not concern a person who is in a row without a key, or in one that is skipped for its key', async () => {
    await makePeople()
    activate(store, 'ROW_ID', '{ action: delete }')
    await bench.sync()
    await bench.warehouse.sql(`UPDATE people SET "ROW_ID" = NULL WHERE "ID" = 1`)
    await bench.warehouse.sql(`UPDATE people SET "ROW_ID" = 'r3' WHERE "ID" = 2`)
    const end = await bench.sync()
    expect(end.stderr).toMatch(/0 removed; 2 gone.*1 skipped without a key; 1 skipped with the key of another row/)
    expect(people()).toHaveLength(30)
  })

  it('does not concern a person whose new row is rejected, and happens once that row is gone', async () => {
    await makePeople()
    activate(store, 'ROW_ID', '{ action: delete }', `, columns: { exclude: [ROW_ID] }`)
    await bench.sync()
    await bench.warehouse.sql(`UPDATE people SET "ROW_ID" = 'new', "EMAIL" = 'not an email' WHERE "ID" = 5`)
    expect((await bench.sync()).stderr).toMatch(/1 rejected[^]*0 removed; 1 gone/)
    expect((await bench.sync()).stderr).toMatch(/1 rejected[^]*0 removed; 1 gone/)
    expect(find('5')).toBeDefined()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 5`)
    expect((await bench.sync()).stderr).toMatch(/1 removed/)
    expect(find('5')).toBeUndefined()
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it('does not concern a person who is in the model by their email address, if that may identify them', async () => {
    await makePeople()
    activate(store, 'ROW_ID', '{ action: delete }', ', missing_identifier: next_column')
    await bench.sync()
    await bench.warehouse.sql(`UPDATE people SET "ROW_ID" = 'x', "ID" = NULL WHERE "ID" = 6`)
    await bench.warehouse.sql(
      `UPDATE people SET "EMAIL" = 'PERSON7@example.com ', "ROW_ID" = 'y', "ID" = NULL WHERE "ID" = 7`,
    )
    expect((await bench.sync()).stderr).toMatch(/0 removed; 2 gone/)
    expect(find('6')).toBeDefined()
    expect(find('7')).toBeDefined()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ROW_ID" = 'x'`)
    await bench.sync()
    expect(bench.sandbox.workspace.people.find('email', 'person6@example.com')).toBeUndefined()
  })

  it('concerns an id whose email address another person has now', async () => {
    await makePeople()
    activate(store, 'ID', '{ action: delete }')
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 8`)
    await bench.warehouse.sql(`UPDATE people SET "EMAIL" = 'person8@example.com' WHERE "ID" = 9`)
    expect((await bench.sync()).stderr).toMatch(/1 changed.*1 removed/)
    expect(find('8')).toBeUndefined()
    expect(find('9')).toBeDefined()
  })

  it('is sent for a person who left before their identity was kept, if the key has it', async () => {
    await makePeople()
    activate(store, 'ID', '{ action: ignore }')
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 3`)
    activate(store, 'ID', '{ action: delete }')
    const end = await bench.sync()
    expect(end.stderr).toMatch(/0 changed, 29 unchanged; 1 removed; 29 stored again without sending/)
    expect(end.stderr).toMatch(/1 read, 1 delivered/)
    expect(find('3')).toBeUndefined()
  })

  it('is counted and not sent for a person whose identity was never kept; the next one is sent', async () => {
    await makePeople()
    activate(store, 'ROW_ID', '{ action: ignore }')
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 3`)
    activate(store, 'ROW_ID', '{ action: delete }')
    const end = await bench.sync()
    expect(end.stderr).toMatch(/0 removed; 29 stored again without sending; 1 gone without a stored identity/)
    expect(end.stderr).toMatch(/0 rows read = 0 delivered \+ 0 skipped \+ 0 rejected/)
    expect(end.stderr).toMatch(/WARN: people: 1 row removed from the model and not from Customer.io/)
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 4`)
    expect((await bench.sync()).stderr).toMatch(/1 removed\./)
    expect(find('3')).toBeDefined()
    expect(find('4')).toBeUndefined()
  })

  it('never stops a run that ignores removals, and keeps the rows of a broken model', async () => {
    await makePeople()
    activate(store, 'ID', '{ action: ignore }')
    await bench.sync()
    await bench.warehouse.sql('ALTER TABLE people RENAME TO away')
    await bench.warehouse.sql('CREATE TABLE people AS SELECT * FROM away WHERE false')
    const broken = await bench.sync()
    expect(broken.code).toBe(0)
    expect(broken.stderr).toMatch(/30 of 30 delivered rows are gone. They stay in the state/)
    await bench.warehouse.sql('INSERT INTO people SELECT * FROM away')
    expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*0 added, 0 changed, 30 unchanged/)
  })

  it('does not happen in a run that stops: the number of removals is judged before the first', async () => {
    await makePeople()
    bench.activate(
      `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
    changes: { method: diff }
    removed: { action: delete, max_percent: 50 }
`,
      `state: { store: ${store} }`,
      '  guards: { max_deletes: 4 }',
    )
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" <= 5`)
    for (const flags of [[], ['--accept-removals']]) {
      const end = await bench.sync(...flags)
      expect(end.code).toBe(78)
      expect(end.stderr).toMatch(
        /guards.max_deletes before the first removal: this run would delete 5 \(5 of the model people\), and 4 are allowed/,
      )
      expect(people()).toHaveLength(30)
    }
    await bench.warehouse.sql(`INSERT INTO people VALUES ('r5', 5, 'person5@example.com', 'open')`)
    expect((await bench.sync()).stderr).toMatch(/4 removed/)
    expect(people()).toHaveLength(26)
  })

  it('waits for the rows of all models, and does not concern what another model has just written', async () => {
    await makePeople()
    await bench.warehouse.sql(`CREATE TABLE others AS SELECT * FROM people WHERE "ID" > 28`)
    const model = (name: string, table: string) => `
  - name: ${name}
    table: ${table}
    key: ROW_ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
    changes: { method: diff }
    removed: { action: delete, max_percent: 100 }
`
    bench.activate(model('people', 'PEOPLE') + model('others', 'OTHERS'), `state: { store: ${store} }`)
    await bench.sync()
    await bench.warehouse.sql(`INSERT INTO others SELECT * FROM people WHERE "ID" = 1`)
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" < 3`)
    await bench.sync()
    expect(find('1')).toBeDefined()
    expect(find('2')).toBeUndefined()
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })
})

describe.each(STORES)('a removed row of another object with a %s state', (store) => {
  const model = (name: string, rule: string) => `
  - name: ${name}
    table: ${name.toUpperCase()}
    key: ROW_ID
    rule: ${rule}
    changes: { method: diff }
    removed: { action: delete, max_percent: 100 }
`

  it('deletes a device only when no row has its token, whatever its platform', async () => {
    await makePeople()
    await bench.warehouse.sql(
      `CREATE TABLE devices AS SELECT "ROW_ID", "ID", 'token' || "ID" AS "TOKEN", 'ios' AS "PLATFORM" FROM people`,
    )
    bench.activate(
      `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
` + model('devices', '{ object: device, id_column: ID, token_column: TOKEN, platform_column: PLATFORM }'),
      `state: { store: ${store} }`,
    )
    await bench.sync()
    await bench.warehouse.sql(`UPDATE devices SET "ROW_ID" = 'new', "PLATFORM" = 'android' WHERE "ID" = 1`)
    await bench.warehouse.sql(`DELETE FROM devices WHERE "ID" = 2`)
    expect((await bench.sync()).stderr).toMatch(/devices: 29 rows.*1 removed; 1 gone/)
    expect(find('1')?.devices.size).toBe(1)
    expect(find('2')?.devices.size).toBe(0)
  })
})
