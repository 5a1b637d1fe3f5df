import { readFile, rename, writeFile } from 'node:fs/promises'
import { ConfigError } from '../core/errors'
import type { ExpectedPerson } from './expected-profile'
import { PRIVATE_FILE } from '../lib/file-modes'

/** A sample of the people that a run sent, and the time of the run. `verify` compares it without access to the source. */
export interface SentFile {
  /** Unix milliseconds. */
  readonly startedMs: number
  readonly endedMs: number
  readonly people: readonly ExpectedPerson[]
}

const FORMAT = 'destination-customer-io/sent'

/** Writes the file atomically and readable only by its owner, because it contains personal data. */
export async function writeSentFile(path: string, { startedMs, endedMs, people }: SentFile): Promise<void> {
  const head = {
    format: FORMAT,
    version: 1,
    started_at: new Date(startedMs).toISOString(),
    ended_at: new Date(endedMs).toISOString(),
    people: people.length,
  }
  const lines = [head, ...people].map((line) => `${JSON.stringify(line)}\n`)
  const unfinished = `${path}.unfinished`
  await writeFile(unfinished, lines.join(''), { mode: PRIVATE_FILE })
  await rename(unfinished, path)
}

/** Throws ConfigError if the file cannot be read or is not a sent sample. */
export async function readSentFile(path: string): Promise<SentFile> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'error'
    throw new ConfigError(`The sent sample cannot be read from ${path}: ${code}.`)
  }
  const [first, ...lines] = text.split('\n').filter((line) => line !== '')
  const head = parse(first, path) as { format?: unknown; version?: unknown; started_at?: unknown; ended_at?: unknown }
  const [startedMs, endedMs] = [Date.parse(String(head.started_at)), Date.parse(String(head.ended_at))]
  if (head.format !== FORMAT || head.version !== 1 || Number.isNaN(startedMs + endedMs)) throw notASentSample(path)
  return { startedMs, endedMs, people: lines.map((line) => parse(line, path) as ExpectedPerson) }
}

function parse(line: string | undefined, path: string): object {
  try {
    const parsed: unknown = JSON.parse(line ?? '')
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch {
    // Not JSON: reported below.
  }
  throw notASentSample(path)
}

function notASentSample(path: string): ConfigError {
  return new ConfigError(
    `${path} is not a sent sample of this version. Fix: pass the file that write --verify-file wrote.`,
  )
}
