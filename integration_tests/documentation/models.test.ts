import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_CREDENTIALS, startSandbox, type Sandbox } from '../../src/sandbox/index'
import { logsOf, runWrite, type Finished } from '../harness/program'
import { PROJECT, readPage } from './markdown'
import { Warehouse, type View } from './warehouse'

const page = readPage('docs/models.md')
const NOW_MS = Date.now()

let warehouse: Warehouse
let sandbox: Sandbox

beforeEach(async () => {
  warehouse = await Warehouse.open(NOW_MS)
  sandbox = await startSandbox()
})

afterEach(async () => {
  warehouse.close()
  await sandbox.stop()
})

/** The first configuration of the page that has a rule for this stream and comes after the view's SQL. */
function configFor(stream: string): Record<string, unknown> {
  const sqlAt = page.blocks.findIndex(({ info, text }) => info === 'sql' && text.includes(`${stream.toLowerCase()} as`))
  const config = page.blocks
    .slice(sqlAt)
    .find(({ info, text }) => info === 'json config' && text.includes(`"${stream}"`))
  if (sqlAt < 0 || config === undefined) throw new Error(`The page has no SQL or no configuration for ${stream}.`)
  return {
    ...(JSON.parse(config.text) as Record<string, unknown>),
    credentials: { site_id: DEFAULT_CREDENTIALS.siteId, api_key: DEFAULT_CREDENTIALS.apiKey },
    endpoints: { track_url: sandbox.url },
  }
}

async function runSql(sql: readonly string[]): Promise<void> {
  for (const statement of sql) await warehouse.run(statement)
}

async function sync(config: unknown, views: readonly View[]): Promise<Finished> {
  const streams = views.map(({ name, properties }) => ({
    stream: { name, json_schema: { type: 'object', properties } },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'append',
  }))
  const records = views.flatMap(({ name, rows }) =>
    rows.map((data) => JSON.stringify({ type: 'RECORD', record: { stream: name, emitted_at: NOW_MS, data } })),
  )
  const finished = await runWrite({ config, catalog: { streams }, input: `${records.join('\n')}\n` })
  expect(finished).toMatchObject({ code: 0 })
  return finished
}

const attributesOf = (id: string) =>
  Object.fromEntries(
    [...(sandbox.workspace.people.find('id', id)?.attributes ?? [])].map(([name, { value }]) => [name, value]),
  )
const eventNames = () => sandbox.workspace.events.map(({ name }) => name)

describe('the models of docs/models.md', () => {
  beforeEach(() => runSql(page.blocks.filter(({ info }) => info === 'sql').map(({ text }) => text)))

  it('make one row a person', async () => {
    await sync(configFor('ACTIVATION_PROFILE'), [await warehouse.read('activation_profile')])
    const { people } = sandbox.workspace
    expect([...people.all].map(({ id, email }) => [id, email]).sort()).toEqual([
      ['c1', 'ada@example.com'],
      ['c2', 'grace@example.com'],
    ])
    expect(attributesOf('c1')).toEqual({
      first_name: 'Ada',
      created_at: Math.floor(NOW_MS / 1000) - 9000 * 3600,
      last_order_at: Math.floor(NOW_MS / 1000) - 10 * 3600,
      lifetime_value: 50,
      unsubscribed: false,
    })
    expect(attributesOf('c2')).toMatchObject({ lifetime_value: 0, unsubscribed: true })
  })

  it('make one row an event', async () => {
    await sync(configFor('CART_EVENTS'), [await warehouse.read('cart_events')])
    expect(eventNames()).toEqual(['cart_updated', 'cart_updated'])
  })

  it('fire once when a cart goes from open to inactive, and again when it happens again', async () => {
    const config = configFor('CART_BECAME_INACTIVE')
    for (let run = 0; run < 3; run++) await sync(config, [await warehouse.read('cart_became_inactive')])
    expect(eventNames()).toEqual(['cart_became_inactive'])
    const later = new Date(NOW_MS - 3_600_000).toISOString().slice(0, 19)
    await warehouse.run(`insert into shop.cart_status_history values
      ('h4', 'k1', 'c1', 'open', timestamp '${later}' - interval '1 hour', 10),
      ('h5', 'k1', 'c1', 'inactive', timestamp '${later}', 10)`)
    for (let run = 0; run < 2; run++) await sync(config, [await warehouse.read('cart_became_inactive')])
    expect(eventNames()).toEqual(['cart_became_inactive', 'cart_became_inactive'])
  })

  it('fire once for a cart that went quiet', async () => {
    const config = configFor('CART_WENT_QUIET')
    for (let run = 0; run < 2; run++) await sync(config, [await warehouse.read('cart_went_quiet')])
    expect(sandbox.workspace.events).toMatchObject([
      { name: 'cart_went_quiet', timestamp: Math.floor(NOW_MS / 1000) - 6 * 3600, canTrigger: true },
    ])
  })

  it('write a second version beside the first', async () => {
    const views = [await warehouse.read('activation_profile'), await warehouse.read('activation_profile_v2')]
    await sync(configFor('ACTIVATION_PROFILE_V2'), views)
    expect(attributesOf('c1')).toMatchObject({ lifetime_value: 50, lifetime_value_v2: 45 })
    expect(sandbox.workspace.people.size).toBe(2)
  })

  it('erase who asked for it', async () => {
    await sync(configFor('ACTIVATION_PROFILE'), [await warehouse.read('activation_profile')])
    await sync(configFor('PEOPLE_TO_ERASE'), [await warehouse.read('people_to_erase')])
    await sync(configFor('ACTIVATION_PROFILE'), [await warehouse.read('activation_profile')])
    expect([...sandbox.workspace.people.all].map(({ id }) => id)).toEqual(['c1'])
  })
})

describe('the models of examples/activation', () => {
  const example = join(PROJECT, 'examples/activation')

  it('give the columns of its catalog, and rows that are delivered', async () => {
    const names = ['activation_profile', 'cart_events']
    await runSql(names.map((name) => readFileSync(join(example, 'models', `${name}.sql`), 'utf8')))
    const views = await Promise.all(names.map((name) => warehouse.read(name)))
    const { streams } = JSON.parse(readFileSync(join(example, 'catalog.json'), 'utf8')) as {
      streams: { stream: { name: string; json_schema: { properties: Record<string, unknown> } } }[]
    }
    expect(views.map(({ name, properties }) => [name, Object.keys(properties).sort()])).toEqual(
      streams.map(({ stream }) => [stream.name, Object.keys(stream.json_schema.properties).sort()]),
    )
    const config = JSON.parse(readFileSync(join(example, 'config.json'), 'utf8')) as Record<string, unknown>
    const finished = await sync({ ...config, endpoints: { track_url: sandbox.url } }, views)
    expect(logsOf(finished).join('\n')).toMatch(/4 rows read = 4 delivered/)
    expect(attributesOf('c1')).toMatchObject({ preferences: { size: 38 }, cart_status: 'open' })
  })
})
