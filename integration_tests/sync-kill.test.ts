import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startSandbox, type Sandbox } from '../src/sandbox/index'
import { startSink, type Sink } from './harness/sink'
import { SECRETS } from './harness/sync'
import { startWarehouse, type WarehouseServer } from './warehouse/server'

const CLI = resolve(__dirname, '../dist/cli.js')
/** More than two checkpoints. */
const PEOPLE = 11_000
/** Who goes through a transition in each round. */
const CARTS = 50

let warehouse: WarehouseServer
let sandbox: Sandbox
/** Stands before the sandbox, so that a test knows of each request before it is answered. */
let gate: Sink
let onRequest: (index: number) => void = () => undefined
let requests = 0
let folder: string

beforeAll(async () => {
  warehouse = await startWarehouse()
  sandbox = await startSandbox()
  gate = await startSink(async ({ method, path, headers, text }) => {
    onRequest(requests++)
    const { authorization = '' } = headers
    const reply = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(text === '' ? {} : { body: text }),
    })
    return { status: reply.status, body: await reply.text() }
  })
  folder = mkdtempSync(join(tmpdir(), 'sync-kill-'))
  await warehouse.sql(
    `CREATE TABLE people AS SELECT 'p' || range AS "ID", 0 AS "ROUND", 'open' AS "CART" FROM range(${PEOPLE})`,
  )
})

afterAll(async () => {
  await gate.stop()
  await sandbox.stop()
  await warehouse.stop()
  rmSync(folder, { recursive: true, force: true })
})

function activate(store: string): string {
  const path = join(folder, `${store}.yml`)
  writeFileSync(
    path,
    `source:
  account: ${warehouse.account}
  username: CIO_SYNC
  authentication: { method: password, password: { env: SNOWFLAKE_PASSWORD } }
  url: ${warehouse.url}
destination:
  credentials: { site_id: { env: CIO_SITE_ID }, api_key: { env: CIO_API_KEY } }
  endpoints: { track_url: ${gate.url} }
  delivery: { requests_per_second: 1000, flush_seconds: 1, max_in_flight: 2 }
state: { store: ${store} }
models:
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID }
    changes: { method: diff }
    removed: { action: delete }
    events_on_change:
      - { attribute: cart, event_name: cart_changed }
`,
  )
  return path
}

function start(config: string, ...args: string[]): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [CLI, 'sync', '--config', config, ...args], {
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...SECRETS },
  })
  const parts: string[] = []
  child.stderr.on('data', (chunk: Buffer) => parts.push(chunk.toString()))
  return { child, said: () => parts.join('') }
}

async function finish(config: string, ...args: string[]): Promise<string> {
  const { child, said } = start(config, ...args)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`sync ended with ${String(code)}: ${said()}`)
  return said()
}

/** Changes every row, the cart of some, and takes one away. */
async function nextRound(round: number): Promise<void> {
  await warehouse.sql(`UPDATE people SET "ROUND" = ${round}`)
  await warehouse.sql(
    `UPDATE people SET "CART" = CASE "CART" WHEN 'open' THEN 'inactive' ELSE 'open' END WHERE "ID" IN (SELECT 'p' || range FROM range(${CARTS}))`,
  )
  await warehouse.sql(`DELETE FROM people WHERE "ID" = 'p${PEOPLE - round}'`)
}

/** Exactly the people of the warehouse, with their attributes. */
function strangers(round: number): readonly string[] {
  const wrong: string[] = []
  const left = new Set(Array.from({ length: PEOPLE - round }, (_, n) => `p${n}`))
  for (const { id, attributes } of sandbox.workspace.people.all) {
    if (id === undefined || !left.delete(id) || attributes.get('round')?.value !== round) wrong.push(id ?? 'no id')
  }
  return [...wrong, ...left]
}

it.each(['local', 'warehouse'])(
  'loses and repeats nothing when it is killed at any step (%s state)',
  async (store) => {
    const eventsBefore = sandbox.workspace.events.length
    const config = activate(store)
    let round =
      [...sandbox.workspace.people.all].length === 0
        ? 0
        : PEOPLE - Number((await warehouse.sql('SELECT COUNT(*) FROM people'))[0]?.[0])
    await finish(config, '--accept-removals')
    expect(strangers(round)).toEqual([])

    // One run that is left alone says which steps there are.
    warehouse.statements.length = 0
    requests = 0
    await nextRound(++round)
    await finish(config)
    const steps = [
      ...warehouse.statements.map((_, index) => ({ at: 'statement', index })),
      ...Array.from({ length: requests }, (_, index) => ({ at: 'request', index })),
    ]
    expect(steps.filter(({ at }) => at === 'request').length).toBeGreaterThan(2)
    let events = eventsBefore + CARTS
    for (const { at, index } of steps) {
      await nextRound(++round)
      events += CARTS
      requests = 0
      warehouse.statements.length = 0
      const { child } = start(config)
      const ended = once(child, 'close')
      const killAt = (here: string, reached: number) => {
        if (here === at && reached === index) child.kill('SIGKILL')
      }
      warehouse.onStatement = () => killAt('statement', warehouse.statements.length - 1)
      onRequest = (reached) => killAt('request', reached)
      const [, signal] = (await ended) as [number | null, string | null]
      warehouse.onStatement = undefined
      onRequest = () => undefined
      expect(signal).toBe('SIGKILL')

      await finish(config, '--take-over')
      expect(strangers(round)).toEqual([])
      const known = sandbox.workspace.events.filter(({ name }) => name === 'cart_changed')
      expect(known).toHaveLength(events)
    }
    expect(await finish(config)).toMatch(/: 0 rows read/)
  },
  600_000,
)
