import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../src/sandbox/index'
import { Program, runWithConfig, runWrite, statesOf, temporaryFolder, type Finished } from './harness/program'
import { plainStream, TEXT } from './acceptance/world'

/** Unique secrets. All output of the program is searched for them, plain and encoded. */
const SECRETS = {
  siteId: 'canary-site-7f3a"9',
  apiKey: 'canary-api/key+51c2',
  appApiKey: 'canary-app-key-88d1',
  accessKeyId: 'CANARYACCESSKEY1234',
  secretAccessKey: 'canary/secret+access=key',
}
const FORMS = Object.values(SECRETS).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
])
FORMS.push(Buffer.from(`${SECRETS.siteId}:${SECRETS.apiKey}`).toString('base64'))
/** A value of a row. Logs never hold one; files of rejected rows must. */
const ROW_CONTENT = 'canary-row-content'

let sandbox: Sandbox
let folder: ReturnType<typeof temporaryFolder>

beforeEach(async () => {
  sandbox = await startSandbox(SECRETS)
  folder = temporaryFolder()
})

afterEach(async () => {
  await sandbox.stop()
  folder.remove()
})

const CATALOG = { streams: [plainStream('people', { id: TEXT, note: TEXT })] }
const row = (data: string) => `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":${data}}}\n`
const state = (id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"}},"id":${id}}}\n`
const configOf = (more: Record<string, unknown> = {}) => ({
  credentials: { site_id: SECRETS.siteId, api_key: SECRETS.apiKey, app_api_key: SECRETS.appApiKey },
  endpoints: { track_url: sandbox.url, app_url: sandbox.url },
  streams: [{ stream: 'people', object: 'person', id_column: 'id' }],
  delivery: { max_retry_minutes: 0 },
  ...more,
})
const S3 = (endpoint: string) => ({
  storage_type: 'S3',
  access_key_id: SECRETS.accessKeyId,
  secret_access_key: SECRETS.secretAccessKey,
  s3_bucket_name: 'b',
  s3_bucket_region: '',
  s3_endpoint: endpoint,
  bucket_path: 'p',
})

function expectNoSecret(...texts: readonly string[]): void {
  for (const text of texts) for (const form of FORMS) expect(text).not.toContain(form)
}

function expectQuiet({ lines, stderr }: Finished): void {
  expectNoSecret(lines.join('\n'), stderr)
  expect(lines.join('\n') + stderr).not.toContain(ROW_CONTENT)
}

/** Everything in the folder, as text. */
function allFiles(path: string): string[] {
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name, 'utf8'))
}

describe('secrets and the content of rows', () => {
  const input = row(`{"id":"1","note":"${ROW_CONTENT}"}`) + row(`{"id":"","note":"${ROW_CONTENT}"}`) + state(1)

  it('are in nothing that a good run writes, but for rows in the files of rejected rows', async () => {
    const summary = join(folder.path, 'summary.json')
    const storage = { storage_type: 'LOCAL', directory: join(folder.path, 'rejected') }
    const finished = await runWrite({
      config: configOf({ object_storage_config: storage }),
      catalog: CATALOG,
      input: `${input}broken ${ROW_CONTENT}\n`,
      env: { LOG_LEVEL: 'TRACE' },
      args: ['--summary', summary],
    })
    expect(finished.code).toBe(0)
    expectQuiet(finished)
    const files = allFiles(folder.path)
    expect(files).toHaveLength(2)
    expectNoSecret(...files)
    expect(files.filter((text) => text.includes(ROW_CONTENT))).toHaveLength(1)
    expect(readFileSync(summary, 'utf8')).not.toContain(ROW_CONTENT)
  })

  it('are in nothing that check and discover write', async () => {
    for (const command of ['check', 'discover']) {
      for (const env of [{}, { LOG_LEVEL: 'TRACE' }]) expectQuiet(await runWithConfig(command, configOf(), env))
    }
  })

  it.each([
    ['wrong credentials', { credentials: { site_id: SECRETS.apiKey, api_key: SECRETS.siteId } }],
    ['a server that is not there', { endpoints: { track_url: 'http://127.0.0.1:9' } }],
    [
      'secrets in the wrong place',
      {
        region: SECRETS.apiKey,
        streams: [{ stream: SECRETS.siteId, object: SECRETS.apiKey }],
        [SECRETS.apiKey]: SECRETS.siteId,
      },
    ],
    ['secrets of a wrong type', { credentials: { site_id: [SECRETS.siteId], api_key: { x: SECRETS.apiKey } } }],
    ['a storage that is not there', { object_storage_config: S3('http://127.0.0.1:9') }],
    ['a secret in a URL', { endpoints: { track_url: `http://u:${encodeURIComponent(SECRETS.apiKey)}@127.0.0.1:9` } }],
  ])('are in no error of a run with %s', async (_, more) => {
    const config = configOf(more)
    const summary = join(folder.path, 'summary.json')
    const finished = await runWrite({
      config,
      catalog: CATALOG,
      input,
      env: { LOG_LEVEL: 'TRACE' },
      args: ['--summary', summary],
    })
    expect(finished.code).toBe(1)
    expectQuiet(finished)
    expectNoSecret(readFileSync(summary, 'utf8'))
    expectQuiet(await runWithConfig('check', config))
  })

  it.each(['error_500', 'error_400_page', 'redirect_elsewhere', 'html_page', 'empty_reply', 'error_401'] as const)(
    'are in no error after %s',
    async (fault) => {
      sandbox.setFaults({ rates: { [fault]: 1 } })
      const finished = await runWrite({ config: configOf(), catalog: CATALOG, input, env: { LOG_LEVEL: 'TRACE' } })
      expect(finished.code).toBe(1)
      expect(statesOf(finished)).toEqual([])
      expectQuiet(finished)
    },
  )

  it('are not on the screen of replay', async () => {
    writeFileSync(join(folder.path, 'config.json'), JSON.stringify(configOf()))
    const lines = `{"stream":"people","emitted_at":1,"data":{"id":"","note":"${ROW_CONTENT}"}}\n${ROW_CONTENT}\n`
    writeFileSync(join(folder.path, 'rejected.jsonl'), lines)
    writeFileSync(join(folder.path, 'catalog.json'), JSON.stringify(CATALOG))
    for (const text of [lines, lines.split('\n')[0]!]) {
      writeFileSync(join(folder.path, 'rejected.jsonl'), text)
      const program = new PlainProgram(
        ['replay', '--config', 'config.json', '--rejected', 'rejected.jsonl', '--catalog', 'catalog.json'],
        folder.path,
      )
      const { stdout, stderr } = await program.ended
      expectNoSecret(stdout, stderr)
      expect(stdout + stderr).not.toContain(ROW_CONTENT)
    }
  })
})

