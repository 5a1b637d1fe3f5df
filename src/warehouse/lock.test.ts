import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { TransientError } from '../core/errors'
import { takeLock } from './lock'

/** Above the largest process id of any system (Linux: 2^22). */
const NO_PROCESS = 2 ** 31 - 1

let folder: string
let path: string
const heldBy = (pid: number, host = hostname()) =>
  writeFileSync(path, JSON.stringify({ id: 'another', pid, host, since: 'then' }))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
  path = join(folder, 'lock')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is held until it is given back', async () => {
  const release = await takeLock(path, false)
  expect(existsSync(path)).toBe(true)
  await release()
  expect(existsSync(path)).toBe(false)
})

it('is not taken from a process that runs', async () => {
  heldBy(process.ppid)
  await expect(takeLock(path, false)).rejects.toThrow(TransientError)
  await expect(takeLock(path, false)).rejects.toThrow(/Another run \(process \d+ on .* since then\).*--take-over/)
  const release = await takeLock(path, true)
  await release()
})

it('is taken from a process that died', async () => {
  heldBy(NO_PROCESS)
  await (
    await takeLock(path, false)
  )()
})

it('is taken from another machine that has been silent', async () => {
  heldBy(1, 'elsewhere')
  await expect(takeLock(path, false)).rejects.toThrow(/on elsewhere/)
  const old = new Date(Date.now() - 10 * 60_000)
  utimesSync(path, old, old)
  await (
    await takeLock(path, false)
  )()
})

it('is taken from whoever died before saying who it was', async () => {
  writeFileSync(path, '')
  await (
    await takeLock(path, false)
  )()
})

it('is not given back once another run has taken it', async () => {
  const release = await takeLock(path, false)
  heldBy(process.ppid)
  await release()
  expect(existsSync(path)).toBe(true)
})

it('is not taken twice by one process, and is taken from an earlier process of the same number', async () => {
  const release = await takeLock(path, false)
  await expect(takeLock(path, false)).rejects.toThrow(/Another run/)
  const releaseTaken = await takeLock(path, true)
  // The one that lost it does not give back what is not its own.
  await release()
  expect(existsSync(path)).toBe(true)
  await releaseTaken()
  heldBy(process.pid)
  await (
    await takeLock(path, false)
  )()
})

it('is had by one of many that ask at once, and leaves nothing behind', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(path, false)))
  const had = asked.filter((one) => one.status === 'fulfilled')
  expect(had).toHaveLength(1)
  expect(readdirSync(folder)).toEqual(['lock'])
  await had[0]!.value()
  expect(readdirSync(folder)).toEqual([])
})
