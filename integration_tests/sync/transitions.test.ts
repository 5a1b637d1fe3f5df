import { openBench, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT (range + 1)::DECIMAL(38,0) AS "ID", 'open' AS "CART_STATUS",
    (range + 0.5)::DECIMAL(10,2) AS "CART_VALUE", range::DECIMAL(38,0) AS "ITEM_COUNT", TIMESTAMP '2026-01-01' AS "SEEN" FROM range(30)`)
})

afterEach(() => bench.stop())

const set = (status: string, where = '"ID" = 7') =>
  bench.warehouse.sql(`UPDATE people SET "CART_STATUS" = '${status}' WHERE ${where}`)
const events = () => bench.sandbox.workspace.events.map(({ name, data }) => ({ name, ...data }))

function model(more: string, { rule = '', name = 'people' } = {}): string {
  return `
  - name: ${name}
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID${rule} }
    changes: { method: diff }
${more}`
}
const WATCHED = `    events_on_change:
      - { attribute: cart_status, from: open, to: inactive, event_name: abandoned }
`
const STORES = ['local', 'warehouse']

describe.each(STORES)('a transition with a %s state', (store) => {
  const activate = (models: string) => bench.activate(models, `state: { store: ${store} }`)

  it('is found in a model that was not watched before, from the next change on', async () => {
    activate(model(''))
    await bench.sync()
    activate(model(WATCHED))
    const kept = await bench.sync()
    expect(kept.stderr).toMatch(/0 rows read[^]*30 unchanged; 0 removed; 30 stored again without sending/)
    await set('inactive')
    await bench.sync()
    expect(events()).toMatchObject([{ name: 'abandoned', from: 'open', to: 'inactive' }])
  })

  it('is found in a column that is not sent', async () => {
    activate(model(WATCHED.replace('cart_status', 'CART_STATUS'), { rule: ', columns: { exclude: [CART_STATUS] }' }))
    await bench.sync()
    await set('inactive')
    await bench.sync()
    expect(events()).toMatchObject([{ name: 'abandoned', attribute: 'CART_STATUS', from: 'open', to: 'inactive' }])
    expect(bench.sandbox.workspace.people.find('id', '7')?.attributes.has('cart_status')).toBe(false)
  })

  it('sends the values that its rule names', async () => {
    activate(
      model(`    events_on_change:
      - { attribute: cart_status, to: inactive, event_name: abandoned, columns: [cart_value, ITEM_COUNT, seen] }
`),
    )
    await bench.sync()
    await set('inactive')
    await bench.sync()
    expect(events()).toEqual([
      {
        name: 'abandoned',
        attribute: 'cart_status',
        from: 'open',
        to: 'inactive',
        cart_value: 6.5,
        ITEM_COUNT: 6,
        seen: 1767225600,
      },
    ])
  })

  it('needs columns that the model has, with names that the event does not use itself', async () => {
    activate(
      model(`    events_on_change:
      - { attribute: cart_status, event_name: abandoned, columns: [cart_total, to] }
`),
    )
    const end = await bench.sync()
    expect(end.code).toBe(78)
    expect(end.stderr).toMatch(
      /events_on_change\[0\].columns\[0\]: expected an attribute or a column of the model; found 'cart_total'/,
    )
    expect(end.stderr).toMatch(/events_on_change\[0\].columns\[1\]: every such event has its own to/)
  })

  it('is not found in rows that only come in another order, also if they share a key', async () => {
    await bench.warehouse.sql(`INSERT INTO people SELECT "ID", 'inactive', 0, 0, NULL FROM people WHERE "ID" < 5`)
    activate(model(WATCHED))
    const first = await bench.sync()
    expect(first.stderr).toMatch(/4 skipped with the key of another row/)
    expect(first.stderr).toMatch(/WARN: people: 4 rows skipped, because another row has the same key/)
    for (const order of ['DESC', 'ASC', 'DESC']) {
      await bench.warehouse.sql(
        `CREATE OR REPLACE TABLE people AS SELECT * FROM people ORDER BY "CART_STATUS" ${order}, random()`,
      )
      expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*0 added, 0 changed, 30 unchanged/)
    }
    expect(events()).toEqual([])
  })

  it('is not found in a second row with the key of a delivered one', async () => {
    activate(model(WATCHED))
    await bench.sync()
    for (const value of [1, 2, 3, 4, 5]) {
      await bench.warehouse.sql(`INSERT INTO people VALUES (${value}, 'inactive', ${value}, 0, NULL)`)
    }
    expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*30 unchanged.*5 skipped with the key/)
    expect(events()).toEqual([])
  })

  it('has a separate id in each model', async () => {
    activate(model(WATCHED) + model(WATCHED, { name: 'shoppers' }))
    await bench.sync()
    await set('inactive')
    await bench.sync()
    expect(events()).toHaveLength(2)
    expect(bench.sandbox.workspace.repeatedEvents).toBe(0)
  })

  it('has a new id after the row was taken over a second time', async () => {
    const changeKey = (key: string) => activate(model(WATCHED).replace('key: ID', `key: ${key}`))
    changeKey('ID')
    await bench.sync()
    for (const key of ['[ID, SEEN]', 'ID', '[ID, SEEN]', 'ID']) {
      changeKey(key)
      expect((await bench.sync('--adopt')).code).toBe(0)
      if (key !== 'ID') continue
      for (const status of ['inactive', 'open']) {
        await set(status)
        await bench.sync()
      }
    }
    expect(events()).toHaveLength(2)
    expect(bench.sandbox.workspace.repeatedEvents).toBe(0)
  })
})
