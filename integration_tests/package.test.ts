import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { startSandbox, type Sandbox } from '../src/sandbox/index'
import { temporaryFolder } from './harness/program'
import { startRegistry, type Registry } from './harness/registry'

const ROOT = resolve(__dirname, '..')
const QUICKSTART = join(ROOT, 'examples/quickstart')
/** The Node that CI installs beside the machine's. */
const NODE24 = join(ROOT, 'tools/node24/node_modules/node/bin/node')
const NODES = [...new Set([process.execPath, NODE24])].filter(existsSync)

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string; readonly mode: number }[]
}

/** Runs a program to its end and returns its stdout; fails with its stderr. */
function run(program: string, args: readonly string[], cwd: string, path = '', input = ''): Promise<string> {
  const env = {
    PATH: [path, process.env['PATH']].filter(Boolean).join(delimiter),
    HOME: folder.path,
    NO_PROXY: '127.0.0.1',
    npm_config_cache: join(folder.path, 'cache'),
  }
  return new Promise((done, failed) => {
    const child = execFile(program, args, { cwd, env, maxBuffer: Infinity }, (error, stdout, stderr) => {
      if (error === null) done(stdout)
      else failed(new Error(`${program} ${args.join(' ')} failed: ${error.message}\n${stdout}\n${stderr}`))
    })
    child.stdin?.end(input)
  })
}

/** A copy of the project as a clone has it, so that packing builds nothing where other tests run. */
async function copyProject(): Promise<string> {
  const copy = join(folder.path, 'project')
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT)
  for (const path of listed.split('\0').filter((one) => one !== '' && existsSync(join(ROOT, one)))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(ROOT, path), join(copy, path))
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  // Left over from an older build: it must not be packed.
  mkdirSync(join(copy, 'dist/bundle'), { recursive: true })
  writeFileSync(join(copy, 'dist/bundle/cli.mjs'), '')
  return copy
}

let folder: ReturnType<typeof temporaryFolder>
let registry: Registry
let sandbox: Sandbox
let project: string
let packed: Packed
let installed: string

beforeAll(async () => {
  folder = temporaryFolder()
  registry = await startRegistry(ROOT)
  sandbox = await startSandbox()
  project = await copyProject()
  const [listing] = JSON.parse(await run('npm', ['pack', '--silent', '--json'], project)) as Packed[]
  packed = listing as Packed
  installed = join(folder.path, 'installed')
  mkdirSync(installed)
  const tarball = join(project, packed.filename)
  const options = ['--registry', registry.url, '--omit=optional', '--no-audit', '--no-fund']
  await run('npm', ['install', ...options, tarball], installed)
}, 300_000)

afterAll(async () => {
  await registry.stop()
  await sandbox.stop()
  folder.remove()
})

/** Starts the installed command the way a shell does: by its name, with `node` first on the path. */
const command = (node: string, args: readonly string[], input?: string) =>
  run(join(installed, 'node_modules/.bin/destination-customer-io'), args, installed, dirname(node), input)

describe('the package', () => {
  it('is built from scratch when it is packed, and holds the program, its specification and the pages that messages name', () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'dist/cli.js',
        'docs/rejections.md',
        'package.json',
        'spec.json',
      ]),
    )
    expect(paths.filter((path) => /\.test\.|(^|\/)testing\/|^dist\/bundle\/|^src\//.test(path))).toEqual([])
  })

  it('has a dist/cli.js that starts as an executable after npm run build', async () => {
    const program = join(project, 'dist/cli.js')
    expect(statSync(program).mode & 0o111).toBe(0o111)
    expect(await run(program, ['--version'], project)).toMatch(/^destination-customer-io \d+\.\d+\.\d+\n$/)
  })

  it('installs no package that only development needs, and no driver of Snowflake', () => {
    const names = readdirSync(join(installed, 'node_modules'))
    expect(names).toContain('destination-customer-io')
    expect(names.filter((name) => ['jest', 'typescript', 'snowflake-sdk'].includes(name))).toEqual([])
  })
})

describe.each(NODES)('the command, installed into an empty folder, on %s', (node) => {
  const config = () => {
    const file = join(installed, 'config.json')
    const text = readFileSync(join(QUICKSTART, 'config.json'), 'utf8')
    writeFileSync(file, text.replace('http://127.0.0.1:8787', sandbox.url))
    return file
  }
  const lines = (output: string) =>
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it('prints its specification', async () => {
    expect(lines(await command(node, ['spec'])).at(-1)).toMatchObject({
      type: 'SPEC',
      spec: { connectionSpecification: {} },
    })
  })

  it('checks a connection', async () => {
    const messages = lines(await command(node, ['check', '--config', config()]))
    expect(messages.at(-1)).toMatchObject({ connectionStatus: { status: 'SUCCEEDED' } })
  })

  it('writes rows and returns their state', async () => {
    const args = ['write', '--config', config(), '--catalog', join(QUICKSTART, 'catalog.json')]
    const messages = lines(await command(node, args, readFileSync(join(QUICKSTART, 'people.jsonl'), 'utf8')))
    expect(messages.filter(({ type }) => type === 'STATE')).toMatchObject([
      { state: { destinationStats: { recordCount: 3, rejectedRecordCount: 1 } } },
    ])
    expect(sandbox.workspace.people.size).toBe(3)
  })
})
