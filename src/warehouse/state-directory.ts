import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError, TransientError } from '../core/errors'
import { currentProcess, hasEnded, type ProcessIdentity } from './process-identity'
import { syncFolder } from './state-files'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../lib/file-modes'

/** A holder that has not renewed its claim for this long is gone, wherever it ran. */
const STALE_MS = 5 * 60_000
const RENEW_MS = 60_000
/** Attempts while other runs take and release the state at the same time, and the longest wait between them. */
const MAX_ATTEMPTS = 200
const MAX_WAIT_MS = 20

/** The data of the state is in a directory whose name says who holds it. */
export const FREE = 'data'
const HELD = /^held-([\w-]+)$/
const OWNER = /^owner-([\w-]+)\.json$/

interface Owner extends ProcessIdentity {
  readonly since: string
}

/** The directory of a state while this run holds it. */
export interface HeldDirectory {
  /** Where the data is. It moves away when another run takes the state: then nothing can be written there. */
  readonly path: string
  isHeld(): boolean
  /** TransientError if another run has taken the state. */
  assertHeld(): void
  release(): Promise<void>
}

/**
 * Takes the state in `root`, so that no two runs work on it. TransientError if another run holds it, unless `takeOver`.
 *
 * Taking and releasing is one rename of the data directory, which succeeds for exactly one of many that try. It also
 * protects the data from a holder that was frozen and does not know that it was replaced: its paths no longer exist.
 */
export async function holdDirectory(root: string, takeOver: boolean): Promise<HeldDirectory> {
  await mkdir(root, { recursive: true, mode: PRIVATE_FOLDER }).catch((thrown: unknown) => {
    const { code = 'error' } = thrown as NodeJS.ErrnoException
    throw new ConfigError(`The state cannot be kept in ${root} (${code}). Fix: set state.directory.`)
  })
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(Math.random() * MAX_WAIT_MS)
    const held = await tryToHold(root, takeOver)
    if (held !== undefined) return held
  }
  throw new TransientError(`The state in ${root} is in use: many runs try to take it.`)
}

/** undefined if another run was faster. */
async function tryToHold(root: string, takeOver: boolean): Promise<HeldDirectory | undefined> {
  const id = randomUUID()
  const ownerPath = join(root, `owner-${id}.json`)
  const owner: Owner = { ...currentProcess(), since: new Date().toISOString() }
  // Written before the rename: a directory without an owner has none that lives.
  await writeFile(ownerPath, JSON.stringify(owner), { mode: PRIVATE_FILE })
  const path = join(root, `held-${id}`)
  try {
    const data = await findData(root)
    if (data === undefined) {
      await mkdir(join(root, FREE), PRIVATE_FOLDER)
      await rm(ownerPath, { force: true })
      return undefined
    }
    if (data !== FREE && !takeOver) await refuseIfAlive(root, data, ownerPath)
    await rename(join(root, data), path)
    if (await isDuplicate(root, path)) {
      await rm(ownerPath, { force: true })
      return undefined
    }
    const previous = HELD.exec(data)?.[1]
    if (previous !== undefined) await rm(join(root, `owner-${previous}.json`), { force: true })
    await syncFolder(root)
    await removeOwners(root, id, ownerPath)
    return new Held(root, path, ownerPath)
  } catch (thrown) {
    await rm(ownerPath, { force: true })
    if (['ENOENT', 'EEXIST', 'ENOTEMPTY'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined
    throw thrown
  }
}

async function dataDirectories(root: string): Promise<readonly string[]> {
  return (await readdir(root)).filter((name) => name === FREE || HELD.test(name))
}

/** The name of the data directory; undefined if it does not exist yet. */
async function findData(root: string): Promise<string | undefined> {
  const found = await dataDirectories(root)
  if (found.length < 2) return found[0]
  const withFiles: string[] = []
  for (const name of found) if ((await readdir(join(root, name))).length > 0) withFiles.push(name)
  if (withFiles.length > 1)
    throw new ConfigError(
      `${root} has two states: ${withFiles.join(' and ')}. Fix: keep the one with the newer files, and move the other away.`,
    )
  return withFiles[0] ?? found[0]
}

/**
 * Whether two runs created the first data directory at the same time. Both of them remove theirs, because neither can know
 * who was first. A directory with files is not the first one: then the other one is removed.
 */
async function isDuplicate(root: string, path: string): Promise<boolean> {
  const others = (await dataDirectories(root)).map((name) => join(root, name)).filter((other) => other !== path)
  if (others.length === 0) return false
  if (await removeIfEmpty(path)) return true
  for (const other of others) await removeIfEmpty(other)
  return false
}

/** true if the directory is gone. */
async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

async function refuseIfAlive(root: string, data: string, ownerPath: string): Promise<void> {
  const path = join(root, `owner-${HELD.exec(data)?.[1] ?? ''}.json`)
  let owner: Owner
  try {
    owner = JSON.parse(await readFile(path, 'utf8')) as Owner
  } catch {
    return
  }
  if (hasEnded(owner) || (await ageMs(path, ownerPath)) > STALE_MS) return
  throw new TransientError(
    `Another run (process ${owner.pid} on ${owner.host}, since ${owner.since}) holds the state in ${root}. ` +
      'Fix: wait until it ends. If it is gone, take the state with --take-over.',
  )
}

/** The age of a file by the clock of its file system: clocks of machines differ. `newer` was written just now. */
async function ageMs(path: string, newer: string): Promise<number> {
  const [file, now] = await Promise.all([stat(path), stat(newer)])
  return now.mtimeMs - file.mtimeMs
}

/** Removes the owners that hold nothing. A young one may be about to hold the state. */
async function removeOwners(root: string, id: string, ownerPath: string): Promise<void> {
  for (const name of await readdir(root)) {
    const other = OWNER.exec(name)?.[1]
    if (other === undefined || other === id) continue
    const path = join(root, name)
    const age = await ageMs(path, ownerPath).catch(() => 0)
    if (age > STALE_MS) await rm(path, { force: true })
  }
}

class Held implements HeldDirectory {
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly root: string,
    readonly path: string,
    private readonly ownerPath: string,
  ) {
    this.timer = setInterval(() => {
      // A file that another run removed needs no renewal.
      utimes(ownerPath, new Date(), new Date()).catch(() => undefined)
    }, RENEW_MS)
    this.timer.unref()
  }

  isHeld(): boolean {
    return existsSync(this.path)
  }

  assertHeld(): void {
    if (this.isHeld()) return
    throw new TransientError(`Another run took over the state in ${this.root}. This run stops and writes nothing more.`)
  }

  async release(): Promise<void> {
    clearInterval(this.timer)
    // A state that another run took is not here to be released.
    await rename(this.path, join(this.root, FREE)).catch(() => undefined)
    await rm(this.ownerPath, { force: true })
  }
}
