import { openBench, type Bench } from '../harness/sync'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(
    `CREATE TABLE people AS SELECT 'p1' AS "ID", 1.261859507142915::DOUBLE AS "SCORE", INTERVAL '1 day' AS "SPAN"`,
  )
})

afterEach(() => bench.stop())

describe('a FLOAT column', () => {
  it.each([
    [
      'as a key',
      'key: SCORE',
      'object: person, id_column: ID',
      /key.*expected a plain value with exact digits; SCORE is FLOAT/,
    ],
    [
      'as an identifier',
      'key: ID',
      'object: person, id_column: SCORE',
      /rule\.id_column: expected a plain value.*SCORE is FLOAT/,
    ],
    [
      'in the id of an event',
      'key: ID',
      'object: event, id_column: ID, event_name: scored, event_id_columns: [SCORE]',
      /rule\.event_id_columns.*SCORE is FLOAT/,
    ],
  ])('is refused %s, because its text is rounded', async (_, key, rule, message) => {
    bench.activate(`
  - name: people
    table: PEOPLE
    ${key}
    rule: { ${rule}, columns: { exclude: [SPAN] } }
`)
    const { code, stderr } = await bench.sync()
    expect(stderr).toMatch(message)
    expect(code).toBe(78)
  })
})

describe('a type that a statement cannot carry', () => {
  const model = (columns: string) => `
  - name: people
    table: PEOPLE
    rule: { object: person, id_column: ID${columns} }
`
  it('is refused with the name of the column', async () => {
    bench.warehouse.declareType('SPAN', 'vector')
    bench.activate(model(''))
    const { code, stderr } = await bench.sync()
    expect(stderr).toMatch(
      /The column SPAN has the type VECTOR, which cannot be read\. Fix: leave it out with columns\.exclude/,
    )
    expect(code).toBe(78)
  })

  it('does not matter in a column that is left out', async () => {
    bench.warehouse.declareType('SPAN', 'vector')
    bench.activate(model(', columns: { exclude: [SPAN] }'))
    expect((await bench.sync()).code).toBe(0)
  })
})
