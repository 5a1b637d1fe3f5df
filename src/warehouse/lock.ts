import { randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { TransientError } from '../core/errors'
import { deleteFile } from './state-files'

/** Somebody on another machine who has not said a word for so long is gone. */
const STALE_MS = 5 * 60_000
const RENEW_MS = 60_000

/** Locks of this process, by their ids: another process of its number (in a container, say) had others. */
const held = new Set<string>()

interface Holder {
  readonly id: string
  readonly pid: number
  readonly host: string
  readonly since: string
}

/**
 * Takes the lock of a folder, so that two runs never work on one state. TransientError where another run holds it. The
 * lock of a process that died is taken over: at once on the same machine, after five minutes on another.
 */
export async function takeLock(path: string, takeOver: boolean): Promise<() => Promise<void>> {
  const id = randomUUID()
  for (;;) {
    if (await create(path, id)) break
    const holder = await readHolder(path)
    if (!takeOver && holder !== undefined && (await isAlive(path, holder)))
      throw new TransientError(
        `Another run (process ${holder.pid} on ${holder.host}, since ${holder.since}) holds the state in ${path}. ` +
          'Wait for it, or take the state from it with --take-over if it is gone.',
      )
    await deleteFile(path)
  }
  held.add(id)
  const timer = setInterval(() => {
    // A lock that was taken over is not there to be renewed.
    utimes(path, new Date(), new Date()).catch(() => undefined)
  }, RENEW_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    held.delete(id)
    if ((await readHolder(path))?.id === id) await deleteFile(path)
  }
}

/**
 * False where there is one. It appears with its content, so that nobody takes an empty one for that of a dead process;
 * where files cannot be linked (some network drives), the content follows in the same breath.
 */
async function create(path: string, id: string): Promise<boolean> {
  const holder: Holder = { id, pid: process.pid, host: hostname(), since: new Date().toISOString() }
  const text = JSON.stringify(holder)
  const prepared = `${path}.${id}`
  try {
    await writeFile(prepared, text)
    await link(prepared, path).catch((thrown: unknown) => {
      if (codeOf(thrown) === 'EEXIST') throw thrown
      return writeFile(path, text, { flag: 'wx' })
    })
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  } finally {
    await rm(prepared, { force: true })
  }
}

function codeOf(thrown: unknown): string | undefined {
  return (thrown as NodeJS.ErrnoException).code
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder
  } catch {
    // It is gone, or whoever made it died before writing it.
    return undefined
  }
}

async function isAlive(path: string, { id, pid, host }: Holder): Promise<boolean> {
  if (host === hostname()) return pid === process.pid ? held.has(id) : isRunning(pid)
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }))
  return Date.now() - mtimeMs < STALE_MS
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // It is there and belongs to somebody else.
    return codeOf(thrown) === 'EPERM'
  }
}
