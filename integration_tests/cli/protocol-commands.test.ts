import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { protocolValidator } from '../../src/airbyte/testing/protocol-schema'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { check } from '../../src/cli/check'
import { discover } from '../../src/cli/discover'
import { spec } from '../../src/cli/spec'
import { discoverOperations } from '../../src/mapping/objects/catalog'
import { createContext } from '../../src/airbyte/testing/context-factory'

let folder: string
let sandbox: Sandbox

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'protocol-'))
  sandbox = await startSandbox()
})
afterAll(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

interface Message {
  readonly type: string
  readonly log?: { readonly level: string; readonly message: string }
  readonly connectionStatus?: { readonly status: string; readonly message?: string }
  readonly destination_catalog?: { readonly operations: readonly Operation[] }
  readonly trace?: { readonly error?: { readonly message: string; readonly failure_type: string } }
}
interface Operation {
  readonly object_name: string
  readonly sync_mode: string
  readonly matching_keys?: readonly (readonly string[])[]
  readonly json_schema: {
    readonly title: string
    readonly required?: readonly string[]
    readonly properties: Record<string, object>
  }
}
const CREDENTIALS = { site_id: 'sandbox-site', api_key: 'sandbox-key' }
const validate = protocolValidator()

/** Runs a command with a configuration. Validates each message if the schema of the protocol is available. */
async function run(command: typeof check, config: unknown) {
  const path = join(folder, 'config.json')
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config))
  const context = createContext(command === spec ? [] : ['--config', path])
  const code = await command(context)
  const messages = context.written.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)
  if (validate !== undefined) expect(messages.flatMap((message) => validate(message))).toEqual([])
  const logs = (level: string) => messages.flatMap(({ log }) => (log?.level === level ? [log.message] : []))
  return { code, messages, logs, text: context.written.stdout }
}
const at = (url: string, more: object = {}) => ({ credentials: CREDENTIALS, endpoints: { track_url: url }, ...more })
const withAppKey = (app_api_key: string) => at(sandbox.url, { credentials: { ...CREDENTIALS, app_api_key } })

describe('check', () => {
  const statusOf = ({ messages }: Awaited<ReturnType<typeof run>>) => {
    const statuses = messages.filter(({ type }) => type === 'CONNECTION_STATUS')
    expect(statuses).toHaveLength(1)
    return statuses[0]?.connectionStatus
  }

  it('succeeds, and reports that rejected rows are only counted without a storage', async () => {
    const finished = await run(check, at(sandbox.url))
    expect([finished.code, statusOf(finished)]).toEqual([0, { status: 'SUCCEEDED' }])
    expect(finished.logs('INFO').join()).toContain('an incremental sync does not send such a row again')
    expect((await run(check, withAppKey('sandbox-app-key'))).logs('INFO')).toContain('The App API key works.')
  })

  it('fails with all problems in one list, including those of rules, and exit code 0', async () => {
    const finished = await run(
      check,
      at(sandbox.url, {
        null_handling: 'x',
        streams: [{ stream: 's', object: 'person' }],
        attributes: [{ attribute: 'a', type: 'timestamp', format: 'HH:mm' }],
      }),
    )
    expect(finished.code).toBe(0)
    const { status, message = '' } = statusOf(finished) ?? {}
    expect(status).toBe('FAILED')
    expect(message.split('\n- ')).toEqual([
      'The configuration has 3 problems:',
      expect.stringContaining('null_handling: expected one of skip, clear; found "x".'),
      expect.stringContaining('streams[0] (s): expected one of cio_id_column'),
      expect.stringContaining('attributes[0] (a).format: expected a layout that names a year'),
    ])
  })

  it.each([
    ['credentials', { site_id: 'sandbox-site', api_key: 'wrong-secret' }, 'refuses the credentials'],
    ['the App API key', { ...CREDENTIALS, app_api_key: 'wrong-secret' }, 'refuses credentials.app_api_key'],
  ])('fails if %s are refused, and shows no secret', async (_, credentials, message) => {
    const finished = await run(check, at(sandbox.url, { credentials }))
    expect(finished.code).toBe(0)
    expect(statusOf(finished)).toEqual({ status: 'FAILED', message: expect.stringContaining(message) as unknown })
    expect(finished.text).not.toContain('wrong-secret')
  })

  it.each(['http://host:99999', 'http://', 'ftp://user:secret@host'])(
    'fails if the URL cannot be used: %s',
    async (url) => {
      const finished = await run(check, at(url))
      expect(finished.code).toBe(0)
      expect(statusOf(finished)?.status).toBe('FAILED')
      expect(finished.text).not.toContain('secret@')
    },
  )

  it('fails if the file is not JSON, without repeating its content', async () => {
    const finished = await run(check, '{"credentials": {"api_key": "leaked" oops')
    expect(statusOf(finished)?.message).toMatch(/^The configuration in .* is not JSON/)
    expect(finished.text).not.toContain('leaked')
  })
})

