import { openBench, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT 'p' || range AS "ID", 'open' AS "cart",
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
const templates = () => bench.warehouse.statements.map(({ template }) => template)

// The sessions of the stand-in begin with parameters that break statements: ../warehouse/session.ts.
describe('with the parameters of an account that a program does not expect', () => {
  it('sets each of them in one statement, before anything else', async () => {
    bench.activate(model('{ method: full }'), '', '', 'statement_timeout_seconds: 77')
    expect((await bench.sync()).code).toBe(0)
    const [first] = bench.warehouse.statements
    expect(first?.template).toBe('session')
    expect(first?.sql).toMatch(/STATEMENT_TIMEOUT_IN_SECONDS = 77, QUERY_TAG = 'destination-customer-io:activation:/)
  })

  it.each(['local', 'warehouse'])('reads every row and keeps the state (%s)', async (store) => {
    bench.activate(`${model('{ method: diff }')}    removed: { action: delete }\n`, `state: { store: ${store} }`)
    expect((await bench.sync()).stderr).toMatch(/30 rows read = 30 delivered/)
    const second = await bench.sync()
    expect(second.stderr).toMatch(/30 unchanged; 0 removed/)
    expect([...bench.sandbox.workspace.people.all]).toHaveLength(30)
  })

  it('goes on from a cursor', async () => {
    bench.activate(model('{ method: cursor, column: UPDATED_AT }'))
    await bench.sync()
    await bench.warehouse.sql(`INSERT INTO people VALUES ('p30', 'open', TIMESTAMP '2026-01-02 00:00:00')`)
    expect((await bench.sync()).stderr).toMatch(/1 row read = 1 delivered/)
  })

  it('keeps the names of quoted columns', async () => {
    bench.activate(model('{ method: full }').replace('id_column: ID', 'id_column: ID, columns: { include: [cart] }'))
    expect((await bench.sync()).code).toBe(0)
  })
})

describe('the schema of a state', () => {
  const warehouseState = 'state: { store: warehouse }'

  it('does not become the schema in which unqualified models are searched', async () => {
    bench.activate(model('{ method: diff }'), warehouseState)
    expect((await bench.sync()).stderr).toMatch(/30 rows read = 30 delivered/)
    expect(templates()).toContain('use_schema')
  })

  it('is not created, nor are its tables, if they exist', async () => {
    bench.activate(model('{ method: diff }'), warehouseState)
    await bench.sync()
    bench.warehouse.statements.length = 0
    expect((await bench.sync()).code).toBe(0)
    expect(templates().filter((template) => /^create_/.test(template))).toEqual([])
  })

  it('gets a table that is missing', async () => {
    bench.activate(model('{ method: diff }'), warehouseState)
    await bench.sync()
    await bench.warehouse.sql('DROP TABLE CIO_SYNC.SNAPSHOT')
    expect((await bench.sync()).code).toBe(0)
    expect(templates().filter((template) => template === 'create_schema')).toHaveLength(1)
  })
})
