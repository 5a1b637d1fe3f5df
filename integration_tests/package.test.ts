import { execFile } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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
    // A program that ended without reading has closed the pipe; its exit code counts.
    child.stdin?.on('error', () => undefined).end(input)
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

const messagesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Runs the compiler of this project on files of the folder with the installed package. */
const compile = (options: readonly string[]) => {
  const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node']
  return run(join(ROOT, 'node_modules/.bin/tsc'), ['--strict', '--target', 'es2022', ...types, ...options], installed)
}

describe('what a program imports from the package', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    name: string
    exports: Record<string, unknown>
  }
  const entries = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([path]) => path.replace(/^\./, manifest.name))

  it.each(entries)('%s loads by require and by import, with the same names', async (entry) => {
    const names = `(api) => console.log(Object.keys(api).filter((name) => !/^(default|module\\.exports|__esModule)$/.test(name)).sort().join())`
    const required = await run('node', ['-e', `(${names})(require('${entry}'))`], installed)
    const imported = await run('node', ['--input-type=module', '-e', `(${names})(await import('${entry}'))`], installed)
    expect(required).toMatch(/\w/)
    expect(imported).toBe(required)
  })

  it.each([
    ['node16', 'node16', 'consumer.ts'],
    ['node16', 'node16', 'consumer.mts'],
    ['esnext', 'bundler', 'consumer.ts'],
  ])(
    'has types that a strict project accepts (module %s, moduleResolution %s, %s)',
    async (module, resolution, file) => {
      const lines = entries.map((entry, index) => `import * as api${index} from '${entry}'\nvoid api${index}`)
      const use = `import { startSandbox, type Sandbox } from '${manifest.name}'
import { runDestination, type Destination } from '${manifest.name}/airbyte'
export const start = (destination: Destination): Promise<void> => runDestination(destination, process)
export const url = async (): Promise<string> => {
  const sandbox: Sandbox = await startSandbox({ port: 0 })
  await sandbox.stop()
  return sandbox.url
}`
      writeFileSync(join(installed, file), [...lines, use].join('\n'))
      const modules = ['--module', module, '--moduleResolution', resolution]
      expect(await compile(['--noEmit', ...modules, file])).toBe('')
    },
  )

  it('runs a sandbox', async () => {
    const script = `require('destination-customer-io').startSandbox().then(async (sandbox) => {
      console.log((await fetch(sandbox.url)).status)
      await sandbox.stop()
    })`
    expect(await run('node', ['-e', script], installed)).toBe('200\n')
  })
})

describe('examples/destination-jsonl with the installed package', () => {
  beforeAll(async () => {
    copyFileSync(join(ROOT, 'examples/destination-jsonl/destination.ts'), join(installed, 'destination.ts'))
    await compile(['--module', 'node16', 'destination.ts'])
    writeFileSync(join(installed, 'catalog.json'), '{"streams":[{"stream":{"name":"people"}}]}')
  })

  it.each(NODES)('prints its specification, and stores rows before it returns their state, on %s', async (node) => {
    const path = join(installed, 'rows.jsonl')
    rmSync(path, { force: true })
    writeFileSync(join(installed, 'file.json'), JSON.stringify({ path }))
    expect(messagesOf(await run(node, ['destination.js', 'spec'], installed))).toMatchObject([{ type: 'SPEC' }])
    const args = ['destination.js', 'write', '--config', 'file.json', '--catalog', 'catalog.json']
    const input = ['{"type":"RECORD","record":{"stream":"people","data":{"n":9007199254740993},"emitted_at":1}}']
    input.push('{"type":"STATE","state":{"data":{}}}')
    const messages = messagesOf(await run(node, args, installed, '', input.join('\n')))
    expect(messages).toMatchObject([{ type: 'STATE', state: { destinationStats: { recordCount: 1 } } }])
    expect(readFileSync(path, 'utf8')).toBe('\n{"stream":"people","data":{"n":9007199254740993}}')
  })
})

describe.each(NODES)('the command, installed into an empty folder, on %s', (node) => {
  const config = () => {
    const file = join(installed, 'config.json')
    const text = readFileSync(join(QUICKSTART, 'config.json'), 'utf8')
    writeFileSync(file, text.replace('http://127.0.0.1:8787', sandbox.url))
    return file
  }
  it('prints its specification', async () => {
    expect(messagesOf(await command(node, ['spec'])).at(-1)).toMatchObject({
      type: 'SPEC',
      spec: { connectionSpecification: {} },
    })
  })

  it('checks a connection', async () => {
    const messages = messagesOf(await command(node, ['check', '--config', config()]))
    expect(messages.at(-1)).toMatchObject({ connectionStatus: { status: 'SUCCEEDED' } })
  })

  it('writes rows and returns their state', async () => {
    const args = ['write', '--config', config(), '--catalog', join(QUICKSTART, 'catalog.json')]
    const messages = messagesOf(await command(node, args, readFileSync(join(QUICKSTART, 'people.jsonl'), 'utf8')))
    expect(messages.filter(({ type }) => type === 'STATE')).toMatchObject([
      { state: { destinationStats: { recordCount: 3, rejectedRecordCount: 1 } } },
    ])
    expect(sandbox.workspace.people.size).toBe(3)
  })
})