describe('discover', () => {
  const operationsOf = ({ messages }: Awaited<ReturnType<typeof run>>) => {
    const catalogs = messages.filter(({ type }) => type === 'DESTINATION_CATALOG')
    expect(catalogs).toHaveLength(1)
    const operations = catalogs[0]?.destination_catalog?.operations ?? []
    const keys = operations.map(({ object_name, sync_mode }) => `${object_name} ${sync_mode}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { sync_mode, matching_keys } of operations)
      if (sync_mode === 'append_dedup') expect(matching_keys?.length).toBeGreaterThan(0)
    return operations
  }

  it('lists each operation once without a request', async () => {
    const finished = await run(discover, at('http://127.0.0.1:9'))
    expect(finished.code).toBe(0)
    expect(finished.logs('WARN')).toEqual([])
    expect(operationsOf(finished).map(({ object_name, sync_mode }) => `${object_name} ${sync_mode}`)).toEqual([
      'person append_dedup',
      'person update',
      'person soft_delete',
      'event append',
      'object append_dedup',
      'object soft_delete',
      'relationship append',
      'relationship append_dedup',
      'relationship soft_delete',
      'device append_dedup',
      'device soft_delete',
      'segment_membership append',
      'segment_membership soft_delete',
      'person_suppression append',
      'person_suppression soft_delete',
      'person_merge append',
    ])
  })

  it('lists the object types and manual segments of the workspace, which need no column for their number', async () => {
    const finished = await run(discover, withAppKey('sandbox-app-key'))
    const operations = operationsOf(finished)
    const names = new Set(operations.map(({ object_name }) => object_name))
    expect([...names]).toEqual(
      expect.arrayContaining(['object_companies', 'relationship_companies', 'segment_membership_beta_testers']),
    )
    expect([...names]).not.toContain('segment_membership_everyone_who_signed_up')
    const company = operations.find(({ object_name }) => object_name === 'object_companies')
    expect(company?.json_schema).toMatchObject({ title: 'Object: Companies', required: ['object_id'] })
    expect(Object.keys(company?.json_schema.properties ?? {})).toEqual(['object_id'])
    expect(finished.logs('WARN')).toEqual([])
  })

  it('lists the static operations and warns once if the workspace cannot be read', async () => {
    const finished = await run(discover, withAppKey('wrong-secret'))
    expect(finished.code).toBe(0)
    expect(operationsOf(finished)).toEqual(discoverOperations(undefined))
    expect(finished.logs('WARN')).toEqual([
      expect.stringMatching(/^The object types and segments of the workspace are not listed: .*app_api_key/),
    ])
    expect(finished.text).not.toContain('wrong-secret')
  })

  it('fails if the configuration is invalid', async () => {
    const finished = await run(discover, {})
    expect(finished.code).toBe(1)
    expect(finished.messages.at(-1)?.trace?.error).toMatchObject({ failure_type: 'config_error' })
  })
})

describe('spec', () => {
  it('prints one message with the form', async () => {
    const { code, messages } = await run(spec, '')
    expect(code).toBe(0)
    expect(messages).toMatchObject([{ type: 'SPEC', spec: { connectionSpecification: { title: 'Customer.io' } } }])
  })

  it('does not open stdin and stderr', async () => {
    const opened = jest.fn()
    const context = createContext([])
    for (const name of ['stdin', 'stderr']) Object.defineProperty(context, name, { get: opened })
    expect(await spec(context)).toBe(0)
    expect(opened).not.toHaveBeenCalled()
  })
})
