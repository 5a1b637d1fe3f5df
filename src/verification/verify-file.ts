import { readFile, rename, writeFile } from 'node:fs/promises'
import { ConfigError } from '../core/errors'
import type { ExpectedPerson } from './expected-profile'

/** What a run sent of a few people, with when it ran, so that it can be compared without the warehouse. */
export interface SentFile {
  /** Unix milliseconds. */
  readonly startedMs: number
  readonly endedMs: number
  readonly people: readonly ExpectedPerson[]
}

const FORMAT = 'destination-customer-io/sent'

/** Writes the file whole or not at all, readable by its owner alone: it holds what people's rows hold. */
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
  await writeFile(unfinished, lines.join(''), { mode: 0o600 })
  await rename(unfinished, path)
}

/** ConfigError for a file that cannot be read or is none of these. */
export async function readSentFile(path: string): Promise<SentFile> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'error'
    throw new ConfigError(`The file of what was sent cannot be read from ${path}: ${code}.`)
  }
  const [first, ...lines] = text.split('\n').filter((line) => line !== '')
  const head = parse(first, path) as { format?: unknown; version?: unknown; started_at?: unknown; ended_at?: unknown }
  const [startedMs, endedMs] = [Date.parse(String(head.started_at)), Date.parse(String(head.ended_at))]
  if (head.format !== FORMAT || head.version !== 1 || Number.isNaN(startedMs + endedMs)) throw notOurs(path)
  return { startedMs, endedMs, people: lines.map((line) => parse(line, path) as ExpectedPerson) }
}

function parse(line: string | undefined, path: string): object {
  try {
    const parsed: unknown = JSON.parse(line ?? '')
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch {
    // Said below.
  }
  throw notOurs(path)
}

function notOurs(path: string): ConfigError {
  return new ConfigError(`${path} is no file that write --verify-file made with this version.`)
}
