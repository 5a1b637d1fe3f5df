import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { applyPatch } from '../../src/core/apply-patch'
import type { Inspection } from '../../src/inspection/inspection'
import { preview } from '../../src/cli/preview'
import { createContext, openStdin } from '../../src/airbyte/testing/context-factory'

const TEXT = { type: 'string' }
const STREAM = {
  stream: {
    name: 'people',
    json_schema: {
      properties: { id: TEXT, email: TEXT, plan: TEXT, n: { type: 'number' }, unsubscribed: { type: 'boolean' } },
    },
  },
  sync_mode: 'incremental',
  destination_sync_mode: 'append',
  primary_key: [['id']],
}
const RULE = { stream: 'people', object: 'person', id_column: 'id', email_column: 'email' }

let sandbox: Sandbox
let folder: string

beforeEach(async () => {
  sandbox = await startSandbox()
  folder = mkdtempSync(join(tmpdir(), 'preview-'))
})

afterEach(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

const record = (data: unknown) => JSON.stringify({ type: 'RECORD', record: { stream: 'people', emitted_at: 1, data } })

interface Run {
  readonly rows: readonly Record<string, unknown>[]
  readonly config?: Record<string, unknown>
  readonly streams?: readonly unknown[]
  readonly args?: readonly string[]
  readonly appKey?: string
}

function contextOf(
  { rows, config = {}, streams = [STREAM], args = [], appKey = 'sandbox-app-key' }: Run,
  stdin?: ReturnType<typeof openStdin>,
) {
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(value))
    return join(folder, name)
  }
  const file = write('config.json', {
    credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key', ...(appKey !== '' && { app_api_key: appKey }) },
    endpoints: { track_url: sandbox.url },
    streams: [RULE],
    ...config,
  })
  const catalog = write('catalog.json', { streams })
  return createContext(['--config', file, '--catalog', catalog, '--json', join(folder, 'out.json'), ...args], {
    stdin: stdin ?? rows.map(record).join('\n'),
  })
}

async function run(made: Run) {
  const context = contextOf(made)
  const code = await preview(context)
  const inspection = code <= 1 ? (JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Inspection) : undefined
  return { code, ...context.written, inspection: inspection! }
}

function identify(id: string, attributes: Record<string, unknown>): void {
  sandbox.workspace.apply({ type: 'person', action: 'identify', identifiers: { id }, attributes })
}

const codesOf = ({ findings }: Inspection) => findings.map(({ code }) => code)

describe('preview --apply-fixes', () => {
  it('writes the configuration with the fixes that need no decision, with which their findings are gone', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ id: `${n}`, at: '2024-05-01T10:00:00Z', 'first name': 'Ada' }))
    const fixed = join(folder, 'fixed.json')
    const streams = [{ ...STREAM, stream: { name: 'people', json_schema: {} } }]
    const before = await run({ rows, streams, args: ['--apply-fixes', fixed, '--compare', '0'] })
    expect(codesOf(before.inspection)).toEqual(expect.arrayContaining(['text_holds_times', 'awkward_name']))
    const config = JSON.parse(readFileSync(fixed, 'utf8')) as Record<string, unknown>
    expect(config).toMatchObject({
      credentials: { site_id: 'sandbox-site' },
      attributes: [{ attribute: 'at', type: 'timestamp' }],
      streams: [RULE],
    })
    expect(before.stderr).toContain(`The configuration with its fixes is in ${fixed}: text_holds_times of at.`)
    const after = await run({ rows, streams, config, args: ['--compare', '0'] })
    expect(codesOf(after.inspection)).not.toContain('text_holds_times')
  })

  it('writes the configuration with fixed problems, which still end the preview', async () => {
    const fixed = join(folder, 'fixed.json')
    const config = { region: 'US', guards: { max_people: '5', max_peple: 6 } }
    const broken = await run({ rows: [{ id: '1' }], config, args: ['--apply-fixes', fixed] })
    expect(broken.code).toBe(78)
    expect(broken.stderr).toContain(`The configuration with its fixes is in ${fixed}: region, guards.max_people.`)
    expect(JSON.parse(readFileSync(fixed, 'utf8'))).toMatchObject({
      region: 'us',
      guards: { max_people: 5, max_peple: 6 },
    })
  })
})

