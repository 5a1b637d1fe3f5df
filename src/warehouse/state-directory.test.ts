import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, TransientError } from '../core/errors'
import { currentProcess, hasEnded, type ProcessIdentity } from './process-identity'
import { FREE, holdDirectory, type HeldDirectory } from './state-directory'

/** Above the largest process id of any system (Linux: 2^22). */
const NO_PROCESS = 2 ** 31 - 1
const HERE = currentProcess()

let root: string

beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'state-')), 'activation.state')
})

afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }))

/** Makes the state held by another process, with one file in it. */
function heldBy(owner: Partial<ProcessIdentity>, silentMinutes = 0): void {
  mkdirSync(join(root, 'held-other'), { recursive: true })
  writeFileSync(join(root, 'held-other', 'people.state.json'), '{}')
  const path = join(root, 'owner-other.json')
  writeFileSync(path, JSON.stringify({ ...HERE, since: 'then', ...owner }))
  const heard = new Date(Date.now() - silentMinutes * 60_000)
  utimesSync(path, heard, heard)
}

const dataNames = () => readdirSync(root).filter((name) => name === FREE || name.startsWith('held-'))

describe('holdDirectory', () => {
  it('lets only its owner read the state, which has values of rows', async () => {
    const held = await holdDirectory(root, false)
    const modes = [root, held.path, ...readdirSync(root).map((name) => join(root, name))].map((path) => {
      const stats = statSync(path)
      return (stats.mode & 0o777).toString(8) === (stats.isDirectory() ? '700' : '600')
    })
    expect(modes).not.toContain(false)
    await held.release()
  })

  it('creates the directory, keeps its files when it is released, and leaves no other file', async () => {
    const first = await holdDirectory(root, false)
    writeFileSync(join(first.path, 'a'), '')
    await first.release()
    const second = await holdDirectory(root, false)
    expect(readdirSync(second.path)).toEqual(['a'])
    await second.release()
    expect(readdirSync(root)).toEqual([FREE])
  })

  it('refuses a state that another run of this process holds', async () => {
    const held = await holdDirectory(root, false)
    await expect(holdDirectory(root, false)).rejects.toThrow(TransientError)
    await expect(holdDirectory(root, false)).rejects.toThrow(/Another run \(process \d+ on .*--take-over/)
    await held.release()
  })

  it('takes a state over on demand, and leaves the other run without a directory to write to', async () => {
    const lost = await holdDirectory(root, false)
    writeFileSync(join(lost.path, 'a'), '')
    const taken = await holdDirectory(root, true)
    expect(lost.isHeld()).toBe(false)
    expect(() => lost.assertHeld()).toThrow(TransientError)
    expect(() => writeFileSync(join(lost.path, 'a'), 'too late')).toThrow('ENOENT')
    await lost.release()
    expect(taken.isHeld()).toBe(true)
    expect(readdirSync(taken.path)).toEqual(['a'])
    await taken.release()
  })

  it.each<[string, Partial<ProcessIdentity>, number]>([
    ['a process that has ended', { pid: NO_PROCESS }, 0],
    ['a process whose id another process has now', { start: '1' }, 0],
    ['a process of before the last boot', { boot: 'another', pid: HERE.pid }, 6],
    ['a container that is silent', { namespace: 'pid:[1]' }, 6],
    ['a process that is frozen', {}, 6],
  ])('takes over from %s', async (_, owner, silentMinutes) => {
    heldBy(owner, silentMinutes)
    const held = await holdDirectory(root, false)
    expect(readdirSync(held.path)).toEqual(['people.state.json'])
    await held.release()
  })

  it.each<[string, Partial<ProcessIdentity>, number]>([
    ['a process that runs', {}, 4],
    ['a container with the same host name and the same process id', { namespace: 'pid:[1]' }, 4],
    ['another machine', { boot: 'another', host: 'elsewhere' }, 4],
  ])('refuses a state of %s', async (_, owner, silentMinutes) => {
    heldBy(owner, silentMinutes)
    await expect(holdDirectory(root, false)).rejects.toThrow(TransientError)
    expect(dataNames()).toEqual(['held-other'])
  })

  it.each(['', 'not JSON'])('takes over from an owner that cannot be read: %j', async (text) => {
    heldBy({})
    writeFileSync(join(root, 'owner-other.json'), text)
    await (await holdDirectory(root, false)).release()
    expect(dataNames()).toEqual([FREE])
  })

  it.each<[string, () => void]>([
    ['a new state', () => undefined],
    ['a free state', () => mkdirSync(join(root, FREE), { recursive: true })],
    ['a stale state', () => heldBy({ pid: NO_PROCESS })],
  ])('lets one of many have %s', async (_, prepare) => {
    for (let round = 0; round < 10; round++) {
      rmSync(root, { recursive: true, force: true })
      prepare()
      const asked = await Promise.allSettled(Array.from({ length: 12 }, () => holdDirectory(root, false)))
      const had = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      expect(had).toHaveLength(1)
      const [held] = had as [HeldDirectory]
      expect(held.isHeld()).toBe(true)
      expect(dataNames()).toHaveLength(1)
      await held.release()
    }
  })

  it('lets one of many take a state over, and all others know that they lost it', async () => {
    heldBy({})
    const asked = await Promise.all(Array.from({ length: 8 }, () => holdDirectory(root, true)))
    expect(asked.filter((held) => held.isHeld())).toHaveLength(1)
    for (const held of asked) await held.release()
    expect(dataNames()).toEqual([FREE])
  })

  it('removes an empty directory that a crash left beside the state', async () => {
    heldBy({ pid: NO_PROCESS })
    mkdirSync(join(root, FREE))
    const held = await holdDirectory(root, false)
    expect(readdirSync(held.path)).toEqual(['people.state.json'])
    await held.release()
    expect(dataNames()).toEqual([FREE])
  })

  it('does not choose between two states', async () => {
    heldBy({})
    renameSync(join(root, 'held-other'), join(root, FREE))
    heldBy({})
    const holding = holdDirectory(root, true)
    await expect(holding).rejects.toThrow(ConfigError)
    await expect(holding).rejects.toThrow(/has two states: .*Fix: /)
  })

  it('names a directory that cannot be created', async () => {
    writeFileSync(root, '')
    await expect(holdDirectory(root, false)).rejects.toThrow(
      /cannot be kept in .* \(EEXIST\). Fix: set state.directory/,
    )
    expect(existsSync(root)).toBe(true)
  })
})

describe('hasEnded', () => {
  it('knows without /proc only that no process of this host has the id', () => {
    const plain = { pid: HERE.pid, host: HERE.host }
    expect(hasEnded(plain, plain)).toBe(false)
    expect(hasEnded({ ...plain, pid: NO_PROCESS }, plain)).toBe(true)
    expect(hasEnded({ ...plain, pid: NO_PROCESS, host: 'elsewhere' }, plain)).toBe(false)
  })
})
