import { openBench, type Bench } from '../harness/sync'

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
  it('delivers every row each time, with the types of the warehouse', async () => {
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

describe.each(['local', 'warehouse'])('sync by diff with a %s state', (store) => {
  const STATE = `state: { store: ${store} }`

  it('sends only changed rows', async () => {
    await makePeople()
    bench.activate(`${PEOPLE}    changes: { method: diff }\n`, STATE)
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

  const withDiff = (more: string) => bench.activate(`${PEOPLE}    changes: { method: diff }\n${more}`, STATE)

  it('deletes people, clears attributes or sends an event for removed rows, as configured', async () => {
    await makePeople()
    withDiff('    removed: { action: delete }\n')
    await bench.sync()
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 3`)
    const end = await bench.sync()
    expect(end.stderr).toMatch(/people: removed \(person delete.*1 read, 1 delivered[^]*29 unchanged; 1 removed/)
    expect(person('3')).toBeUndefined()

    withDiff('    removed: { action: clear_attributes }\n')
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 4`)
    await bench.sync()
    expect(attributesOf('4')).not.toHaveProperty('cart_status')
    expect(person('4')?.email).toBe('person4@example.com')

    withDiff('    removed: { action: event, event_name: left }\n')
    await bench.warehouse.sql(`DELETE FROM people WHERE "ID" = 5`)
    expect((await bench.sync()).code).toBe(0)
    expect(bench.sandbox.workspace.events.map(({ name }) => name)).toEqual(['left'])
    expect(attributesOf('5')).toHaveProperty('cart_status')
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it('stops before too many removals, unless they are accepted', async () => {
    await makePeople()
    withDiff('    removed: { action: delete }\n')
    await bench.sync()
    await bench.warehouse.sql('DELETE FROM people')
    const stopped = await bench.sync()
    expect(stopped.code).toBe(78)
    expect(stopped.stderr).toMatch(/30 of the 30 delivered rows of the model people are gone, and it is empty/)
    expect(person('1')).toBeDefined()
    expect((await bench.sync('--accept-removals')).code).toBe(0)
    expect(person('1')).toBeUndefined()
  })

  it('sends a transition as one event, and the same event after its row was rejected', async () => {
    await makePeople()
    withDiff(`    events_on_change:
      - { attribute: cart_status, from: open, to: inactive, event_name: cart_abandoned }
      - { attribute: cart_status, to: open, event_name: cart_reopened }
`)
    await bench.sync()
    expect(bench.sandbox.workspace.events).toEqual([])
    const set = (status: string) => bench.warehouse.sql(`UPDATE people SET "CART_STATUS" = '${status}' WHERE "ID" = 7`)
    const names = () => bench.sandbox.workspace.events.map(({ name, data }) => [name, data['from'], data['to']])
    await set('inactive')
    await bench.sync()
    expect(names()).toEqual([['cart_abandoned', 'open', 'inactive']])
    await bench.sync()
    await set('open')
    await bench.sync()
    await set('inactive')
    await bench.sync()
    expect(names()).toEqual([
      ['cart_abandoned', 'open', 'inactive'],
      ['cart_reopened', 'inactive', 'open'],
      ['cart_abandoned', 'open', 'inactive'],
    ])
    // The row is rejected, but not its event: the change is read again, and its event is a known duplicate.
    await set('open')
    await bench.warehouse.sql(`UPDATE people SET "EMAIL" = 'not an email' WHERE "ID" = 7`)
    await bench.sync()
    await bench.sync()
    expect(names()).toHaveLength(4)
    expect(bench.sandbox.workspace.repeatedEvents).toBe(1)
  })

  it('reads rejected rows again until they are fixed', async () => {
    await makePeople()
    await bench.warehouse.sql(`UPDATE people SET "EMAIL" = 'not an email' WHERE "ID" = 2`)
    withDiff('')
    expect((await bench.sync()).stderr).toMatch(/29 delivered \+ 0 skipped \+ 1 rejected/)
    expect((await bench.sync()).stderr).toMatch(/1 row read = 0 delivered \+ 0 skipped \+ 1 rejected/)
    await bench.warehouse.sql(`UPDATE people SET "EMAIL" = 'two@example.com' WHERE "ID" = 2`)
    expect((await bench.sync()).stderr).toMatch(/1 row read = 1 delivered/)
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it('reports rows without a key and rows that share one', async () => {
    await makePeople()
    await bench.warehouse.sql(
      `INSERT INTO people VALUES (NULL, 'x@example.com', 'open', NULL), (1, 'y@example.com', 'open', NULL)`,
    )
    withDiff('')
    const end = await bench.sync()
    expect(end.stderr).toMatch(/30 rows in the model.*1 skipped without a key; 1 skipped with the key of another row/)
  })

  it('reports a model that returns different rows on each read', async () => {
    await makePeople()
    withDiff('')
    await bench.sync()
    await bench.warehouse.sql(`UPDATE people SET "UPDATED_AT" = TIMESTAMP '2026-02-01'`)
    expect((await bench.sync()).stderr).not.toMatch(/consecutive runs/)
    await bench.warehouse.sql(`UPDATE people SET "UPDATED_AT" = TIMESTAMP '2026-02-02'`)
    expect((await bench.sync()).stderr).toMatch(/people: nearly all of its rows changed in two consecutive runs/)
  })

  it('asks before it sends all rows again because the mapping changed', async () => {
    await makePeople()
    withDiff('')
    await bench.sync()
    bench.activate(
      `${PEOPLE.replace('EMAIL }', 'EMAIL, columns: { exclude: [UPDATED_AT] } }')}    changes: { method: diff }\n`,
      STATE,
    )
    const asked = await bench.sync()
    expect(asked.code).toBe(78)
    expect(asked.stderr).toMatch(/model people: its mapping changed[^]*--accept-resend.*--adopt/)
    const end = await bench.sync('--accept-resend')
    expect(end.stderr).toMatch(/people: its mapping changed.* They are sent again/)
    expect(end.stderr).toMatch(/0 added, 0 changed, 30 sent again/)
    expect(end.stderr).toMatch(/people: UPDATED_AT was sent before and is missing now/)
    expect(end.stderr).toMatch(/30 delivered/)
  })

  it('refuses a second run with the same state', async () => {
    await makePeople()
    withDiff('')
    let second: Promise<Awaited<ReturnType<Bench['sync']>>> | undefined
    bench.warehouse.onStatement = ({ template }) => {
      if (template === 'diff' || template === 'plan') second ??= bench.sync()
    }
    expect((await bench.sync()).code).toBe(0)
    const end = await second
    expect(end?.stderr).toMatch(/Another run \(.*\) holds the state in /)
    expect(end?.code).toBe(75)
  })
})

describe('the schema contract', () => {
  it('stops if a type or the identifier changed, until the change is accepted', async () => {
    await makePeople()
    bench.activate(PEOPLE)
    await bench.sync()
    await bench.warehouse.sql(`ALTER TABLE people ALTER "UPDATED_AT" TYPE VARCHAR`)
    bench.activate(
      PEOPLE.replace('id_column: ID, email_column: EMAIL', 'email_column: EMAIL, columns: { exclude: [ID] }'),
    )
    const stopped = await bench.sync()
    expect(stopped.code).toBe(78)
    expect(stopped.stderr).toMatch(
      /a row was identified by id from the column ID and now is by email from the column EMAIL/,
    )
    expect(stopped.stderr).toMatch(/the column UPDATED_AT was a timestamp and now is a text/)
    expect(bench.sandbox.requestCount).toBeLessThan(5)
    expect((await bench.sync('--accept-change')).stderr).toMatch(/Accepted: model people: the column UPDATED_AT/)
    expect((await bench.sync()).code).toBe(0)
  })
})

describe('sync by cursor', () => {
  const CURSOR = `${PEOPLE}    changes: { method: cursor, column: UPDATED_AT, lag_seconds: 60 }\n`

  it('continues after the last row, separates rows with the same cursor, and counts rows that a cursor does not find', async () => {
    await makePeople()
    await bench.warehouse.sql(`UPDATE people SET "UPDATED_AT" = TIMESTAMP '2026-01-01' WHERE "ID" < 10`)
    await bench.warehouse.sql(`INSERT INTO people VALUES (40, 'n@example.com', 'open', NULL)`)
    bench.activate(CURSOR)
    const first = await bench.sync()
    expect(first.stderr).toMatch(/30 rows read = 30 delivered/)
    expect(first.stderr).toMatch(/people: 1 row without a value in the cursor or the key/)
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
    const last = `(SELECT max("UPDATED_AT") FROM people)`
    await bench.warehouse.sql(
      `INSERT INTO people VALUES (41, 'a@example.com', 'open', ${last}), (42, 'b@example.com', 'open', ${last} + INTERVAL '1 microsecond')`,
    )
    await bench.warehouse.sql(`INSERT INTO people VALUES (43, 'c@example.com', 'open', now() AT TIME ZONE 'UTC')`)
    const third = await bench.sync()
    expect(third.stderr).toMatch(/2 rows read = 2 delivered/)
    expect(person('43')).toBeUndefined()
  })

  it.each([
    ['DATE', `DATE '2026-01-01' + ("ID"::INTEGER)`],
    ['TIMESTAMPTZ', `TIMESTAMPTZ '2026-01-01 00:00:00+02' + "ID"::INTEGER * INTERVAL '1 hour'`],
    ['DECIMAL(38,0)', '"ID"'],
  ])('takes a cursor of the type %s', async (type, value) => {
    await makePeople()
    await bench.warehouse.sql(`ALTER TABLE people ALTER "UPDATED_AT" TYPE ${type} USING ${value}`)
    bench.activate(CURSOR)
    expect((await bench.sync()).stderr).toMatch(/30 rows read/)
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })
})

describe('several models', () => {
  it('delivers people before their events, each model when it is due, and warns of a stale model', async () => {
    await makePeople()
    await bench.warehouse.sql(`CREATE TABLE orders AS SELECT 'o-' || "ID" AS "ORDER_ID", "ID" AS "USER_ID",
      9007199254740993::DECIMAL(38,0) AS "NUMBER", "UPDATED_AT" AS "AT" FROM people`)
    bench.activate(`
  - name: orders
    query: SELECT * FROM ORDERS WHERE USER_ID > 10 -- not the first ten
    key: ORDER_ID
    rule: { object: event, id_column: USER_ID, event_name: ordered, timestamp_column: AT }
    changes: { method: cursor, column: AT }
    every: 1h
    cadence: { within: 24h }
${PEOPLE}`)
    const first = await bench.sync('--summary', `${bench.folder}/summary.json`)
    expect(first.code).toBe(0)
    expect(first.stderr).toMatch(/The newest row of the model orders is \d+ days old/)
    expect(first.stderr).toMatch(/50 rows read = 50 delivered/)
    expect(bench.sandbox.workspace.events).toHaveLength(20)
    expect(bench.sandbox.workspace.events[0]?.data['number']).toBe('9007199254740993')
    const second = await bench.sync()
    expect(second.stderr).toMatch(/orders: it is not due yet/)
    expect((await bench.sync('--now', '--model', 'orders')).stderr).toMatch(/0 rows read/)
    expect((await bench.sync('--model', 'order')).stderr).toMatch(/there is no model order.*Did you mean orders\?/)
  })

  it('reports all problems of the models in one list', async () => {
    await makePeople()
    bench.activate(`
  - name: people
    table: PEOPLE
    key: id
    rule: { object: person, id_column: USER_ID }
    changes: { method: cursor, column: EMAIL }
    cadence: { within: 1h, column: ID }
`)
    const end = await bench.sync()
    expect(end.code).toBe(78)
    expect(end.stderr).toMatch(
      /models\[0\] \(people\)\.key\[0\]: expected a column of the model; found 'id'. Did you mean 'ID'\? Case matters/,
    )
    expect(end.stderr).toMatch(
      /models\[0\] \(people\)\.changes\.column: expected a time or a number that increases; EMAIL is VARCHAR/,
    )
    expect(end.stderr).toMatch(/models\[0\] \(people\)\.cadence\.column: expected a time; ID is NUMBER\(38,0\)/)
    expect(end.stderr).toMatch(
      /models\[0\] \(people\)\.rule\.id_column: expected a column of the stream; found 'USER_ID'/,
    )
  })

  it('prints its usage, and rejects unknown arguments', async () => {
    expect((await bench.sync('--help')).stdout).toMatch(/Usage: destination-customer-io sync/)
    expect((await bench.sync('--every', 'soon')).stderr).toMatch(/--every: expected a duration/)
    expect((await bench.sync('--often')).code).toBe(78)
  })
})
