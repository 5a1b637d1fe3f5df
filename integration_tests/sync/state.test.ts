import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { openBench, type Bench } from '../harness/sync'

let bench: Bench
const others: Sandbox[] = []

beforeEach(async () => {
  bench = await openBench()
  await bench.warehouse.sql(`CREATE TABLE people AS SELECT (range + 1)::DECIMAL(38,0) AS "ID", 'open' AS "CART",
    TIMESTAMP '2026-01-01 00:00:00' + range * INTERVAL '1 minute' AS "CREATED_AT",
    TIMESTAMP '2026-02-01 00:00:00' - range * INTERVAL '1 minute' AS "UPDATED_AT" FROM range(30)`)
})

afterEach(async () => {
  await bench.stop()
  for (const other of others.splice(0)) await other.stop()
})

/** Another workspace. null for an API that does not report which one it is. */
async function otherWorkspace(environmentId: number | null = 2, siteId?: string): Promise<Sandbox> {
  const sandbox = await startSandbox({ environmentId, ...(siteId === undefined ? {} : { siteId }) })
  others.push(sandbox)
  return sandbox
}

const model = (changes = '{ method: diff }', key = 'ID') => `
  - name: people
    table: PEOPLE
    key: ${key}
    rule: { object: person, id_column: ID }
    changes: ${changes}
`
const peopleIn = (sandbox: Sandbox) => [...sandbox.workspace.people.all].length
const STORES = ['local', 'warehouse']

describe.each(STORES)('a %s state and its workspace', (store) => {
  const STATE = `state: { store: ${store} }`

  it('stops a run with credentials of another workspace, until it is decided what becomes of the state', async () => {
    const other = await otherWorkspace()
    bench.activate(model(), STATE)
    await bench.sync()
    const path = bench.activateIn('.', other, model(), STATE)
    const stopped = await bench.syncFile(path)
    expect(stopped.code).toBe(78)
    expect(stopped.stderr).toMatch(
      /state of the model people belongs to another workspace.*us, environment 1; .* us, environment 2.*--destination-changed restart.*keep/,
    )
    expect(peopleIn(other)).toBe(0)
    expect((await bench.syncFile(path, '--destination-changed', 'restart')).stderr).toMatch(/30 added/)
    expect(peopleIn(other)).toBe(30)
    expect((await bench.syncFile(path)).stderr).toMatch(/30 unchanged/)
  })

  it('keeps the state for another workspace if that is decided', async () => {
    const other = await otherWorkspace()
    bench.activate(model(), STATE)
    await bench.sync()
    const path = bench.activateIn('.', other, model(), STATE)
    expect((await bench.syncFile(path, '--destination-changed', 'keep')).stderr).toMatch(/30 unchanged/)
    expect((await bench.syncFile(path)).code).toBe(0)
    expect(peopleIn(other)).toBe(0)
  })

  it('does not count new keys of the same workspace as another one', async () => {
    bench.activate(model(), STATE)
    await bench.sync()
    const rotated = await otherWorkspace(1)
    const path = bench.activateIn('.', rotated, model(), STATE)
    expect((await bench.syncFile(path)).stderr).toMatch(/30 unchanged/)
  })

  it('tells workspaces apart by their site id if the API does not report a number', async () => {
    const first = await otherWorkspace(null)
    await bench.syncFile(bench.activateIn('.', first, model(), STATE))
    const again = await otherWorkspace(null)
    expect((await bench.syncFile(bench.activateIn('.', again, model(), STATE))).stderr).toMatch(/30 unchanged/)
    const numbered = await otherWorkspace(1)
    const end = await bench.syncFile(bench.activateIn('.', numbered, model(), STATE))
    expect(end.stderr).toMatch(
      /belongs to another workspace of Customer.io \(us, site [0-9a-f]{16}; .* us, environment 1\)/,
    )
    expect(end.stderr).not.toContain('sandbox-site')
  })

  it('is adopted once if it has no owner', async () => {
    bench.activate(model(), STATE)
    await bench.sync()
    await withoutOwner(store)
    expect((await bench.sync()).stderr).toMatch(/0 rows read[^]*30 unchanged/)
    const other = await otherWorkspace()
    expect((await bench.syncFile(bench.activateIn('.', other, model(), STATE))).code).toBe(78)
  })
})

