import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { findEngine, outputOf } from '../../scripts/image-engine'
import { startProxy } from '../customerio/servers'
import { startSandbox } from '../../src/sandbox/index'
import { errorsOf, logsOf, Program, startWrite, statesOf, temporaryFolder, type Finished } from '../harness/program'
import { configFor, startSink, type Sink } from '../harness/sink'
import { CATALOG, lines, row, RULES, startCounter, state } from './rows'

const ROOT = resolve(__dirname, '../..')
const IMAGE = process.env['IMAGE'] ?? ''
const ENGINE = findEngine()!
/** The flags of a pod with all restrictions. */
const HARDENED = ['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges', '--user', '12345:0']

function shippedJson(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Record<string, unknown>
}

/** Runs a shell line in the image; its stdout. */
function shell(line: string, ...flags: string[]): string {
  const run = ['run', '--rm', '--network', 'none', ...flags, '--entrypoint', 'sh', IMAGE, '-c', line]
  return outputOf([...ENGINE.command, ...run]).trim()
}

interface Inspected {
  readonly Config: {
    readonly Entrypoint: readonly string[]
    readonly Env: readonly string[]
    readonly Labels: Readonly<Record<string, string>>
    readonly User: string
    readonly WorkingDir: string
  }
}

function inspect(): Inspected['Config'] {
  const [image] = JSON.parse(outputOf([...ENGINE.command, 'image', 'inspect', IMAGE])) as Inspected[]
  return image!.Config
}

/** `check` or `discover` in a separate folder, as Airbyte starts them. */
async function runCommand(command: string, config: unknown, flags: readonly string[] = []): Promise<Finished> {
  const folder = temporaryFolder()
  writeFileSync(join(folder.path, 'connectorConfig.json'), JSON.stringify(config))
  const program = new Program([command, '--config', 'connectorConfig.json'], { cwd: folder.path, flags })
  program.child.stdin.end()
  const finished = await program.finished()
  folder.remove()
  return finished
}

const connectionStatus = ({ messages }: Finished) =>
  messages.flatMap(({ type, connectionStatus }) => (type === 'CONNECTION_STATUS' ? [connectionStatus] : []))

describe('the content of the image', () => {
  it('starts by ENTRYPOINT and by AIRBYTE_ENTRYPOINT alike, in absolute paths', () => {
    const { Entrypoint, Env } = inspect()
    expect(Env).toContain(`AIRBYTE_ENTRYPOINT=${Entrypoint.join(' ')}`)
    expect(Entrypoint.filter((word) => !word.startsWith('--'))).toEqual([
      '/usr/local/bin/node',
      '/airbyte/dist/bundle/cli.mjs',
    ])
  })

  it('says which version it is', () => {
    const { version } = shippedJson('package.json') as { version: string }
    expect(inspect().Labels).toMatchObject({
      'io.airbyte.name': 'destination-customer-io',
      'io.airbyte.version': version,
    })
    expect(shell('eval "$AIRBYTE_ENTRYPOINT --version"')).toBe(`destination-customer-io ${version}`)
  })

  it('runs as airbyte, 1000:1000, who took the place of the user of the base and owns /airbyte', () => {
    expect(shell('id -un; id -u; id -gn; id -g').split('\n')).toEqual(['airbyte', '1000', 'airbyte', '1000'])
    expect(shell('stat -c "%U:%G %a" /airbyte; touch /airbyte/x && echo writable').split('\n')).toEqual([
      'airbyte:airbyte 755',
      'writable',
    ])
    expect(shell('cut -d: -f1,3 /etc/passwd | grep -E ":1000$|^node:"')).toBe('airbyte:1000')
  })

  it('carries the bundle and nothing that only developers need', () => {
    expect(shell('ls -A /airbyte').split('\n')).toEqual(['dist', 'package.json', 'spec.json'])
    expect(shell('du -sk /airbyte | cut -f1')).toMatch(/^[1-7]\d{3}$/)
  })

  it.each([
    ['512m', 512],
    ['1g', 1024],
  ])('fits the heap to a memory limit of %s', (limit, megabytes) => {
    const line = 'eval "${AIRBYTE_ENTRYPOINT% *} -p \'v8.getHeapStatistics().heap_size_limit\'"'
    const heap = Number(shell(line, '--memory', limit)) / 1024 / 1024
    expect(heap / megabytes).toBeGreaterThan(0.5)
    expect(heap / megabytes).toBeLessThan(0.75)
  })
})

