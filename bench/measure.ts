import { fork, spawn } from 'node:child_process'
import { join } from 'node:path'

/** What one run of a process cost. CPU and memory are the operating system's own accounting of that process alone. */
export interface Cost {
  /** From starting the process to its end. */
  readonly wallS: number
  /** User and system time. */
  readonly cpuS: number
  /** Peak resident memory. */
  readonly peakMb: number
  readonly stdout: string
}

export interface Command {
  readonly label: string
  /** Arguments of node. */
  readonly args: readonly string[]
  /** Sent to stdin through a pipe, as in Airbyte; no input if undefined. */
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a command to its end. Rejects where it fails: a figure of a failed run means nothing. */
export function run({ label, args, stdin, env }: Command): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const node = [process.execPath, '--require', join(__dirname, 'meter.cjs'), ...args]
    const startedMs = performance.now()
    // `cat` makes a real pipe, and its work is not counted; without input there is no shell whose start would count.
    const [file, ...rest] = stdin === undefined ? node : ['sh', '-c', 'cat "$0" | "$@"', stdin, ...node]
    const child = spawn(file as string, rest, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...env },
    })
    const texts = { stdout: '', stderr: '', meter: '' }
    const collect = (stream: NodeJS.EventEmitter | null | undefined, name: keyof typeof texts) =>
      stream?.on('data', (chunk: Buffer) => (texts[name] += chunk.toString()))
    collect(child.stdout, 'stdout')
    collect(child.stderr, 'stderr')
    collect(child.stdio[3], 'meter')
    child.on('error', reject)
    child.on('close', (code) => {
      const wallS = (performance.now() - startedMs) / 1000
      const { stdout, stderr, meter } = texts
      if (code !== 0 || meter === '') {
        reject(new Error(`${label} ended with ${String(code)}:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`))
        return
      }
      const { cpuS, peakKb } = JSON.parse(meter) as { cpuS: number; peakKb: number }
      resolve({ wallS, cpuS, peakMb: (peakKb * 1024) / 1e6, stdout })
    })
  })
}

/** What the sink counted since its latency was set. */
export interface SinkReport {
  readonly requests: number
  readonly bytes: number
  readonly maxInFlight: number
  /** Milliseconds, in order. */
  readonly arrivals: readonly number[]
  readonly checked?: {
    readonly bodies: number
    readonly items: number
    readonly distinct: number
    readonly repeated: number
    readonly largest: number
    readonly problems: readonly string[]
  }
}

/** The API that receives all requests, in a separate process. */
export interface Sink {
  readonly url: string
  /** Resets the counts; with `keep`, every body is checked. */
  set(options: { readonly latencyMs: number; readonly keep?: boolean }): Promise<void>
  report(): Promise<SinkReport>
  stop(): void
}

export async function startSink(): Promise<Sink> {
  const child = fork(join(__dirname, 'sink.cjs'), { execArgv: [] })
  const next = <T>() => new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)))
  const ask = <T>(message: object) => {
    const answer = next<T>()
    child.send(message)
    return answer
  }
  const { url } = await next<{ url: string }>()
  return {
    url,
    async set(options) {
      await ask({ keep: false, ...options })
    },
    report: () => ask<SinkReport>({ report: true }),
    stop: () => child.kill(),
  }
}
