import { openBench, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT (range + 1)::DECIMAL(38,0) AS "ID", 'open' AS "CART",
    TIMESTAMP '2026-01-01 00:00:00' + range * INTERVAL '1 minute' AS "UPDATED_AT" FROM range(30)`)
})

afterEach(() => bench.stop())

const model = (changes: string) => `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID }
    changes: ${changes}
`
const people = () => [...bench.sandbox.workspace.people.all].length

describe.each(['chunk_short', 'result_short'] as const)('sync while every result has %s', (fault) => {
  it.each(['local', 'warehouse'])('removes no one, and finds every row in the next run (%s state)', async (store) => {
    bench.activate(`${model('{ method: diff }')}    removed: { action: delete }\n`, `state: { store: ${store} }`)
    await bench.sync()
    await bench.warehouse.sql(`UPDATE people SET "CART" = 'paid'`)
    bench.warehouse.inject(fault, Infinity)
    const end = await bench.sync('--accept-removals')
    bench.warehouse.inject(fault, 0)
    expect(end.code).toBe(75)
    expect(end.stderr).toMatch(/Snowflake sent 10 of 30 rows of a result/)
    expect(people()).toBe(30)
    expect((await bench.sync()).stderr).toMatch(/0 removed/)
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
    const carts = [...bench.sandbox.workspace.people.all].map(({ attributes }) => attributes.get('cart')?.value)
    expect(new Set(carts)).toEqual(new Set(['paid']))
  })

  it('does not move a cursor past a row that is missing', async () => {
    bench.activate(model('{ method: cursor, column: UPDATED_AT }'))
    bench.warehouse.inject(fault, Infinity)
    expect((await bench.sync()).code).toBe(75)
    bench.warehouse.inject(fault, 0)
    expect((await bench.sync()).code).toBe(0)
    expect(people()).toBe(30)
  })

  it('does not take a full model as delivered', async () => {
    bench.activate(`${model('{ method: full }')}    every: 1h\n`)
    bench.warehouse.inject(fault, Infinity)
    expect((await bench.sync()).code).toBe(75)
    bench.warehouse.inject(fault, 0)
    expect((await bench.sync()).stderr).toMatch(/30 rows read/)
  })

  it('reads on if only one opening of the result is incomplete', async () => {
    bench.activate(model('{ method: diff }'))
    bench.warehouse.inject(fault)
    expect((await bench.sync()).stderr).toMatch(/30 rows in the model: 30 added/)
  })
})
