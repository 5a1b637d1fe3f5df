import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { launch, type LaunchOptions } from './launch'

export interface Message {
  readonly type: string
  readonly state?: Record<string, unknown>
  readonly log?: { readonly level: string; readonly message: string }
  readonly trace?: Record<string, unknown>
  readonly [key: string]: unknown
}

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** All lines of stdout, parsed. A line that is not a JSON object fails the run. */
  readonly messages: readonly Message[]
  readonly lines: readonly string[]
  readonly stderr: string
}

/** A folder that is deleted after the test. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'destination-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** The running program, as Airbyte controls it: write to `stdin`, wait for messages, end or kill it. */
export class Program {
  readonly messages: Message[] = []
  readonly lines: string[] = []
  private stderrText = ''
  private readonly waiting: { matches: (message: Message) => boolean; resolve: (message: Message) => void }[] = []
  private readonly listeners: ((message: Message) => void)[] = []
  readonly child: ChildProcessWithoutNullStreams
  /** Kills it, without a last message. */
  readonly kill: () => void
  private readonly ended: Promise<Finished>

  constructor(args: readonly string[], options: LaunchOptions = {}) {
    const { child, kill } = launch(args, options)
    this.child = child
    this.kill = kill
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderrText += chunk.toString()))
    // A program that failed has closed its end. The tests assert on its messages, not on the broken pipe.
    this.child.stdin.on('error', () => undefined)
    const reader = createInterface({ input: this.child.stdout, crlfDelay: Infinity })
    reader.on('line', (line) => this.take(line))
    const closed = new Promise<void>((done) => {
      reader.on('close', done)
      // A test can close its end early.
      this.child.stdout.on('close', done)
    })
    this.ended = new Promise((done) => {
      this.child.on('close', (code, signal) => {
        void closed.then(() =>
          done({ code, signal, messages: this.messages, lines: this.lines, stderr: this.stderrText }),
        )
      })
    })
  }

  /** The first message that matches; waits for it. */
  next(matches: (message: Message) => boolean): Promise<Message> {
    const come = this.messages.find(matches)
    if (come !== undefined) return Promise.resolve(come)
    return new Promise((done, failed) => {
      this.waiting.push({ matches, resolve: done })
      void this.ended.then(({ code, stderr }) => failed(new Error(`ended (${String(code)}) before it came: ${stderr}`)))
    })
  }

  /** Calls `listener` for each later message. */
  onMessage(listener: (message: Message) => void): void {
    this.listeners.push(listener)
  }

  finished(): Promise<Finished> {
    return this.ended
  }

  private take(line: string): void {
    this.lines.push(line)
    const message = JSON.parse(line) as Message
    this.messages.push(message)
    for (const listener of this.listeners) listener(message)
    for (const waiting of this.waiting.splice(0)) {
      if (waiting.matches(message)) waiting.resolve(message)
      else this.waiting.push(waiting)
    }
  }
}

export interface WriteInput {
  readonly config: unknown
  readonly catalog: unknown
  /** The complete stdin. */
  readonly input?: string | Buffer
  readonly env?: NodeJS.ProcessEnv
  readonly args?: readonly string[]
  /** Additional flags for the container, if the program is an image. */
  readonly flags?: readonly string[]
}

/** Starts `write` with its files in a separate folder, as Airbyte does. */
export function startWrite({ config, catalog, env, args = [], flags = [] }: Omit<WriteInput, 'input'>): Program {
  const folder = temporaryFolder()
  writeFileSync(join(folder.path, 'connectorConfig.json'), JSON.stringify(config))
  writeFileSync(join(folder.path, 'catalog.json'), typeof catalog === 'string' ? catalog : JSON.stringify(catalog))
  const program = new Program(['write', '--config', 'connectorConfig.json', '--catalog', 'catalog.json', ...args], {
    cwd: folder.path,
    flags,
    ...(env === undefined ? {} : { env }),
  })
  void program.finished().then(folder.remove)
  return program
}

/** Runs `write` with a complete input. */
export function runWrite({ input = '', ...options }: WriteInput): Promise<Finished> {
  const program = startWrite(options)
  program.child.stdin.end(input)
  return program.finished()
}

/** Runs any command with a configuration. */
export function runWithConfig(command: string, config: unknown, env?: NodeJS.ProcessEnv): Promise<Finished> {
  const folder = temporaryFolder()
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify(config))
  const program = new Program([command, '--config', 'config.json'], { cwd: folder.path, ...(env && { env }) })
  program.child.stdin.end()
  void program.finished().then(folder.remove)
  return program.finished()
}

export function statesOf(finished: Finished): Record<string, unknown>[] {
  return finished.messages.flatMap(({ type, state }) => (type === 'STATE' && state !== undefined ? [state] : []))
}

export function logsOf(finished: Finished, level?: string): string[] {
  return finished.messages.flatMap(({ log }) =>
    log !== undefined && (level ?? log.level) === log.level ? [log.message] : [],
  )
}

export interface TraceError {
  readonly message: string
  readonly internal_message: string
  readonly failure_type: string
}

export function errorsOf(finished: Finished): TraceError[] {
  return finished.messages.flatMap(({ trace }) => (trace?.['type'] === 'ERROR' ? [trace['error'] as TraceError] : []))
}
