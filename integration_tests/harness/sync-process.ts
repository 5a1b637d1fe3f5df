import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { startWarehouse, type WarehouseServer } from '../warehouse/server'
import { startSink, type Sink } from './sink'
import { SECRETS } from './sync'

const CLI = resolve(__dirname, '../../dist/cli.js')

/** A moment of a run: one of its statements, or one of its requests. */
export interface Step {
  readonly at: 'statement' | 'request'
  readonly index: number
}

/** A run of the built program. */
export interface SyncProcess {
  readonly child: ChildProcess
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string>
  readonly output: () => string
}

/** The built program between a warehouse and a workspace, with a proxy that sees each request before it is answered. */
export class SyncWorld {
  /** What the API does wrong to a request: it refuses it, or takes it and says that it failed. */
  fault: () => 'before' | 'after' | undefined = () => undefined
  private requests = 0
  private onRequest: (index: number) => void = () => undefined

  private constructor(
    readonly warehouse: WarehouseServer,
    readonly sandbox: Sandbox,
    readonly folder: string,
    private proxy: Sink,
  ) {}

  static async open(): Promise<SyncWorld> {
    const sandbox = await startSandbox()
    const sees: { world?: SyncWorld } = {}
    const proxy = await startSink(async ({ method, path, headers, text }) => {
      sees.world?.onRequest(sees.world.requests++)
      const fault = sees.world?.fault()
      if (fault === 'before') return { status: 503 }
      const { authorization = '' } = headers
      const reply = await fetch(`${sandbox.url}${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(text === '' ? {} : { body: text }),
      })
      const body = await reply.text()
      return fault === 'after' ? { status: 503 } : { status: reply.status, body }
    })
    sees.world = new SyncWorld(await startWarehouse(), sandbox, mkdtempSync(join(tmpdir(), 'sync-process-')), proxy)
    return sees.world
  }

  async stop(): Promise<void> {
    await this.proxy.stop()
    await this.sandbox.stop()
    await this.warehouse.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /**
   * Writes an activation with one model, `people`; `model` is the rest of its YAML. Returns the path of the file. Requests are
   * sent one after the other: the kernel completes a request that is half sent when its process is paused.
   */
  activate(store: string, model: string): string {
    const path = join(this.folder, `${store}.yml`)
    const { warehouse, proxy } = this
    writeFileSync(
      path,
      `source:
  account: ${warehouse.account}
  username: CIO_SYNC
  authentication: { method: password, password: { env: SNOWFLAKE_PASSWORD } }
  url: ${warehouse.url}
destination:
  credentials: { site_id: { env: CIO_SITE_ID }, api_key: { env: CIO_API_KEY } }
  endpoints: { track_url: ${proxy.url} }
  delivery: { requests_per_second: 1000, flush_seconds: 0.5, max_in_flight: 1 }
  guards: { max_rejected_percent: 100 }
state: { store: ${store} }
models:
  - name: people
${model}`,
    )
    return path
  }

  start(config: string, ...args: string[]): SyncProcess {
    const child = spawn(process.execPath, [CLI, 'sync', '--config', config, ...args], {
      env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...SECRETS },
    })
    const parts: string[] = []
    child.stderr.on('data', (chunk: Buffer) => parts.push(chunk.toString()))
    const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
    return { child, ended, output: () => parts.join('') }
  }

  /** Runs to the end, and returns what was logged. */
  async finish(config: string, ...args: string[]): Promise<string> {
    const { ended, output } = this.start(config, ...args)
    const code = await ended
    if (code !== 0) throw new Error(`sync ended with ${code}: ${output()}`)
    return output()
  }

  /** The steps of one run that nothing disturbs: each statement and each request. */
  async stepsOf(config: string): Promise<readonly Step[]> {
    this.forget()
    await this.finish(config)
    return [
      ...this.warehouse.statements.map((_, index) => ({ at: 'statement' as const, index })),
      ...Array.from({ length: this.requests }, (_, index) => ({ at: 'request' as const, index })),
    ]
  }

  /** Starts a run and disturbs it when it reaches a step. Resolves once that happened, or once the run has ended before. */
  async disturb(
    config: string,
    { at, index }: Step,
    signal: NodeJS.Signals,
    args: readonly string[] = [],
  ): Promise<SyncProcess> {
    this.forget()
    const run = this.start(config, ...args)
    await new Promise<void>((reached) => {
      const check = (here: string, count: number) => {
        if (here !== at || count !== index) return
        run.child.kill(signal)
        reached()
      }
      this.warehouse.onStatement = () => check('statement', this.warehouse.statements.length - 1)
      this.onRequest = (count) => check('request', count)
      void run.ended.then(() => reached())
    })
    this.warehouse.onStatement = undefined
    this.onRequest = () => undefined
    return run
  }

  private forget(): void {
    this.requests = 0
    this.warehouse.statements.length = 0
  }
}
