import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox, type SandboxOptions } from '../src/sandbox/index'
import { runForPeople } from './harness/command'
import { runWrite, temporaryFolder } from './harness/program'

interface Verification {
  readonly verdict: string
  readonly attribute_counts: Record<string, number>
  readonly failed_changes: readonly { field: string; reason: string }[]
  readonly segments: readonly { segment: string; person: string; member: boolean }[]
  readonly people: readonly {
    value: string
    right: boolean
    attributes: readonly { attribute: string; state: string; note: string | null }[]
  }[]
}

const CATALOG = {
  streams: [
    {
      stream: {
        name: 'people',
        json_schema: {
          properties: {
            id: { type: 'string' },
            email: { type: 'string' },
            plan: { type: 'string' },
            seen: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
            tags: { type: 'array' },
            unsubscribed: { type: 'boolean' },
          },
        },
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    },
  ],
}
const record = (data: unknown) => JSON.stringify({ type: 'RECORD', record: { stream: 'people', emitted_at: 1, data } })
const row = (id: string, email: string, plan = 'pro') =>
  record({ id, email, plan, seen: '2025-01-01T00:00:00Z', tags: ['a', { b: 1 }], unsubscribed: false })

let sandbox: Sandbox
let folder: ReturnType<typeof temporaryFolder>
const file = (name: string) => join(folder.path, name)

async function start(options: SandboxOptions = {}) {
  sandbox = await startSandbox(options)
  folder = temporaryFolder()
}

afterEach(async () => {
  await sandbox.stop()
  folder.remove()
})

const config = (more: Record<string, unknown> = {}) => ({
  credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key', app_api_key: 'sandbox-app-key' },
  endpoints: { track_url: sandbox.url },
  streams: [{ stream: 'people', object: 'person', id_column: 'id', email_column: 'email' }],
  ...more,
})

async function write(input: readonly string[], more: Record<string, unknown> = {}) {
  const finished = await runWrite({
    config: config(more),
    catalog: CATALOG,
    input: input.join('\n'),
    args: ['--verify-file', file('sent.jsonl')],
  })
  expect(finished.code).toBe(0)
}

async function verify(...args: string[]) {
  writeFileSync(file('config.json'), JSON.stringify(config()))
  const ran = await runForPeople(['verify', '--config', file('config.json'), '--json', file('out.json'), ...args], {})
  return { ...ran, result: JSON.parse(readFileSync(file('out.json'), 'utf8')) as Verification }
}

const verifySent = (...args: string[]) => verify('--verify-file', file('sent.jsonl'), ...args)

describe('verify', () => {
  it('waits for a Customer.io that applies later, and finds everything as sent', async () => {
    await start({ settings: { applyAfterMs: 2500 } })
    await write([row('1', 'one@example.com'), row('2', 'two@example.com')])
    const { code, stdout, result } = await verifySent()
    expect(result).toMatchObject({
      verdict: 'right',
      attribute_counts: { match: 10, differs: 0, pending: 0, missing: 0 },
    })
    expect(code).toBe(0)
    expect(stdout).toContain('Customer.io has all values that the run of')
  })

  it('says pending, and so does its exit code, where the wait was too short', async () => {
    await start({ settings: { applyAfterMs: 600_000 } })
    await write([row('1', 'one@example.com')])
    const { code, result } = await verifySent('--wait', '0')
    expect(result.verdict).toBe('pending')
    expect(code).toBe(75)
  })

  it('finds an email address that was answered 200 and dropped, and does not wait for it', async () => {
    await start()
    sandbox.workspace.people.namedOrNew({ email: 'taken@example.com' }, true, 0)
    sandbox.workspace.people.namedOrNew({ id: '1' }, true, 0)
    await write([row('1', 'taken@example.com'), row('2', 'two@example.com')])
    const { code, stdout, result } = await verifySent()
    expect(code).toBe(1)
    expect(result).toMatchObject({ verdict: 'wrong', attribute_counts: { missing: 1 } })
    expect(result.failed_changes).toMatchObject([{ field: 'email' }])
    const one = result.people.find(({ value }) => value === '1')!
    expect(one.attributes.find(({ attribute }) => attribute === 'email')).toMatchObject({
      state: 'missing',
      note: expect.stringContaining('already associated') as string,
    })
    expect(result.people.find(({ value }) => value === '2')!.right).toBe(true)
    // Keys and values are masked for the terminal.
    expect(stdout).not.toContain('taken@example.com')
    expect(stdout).toContain('already associated with a different profile')
  })

  it('finds an attribute that was tampered with, and one that is gone', async () => {
    await start()
    await write([row('1', 'one@example.com'), row('2', 'two@example.com')])
    const attributesOf = (id: string) => sandbox.workspace.people.find('id', id)!.attributes
    const at = Math.floor(Date.now() / 1000) + 1
    attributesOf('1').set('plan', { value: 'tampered', at })
    attributesOf('1').set('added', { value: 'by hand', at })
    attributesOf('2').delete('tags')
    const { code, result } = await verifySent('--wait', '0')
    expect(code).toBe(1)
    expect(result.attribute_counts).toEqual({ match: 8, differs: 1, pending: 0, missing: 1, only_in_customer_io: 1 })
    const wrong = result.people.flatMap(({ value, attributes }) =>
      attributes.filter(({ state }) => state !== 'match').map(({ attribute, state }) => [value, attribute, state]),
    )
    expect(wrong).toEqual(
      expect.arrayContaining([
        ['1', 'plan', 'differs'],
        ['1', 'added', 'only_in_customer_io'],
        ['2', 'tags', 'missing'],
      ]),
    )
  })

  it('needs no file where the messages are at hand, and reads whom it is told to', async () => {
    await start()
    const since = new Date(Date.now() - 1000).toISOString()
    const input = [row('1', 'one@example.com'), row('2', 'two@example.com'), row('2', 'two@example.com', 'free')]
    await write(input)
    writeFileSync(file('catalog.json'), JSON.stringify(CATALOG))
    writeFileSync(file('input.jsonl'), input.join('\n'))
    const given = ['--catalog', file('catalog.json'), '--input', file('input.jsonl'), '--since', since]
    const all = await verify(...given)
    expect(all).toMatchObject({ code: 0, result: { attribute_counts: { match: 10 } } })
    const one = await verify(...given, '--ids', 'two@example.com')
    expect(one.result.people.map(({ value }) => value)).toEqual(['2'])
    const sampled = await verify(...given, '--sample', '1')
    expect(sampled.result.people).toHaveLength(1)
  })

  it('says who is in the segments it is asked about', async () => {
    await start()
    await write([row('1', 'one@example.com'), row('2', 'two@example.com')])
    sandbox.workspace.people.find('id', '1')!.segments.add(7)
    const { code, stdout, result } = await verifySent('--segments', '7', '--wait', '0')
    expect(code).toBe(1)
    expect(result.segments).toEqual(
      expect.arrayContaining([
        { segment: '7', person: '1', member: true },
        { segment: '7', person: '2', member: false },
      ]),
    )
    expect(stdout).toContain('segment 7: 1 of 2 are members; not members: 2')
  })

  it('expects deleted people to be gone', async () => {
    await start()
    await write([row('1', 'one@example.com')])
    const rules = [{ stream: 'people', object: 'person', operation: 'delete', id_column: 'id' }]
    await write([row('1', 'one@example.com')], { streams: rules })
    expect(await verifySent()).toMatchObject({ code: 0, result: { verdict: 'right' } })
    sandbox.workspace.people.namedOrNew({ id: '1' }, true, 0)
    expect(await verifySent('--wait', '0')).toMatchObject({ code: 75 })
  })

  it.each([
    [['--verify-file', 'none.jsonl'], 'cannot be read'],
    [[], 'Missing: what was sent'],
    [['--nonsense'], 'verify --help'],
    [['--verify-file', 'none.jsonl', '--wait', 'long'], '--wait takes a whole number'],
  ])('explains itself: %j', async (args, words) => {
    await start()
    writeFileSync(file('config.json'), JSON.stringify(config()))
    const { code, stderr } = await runForPeople(['verify', '--config', file('config.json'), ...args], {
      cwd: folder.path,
    })
    expect(code).toBe(78)
    expect(stderr).toContain(words)
  })
})
