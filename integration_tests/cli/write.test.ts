import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { check } from '../../src/cli/check'
import { createContext, openStdin } from '../../src/airbyte/testing/context-factory'
import { write } from '../../src/cli/write'

let folder: string
let sandbox: Sandbox

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-'))
  sandbox = await startSandbox()
})

afterEach(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

const stream = (name: string, properties: Record<string, object>, more: object = {}) => ({
  stream: { name, json_schema: { properties } },
  sync_mode: 'incremental',
  destination_sync_mode: 'append',
  ...more,
})
const TEXT = { type: 'string' }
const CATALOG = {
  streams: [
    stream('people', { id: TEXT, email: TEXT, seen: TEXT, ms: { type: 'number' }, gone: TEXT }),
    stream('events', { key: TEXT, who: TEXT, at: { type: 'string', format: 'date-time' } }),
    stream('leavers', { id: TEXT }),
  ],
}
const STREAMS = [
  { stream: 'people', object: 'person', id_column: 'id', email_column: 'email' },
  {
    stream: 'events',
    object: 'event',
    id_column: 'who',
    event_name: 'seen',
    event_id_columns: ['key'],
    timestamp_column: 'at',
  },
  { stream: 'leavers', object: 'person', operation: 'delete', id_column: 'id' },
]

const row = (name: string, data: object) =>
  `${JSON.stringify({ type: 'RECORD', record: { stream: name, emitted_at: 1, data } })}\n`
const state = (name: string, id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"${name}"}},"id":${id}}}\n`

async function run(stdin: Parameters<typeof createContext>[1], config: object = {}, ...args: string[]) {
  const configPath = join(folder, 'config.json')
  const catalogPath = join(folder, 'catalog.json')
  await writeFile(
    configPath,
    JSON.stringify({
      credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
      endpoints: { track_url: sandbox.url },
      streams: STREAMS,
      ...config,
    }),
  )
  await writeFile(catalogPath, JSON.stringify(CATALOG))
  const context = createContext(['--config', configPath, '--catalog', catalogPath, ...args], stdin)
  const finished = write(context).then((code) => ({ code, messages: messagesOf(context.written.stdout) }))
  return { context, finished }
}

interface Message {
  readonly type: string
  readonly log?: { level: string; message: string }
  readonly state?: { id: number; destinationStats: object }
  readonly trace?: { error: { failure_type: string; message: string } }
}

function messagesOf(stdout: string): Message[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message)
}

const logsOf = (messages: readonly Message[]) => messages.flatMap(({ log }) => log?.message ?? [])

describe('write', () => {
  it('reports all outcomes as text and as JSON', async () => {
    const now = new Date().toISOString()
    let input = ''
    for (let n = 0; n < 30; n++) {
      const data = { id: `${n}`, email: `p${n}@example.com`, seen: '2024-01-01T00:00:00Z', ms: 1.7e12 + n, gone: null }
      input += row('people', data)
    }
    // The second update of person 0 has another email address, so it is not merged; that of person 1 is.
    input += row('people', { id: '0', email: 'new@example.com' }) + row('people', { id: '1', email: 'p1@example.com' })
    input += row('people', { id: '' }) + state('people', 1)
    const event = { key: 'a', who: '1', at: now }
    input +=
      row('events', event) + row('events', event) + row('events', { key: 'b', who: '1', at: '2020-01-01T00:00:00Z' })
    input += row('leavers', { id: '7' }) + state('events', 2)
    const summary = join(folder, 'summary.json')
    const { finished } = await run({ stdin: input }, { null_handling: 'clear' }, '--summary', summary)
    const { code, messages } = await finished
    expect(code).toBe(0)
    const json = JSON.parse(await readFile(summary, 'utf8')) as Record<string, unknown>
    expect(json).toMatchObject({
      outcome: 'succeeded',
      error: null,
      rows: { read: 37, delivered: 35, skipped: 1, rejected: 1 },
      merged_rows: 1,
      retries: 0,
      rate_limit_wait_seconds: expect.any(Number) as number,
      states: { read: 2, acknowledged: 2 },
      rejected_rows_at: null,
      streams: [
        {
          stream: 'people',
          object: 'person',
          operation: 'upsert',
          read: 33,
          delivered: 32,
          merged: 1,
          rejected: { blank_identifier: 1 },
          counts: { attributes_cleared: 30, email_changes: 1 },
          look_like_times: ['seen'],
          look_like_epoch_ms: ['ms'],
        },
        { stream: 'events', skipped: { duplicate_event: 1 }, counts: { events_live: 1, events_stale: 1 } },
        { stream: 'leavers', operation: 'delete', irreversible: true, delivered: 1 },
      ],
    })
    expect(json['requests']).toBeGreaterThan(0)
    expect(json['bytes']).toBeGreaterThan(1000)
    const logs = logsOf(messages)
    expect(logs.join('\n')).toMatch(/37 rows read = 35 delivered \+ 1 skipped \+ 1 rejected, in \d/)
    expect(logs.join('\n')).toMatch(/Irreversible: 1 row of leavers \(person delete\)\./)
    expect(logs.join('\n')).toMatch(/Rejected rows were counted, not stored/)
    expect(logs.join('\n')).toMatch(/The text of seen contains times/)
    expect(logs.join('\n')).toMatch(
      /people \(person upsert\): 33 read, 32 delivered.*rows merged 1, attributes cleared 30/,
    )
  })

  it('names rows that were deleted because of a marker', async () => {
    const summary = join(folder, 'summary.json')
    const streams = STREAMS.map((rule) => (rule.stream === 'people' ? { ...rule, deleted_rows: 'delete' } : rule))
    const gone = { id: '1', _ab_cdc_deleted_at: '2026-09-01T00:00:00Z' }
    const stdin = row('people', { id: '1' }) + row('people', { id: '2' }) + row('people', gone)
    const { finished } = await run({ stdin }, { streams }, '--summary', summary)
    const { code, messages } = await finished
    expect(code).toBe(0)
    expect([...sandbox.workspace.people.all].map(({ id }) => id)).toEqual(['2'])
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({
      streams: [{ stream: 'people', delivered: 3, irreversible: false, deleted_by_marker: 1 }, {}, {}],
    })
    const text = logsOf(messages).join('\n')
    expect(text).toContain('Irreversible: 1 row of people (person delete, by the deletion marker).')
    expect(text).toMatch(/people \(person upsert\): 3 read, 3 delivered.*rows deleted by marker 1/)
    const stopped = await (await run({ stdin }, { streams, guards: { max_deletes: 0 } })).finished
    expect(stopped.messages.flatMap(({ trace }) => trace?.error.message ?? []).join()).toMatch(/person delete/)
  })

  it('reports a run that a guard stopped: no deletion was sent, and no state after the first one', async () => {
    const summary = join(folder, 'summary.json')
    const leavers =
      row('leavers', { id: '1' }) + state('leavers', 1) + row('leavers', { id: '2' }) + state('leavers', 2)
    const input = row('people', { id: '3' }) + state('people', 0) + leavers
    const { finished } = await run({ stdin: input }, { guards: { max_deletes: 1 } }, '--summary', summary)
    const { code, messages } = await finished
    expect(code).toBe(1)
    expect(messages.flatMap(({ state: echoed }) => echoed?.id ?? [])).toEqual([0])
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({
      outcome: 'failed',
      error: {
        failure_type: 'config_error',
        message: expect.stringMatching(
          /^Stopped by guards.max_deletes: the input has 2 deletions.*none of them is sent.*Fix: set guards.max_deletes to 2/,
        ) as string,
      },
      rows: { read: 3, delivered: 1 },
      states: { read: 3, acknowledged: 1 },
    })
    expect(logsOf(messages).join('\n')).toMatch(/stopped early: 3 rows read = 1 delivered.*and 2 without an outcome/)
  })

  it('stops at the maximum share of nulls before it clears an attribute', async () => {
    let input = ''
    for (let n = 0; n < 30; n++) input += row('people', { id: `${n}`, gone: n % 2 === 0 ? null : 'x' })
    const guards = { max_null_percent: [{ attribute: 'gone', percent: 40 }] }
    const { finished } = await run({ stdin: input + state('people', 1) }, { null_handling: 'clear', guards })
    const { code, messages } = await finished
    expect(code).toBe(1)
    expect(messages.flatMap(({ trace }) => trace?.error ?? [])).toMatchObject([
      {
        failure_type: 'config_error',
        message: expect.stringContaining(
          'gone is null in 15 of 30 rows of people (50 %), and at most 40 % may be',
        ) as string,
      },
    ])
    expect(messages.filter(({ type }) => type === 'STATE')).toEqual([])
    expect([...sandbox.workspace.people.all].map(({ id }) => Number(id) % 2)).toEqual(Array(15).fill(1))
  })

  it('counts cleared attributes and kept nulls, and names new attributes and declared ones that no row has', async () => {
    const summary = join(folder, 'summary.json')
    const attributes = [
      { attribute: 'seen', null_handling: 'clear' },
      { attribute: 'ms', type: 'number' },
      { attribute: 'churn', type: 'number' },
    ]
    const rows = [
      { id: '1', seen: null, ms: null },
      { id: '2', seen: null, ms: 5, gone: 'x' },
      // A rejected row clears nothing.
      { id: ' ', seen: null, ms: null },
      { id: '3', seen: null, ms: 'many' },
    ]
    const stdin = rows.map((data) => row('people', data)).join('')
    const { code, messages } = await (await run({ stdin }, { attributes }, '--summary', summary)).finished
    expect(code).toBe(0)
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({
      streams: [
        {
          stream: 'people',
          attributes: { cleared: { seen: 2 }, nulls_kept: { ms: 1 }, new: ['gone'], missing: ['churn'] },
        },
        { stream: 'events' },
        { stream: 'leavers' },
      ],
    })
    const text = logsOf(messages).join('\n')
    expect(text).toContain('Attributes cleared in people: seen 2.')
    expect(text).toContain('Nulls kept in people: ms 1.')
    expect(text).toContain('New attributes in people, without a rule: gone.')
    expect(text).toContain('Declared attributes in no row of people: churn.')
    expect(text).not.toContain('no declared type')
  })

  it('says once how many attributes have no declared type if there are no attribute rules', async () => {
    const stdin = row('people', { id: '1', seen: 'x', ms: 1 }) + row('people', { id: '2', seen: 'y' })
    const { messages } = await (await run({ stdin })).finished
    expect(
      logsOf(messages)
        .join('\n')
        .match(/2 attributes have no declared type\. Fix: /g),
    ).toHaveLength(1)
  })

  it('warns of a share of nulls that is too large where the rows are too few to judge', async () => {
    const guards = { max_null_percent: [{ attribute: 'gone', percent: 40 }] }
    const stdin = row('people', { id: '1', gone: null }) + state('people', 1)
    const { code, messages } = await (await run({ stdin }, { guards })).finished
    expect(code).toBe(0)
    expect(logsOf(messages).join('\n')).toContain(
      'gone is null in 1 of 1 row of people (100 %), and guards.max_null_percent allows 40 %.',
    )
  })

  it('writes a summary of a run that failed before its first row', async () => {
    const summary = join(folder, 'summary.json')
    const { finished } = await run({}, { streams: [] }, '--summary', summary)
    expect((await finished).code).toBe(1)
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({
      outcome: 'failed',
      error: { failure_type: 'config_error' },
      rows: { read: 0 },
    })
  })

  it('fails if the summary cannot be written, and reports that every row has an outcome', async () => {
    const { finished } = await run({ stdin: '' }, {}, '--summary', join(folder, 'no', 'such', 'folder'))
    const { code, messages } = await finished
    expect(code).toBe(1)
    expect(messages.flatMap(({ trace }) => trace?.error.message ?? [])).toEqual([
      expect.stringContaining('Every row has an outcome, but the summary cannot be written to') as string,
    ])
  })

  it('finishes the rows it read on SIGTERM, and exits with 143', async () => {
    const stdin = openStdin()
    sandbox.setFaults({ script: ['error_500'] })
    const { context, finished } = await run({ stdin }, { delivery: { flush_seconds: 1 } })
    stdin.write(row('people', { id: '1' }) + state('people', 1))
    while (sandbox.requestCount === 0) await new Promise((resolve) => setImmediate(resolve))
    context.terminate('SIGTERM')
    const { code, messages } = await finished
    expect(code).toBe(143)
    expect(messages.flatMap(({ state: echoed }) => echoed?.id ?? [])).toEqual([1])
  })

  it('fails if stdout is closed', async () => {
    const stdin = openStdin()
    const { context, finished } = await run({ stdin })
    stdin.write(row('people', { id: '1' }))
    context.stdout.destroy()
    context.stdout.emit('error', new Error('EPIPE'))
    stdin.end(state('people', 1))
    expect((await finished).code).toBe(1)
  })

  it('waits as long as the rate limit requires, and continues', async () => {
    const limited = await startSandbox({ faults: { script: ['rate_limit_with_wait'] } })
    const { finished } = await run(
      { stdin: row('people', { id: '1' }) + state('people', 1) },
      {
        endpoints: { track_url: limited.url },
      },
    )
    const { code } = await finished
    await limited.stop()
    expect(code).toBe(0)
    expect(limited.workspace.people.find('id', '1')).toBeDefined()
  })

  it('stores rejected rows in a folder, and reports the folder', async () => {
    const storage = { storage_type: 'LOCAL', directory: join(folder, 'rejected') }
    const { finished } = await run(
      { stdin: row('people', { id: '' }) + state('people', 1), env: { WORKER_JOB_ID: '3' } },
      { object_storage_config: storage },
    )
    const { code, messages } = await finished
    expect(code).toBe(0)
    expect(logsOf(messages).join('\n')).toContain(`Rejected rows are in ${join(folder, 'rejected', '3')}.`)
  })
})

describe('check', () => {
  async function status(config: object) {
    const path = join(folder, 'config.json')
    await writeFile(path, JSON.stringify(config))
    const context = createContext(['--config', path])
    expect(await check(context)).toBe(0)
    const [message] = context.written.stdout
      .split('\n')
      .filter((line) => line.includes('CONNECTION_STATUS'))
      .map((line) => JSON.parse(line) as { connectionStatus: { status: string; message?: string } })
    return message!.connectionStatus
  }

  it('checks the credentials and the storage of rejected rows', async () => {
    const good = {
      credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key', app_api_key: 'sandbox-app-key' },
      endpoints: { track_url: sandbox.url, app_url: sandbox.url },
    }
    expect(await status(good)).toEqual({ status: 'SUCCEEDED' })
    await writeFile(join(folder, 'file'), '')
    const storage = { storage_type: 'LOCAL', directory: join(folder, 'file') }
    expect(await status({ ...good, object_storage_config: storage })).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('object_storage_config.directory') as string,
    })
    expect(await status({})).toMatchObject({ status: 'FAILED', message: expect.stringContaining('site_id') as string })
  })
})