describe('preview with a comparison', () => {
  it('counts new and existing people, and the changes of each attribute', async () => {
    identify('1', { email: 'one@example.com', plan: 'free', n: 5 })
    identify('2', { email: 'two@example.com', plan: 'pro', n: 'five' })
    const requests = sandbox.requestCount
    const { inspection, stdout } = await run({
      rows: [
        { id: '1', email: 'one@example.com', plan: 'pro', n: 5 },
        { id: '2', email: 'two@example.com', plan: null, n: 6 },
        { id: '3', email: 'three@example.com', plan: 'pro', n: 7 },
      ],
      config: { null_handling: 'clear' },
    })
    expect(inspection.comparison).toMatchObject({ people: 3, new_people: 1, existing_people: 2, emails_of_others: 0 })
    const byName = Object.fromEntries(
      inspection.comparison!.attributes.map(({ attribute, ...counts }) => [attribute, counts]),
    )
    expect(byName).toMatchObject({
      email: { unchanged: 2 },
      plan: { changed: 1, cleared: 1 },
      n: { unchanged: 1, type_changed: 1, types: 'text to number' },
    })
    expect(codesOf(inspection)).toEqual(
      expect.arrayContaining(['type_changes_in_customer_io', 'clears_what_is_held', 'new_people']),
    )
    expect(stdout).toContain('for 3 people: 1 new, 2 existing')
    expect(sandbox.requestCount).toBe(requests)
  })

  it('finds people who would be subscribed again, and email addresses that Customer.io would drop', async () => {
    identify('1', { unsubscribed: true })
    identify('2', { email: 'owned@example.com' })
    sandbox.workspace.people.namedOrNew({ email: 'loose@example.com' }, true, 0)
    const causes = await run({
      rows: [
        { id: '1', email: 'owned@example.com', unsubscribed: false },
        // A new person takes over a profile that has the email address and no id.
        { id: '9', email: 'loose@example.com' },
      ],
    })
    expect(causes.inspection.comparison).toMatchObject({ subscribed_again: 1, emails_of_others: 1 })
    expect(codesOf(causes.inspection)).toEqual(
      expect.arrayContaining(['would_subscribe_again', 'email_of_another_profile']),
    )
    const not = await run({ rows: [{ id: '2', email: 'Owned@example.com', unsubscribed: false }] })
    expect(codesOf(not.inspection)).not.toEqual(expect.arrayContaining(['would_subscribe_again']))
    expect(codesOf(not.inspection)).not.toEqual(expect.arrayContaining(['email_of_another_profile']))
  })

  it.each([
    ['would_subscribe_again', [{ id: '1', unsubscribed: false, plan: 'pro' }]],
    ['clears_what_is_held', [{ id: '1', plan: null, n: 6 }]],
  ])('fixes %s: with its fix the finding is gone, no other appears, and each row is delivered', async (code, rows) => {
    identify('1', { unsubscribed: true, plan: 'pro', n: 5 })
    const config = { null_handling: 'clear' }
    const before = await run({ rows, config })
    const { fix } = before.inspection.findings.find((finding) => finding.code === code)!
    const written = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
    const after = await run({ rows, config: applyPatch(written, fix?.kind === 'patch' ? fix.patch : []) })
    expect(codesOf(after.inspection)).not.toContain(code)
    const known = codesOf(before.inspection)
    expect(codesOf(after.inspection).filter((other) => !known.includes(other))).toEqual([])
    expect(after.inspection.rows).toEqual(before.inspection.rows)
  })

  it('excludes people that an update cannot create or a deletion cannot find', async () => {
    identify('1', {})
    const update = await run({
      rows: [{ id: '1' }, { id: '2' }],
      config: { streams: [{ ...RULE, operation: 'update' }] },
    })
    expect(update.inspection.comparison).toMatchObject({ existing_people: 1, new_people: 0, unknown_to_updates: 1 })
    expect(codesOf(update.inspection)).toContain('unknown_people')
    const deletion = await run({
      rows: [{ id: '1' }, { id: '2' }],
      config: { streams: [{ stream: 'people', object: 'person', operation: 'delete', id_column: 'id' }] },
    })
    expect(deletion.inspection.comparison).toMatchObject({ deleted_people: 1 })
  })

  it('compares the test cohort, the requested number of people, or none', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ id: String(n) }))
    const cohort = await run({ rows, config: { test_cohort: ['3', '4'] }, args: ['--compare', '1'] })
    expect(cohort.inspection.comparison?.people).toBe(2)
    const some = await run({ rows, args: ['--compare', '7'] })
    expect(some.inspection.comparison?.people).toBe(7)
    const nobody = await run({ rows, args: ['--compare', '0'] })
    expect(nobody.inspection.comparison).toBeNull()
  })

  it('compares nothing without an App API key, and fails if a comparison was requested', async () => {
    expect((await run({ rows: [{ id: '1' }], appKey: '' })).inspection.comparison).toBeNull()
    const asked = await run({ rows: [{ id: '1' }], appKey: '', args: ['--compare', '5'] })
    expect(asked).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('needs credentials.app_api_key') as string,
    })
  })

  it('warns if the App API key is wrong, and fails if a comparison was requested', async () => {
    const unasked = await run({ rows: [{ id: '1' }], appKey: 'wrong-key' })
    expect(unasked).toMatchObject({ code: 0, stderr: expect.stringContaining('Nothing was compared') as string })
    expect((await run({ rows: [{ id: '1' }], appKey: 'wrong-key', args: ['--compare', '5'] })).code).toBe(78)
  })
})

