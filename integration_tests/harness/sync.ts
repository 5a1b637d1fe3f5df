import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { runCommand } from '../../src/cli/index'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { startWarehouse, type WarehouseOptions, type WarehouseServer } from '../warehouse/server'

/** A warehouse, a workspace and a folder for an activation. */
export interface Bench {
  readonly warehouse: WarehouseServer
  readonly sandbox: Sandbox
  readonly folder: string
  /** Writes activation.yml; `models` is YAML, and `more` is put at its end. */
  activate(models: string, more?: string, destination?: string, source?: string): void
  /** The same for another workspace. Returns the path of the file; `folder` is below that of the bench. */
  activateIn(folder: string, workspace: Sandbox, models: string, more?: string): string
  /** Runs `sync` in this process. */
  sync(...args: string[]): Promise<SyncEnd>
  /** The same for another file. */
  syncFile(path: string, ...args: string[]): Promise<SyncEnd>
  stop(): Promise<void>
}

interface SyncEnd {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export async function openBench(options: WarehouseOptions = {}): Promise<Bench> {
  process.env['NO_PROXY'] = '127.0.0.1'
  const warehouse = await startWarehouse({ inlineRows: 10, chunkRows: 1000, ...options })
  const sandbox = await startSandbox()
  const folder = mkdtempSync(join(tmpdir(), 'sync-'))
  return {
    warehouse,
    sandbox,
    folder,
    activate(models, more = '', destination = '', source = '') {
      const yaml = activationYaml(warehouse, sandbox, { models, more, destination, source })
      writeFileSync(join(folder, 'activation.yml'), yaml)
    },
    activateIn(name, workspace, models, more = '') {
      mkdirSync(join(folder, name), { recursive: true })
      const path = join(folder, name, 'activation.yml')
      writeFileSync(path, activationYaml(warehouse, workspace, { models, more, destination: '', source: '' }))
      return path
    },
    sync: (...args) => runSync(join(folder, 'activation.yml'), args),
    syncFile: (path, ...args) => runSync(path, args),
    async stop() {
      await warehouse.stop()
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const SECRETS = {
  SNOWFLAKE_PASSWORD: 'stand-in-password',
  CIO_SITE_ID: 'sandbox-site',
  CIO_API_KEY: 'sandbox-key',
} as const

function activationYaml(
  warehouse: WarehouseServer,
  sandbox: Sandbox,
  { models, more, destination, source }: Record<'models' | 'more' | 'destination' | 'source', string>,
): string {
  return `
source:
  account: ${warehouse.account}
  username: CIO_SYNC
  authentication: { method: password, password: { env: SNOWFLAKE_PASSWORD } }
  url: ${warehouse.url}
  ${source}
destination:
  credentials: { site_id: { env: CIO_SITE_ID }, api_key: { env: CIO_API_KEY } }
  endpoints: { track_url: ${sandbox.url} }
  delivery: { flush_seconds: 0.1, requests_per_second: 1000 }
${destination}
models:
${models}
${more}
`
}

async function runSync(path: string, args: readonly string[]): Promise<SyncEnd> {
  const [stdout, stderr] = [collector(), collector()]
  const code = await runCommand('sync', {
    args: ['--config', path, ...args],
    env: { ...SECRETS, NO_PROXY: '127.0.0.1' },
    stdin: new PassThrough(),
    stdout: stdout.stream,
    stderr: stderr.stream,
    onTerminate: () => () => undefined,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const parts: string[] = []
  const stream = new Writable({
    write(chunk: Buffer | string, _, done) {
      parts.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => parts.join('') }
}
