import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import { startSandbox } from '../../src/sandbox/index'
import type { SyncOptions } from './platform'
import { temporaryFolder } from './program'

const ROOT = resolve(__dirname, '../..')

/** A destination under test, with a place for its rows. */
export interface OpenDestination {
  /** The program; undefined for the one of this project. */
  readonly program?: string
  readonly config: unknown
  /** A configuration that `check` refuses. */
  readonly invalidConfig: unknown
  /** A sync of streams with an `id` of type string. */
  sync(streams: readonly string[]): SyncOptions
  /** The ids of the rows that were stored, in the order in which they came first. */
  ids(): readonly string[]
  close(): Promise<void>
}

export interface OpenOptions {
  /** Some rows can be written, and then no more. */
  readonly failsSoon?: boolean
}

/** The destinations that are built on src/airbyte: the program, and the example of docs/airbyte-kit.md. */
export const DESTINATIONS: readonly (readonly [
  name: string,
  open: (options?: OpenOptions) => Promise<OpenDestination>,
])[] = [
  ['destination-customer-io', openCustomerIo],
  // An image has the program only.
  ...(process.env['IMAGE'] === undefined ? ([['destination-jsonl', openJsonLines]] as const) : []),
]

async function openCustomerIo({ failsSoon = false }: OpenOptions = {}): Promise<OpenDestination> {
  // The first request is that of the credentials.
  const sandbox = await startSandbox(
    failsSoon ? { faults: { script: [undefined, undefined], rates: { error_401: 1 } } } : {},
  )
  const config = {
    credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
    endpoints: { track_url: sandbox.url },
    delivery: { flush_seconds: 1 },
  }
  return {
    config,
    invalidConfig: { ...config, credentials: { site_id: 'x', api_key: 'wrong' } },
    sync: (streams) => ({
      config: { ...config, streams: streams.map((stream) => ({ stream, object: 'person', id_column: 'id' })) },
      catalog: catalogOf(streams),
    }),
    ids: () => [...sandbox.workspace.people.all].flatMap(({ id }) => (id === undefined ? [] : [id])),
    close: () => sandbox.stop(),
  }
}

function openJsonLines({ failsSoon = false }: OpenOptions = {}): Promise<OpenDestination> {
  const folder = temporaryFolder()
  const path = join(folder.path, 'rows.jsonl')
  const program = compileExample(join(ROOT, 'examples/destination-jsonl/destination.ts'), folder.path)
  // A file may have 8 blocks of 512 bytes: about 40 rows.
  const entry = `trap '' XFSZ; ulimit -f 8; '${process.execPath}' '${program}'`
  writeFileSync(path, '')
  return Promise.resolve({
    program,
    config: { path },
    invalidConfig: { path: join(folder.path, 'missing', 'rows.jsonl') },
    sync: (streams) => ({
      program,
      config: { path },
      catalog: catalogOf(streams),
      ...(failsSoon ? { env: { AIRBYTE_ENTRYPOINT: entry } } : {}),
    }),
    ids: () => [...new Set(readFileSync(path, 'utf8').split('\n').flatMap(idOf))],
    close() {
      folder.remove()
      return Promise.resolve()
    },
  })
}

/** The id of a line; nothing for one that is cut short. */
function idOf(line: string): readonly string[] {
  try {
    return [(JSON.parse(line) as { data: { id: string } }).data.id]
  } catch {
    return []
  }
}

/** The example as JavaScript in `folder`, where it finds the package of this project as an installed one. */
function compileExample(source: string, folder: string): string {
  const options = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 }
  const { outputText } = transpileModule(readFileSync(source, 'utf8'), { compilerOptions: options })
  const program = join(folder, 'destination.js')
  writeFileSync(program, outputText)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/destination-customer-io'))
  return program
}

function catalogOf(streams: readonly string[]): SyncOptions['catalog'] {
  return {
    streams: streams.map((name) => ({
      stream: { name, json_schema: { type: 'object', properties: { id: { type: 'string' } } } },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
      primary_key: [],
    })),
  }
}
