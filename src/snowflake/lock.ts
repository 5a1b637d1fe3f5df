import { open, readFile, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { TransientError } from '../lib/errors'
import { deleteFile } from './files'

/** Somebody on another machine who has not said a word for so long is gone. */
const STALE_MS = 5 * 60_000
const RENEW_MS = 60_000

interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/**
 * Takes the lock of a folder, so that two runs never work on one state. TransientError where another run holds it. The
 * lock of a process that died is taken over: at once on the same machine, after five minutes on another.
 */
export async function takeLock(path: string, takeOver: boolean): Promise<() => Promise<void>> {
  for (;;) {
    if (await create(path)) break
    const holder = await readHolder(path)
    if (!takeOver && holder !== undefined && (await isAlive(path, holder)))
      throw new TransientError(
        `Another run (process ${holder.pid} on ${holder.host}, since ${holder.since}) holds the state in ${path}. ` +
          'Wait for it, or take the state from it with --take-over if it is gone.',
      )
    await deleteFile(path)
  }
  const timer = setInterval(() => {
    // A lock that was taken over is not there to be renewed.
    utimes(path, new Date(), new Date()).catch(() => undefined)
  }, RENEW_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    const holder = await readHolder(path)
    if (holder?.pid === process.pid && holder.host === hostname()) await deleteFile(path)
  }
}

/** False where there is one. */
async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
    await file.writeFile(JSON.stringify(holder))
    await file.close()
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder
  } catch {
    // It is gone, or whoever made it died before writing it.
    return undefined
  }
}

async function isAlive(path: string, { pid, host }: Holder): Promise<boolean> {
  if (host === hostname()) return pid !== process.pid && isRunning(pid)
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }))
  return Date.now() - mtimeMs < STALE_MS
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // It is there and belongs to somebody else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