/** Makes the state as version 1 wrote it: without an owner, a hashing, a method and kept columns. */
async function withoutOwner(store: string): Promise<void> {
  const strip = (text: string) => {
    const { owner, version, ...rest } = JSON.parse(text) as Record<string, unknown>
    return JSON.stringify(rest)
  }
  if (store === 'local') {
    const path = join(bench.folder, 'activation.state/data/people.state.json')
    writeFileSync(path, strip(readFileSync(path, 'utf8')))
    return
  }
  const [[text]] = (await bench.warehouse.sql('SELECT STATE FROM CIO_SYNC.STATES')) as [[string]]
  await bench.warehouse.sql(`UPDATE CIO_SYNC.STATES SET STATE = '${strip(text).replaceAll("'", "''")}'`)
}

describe('a state and its activation', () => {
  const SHARED = 'state: { store: warehouse }'

  it('is not shared by two files with one name in the warehouse, neither in one workspace nor in two', async () => {
    const other = await otherWorkspace()
    const first = bench.activateIn('a', bench.sandbox, model(), SHARED)
    await bench.syncFile(first)
    for (const workspace of [bench.sandbox, other]) {
      const second = bench.activateIn('b', workspace, model(), SHARED)
      const end = await bench.syncFile(second, '--destination-changed', 'restart')
      expect(end.code).toBe(78)
      expect(end.stderr).toMatch(
        /state of the model people belongs to another activation \(activation at .*\/a\/activation.yml;.*set name: activation/,
      )
    }
    expect(peopleIn(other)).toBe(0)
    expect((await bench.syncFile(first)).stderr).toMatch(/30 unchanged/)
  })

  it('belongs to an activation that names itself, wherever its file is', async () => {
    await bench.syncFile(bench.activateIn('a', bench.sandbox, model(), `${SHARED}\nname: shop`))
    const moved = bench.activateIn('b', bench.sandbox, model(), `${SHARED}\nname: shop`)
    expect((await bench.syncFile(moved)).stderr).toMatch(/30 unchanged/)
    const another = bench.activateIn('b', bench.sandbox, model(), `${SHARED}\nname: blog`)
    expect((await bench.syncFile(another)).stderr).toMatch(/30 added/)
  })

  it('moves with the folder of its activation', async () => {
    await bench.syncFile(bench.activateIn('a', bench.sandbox, model()))
    renameSync(join(bench.folder, 'a'), join(bench.folder, 'b'))
    expect((await bench.syncFile(join(bench.folder, 'b/activation.yml'))).stderr).toMatch(/30 unchanged/)
  })

  it('is not shared by two files with one directory', async () => {
    const local = `state: { directory: ${join(bench.folder, 'shared')} }`
    await bench.syncFile(bench.activateIn('a', bench.sandbox, model(), local))
    const end = await bench.syncFile(bench.activateIn('b', bench.sandbox, model(), local))
    expect(end.stderr).toMatch(/belongs to another activation \(activation at \.\.\/a\/activation.yml/)
  })
})

describe('a cursor', () => {
  const CURSOR = (column: string) => model(`{ method: cursor, column: ${column} }`)

  it.each(STORES)('does not continue in another column without a decision (%s state)', async (store) => {
    const STATE = `state: { store: ${store} }`
    bench.activate(CURSOR('CREATED_AT'), STATE)
    await bench.sync()
    bench.activate(CURSOR('UPDATED_AT'), STATE)
    const asked = await bench.sync()
    expect(asked.code).toBe(78)
    expect(asked.stderr).toMatch(
      /model people: its cursor was CREATED_AT and is UPDATED_AT now, so that it starts from the first row/,
    )
    expect((await bench.sync('--adopt')).stderr).toMatch(/0 rows read/)
    await bench.warehouse.sql(`UPDATE people SET "UPDATED_AT" = TIMESTAMP '2026-03-01' WHERE "ID" = 4`)
    expect((await bench.sync()).stderr).toMatch(/1 row read = 1 delivered/)
    bench.activate(CURSOR('CREATED_AT'), STATE)
    expect((await bench.sync('--accept-resend')).stderr).toMatch(/30 rows read = 30 delivered/)
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
  })

  it('of a state of version 1 continues in the column that is configured', async () => {
    bench.activate(CURSOR('CREATED_AT'))
    await bench.sync()
    const path = join(bench.folder, 'activation.state/data/people.state.json')
    const { cursor, version, owner, method, hashing, kept, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      unknown
    >
    const { column, ...position } = cursor as Record<string, unknown>
    writeFileSync(path, JSON.stringify({ ...rest, cursor: position }))
    expect((await bench.sync()).stderr).toMatch(/0 rows read/)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 2, cursor: { column: 'CREATED_AT' } })
  })
})

describe.each(STORES)('a damaged %s state', (store) => {
  const STATE = `state: { store: ${store} }`
  const damage: readonly (readonly [string, string, () => Promise<unknown>])[] =
    store === 'local'
      ? ['people.state.json', 'people.snapshot.jsonl'].map((name) => [
          name,
          `activation.state/data/${name} is damaged`,
          async () => writeFile(join(bench.folder, 'activation.state/data', name), '{"half\n'),
        ])
      : [
          [
            'STATES',
            'The state of the model people in CIO_SYNC.STATES is damaged',
            () => bench.warehouse.sql(`UPDATE CIO_SYNC.STATES SET STATE = '{"half'`),
          ],
          [
            'SNAPSHOT',
            'The snapshot of the model people in CIO_SYNC.SNAPSHOT is damaged',
            () => bench.warehouse.sql(`UPDATE CIO_SYNC.SNAPSHOT SET KEPT = '{"half', ROW_HASH = 0`),
          ],
        ]

  it.each(damage)('is named, with a way to continue, and nothing is sent: %s', async (_, message, apply) => {
    bench.activate(model(), STATE)
    await bench.sync()
    await apply()
    const requests = bench.sandbox.requestCount
    const end = await bench.sync()
    expect(end.code).toBe(78)
    expect(end.stderr).toContain(message)
    expect(end.stderr).toMatch(/Fix: restore .* every row/)
    expect(bench.sandbox.requestCount - requests).toBeLessThanOrEqual(1)
  })

  it('is not used if a newer version of the program wrote it', async () => {
    bench.activate(model(), STATE)
    await bench.sync()
    const path = join(bench.folder, 'activation.state/data/people.state.json')
    if (store === 'local') writeFileSync(path, readFileSync(path, 'utf8').replace('"version": 2', '"version": 3'))
    else await bench.warehouse.sql(`UPDATE CIO_SYNC.STATES SET STATE = replace(STATE, '"version":2', '"version":3')`)
    expect((await bench.sync()).stderr).toMatch(/written by a newer version of this program \(state version 3\)/)
  })
})

it('moves the files of a state of version 1 to where they belong', async () => {
  bench.activate(model())
  await bench.sync()
  const state = join(bench.folder, 'activation.state')
  const files = readdirSync(join(state, 'data'))
  cpSync(join(state, 'data'), state, { recursive: true })
  rmSync(join(state, 'data'), { recursive: true })
  writeFileSync(join(state, 'lock'), '')
  mkdirSync(join(state, 'unrelated'))
  expect((await bench.sync()).stderr).toMatch(/30 unchanged/)
  expect(readdirSync(state).sort()).toEqual(['data', 'unrelated'])
  expect(readdirSync(join(state, 'data'))).toEqual(files)
})
