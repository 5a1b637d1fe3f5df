import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const CLI = resolve(__dirname, '../../dist/cli.js')

/** The part of `write --summary` that the demo shows. */
interface Summary {
  readonly rows: Counts
  readonly streams: readonly (StreamSummary & { readonly hints: readonly string[] })[]
  readonly requests: number
}

interface StreamSummary {
  readonly stream: string
  readonly object: string
  readonly read: number
  readonly delivered: number
  readonly skipped: Readonly<Record<string, number>>
  readonly rejected: Readonly<Record<string, number>>
}

export interface Counts {
  readonly read: number
  readonly delivered: number
  readonly skipped: number
  readonly rejected: number
}

export interface WriteRun {
  readonly exitCode: number | null
  readonly summary: Summary
  /** Ids of the returned states, in order. */
  readonly states: readonly number[]
  readonly seconds: number
  /** The log lines of the run. */
  readonly messages: readonly string[]
}

/**
 * Runs the built program as Airbyte does: `write` as a child process in a folder with the configuration and the catalog,
 * messages on stdin, states on stdout. Throws if it writes no summary.
 */
export async function runWrite(folder: string, input: string, summaryFile: string): Promise<WriteRun> {
  const startedMs = performance.now()
  const args = ['write', '--config', 'config.json', '--catalog', 'catalog.json', '--summary', summaryFile]
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const exitCode = await new Promise<number | null>((done, failed) => {
    child.once('error', failed)
    child.once('close', done)
  })
  const lines = Buffer.concat(chunks).toString('utf8').split('\n')
  const messages = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Message)
  const said = messages.flatMap(({ log, trace }) => log?.message ?? trace?.error?.message ?? [])
  if (exitCode !== 0) throw new Error(`write ended with exit code ${exitCode}:\n${said.join('\n')}`)
  return {
    exitCode,
    summary: JSON.parse(readFileSync(join(folder, summaryFile), 'utf8')) as Summary,
    states: messages.flatMap(({ state }) => state?.id ?? []),
    seconds: (performance.now() - startedMs) / 1000,
    messages: said,
  }
}

interface Message {
  readonly state?: { readonly id: number }
  readonly log?: { readonly message: string }
  readonly trace?: { readonly error?: { readonly message: string } }
}
