import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DEFAULT_CREDENTIALS, startSandbox, type Sandbox } from '../src/sandbox/index'

/** Node 22 or newer: the one that runs the tests, or the one that CI installs. */
const NODE24 = resolve(__dirname, '../tools/node24/node_modules/node/bin/node')
const node = Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : NODE24
const folder = join(__dirname, 'vendor-client')
const missing = [join(folder, 'node_modules/customerio-node'), node].filter((path) => !existsSync(path))
const why = missing.length === 0 ? '' : ` (left out: run npm ci in integration_tests/vendor-client and tools/node24)`
const withClient = missing.length === 0 ? describe : describe.skip

type Outcome = { readonly reply?: unknown; readonly status?: number; readonly message?: string }

withClient(`customerio-node drives the sandbox${why}`, () => {
  let sandbox: Sandbox
  let outcomes: Record<string, Outcome>

  beforeAll(async () => {
    sandbox = await startSandbox({ keepRequests: 100 })
    const { siteId, apiKey, appApiKey } = DEFAULT_CREDENTIALS
    const args = [require.resolve('./vendor-client/drive.cjs'), sandbox.url, siteId, apiKey, appApiKey]
    outcomes = await new Promise((done, failed) => {
      execFile(node, args, { env: { PATH: process.env['PATH'] }, timeout: 50_000 }, (error, stdout, stderr) => {
        if (error === null) done(JSON.parse(stdout) as Record<string, Outcome>)
        else failed(new Error(`the client failed: ${error.message} ${stderr}`))
      })
    })
  }, 60_000)
  afterAll(() => sandbox.stop())

  const person = (id: string) => sandbox.workspace.people.find('id', id)
  const value = (id: string, name: string) => person(id)?.attributes.get(name)?.value

  it('takes all of its calls', () => {
    const failed = Object.entries(outcomes).filter(([, { reply }]) => reply === undefined)
    expect(Object.fromEntries(failed)).toEqual({
      identifyTooLong: {
        status: 400,
        // The client prints a list of errors so.
        message: "1 error:\n  - value for attribute 'bio' cannot be longer than 1000 bytes",
        name: 'CustomerIORequestError',
      },
      unauthorized: { status: 401, message: 'Unauthorized', name: 'CustomerIORequestError' },
    })
    expect(outcomes['region']?.reply).toEqual({ url: sandbox.url, region: 'us', environment_id: 1 })
    expect(outcomes['identify']?.reply).toEqual({})
    expect(outcomes['batch']?.reply).toEqual({
      errors: [{ batch_index: 1, reason: 'required', field: 'name', message: 'is required' }],
    })
  })

  it('holds what the client wrote', () => {
    expect(value('1', 'plan')).toBe('pro')
    expect(value('1', 'seats')).toBe(3)
    expect(value('a/b c?d#e', 'odd')).toBe(true)
    expect(value('5', 'plan')).toBe('free')
    expect([...(person('1')?.devices.keys() ?? [])]).toEqual(['token-1'])
    expect([...(person('1')?.segments ?? [])]).toEqual([7])
    expect([...(person('1')?.relationships.keys() ?? [])]).toEqual(['1/acme'])
    expect(sandbox.workspace.events.map(({ name, type }) => [type, name])).toEqual([
      ['event', 'bought'],
      ['event', 'seen'],
      ['event', 'invited'],
      ['page', '/pricing'],
    ])
    expect(sandbox.workspace.repeatedEvents).toBe(1)
  })

  it('merged, suppressed and deleted as it was told', () => {
    expect(person('2')).toBeUndefined()
    expect(value('1', 'city')).toBe('Brno')
    expect(person('3')).toBeUndefined()
    expect(sandbox.workspace.people.suppressed.has('id/3')).toBe(true)
    expect(person('4')).toBeUndefined()
  })

  it('answers what the client reads', () => {
    expect(outcomes['customersByEmail']?.reply).toMatchObject({ results: [{ id: '1', email: 'ada@example.com' }] })
    expect(outcomes['appAttributes']?.reply).toMatchObject({ customer: { attributes: { plan: 'pro', seats: '3' } } })
  })
})
