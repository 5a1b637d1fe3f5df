import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { ConfigError } from '../core/errors'
import { isObject } from '../lib/is-object'
import { parseJson } from '../lib/json'
import { splitLines } from '../lib/lines'

/** A record of a file of rejected rows, with what is needed to replay its row. */
export interface RejectedRecord {
  readonly stream: string
  readonly namespace: string | null
  /** Unix milliseconds at which the source emitted the row; undefined where it did not say. */
  readonly emittedAtMs: number | undefined
  readonly nulled: readonly string[]
  /** undefined for a record that could not be read: only its text is stored. */
  readonly data: Readonly<Record<string, unknown>> | undefined
  /** The stream as the catalog configured it; on the first record of each file. */
  readonly configuredStream: unknown
}

export type ReadLine =
  | { readonly kind: 'record'; readonly line: number; readonly record: RejectedRecord }
  /** `problem` is a sentence without row content. */
  | { readonly kind: 'broken'; readonly line: number; readonly problem: string }
  /** The file ends in the middle of a line: its run was stopped before that row was stored. */
  | { readonly kind: 'cut'; readonly line: number }

/** The files that a list of files and folders names: of a folder, every .jsonl and .jsonl.gz below it, by name. */
export async function listRejectedFiles(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = []
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) {
        const names = await readdir(path, { recursive: true })
        files.push(
          ...names
            .filter((name) => /\.jsonl(\.gz)?$/.test(name))
            .sort()
            .map((name) => join(path, name)),
        )
      } else files.push(path)
    } catch (thrown) {
      throw unreadable(path, thrown)
    }
  }
  return files
}

/** The records of a file, gunzipped where its name ends in .gz. ConfigError where the file cannot be read. */
export async function* readRejectedFile(path: string): AsyncIterable<ReadLine> {
  const bytes = createReadStream(path)
  // pipe() does not pass an error of the file on.
  const content = path.endsWith('.gz')
    ? bytes.on('error', (error) => content.destroy(error)).pipe(createGunzip())
    : bytes
  let line = 0
  try {
    for await (const { text, isWhole } of splitLines(content as AsyncIterable<Buffer>)) {
      line++
      if (text.trim() === '') continue
      const read = readRecord(text)
      if (typeof read !== 'string') yield { kind: 'record', line, record: read }
      else if (isWhole) yield { kind: 'broken', line, problem: read }
      else yield { kind: 'cut', line }
    }
  } catch (thrown) {
    throw unreadable(path, thrown)
  } finally {
    bytes.destroy()
  }
}

/** A record, or the reason why the line is not a record. */
function readRecord(text: string): RejectedRecord | string {
  let parsed: unknown
  try {
    parsed = parseJson(text)
  } catch {
    return 'it is not JSON.'
  }
  if (!isObject(parsed)) return 'it is not a JSON object.'
  const { stream, namespace = null, emitted_at = null, nulled, data, raw, configured_stream } = parsed
  if (typeof stream !== 'string') return 'it has no stream.'
  if (namespace !== null && typeof namespace !== 'string') return 'its namespace is not text.'
  if (!isObject(data) && typeof raw !== 'string') return 'it has no data.'
  if (emitted_at !== null && typeof emitted_at !== 'number') return 'its emitted_at is not a number.'
  const columns = Array.isArray(nulled) ? (nulled as unknown[]).filter((column) => typeof column === 'string') : []
  return {
    stream,
    namespace,
    emittedAtMs: emitted_at ?? undefined,
    nulled: columns,
    data: isObject(data) ? data : undefined,
    configuredStream: configured_stream,
  }
}

function unreadable(path: string, thrown: unknown): Error {
  const { code } = thrown as NodeJS.ErrnoException
  // Errors of the consumer are passed on.
  if (code === undefined) return thrown as Error
  return new ConfigError(`The rejected rows of ${path} cannot be read: ${code}.`)
}
