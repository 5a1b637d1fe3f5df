/**
 * `npm run demo:snowflake`: the `sync` command between a simulated Snowflake and the sandbox. It shows a first run, a change,
 * a second run that sends only the change, a removed row, and an empty view. Exits with 1 if an expectation fails.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { startWarehouse, PASSWORD_USER, type WarehouseServer } from '../integration_tests/warehouse/server'
import { DEFAULT_CREDENTIALS, startSandbox, type Sandbox } from '../src/sandbox/index'

const PROJECT = resolve(__dirname, '..')
/** Not under version control: the activation file of the demo, to view and to run again. */
const FOLDER = join(PROJECT, '.tmp/demo-snowflake')
const PEOPLE = 2000

interface Run {
  readonly code: number | null
  readonly said: string
  /** Requests that reached Customer.io in this run. */
  readonly requests: number
}

const failures: string[] = []

async function demo(): Promise<number> {
  const warehouse = await startWarehouse()
  const sandbox = await startSandbox()
  try {
    await makeModels(warehouse)
    writeActivation(warehouse, sandbox)
    await tell(warehouse, sandbox)
  } finally {
    await warehouse.stop()
    await sandbox.stop()
  }
  say(failures.length === 0 ? '\nAll expectations hold.' : `\nFailed expectations:\n- ${failures.join('\n- ')}`)
  say(`The activation is in ${relative(PROJECT, FOLDER)}/activation.yml; docs/snowflake.md explains it.`)
  return failures.length === 0 ? 0 : 1
}

async function tell(warehouse: WarehouseServer, sandbox: Sandbox): Promise<void> {
  say(`A simulated Snowflake runs at ${warehouse.url}: the protocol of the driver over an embedded DuckDB.`)
  say(`It has a view CUSTOMERS of ${PEOPLE} people and a view ORDERS. A local Customer.io runs at ${sandbox.url}.`)

  chapter('1. The first run delivers everything')
  const first = await sync(sandbox)
  expect(first.code === 0, 'the first run ends with exit code 0')
  expect([...sandbox.workspace.people.all].length === PEOPLE, `Customer.io has ${PEOPLE} people`)
  expect(sandbox.workspace.events.length === 500, 'Customer.io has 500 orders')

  chapter('2. Nothing changed: the second run sends nothing')
  const second = await sync(sandbox)
  expect(second.requests === 0, 'the second run sent no request')

  chapter('3. One cart is abandoned, one person is new')
  await warehouse.sql(`UPDATE shop.customers SET "CART_STATUS" = 'inactive' WHERE "ID" = 'c-7'`)
  await warehouse.sql(
    `INSERT INTO shop.customers SELECT 'c-new', 'new@example.com', 'New', 'open', 0, "PREFERENCES", "UPDATED_AT" FROM shop.customers LIMIT 1`,
  )
  const third = await sync(sandbox)
  expect(third.said.includes('1 added, 1 changed'), 'the third run found one new row and one changed row')
  expect(third.requests === 1, 'the third run sent them in one request')
  const abandoned = sandbox.workspace.events.filter(({ name }) => name === 'cart_abandoned')
  expect(abandoned.length === 1, 'the transition became one event')
  say(
    `Customer.io got: cart_abandoned ${JSON.stringify(abandoned[0]?.data)} with the id ${abandoned[0]?.id ?? 'none'}.`,
  )

  chapter('4. A person is removed from the view')
  await warehouse.sql(`DELETE FROM shop.customers WHERE "ID" = 'c-8'`)
  await sync(sandbox)
  expect(sandbox.workspace.people.find('id', 'c-8') === undefined, 'the person is deleted')

  chapter('5. The view breaks and is empty: no one is deleted')
  await warehouse.sql('CREATE OR REPLACE VIEW customers AS SELECT * FROM shop.customers WHERE false')
  const fifth = await sync(sandbox)
  expect(fifth.code === 78, 'the run ends with exit code 78, a problem to fix')
  expect([...sandbox.workspace.people.all].length === PEOPLE, `Customer.io still has ${PEOPLE} people`)
}

async function makeModels(warehouse: WarehouseServer): Promise<void> {
  await warehouse.sql('CREATE SCHEMA shop')
  await warehouse.sql(`CREATE TABLE shop.customers AS SELECT 'c-' || range AS "ID",
    'customer' || range || '@example.com' AS "EMAIL", 'Customer ' || range AS "FIRST_NAME",
    CASE WHEN range % 3 = 0 THEN 'none' ELSE 'open' END AS "CART_STATUS", (range * 7 % 900)::DECIMAL(10,2) AS "LIFETIME_VALUE",
    '{"newsletter":true}'::JSON AS "PREFERENCES", TIMESTAMP '2026-01-01' + range * INTERVAL '1 minute' AS "UPDATED_AT"
    FROM range(${PEOPLE})`)
  await warehouse.sql('CREATE VIEW customers AS SELECT * FROM shop.customers')
  await warehouse.sql(`CREATE VIEW orders AS SELECT 'o-' || range AS "ORDER_ID", 'c-' || range AS "CUSTOMER_ID",
    (range % 90 + 10)::DECIMAL(10,2) AS "TOTAL", TIMESTAMP '2026-01-02' + range * INTERVAL '1 minute' AS "ORDERED_AT" FROM range(500)`)
}

function writeActivation(warehouse: WarehouseServer, sandbox: Sandbox): void {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(
    join(FOLDER, 'activation.yml'),
    `source:
  account: ${warehouse.account}
  username: ${PASSWORD_USER.name}
  authentication: { method: password, password: { env: SNOWFLAKE_PASSWORD } }
  url: ${warehouse.url}
destination:
  credentials:
    site_id: { env: CIO_SITE_ID }
    api_key: { env: CIO_API_KEY }
  endpoints: { track_url: ${sandbox.url} }
models:
  - name: customers
    view: CUSTOMERS
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
    changes: { method: diff }
    removed: { action: delete }
    events_on_change:
      - { attribute: cart_status, from: open, to: inactive, event_name: cart_abandoned }
  - name: orders
    view: ORDERS
    key: ORDER_ID
    rule: { object: event, id_column: CUSTOMER_ID, event_name: ordered, timestamp_column: ORDERED_AT }
    changes: { method: cursor, column: ORDERED_AT }
`,
  )
}

/** Runs the built program and prints its output. */
async function sync(sandbox: Sandbox): Promise<Run> {
  const args = ['sync', '--config', join(FOLDER, 'activation.yml')]
  say('$ destination-customer-io sync --config activation.yml')
  const before = sandbox.requestCount
  const child = spawn(process.execPath, [join(PROJECT, 'dist/cli.js'), ...args], {
    env: {
      PATH: process.env['PATH'],
      NO_PROXY: '127.0.0.1',
      SNOWFLAKE_PASSWORD: PASSWORD_USER.password,
      CIO_SITE_ID: DEFAULT_CREDENTIALS.siteId,
      CIO_API_KEY: DEFAULT_CREDENTIALS.apiKey,
    },
  })
  const parts: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => parts.push(chunk.toString()))
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  const said = parts.join('')
  say(said.replace(/^(?=.)/gm, '  '))
  return { code, said, requests: sandbox.requestCount - before }
}

function chapter(title: string): void {
  say(`\n${title}\n`)
}

function expect(holds: boolean, promise: string): void {
  say(`  ${holds ? 'yes' : 'NO '}  ${promise}`)
  if (!holds) failures.push(promise)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

void demo().then((code) => {
  process.exitCode = code
})
