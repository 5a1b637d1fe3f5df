import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { replay } from '../../src/cli/replay'
import { createContext } from '../../src/airbyte/testing/context-factory'
import { write } from '../../src/cli/write'

let folder: string
let sandbox: Sandbox

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
  sandbox = await startSandbox()
})

afterEach(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

const PEOPLE = { stream: 'people', object: 'person', id_column: 'id' }
const DECLARED = {
  stream: {
    name: 'people',
    namespace: null,
    json_schema: {
      type: 'object',
      properties: { id: { type: 'string' }, since: { type: 'string', format: 'date-time' }, big: { type: 'integer' } },
    },
  },
  sync_mode: 'incremental',
  destination_sync_mode: 'append',
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name)
  const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content)
  await writeFile(path, text)
  return path
}

const configFile = (more: Record<string, unknown> = {}) =>
  file('config.json', {
    credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
    endpoints: { track_url: sandbox.url },
    streams: [PEOPLE],
    ...more,
  })

const record = (data: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  `${JSON.stringify({ stream: 'people', namespace: null, code: 'invalid_value', emitted_at: 1, data, ...more })}\n`
const first = (data: Record<string, unknown>) => record(data, { configured_stream: DECLARED })

const attributesOf = (id: string) =>
  Object.fromEntries(
    [...(sandbox.workspace.people.find('id', id)?.attributes ?? [])].map(([name, { value }]) => [name, value]),
  )

async function run(...args: string[]) {
  const context = createContext(args)
  const code = await replay(context)
  return { code, ...context.written }
}

describe('replay', () => {
  it('sends rows that write stored, with the types of the catalog of that run', async () => {
    const storage = { storage_type: 'LOCAL', directory: join(folder, 'rejected') }
    const config = await configFile({ object_storage_config: storage })
    const catalog = await file('catalog.json', { streams: [DECLARED] })
    const row = (data: string) => `{"type":"RECORD","record":{"stream":"people","emitted_at":5,"data":${data}}}\n`
    const input =
      row('{"id":"1","since":"yesterday","big":1}') +
      row('{"id":" ","since":"2024-01-02T03:04:05Z","big":9007199254740993}')
    const written = createContext(['--config', config, '--catalog', catalog], {
      stdin: input,
      env: { WORKER_JOB_ID: '9' },
    })
    expect(await write(written)).toBe(0)
    expect(sandbox.workspace.people.find('id', '1')).toBeUndefined()

    const stored = join(folder, 'rejected', '9', 'people')
    const [name] = await readdir(stored)
    const text = await readFile(join(stored, name!), 'utf8')
    expect(text).toContain('9007199254740993')
    await writeFile(
      join(stored, name!),
      text.replace('yesterday', '1970-01-01T00:01:40Z').replace('"id":" "', '"id":"2"'),
    )

    const { code, stderr } = await run('--config', config, '--rejected', join(folder, 'rejected'))
    expect(stderr).toContain('2 rejected rows in 1 file: people 2.')
    expect(stderr).toContain('2 rows read = 2 delivered + 0 skipped + 0 rejected')
    expect(code).toBe(0)
    expect(attributesOf('1')).toEqual({ since: 100, big: 1 })
    expect(attributesOf('2')).toEqual({ since: 1704164645, big: '9007199254740993' })
  })

  it('stores rows that are rejected again, and reports them in the summary file', async () => {
    const config = await configFile({
      object_storage_config: { storage_type: 'LOCAL', directory: join(folder, 'again') },
    })
    const rejected = await file('r.jsonl', first({ id: '' }) + record({ id: '3' }))
    const summary = join(folder, 'summary.json')
    const { code } = await run('--config', config, '--rejected', rejected, '--summary', summary)
    expect(code).toBe(0)
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({
      rows: { read: 2, delivered: 1, rejected: 1 },
      streams: [{ stream: 'people', rejected: { blank_identifier: 1 } }],
    })
    const [job] = await readdir(join(folder, 'again'))
    const [name] = await readdir(join(folder, 'again', job!, 'people'))
    const again = await readFile(join(folder, 'again', job!, 'people', name!), 'utf8')
    expect(JSON.parse(again)).toMatchObject({ code: 'blank_identifier', emitted_at: 1, configured_stream: DECLARED })
  })

  it('reads gzip, folders, several files, and a stream with two declarations', async () => {
    const config = await configFile()
    await mkdir(join(folder, 'in', 'deep'), { recursive: true })
    const asText = {
      ...DECLARED,
      stream: {
        ...DECLARED.stream,
        json_schema: { properties: { id: { type: 'string' }, since: { type: 'string' } } },
      },
    }
    await file('in/a.jsonl.gz', gzipSync(first({ id: '1', since: '1970-01-01T00:00:09Z' })))
    await file('in/deep/b.jsonl', record({ id: '2', since: '1970-01-01T00:00:09Z' }, { configured_stream: asText }))
    await file('in/notes.txt', 'no rows')
    const more = await file('more.jsonl', first({ id: '3' }))
    const { code, stderr } = await run('--config', config, '--rejected', join(folder, 'in'), more)
    expect(stderr).toContain('3 rejected rows in 3 files')
    expect(code).toBe(0)
    expect(attributesOf('1')).toEqual({ since: 9 })
    expect(attributesOf('2')).toEqual({ since: '1970-01-01T00:00:09Z' })
    expect(sandbox.workspace.people.find('id', '3')).toBeDefined()
  })

  it('sends nothing if a line is not a rejected row, and names each such line without its content', async () => {
    const config = await configFile()
    const rejected = await file(
      'r.jsonl',
      `${first({ id: '1' })}secret-content\n[]\n{"stream":"people"}\n{"stream":"people","data":{},"emitted_at":"x"}\n${record({ id: '2' }, { namespace: 1 })}`,
    )
    const { code, stderr } = await run('--config', config, '--rejected', rejected)
    expect(code).toBe(78)
    expect(stderr).toMatch(/line 2: it is not JSON/)
    expect(stderr).toMatch(/line 3: it is not a JSON object/)
    expect(stderr).toMatch(/line 4: it has no data/)
    expect(stderr).toMatch(/line 5: its emitted_at is not a number/)
    expect(stderr).toMatch(/line 6: its namespace is not text/)
    expect(stderr).not.toContain('secret-content')
    expect(sandbox.requestCount).toBe(0)
  })

  it('skips an incomplete last line, because no state covers it', async () => {
    const config = await configFile()
    const rejected = await file('r.jsonl', first({ id: '1' }) + record({ id: '2' }).slice(0, 30))
    const { code, stderr } = await run('--config', config, '--rejected', rejected)
    expect(code).toBe(0)
    expect(stderr).toMatch(/WARN: .*line 2 is incomplete and skipped/)
    expect(sandbox.workspace.people.find('id', '1')).toBeDefined()
  })

  it('requires a catalog if a file lost the line that declares its columns', async () => {
    const config = await configFile()
    const rejected = await file('r.jsonl', record({ id: '1', since: '1970-01-01T00:00:09Z' }))
    const without = await run('--config', config, '--rejected', rejected)
    expect(without.code).toBe(78)
    expect(without.stderr).toContain('pass --catalog')
    const catalog = await file('catalog.json', { streams: [DECLARED] })
    const { code } = await run('--config', config, '--rejected', rejected, '--catalog', catalog)
    expect(code).toBe(0)
    expect(attributesOf('1')).toEqual({ since: 9 })
    const strange = await file('s.jsonl', record({ id: '1' }, { stream: 'other' }))
    expect((await run('--config', config, '--rejected', strange, '--catalog', catalog)).stderr).toContain(
      'the catalog has no stream other',
    )
  })

  it('applies the guards, and its exit codes tell the types of failure apart', async () => {
    const rows = Array.from({ length: 5 }, (_, id) => record({ id: String(id) })).join('')
    const rejected = await file('r.jsonl', first({ id: '0' }) + rows)
    const guarded = await run('--config', await configFile({ guards: { max_people: 2 } }), '--rejected', rejected)
    expect(guarded.code).toBe(78)
    expect(guarded.stderr).toMatch(
      /ERROR: Stopped by guards.max_people: one run may write 2 people, and people has more/,
    )
    const impatient = await configFile({ delivery: { max_retry_minutes: 0 } })
    sandbox.setFaults({ rates: { error_500: 1 } })
    expect((await run('--config', impatient, '--rejected', rejected)).code).toBe(75)
  })

  it('prints its usage, and reports what is missing or cannot be read', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') as string })
    expect(await run('--config', 'x')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('Missing: --config and --rejected') as string,
    })
    expect(await run('--nonsense')).toMatchObject({ code: 78, stderr: expect.stringContaining('nonsense') as string })
    const config = await configFile()
    expect(await run('--config', config, '--rejected', join(folder, 'gone'))).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('gone cannot be read: ENOENT') as string,
    })
    const corrupt = await file('bad.jsonl.gz', 'no gzip')
    expect(await run('--config', config, '--rejected', corrupt)).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('cannot be read: Z_DATA_ERROR') as string,
    })
    const empty = await file('empty.jsonl', '\n')
    expect(await run('--config', config, '--rejected', empty)).toMatchObject({ code: 0 })
  })

  it('stops on a signal, with the exit code of the signal', async () => {
    const rejected = await file('r.jsonl', first({ id: '1' }))
    sandbox.setFaults({ script: ['error_500', 'error_500'] })
    const context = createContext(['--config', await configFile(), '--rejected', rejected])
    const running = replay(context)
    while (sandbox.requestCount === 0) await new Promise((resolve) => setImmediate(resolve))
    context.terminate('SIGTERM')
    expect(await running).toBe(143)
    expect(context.written.stderr).toContain('SIGTERM: finishing what is in flight')
    expect(sandbox.workspace.people.find('id', '1')).toBeDefined()
  })
})