describe('the commands of the Airbyte protocol', () => {
  let sink: Sink
  beforeEach(async () => {
    sink = await startSink()
  })
  afterEach(() => sink.stop())

  it.each([
    ['as it is', []],
    ['hardened', HARDENED],
  ])('spec prints one message and it is the expected one, %s', async (_, flags) => {
    const folder = temporaryFolder()
    const program = new Program(['spec'], { cwd: folder.path, flags })
    program.child.stdin.end()
    const finished = await program.finished()
    folder.remove()
    expect(finished).toMatchObject({ code: 0, stderr: '' })
    expect(finished.messages).toEqual([{ type: 'SPEC', spec: shippedJson('integration_tests/expected_spec.json') }])
  })

  it('check succeeds with credentials that the API takes', async () => {
    const finished = await runCommand('check', configFor(sink.url, RULES), HARDENED)
    expect(finished.code).toBe(0)
    expect(connectionStatus(finished)).toMatchObject([{ status: 'SUCCEEDED' }])
  })

  it('check goes through a proxy', async () => {
    const proxy = await startProxy()
    const flags = ['--env', `HTTP_PROXY=${proxy.url}`, '--env', 'NO_PROXY=']
    const finished = await runCommand('check', configFor(sink.url, RULES), [...HARDENED, ...flags])
    await proxy.stop()
    expect(connectionStatus(finished)).toMatchObject([{ status: 'SUCCEEDED' }])
    expect(proxy.tunnels).toContain(new URL(sink.url).host)
  })

  it('check fails with exit code 0 when the API refuses the credentials, when there is no answer, and when the file is invalid', async () => {
    const wrong = await startSink()
    await wrong.stop()
    const sandbox = await startSandbox()
    const strange = { site_id: 'a-site-of-nobody', api_key: 'a-key-of-nobody' }
    const [refused, unreachable, invalid] = [
      await runCommand('check', { ...configFor(sandbox.url, RULES), credentials: strange }),
      await runCommand('check', configFor(wrong.url, { ...RULES, delivery: { max_retry_minutes: 0 } })),
      await runCommand('check', shippedJson('integration_tests/invalid_config.json')),
    ]
    await sandbox.stop()
    for (const finished of [refused, unreachable, invalid]) {
      expect(finished.code).toBe(0)
      expect(connectionStatus(finished)).toMatchObject([{ status: 'FAILED' }])
    }
    expect(connectionStatus(refused)).toMatchObject([{ message: expect.stringContaining('HTTP 401') as string }])
  })

  it('discover lists the operations', async () => {
    const finished = await runCommand('discover', configFor(sink.url), HARDENED)
    expect(finished.code).toBe(0)
    const catalogs = finished.messages.filter(({ type }) => type === 'DESTINATION_CATALOG')
    expect(catalogs).toHaveLength(1)
    expect(JSON.stringify(catalogs)).toContain('"append_dedup"')
  })

  it('write ends with 1 and one error when the configuration is wrong, and with 0 when all went well', async () => {
    const bad = startWrite({ config: shippedJson('integration_tests/invalid_config.json'), catalog: CATALOG })
    bad.child.stdin.end(row(1) + state(1))
    const failed = await bad.finished()
    expect(failed.code).toBe(1)
    expect(errorsOf(failed)).toMatchObject([{ failure_type: 'config_error' }])
    expect(statesOf(failed)).toEqual([])

    const good = startWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, flags: HARDENED })
    good.child.stdin.end(row(1) + state(1))
    const succeeded = await good.finished()
    expect(succeeded).toMatchObject({ code: 0, stderr: '' })
    expect(statesOf(succeeded)).toHaveLength(1)
    expect(errorsOf(succeeded)).toEqual([])
  })
})

describe('write in the image', () => {
  it('takes 100 MB through stdin with a read-only root and gives every state back in order', async () => {
    const { sink, people } = await startCounter()
    const [rows, every] = [210_000, 5_000]
    const program = startWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, flags: HARDENED })
    await pipeline(Readable.from(lines(rows, every, 480)), program.child.stdin)
    const finished = await program.finished()
    await sink.stop()
    expect(finished).toMatchObject({ code: 0, stderr: '' })
    expect(people()).toBe(rows)
    expect(statesOf(finished).map(({ id }) => id)).toEqual(
      Array.from({ length: rows / every }, (_, index) => (index + 1) * every),
    )
  })

  it('delivers a million people within a memory limit of 256 MB', async () => {
    const { sink, people } = await startCounter()
    const [rows, every] = [1_000_000, 50_000]
    const program = startWrite({
      config: configFor(sink.url, RULES),
      catalog: CATALOG,
      flags: [...HARDENED, '--memory', '256m', '--memory-swap', '256m'],
    })
    await pipeline(Readable.from(lines(rows, every)), program.child.stdin)
    const finished = await program.finished()
    await sink.stop()
    expect(finished).toMatchObject({ code: 0, stderr: '' })
    expect(people()).toBe(rows)
    expect(statesOf(finished)).toHaveLength(rows / every)
  })

  it('continues after a kill from the last returned state, and loses no one', async () => {
    const ids = new Set<string>()
    const sink = await startSink(({ text }) => {
      for (const [, id = ''] of text.matchAll(/"id":"(p\d+)"/g)) ids.add(id)
      return undefined
    })
    const config = configFor(sink.url, { ...RULES, delivery: { flush_seconds: 1 } })
    const killed = startWrite({ config, catalog: CATALOG })
    killed.child.stdin.write([...lines(20_000, 1_000)].join(''))
    await killed.next(({ type }) => type === 'STATE')
    killed.kill()
    const { code, signal, ...first } = await killed.finished()
    expect({ code, signal }).not.toEqual({ code: 0, signal: null })
    const last = Number(first.messages.filter(({ type }) => type === 'STATE').at(-1)!.state!['id'])
    expect(last).toBeGreaterThanOrEqual(1_000)

    const resumed = startWrite({ config, catalog: CATALOG })
    for (let n = last + 1; n <= 20_000; n += 1) resumed.child.stdin.write(row(n))
    resumed.child.stdin.end(state(20_000))
    const finished = await resumed.finished()
    await sink.stop()
    expect(finished.code).toBe(0)
    expect(statesOf(finished)).toHaveLength(1)
    expect(ids.size).toBe(20_000)
  })

  it('writes nothing but messages to stdout, and what it logs is about the run', async () => {
    const sink = await startSink()
    const program = startWrite({ config: configFor(sink.url, RULES), catalog: CATALOG })
    program.child.stdin.end(`nonsense\n${row(1)}{"type":"UNKNOWN"}\n${state(1)}`)
    const finished = await program.finished()
    await sink.stop()
    expect(finished).toMatchObject({ code: 0, stderr: '' })
    expect(new Set(finished.messages.map(({ type }) => type))).toEqual(new Set(['LOG', 'STATE']))
    expect(logsOf(finished).join('\n')).toMatch(/1 rows? read = 1 delivered/)
  })
})
