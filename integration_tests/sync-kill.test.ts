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
/** More than one checkpoint of a local state, and several requests. */
const PEOPLE = 5_500
/** The people whose cart changes in each round. */
const CARTS = 50
const STORES = ['local', 'warehouse']

let warehouse: WarehouseServer
let sandbox: Sandbox
/** Is in front of the sandbox, so that a test sees each request before it is answered. */
let proxy: Sink
let onRequest: (index: number) => void = () => undefined
let requests = 0
let folder: string
let round = 0

beforeAll(async () => {
  warehouse = await startWarehouse()
  sandbox = await startSandbox()
  proxy = await startSink(async ({ method, path, headers, text }) => {
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
    `CREATE TABLE people AS SELECT 'p' || range AS "ID", 'r' || range AS "ROW_ID", 0 AS "ROUND", 'open' AS "CART", repeat('x', 200) AS "PADDING" FROM range(${PEOPLE})`,
  )
})

afterAll(async () => {
  await proxy.stop()
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
  endpoints: { track_url: ${proxy.url} }
  delivery: { requests_per_second: 1000, flush_seconds: 0.5, max_in_flight: 2 }
state: { store: ${store} }
models:
  - name: people
    table: PEOPLE
    key: ROW_ID
    rule: { object: person, id_column: ID, columns: { exclude: [ROW_ID] } }
    changes: { method: diff }
    removed: { action: delete }
    events_on_change:
      - { attribute: cart, event_name: cart_changed }
`,
  )
  return path
}

interface Run {
  readonly child: ChildProcess
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string>
  readonly output: () => string
}

function start(config: string, ...args: string[]): Run {
  const child = spawn(process.execPath, [CLI, 'sync', '--config', config, ...args], {
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...SECRETS },
  })
  const parts: string[] = []
  child.stderr.on('data', (chunk: Buffer) => parts.push(chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { child, ended, output: () => parts.join('') }
}

async function finish(config: string, ...args: string[]): Promise<string> {
  const { ended, output } = start(config, ...args)
  const code = await ended
  if (code !== 0) throw new Error(`sync ended with ${code}: ${output()}`)
  return output()
}

/** Changes every row and the cart of some, removes a person, and moves another one to another row. */
async function nextRound(): Promise<void> {
  round++
  await warehouse.sql(`UPDATE people SET "ROUND" = ${round}`)
  await warehouse.sql(
    `UPDATE people SET "CART" = CASE "CART" WHEN 'open' THEN 'inactive' ELSE 'open' END WHERE "ID" IN (SELECT 'p' || range FROM range(${CARTS}))`,
  )
  await warehouse.sql(`DELETE FROM people WHERE "ID" = 'p${PEOPLE - round}'`)
  await warehouse.sql(`UPDATE people SET "ROW_ID" = 'moved${round}' WHERE "ID" = 'p${CARTS + round}'`)
}

/** The people whose profile is not as the warehouse has them, or who should not exist. */
async function wrongPeople(): Promise<readonly string[]> {
  const rows = (await warehouse.sql('SELECT "ID", "ROUND" FROM people')) as [string, number][]
  const expected = new Map(rows)
  const wrong = [...sandbox.workspace.people.all].flatMap(({ id, attributes }) => {
    const value = expected.get(id ?? '')
    expected.delete(id ?? '')
    return value !== undefined && attributes.get('round')?.value === value ? [] : [id ?? 'no id']
  })
  return [...wrong, ...expected.keys()]
}

const cartEvents = () => sandbox.workspace.events.filter(({ name }) => name === 'cart_changed').length

/** The steps of one run that nothing disturbs: each statement and each request. */
async function stepsOf(config: string): Promise<readonly Step[]> {
  warehouse.statements.length = 0
  requests = 0
  await nextRound()
  await finish(config)
  const steps: Step[] = [
    ...warehouse.statements.map((_, index) => ({ at: 'statement' as const, index })),
    ...Array.from({ length: requests }, (_, index) => ({ at: 'request' as const, index })),
  ]
  expect(steps.filter(({ at }) => at === 'request').length).toBeGreaterThan(2)
  return steps
}

interface Step {
  readonly at: 'statement' | 'request'
  readonly index: number
}

/** Starts a run and disturbs it when it reaches a step. Resolves once that happened, or once the run has ended before. */
async function disturb(config: string, { at, index }: Step, signal: NodeJS.Signals): Promise<Run> {
  requests = 0
  warehouse.statements.length = 0
  const run = start(config)
  await new Promise<void>((reached) => {
    const check = (here: string, count: number) => {
      if (here !== at || count !== index) return
      run.child.kill(signal)
      reached()
    }
    warehouse.onStatement = () => check('statement', warehouse.statements.length - 1)
    onRequest = (count) => check('request', count)
    void run.ended.then(() => reached())
  })
  warehouse.onStatement = undefined
  onRequest = () => undefined
  return run
}

describe.each(STORES)('a run with a %s state', (store) => {
  it('loses and repeats nothing when it is killed at any step', async () => {
    const config = activate(store)
    await finish(config)
    let events = cartEvents()
    for (const step of await stepsOf(config)) {
      events += CARTS
      expect(await wrongPeople()).toEqual([])
      expect(cartEvents()).toBe(events)
      await nextRound()
      const killed = await disturb(config, step, 'SIGKILL')
      await killed.ended
      await finish(config, '--take-over')
    }
    expect(await wrongPeople()).toEqual([])
    expect(cartEvents()).toBe(events + CARTS)
    expect(await finish(config)).toMatch(/: 0 rows read/)
  }, 600_000)

  it('writes nothing more when it is paused at any step and another run takes the state over', async () => {
    const config = activate(store)
    await finish(config)
    let events = cartEvents()
    const steps = await stepsOf(config)
    events += CARTS
    const codes = new Set<number | string>()
    for (const step of steps) {
      await nextRound()
      events += CARTS
      const paused = await disturb(config, step, 'SIGSTOP')
      // What the paused run has read is no longer true.
      await warehouse.sql(`UPDATE people SET "ROUND" = ${++round}`)
      await finish(config, '--take-over')
      paused.child.kill('SIGCONT')
      const code = await paused.ended
      codes.add(code)
      if (code !== 0) expect(paused.output()).toMatch(/Another run .*(took over|holds) the state/)
      expect(await wrongPeople()).toEqual([])
      expect(cartEvents()).toBe(events)
    }
    // A run that was paused before it held the state, or after it released it, ends as if nothing had happened.
    expect([...codes].sort()).toEqual([0, 75])
    expect(await finish(config)).toMatch(/: 0 rows read/)
  }, 600_000)

  it('keeps others from the state while it is paused, and finishes', async () => {
    const config = activate(store)
    await finish(config)
    const steps = await stepsOf(config)
    const request = steps.findIndex(({ at }) => at === 'request')
    await nextRound()
    const paused = await disturb(config, steps[request + 2] as Step, 'SIGSTOP')
    const second = start(config)
    expect(await second.ended).toBe(75)
    expect(second.output()).toMatch(/Another run .* holds the state/)
    paused.child.kill('SIGCONT')
    expect(await paused.ended).toBe(0)
    expect(await wrongPeople()).toEqual([])
  }, 120_000)
})
