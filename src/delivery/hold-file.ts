import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../core/errors'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../lib/file-modes'

/** Where a text is in the file. */
export interface Extent {
  readonly position: number
  readonly bytes: number
}

/** A file that texts are appended to and read back from. */
export interface HoldFile {
  /** Throws ConfigError where it cannot be written. */
  append(text: string): Extent
  read(extent: Extent): string
  remove(): void
}

const PREFIX = 'destination-customer-io-held-'
const NAME = new RegExp(`^${PREFIX}(.+)-(\\d+)-[0-9a-f]{8}\\.jsonl$`)
/** A file of another machine that was not written for so long belongs to a run that was killed. */
const FOREIGN_STALE_MS = 24 * 3_600_000

/** Creates a file for the rows that wait for a guard. Only its owner can read it: it holds what the rows hold. */
export function createHoldFile(folder: string): HoldFile {
  const path = join(folder, `${PREFIX}${machineName()}-${process.pid}-${randomUUID().slice(0, 8)}.jsonl`)
  const fd = attempt(folder, () => {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
    return openSync(path, 'wx+', PRIVATE_FILE)
  })
  let end = 0
  return {
    append(text) {
      const bytes = Buffer.from(text)
      const position = end
      attempt(folder, () => {
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, position + at)
      })
      end += bytes.length
      return { position, bytes: bytes.length }
    },
    read({ position, bytes }) {
      const buffer = Buffer.allocUnsafe(bytes)
      return attempt(folder, () => {
        for (let at = 0; at < bytes;) {
          const read = readSync(fd, buffer, at, bytes - at, position + at)
          if (read === 0) throw Object.assign(new Error('The file is too short.'), { code: 'EOF' })
          at += read
        }
        return buffer.toString()
      })
    },
    remove() {
      closeSync(fd)
      rmSync(path, { force: true })
    },
  }
}

/** Removes the files of killed runs from the folder; a folder that cannot be read is left alone. */
export function removeStaleHoldFiles(folder: string, nowMs: number): void {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  for (const name of names) {
    const [, machine, pid] = NAME.exec(name) ?? []
    if (machine === undefined) continue
    const path = join(folder, name)
    try {
      const isStale =
        machine === machineName() ? !isRunning(Number(pid)) : nowMs - statSync(path).mtimeMs > FOREIGN_STALE_MS
      if (isStale) rmSync(path, { force: true })
    } catch {
      // Another run removed it, or it belongs to another user.
    }
  }
}

/** False for the number of this process as well: an earlier process had the same number. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function machineName(): string {
  return hostname().replace(/[^\w.-]/g, '_')
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    const { code = 'error' } = thrown as NodeJS.ErrnoException
    throw new ConfigError(
      `Rows that are held for a guard cannot be stored in ${folder} (${code}), so none of them is sent. ` +
        'Fix: free space in that folder, or name another one in guards.hold_folder.',
    )
  }
}