/** A command whose stdout does not follow the protocol. */
class PlainProgram {
  readonly ended: Promise<{ stdout: string; stderr: string }>

  constructor(args: readonly string[], cwd: string) {
    const program = new Program(args, { cwd })
    program.child.stdin.end()
    this.ended = program.finished().then(({ lines, stderr }) => ({ stdout: lines.join('\n'), stderr }))
  }
}

describe('redirects', () => {
  it('carry no credentials to another host, and no request either', async () => {
    const seen: IncomingMessage[] = []
    const stranger = createServer((request, response) => {
      seen.push(request)
      response.end('{}')
    })
    await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening))
    const { port } = stranger.address() as AddressInfo
    const front = createServer((request, response) => {
      if (request.url?.includes('region') === true) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ url: 'x', region: 'us', environment_id: 1 }))
        return
      }
      request.resume()
      // Another name of the same machine is another host.
      response.writeHead(307, { location: `http://localhost:${port}/api/v2/batch` })
      response.end()
    })
    await new Promise<void>((listening) => front.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
    const finished = await runWrite({
      config: configOf({ endpoints: { track_url: url } }),
      catalog: CATALOG,
      input: row('{"id":"1"}') + state(1),
    })
    expect(finished.code).toBe(1)
    expect(seen).toEqual([])
    expectQuiet(finished)
    for (const server of [front, stranger]) {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('rows that mean harm', () => {
  it('prototype-named columns are ordinary names', async () => {
    const columns = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']
    const data = `{"id":"1",${columns.map((name) => `"${name}":"x"`).join(',')}}`
    const reserved = '{"id":"2","__proto__":{"polluted":true},"note":"y"}'
    const big = '{"id":"3","constructor":9007199254740993,"__proto__":null}'
    const finished = await runWrite({
      config: configOf(),
      catalog: CATALOG,
      input: row(data) + row(reserved) + row(big) + state(1),
    })
    expect(finished.code).toBe(0)
    const held = (id: string) =>
      Object.fromEntries(
        [...(sandbox.workspace.people.find('id', id)?.attributes ?? [])].map(([name, { value }]) => [name, value]),
      )
    expect(held('1')).toEqual(Object.fromEntries(columns.map((name) => [name, 'x'])))
    // Names that begin with _ are Customer.io's own: the row is rejected like any other with such a column.
    expect(sandbox.workspace.people.find('id', '2')).toBeUndefined()
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 2, rejectedRecordCount: 1 } }])
    expect(held('3')).toEqual({ constructor: '9007199254740993' })
  })

  it('deep and huge JSON is rejected or skipped, and the run goes on', async () => {
    const deep = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels)
    const parts = [
      row(`{"id":"1","note":${deep(200_000)}}`),
      row(`{"id":"2","note":${deep(5_000)}}`),
      row(`{"id":"3","note":${'{"a":'.repeat(3_000)}9007199254740993${'}'.repeat(3_000)}}`),
      row(`{"id":"4",${Array.from({ length: 100_000 }, (_, n) => `"c${n}":1`).join(',')}}`),
      row(`{"id":"5","note":"${'x'.repeat(40_000_000)}"}`),
      `${deep(1_000_000)}\n`,
      row('{"id":"last"}'),
      state(1),
    ]
    const finished = await runWrite({ config: configOf(), catalog: CATALOG, input: Buffer.from(parts.join('')) })
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' })
    expect([...sandbox.workspace.people.all].map(({ id }) => id)).toEqual(['last'])
    expect(statesOf(finished)).toHaveLength(1)
  })
})