describe('preview', () => {
  it('writes reports that only their owner can read', async () => {
    const report = join(folder, 'report.html')
    await run({ rows: [{ id: '1' }], args: ['--report', report] })
    expect([report, join(folder, 'out.json')].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600])
  })

  it('masks the user and password of a URL that is not valid', async () => {
    const config = { endpoints: { track_url: 'ftp://user:pa@ss@host' } }
    const { code, stderr } = await run({ rows: [], config })
    expect([code, stderr.includes('pa@ss'), stderr.includes('ss@host')]).toEqual([78, false, false])
  })

  it('suggests a valid rule for each stream without a rule', async () => {
    const moment = { type: 'string', format: 'date-time' }
    const streams = [
      STREAM,
      {
        ...STREAM,
        stream: { name: 'orders', json_schema: { properties: { order_id: TEXT, user_id: TEXT, created_at: moment } } },
        primary_key: [['order_id']],
      },
      {
        ...STREAM,
        stream: { name: 'contacts', namespace: 'crm', json_schema: { properties: { e_mail: TEXT, city: TEXT } } },
        primary_key: [],
      },
      { ...STREAM, stream: { name: 'odd', json_schema: { properties: { first: TEXT } } }, primary_key: [] },
    ]
    const without = await run({ rows: [], streams, config: { streams: [] } })
    expect(without.code).toBe(78)
    const { code, inspection } = await run({ rows: [], streams, config: { streams: [] }, args: ['--suggest'] })
    expect(code).toBe(0)
    expect(inspection.suggestion?.streams).toEqual([
      { stream: 'people', object: 'person', id_column: 'id', email_column: 'email' },
      {
        stream: 'orders',
        object: 'event',
        id_column: 'user_id',
        event_name: 'orders',
        event_id_columns: ['user_id', 'order_id'],
        timestamp_column: 'created_at',
      },
      { stream: 'contacts', namespace: 'crm', object: 'person', email_column: 'e_mail' },
      { stream: 'odd', object: 'person', id_column: 'first' },
    ])
    const again = await run({ rows: [], streams, config: { streams: inspection.suggestion!.streams } })
    expect(again.code).toBe(0)
  })

  it('inspects at most 500 columns of a stream, and limits its memory', async () => {
    const stream = { ...STREAM, stream: { name: 'people', json_schema: {} } }
    const rows = Array.from({ length: 40 }, (_, n) => ({
      id: String(n),
      ...Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`c${n * 50 + at}`, n])),
    }))
    const { inspection } = await run({ rows, streams: [stream] })
    expect(inspection.streams[0]!.columns).toHaveLength(500)
    expect(inspection.streams[0]!.columns_not_shown).toBe(500)
  })

  it('reports the rows that were read before a signal', async () => {
    const stdin = openStdin()
    const context = contextOf({ rows: [] }, stdin)
    const ended = preview(context)
    stdin.write(`${record({ id: '1' })}\n`)
    // The first row is read after the configuration.
    while (stdin.readableLength > 0 || stdin.listenerCount('readable') === 0)
      await new Promise((next) => setImmediate(next))
    context.terminate('SIGINT')
    expect(await ended).toBe(130)
    expect(context.written.stderr).toContain('SIGINT: the report covers the rows read until then.')
    expect(context.written.stdout).toContain('1 row read')
  })

  it.each([
    [['--help'], 0, 'Usage'],
    [['--nonsense'], 78, 'preview --help'],
    [[], 78, 'Missing: --config FILE.'],
    [['--config', 'none.json'], 78, 'Missing: --catalog FILE.'],
    [['--config', 'none.json', '--catalog', 'none.json', '--compare', 'x'], 78, '--compare takes a whole number'],
  ])('explains itself: %j', async (args, code, words) => {
    const context = createContext(args)
    expect(await preview(context)).toBe(code)
    expect(context.written.stdout + context.written.stderr).toContain(words)
  })

  it('fails if the input does not exist', async () => {
    const { code, stderr } = await run({ rows: [], args: ['--input', join(folder, 'none.jsonl')] })
    expect(code).toBe(78)
    expect(stderr).toContain('The input cannot be read')
  })
})
