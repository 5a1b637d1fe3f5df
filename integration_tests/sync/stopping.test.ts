import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { CLI } from '../harness/launch'
import { openBench, SECRETS, type Bench } from '../harness/sync'

/** Once a run took 47 to 184 s here. It may take 10 s, and Node and the driver need some to start. */
const END_MS = 25_000

let bench: Bench
let child: ChildProcess | undefined

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT 'p' || range AS "ID", 'open' AS "CART",
    TIMESTAMP '2026-01-01 00:00:00' AS "UPDATED_AT" FROM range(30)`)
})

afterEach(async () => {
  child?.kill('SIGKILL')
  await bench.stop()
})

function activate(changes: string, more = '', source = ''): void {
  bench.activate(
    `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID }
    changes: ${changes}
`,
    more,
    undefined,
    source,
  )
}

interface End {
  readonly code: number | null
  readonly stderr: string
}

/** Runs the built program, so that what keeps a process alive keeps this one alive. */
function start(command = 'sync', ...args: string[]): { readonly process: ChildProcess; readonly ended: Promise<End> } {
  const process_ = spawn(process.execPath, [CLI, command, '--config', join(bench.folder, 'activation.yml'), ...args], {
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...SECRETS },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child = process_
  let stderr = ''
  process_.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = once(process_, 'close').then(([code]) => ({ code: code as number | null, stderr }))
  return { process: process_, ended }
}

describe('a signal while a query runs', () => {
  it.each([
    ['{ method: full }', 'rows', ''],
    ['{ method: cursor, column: UPDATED_AT }', 'cursor', ''],
    ['{ method: diff }', 'diff', ''],
    ['{ method: diff }', 'plan', 'state: { store: warehouse }'],
  ])(
    'cancels the query of %s (%s) and ends with 143',
    async (changes, template, state) => {
      activate(changes, state)
      bench.warehouse.inject('model_hang', Infinity)
      const { process: running, ended } = start()
      bench.warehouse.onStatement = (statement) => {
        if (statement.template === template) setImmediate(() => running.kill('SIGTERM'))
      }
      expect((await ended).code).toBe(143)
      expect(bench.warehouse.cancellations).toBe(1)
      expect(bench.warehouse.logouts).toBe(1)
      expect(await bench.warehouse.connections()).toBe(0)
    },
    END_MS,
  )

  it.each([
    ['audit', 'audit_figures'],
    ['preview', 'rows'],
  ])(
    'cancels the query of %s',
    async (command, template) => {
      activate('{ method: full }')
      bench.warehouse.inject('model_hang', Infinity)
      const { process: running, ended } = start(command, '--model', 'people')
      bench.warehouse.onStatement = (statement) => {
        if (statement.template === template) setImmediate(() => running.kill('SIGINT'))
      }
      expect((await ended).code).toBe(130)
      expect(bench.warehouse.cancellations).toBe(1)
    },
    END_MS,
  )

  it(
    'ends even if neither the cancellation nor the end of the session is answered, and gives the state back',
    async () => {
      activate('{ method: diff }', 'state: { store: warehouse }')
      for (const fault of ['model_hang', 'cancel_hang', 'logout_hang'] as const) bench.warehouse.inject(fault, Infinity)
      const { process: running, ended } = start()
      bench.warehouse.onStatement = ({ template }) => {
        if (template === 'plan') setImmediate(() => running.kill('SIGTERM'))
      }
      expect((await ended).code).toBe(143)
      expect(await bench.warehouse.connections()).toBe(0)
      expect(bench.warehouse.statements.at(-1)?.template).toBe('lease_release')
    },
    END_MS,
  )
})

describe('a warehouse that does not answer', () => {
  it.each([
    ['login_hang', 75, /does not answer at .*no login within 2 s/],
    ['alter_hang', 75, /does not answer at .*no session within 2 s/],
    ['alter_refused', 78, /Snowflake refuses the settings of the session/],
    ['logout_hang', 0, /30 rows read = 30 delivered/],
  ] as const)(
    'ends the process after %s with %d',
    async (fault, code, message) => {
      activate('{ method: full }', '', 'connect_seconds: 2')
      bench.warehouse.inject(fault, Infinity)
      const end = await start().ended
      expect(end.stderr).toMatch(message)
      expect(end.code).toBe(code)
      expect(await bench.warehouse.connections()).toBe(0)
    },
    END_MS,
  )

  it(
    'ends the process after a signal during the login',
    async () => {
      activate('{ method: full }', '', 'connect_seconds: 600')
      bench.warehouse.inject('login_hang', Infinity)
      const { process: running, ended } = start()
      bench.warehouse.onLogin = () => setImmediate(() => running.kill('SIGTERM'))
      expect((await ended).code).toBe(143)
    },
    END_MS,
  )
})

it.each(['login_empty', 'model_malformed'] as const)(
  'reports an error inside the driver like any other (%s)',
  async (fault) => {
    activate('{ method: full }', '', 'connect_seconds: 2')
    bench.warehouse.inject(fault, Infinity)
    const end = await start().ended
    expect(end.stderr).toMatch(/^ERROR: /m)
    expect(end.stderr).not.toMatch(/^Node\.js v/m)
    expect([70, 75]).toContain(end.code)
  },
  END_MS,
)
