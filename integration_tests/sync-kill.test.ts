import { SyncWorld, type Step } from './harness/sync-process'

/** More than one checkpoint of a local state, and several requests. */
const PEOPLE = 5_500
/** The people whose cart changes in each round. */
const CARTS = 50
const STORES = ['local', 'warehouse']
/** `npm run test:soak` disturbs every step; otherwise each third one, the first and the last. */
const STRIDE = process.env['SYNC_KILL_STEPS'] === 'all' ? 1 : 3

let world: SyncWorld
let round = 0

beforeAll(async () => {
  world = await SyncWorld.open()
  await world.warehouse.sql(
    `CREATE TABLE people AS SELECT 'p' || range AS "ID", 'r' || range AS "ROW_ID", 0 AS "ROUND", 'open' AS "CART", repeat('x', 200) AS "PADDING" FROM range(${PEOPLE})`,
  )
})

afterAll(() => world.stop())

const activate = (store: string) =>
  world.activate(
    store,
    `    table: PEOPLE
    key: ROW_ID
    rule: { object: person, id_column: ID, columns: { exclude: [ROW_ID] } }
    changes: { method: diff }
    removed: { action: delete }
    events_on_change:
      - { attribute: cart, event_name: cart_changed }
`,
  )

/** Changes every row and the cart of some, removes a person, and moves another one to another row. */
async function nextRound(): Promise<void> {
  round++
  await world.warehouse.sql(`UPDATE people SET "ROUND" = ${round}`)
  await world.warehouse.sql(
    `UPDATE people SET "CART" = CASE "CART" WHEN 'open' THEN 'inactive' ELSE 'open' END WHERE "ID" IN (SELECT 'p' || range FROM range(${CARTS}))`,
  )
  await world.warehouse.sql(`DELETE FROM people WHERE "ID" = 'p${PEOPLE - round}'`)
  await world.warehouse.sql(`UPDATE people SET "ROW_ID" = 'moved${round}' WHERE "ID" = 'p${CARTS + round}'`)
}

/** The people whose profile is not as the warehouse has them, or who should not exist. */
async function wrongPeople(): Promise<readonly string[]> {
  const rows = (await world.warehouse.sql('SELECT "ID", "ROUND" FROM people')) as [string, number][]
  const expected = new Map(rows)
  const wrong = [...world.sandbox.workspace.people.all].flatMap(({ id, attributes }) => {
    const value = expected.get(id ?? '')
    expected.delete(id ?? '')
    return value !== undefined && attributes.get('round')?.value === value ? [] : [id ?? 'no id']
  })
  return [...wrong, ...expected.keys()]
}

const cartEvents = () => world.sandbox.workspace.events.filter(({ name }) => name === 'cart_changed').length

/** The steps of one round that nothing disturbs. */
async function stepsOf(config: string): Promise<readonly Step[]> {
  await nextRound()
  const steps = await world.stepsOf(config)
  expect(steps.filter(({ at }) => at === 'request').length).toBeGreaterThan(2)
  return steps
}

/** The steps to disturb. */
function disturbed(steps: readonly Step[]): readonly Step[] {
  return steps.filter((_, index) => index % STRIDE === 0 || index === steps.length - 1)
}

describe.each(STORES)('a run with a %s state', (store) => {
  it('loses and repeats nothing when it is killed at any step', async () => {
    const config = activate(store)
    await world.finish(config)
    let events = cartEvents()
    for (const step of disturbed(await stepsOf(config))) {
      events += CARTS
      expect(await wrongPeople()).toEqual([])
      expect(cartEvents()).toBe(events)
      await nextRound()
      const killed = await world.disturb(config, step, 'SIGKILL')
      await killed.ended
      await world.finish(config, '--take-over')
    }
    expect(await wrongPeople()).toEqual([])
    expect(cartEvents()).toBe(events + CARTS)
    expect(await world.finish(config)).toMatch(/: 0 rows read/)
  }, 900_000)

  it('writes nothing more when it is paused at any step and another run takes the state over', async () => {
    const config = activate(store)
    await world.finish(config)
    let events = cartEvents()
    const steps = await stepsOf(config)
    events += CARTS
    const codes = new Set<number | string>()
    for (const step of disturbed(steps)) {
      await nextRound()
      events += CARTS
      const paused = await world.disturb(config, step, 'SIGSTOP')
      // What the paused run has read is no longer true.
      await world.warehouse.sql(`UPDATE people SET "ROUND" = ${++round}`)
      await world.finish(config, '--take-over')
      paused.child.kill('SIGCONT')
      const code = await paused.ended
      codes.add(code)
      if (code !== 0) expect(paused.output()).toMatch(/Another run .*(took over|holds) the state/)
      expect(await wrongPeople()).toEqual([])
      expect(cartEvents()).toBe(events)
    }
    // A run that was paused before it held the state, or after it released it, ends as if nothing had happened.
    expect([...codes].sort()).toEqual([0, 75])
    expect(await world.finish(config)).toMatch(/: 0 rows read/)
  }, 900_000)

  it('keeps others from the state while it is paused, and finishes', async () => {
    const config = activate(store)
    await world.finish(config)
    const steps = await stepsOf(config)
    const request = steps.findIndex(({ at }) => at === 'request')
    await nextRound()
    const paused = await world.disturb(config, steps[request + 2] as Step, 'SIGSTOP')
    const second = world.start(config)
    expect(await second.ended).toBe(75)
    expect(second.output()).toMatch(/Another run .* holds the state/)
    paused.child.kill('SIGCONT')
    expect(await paused.ended).toBe(0)
    expect(await wrongPeople()).toEqual([])
  }, 120_000)
})
