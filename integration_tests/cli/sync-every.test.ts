import { join } from 'node:path'
import { openBench, SECRETS, type Bench } from '../harness/sync'
import { sync } from '../../src/cli/sync'
import { createContext } from '../../src/airbyte/testing/context-factory'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT 'p' || range AS "ID", 'open' AS "CART" FROM range(3)`)
})

afterEach(() => bench.stop())

const PEOPLE = `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID }
    changes: { method: diff }
`

function start(...args: string[]) {
  const context = createContext(['--config', join(bench.folder, 'activation.yml'), ...args], {
    env: { ...SECRETS, NO_PROXY: '127.0.0.1' },
  })
  const ended = sync(context)
  /** Resolves once the command has logged `text` so many times. Rejects if it ends before. */
  const said = async (text: RegExp, times: number) => {
    const state = { over: false }
    void ended.then(() => (state.over = true))
    while ((context.written.stderr.match(new RegExp(text, 'g')) ?? []).length < times) {
      if (state.over) throw new Error(`ended before: ${context.written.stderr}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { context, ended, said }
}

it('repeats the run, sends only changes, and ends on a signal', async () => {
  bench.activate(PEOPLE)
  const { context, ended, said } = start('--every', '1s')
  await said(/The next run begins at/, 1)
  await bench.warehouse.sql(`UPDATE people SET "CART" = 'paid' WHERE "ID" = 'p1'`)
  await said(/1 changed, 2 unchanged/, 1)
  await said(/The next run begins at/, 2)
  context.terminate('SIGTERM')
  expect(await ended).toBe(143)
  expect(context.written.stderr).toMatch(/3 rows read = 3 delivered[^]*1 row read = 1 delivered/)
})

it('continues after a transient error, and ends with an error that the user must fix', async () => {
  bench.activate(`${PEOPLE}    removed: { action: delete }\n`)
  bench.warehouse.inject('login_html')
  const { context, ended, said } = start('--every', '1s')
  await said(/Something else than the Snowflake account/, 1)
  await said(/3 rows read = 3 delivered/, 1)
  // An empty view is probably broken.
  await bench.warehouse.sql('DELETE FROM people')
  expect(await ended).toBe(78)
  expect(context.written.stderr).toMatch(/Stopped before the first removal/)
})
