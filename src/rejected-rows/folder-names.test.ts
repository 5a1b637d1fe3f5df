import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createRow, createRowRef, createStream } from '../delivery/testing/row-factories'
import { LocalRejectedRowStore } from './local-store'
import { toFolderName } from './rejected-record'

let directory: string
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'rejected-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))

async function storeOne(jobId: string, name: string): Promise<readonly string[]> {
  const store = new LocalRejectedRowStore(directory, jobId, 'a')
  const stream = createStream(name)
  const ref = { ...createRowRef(stream), row: createRow(stream, { id: 1 }) }
  await store.store(ref, { code: 'invalid_email', field: 'email' })
  await store.close()
  expect(relative(directory, store.location)).not.toMatch(/^\.\.$|\//)
  return readdir(directory, { recursive: true })
}

describe('the folders of rejected rows', () => {
  it.each([
    ['a long name', '名前'.repeat(60)],
    ['29 CJK characters', '漢'.repeat(29)],
    ['half of a surrogate pair', 'a\uD83D'],
    ['a parent folder', '../../etc'],
    ['only dots', '..'],
    ['nothing', ''],
    ['a slash and a null character', 'a/b\0c'],
  ])('take any stream and any job: %s', async (_, name) => {
    expect((await storeOne('7', name)).filter((path) => path.endsWith('.jsonl'))).toHaveLength(1)
    expect((await storeOne(name, 'people')).filter((path) => path.endsWith('.jsonl'))).toHaveLength(2)
  })

  it('differ for names that differ after what is kept, or only by a damaged character', () => {
    const long = 'x'.repeat(300)
    const names = [`${long}a`, `${long}b`, 'a\uD83D', 'a\uD83C', 'a\uFFFD', '..', '.', '']
    expect(new Set(names.map(toFolderName)).size).toBe(names.length)
    for (const name of names) expect(Buffer.byteLength(toFolderName(name))).toBeLessThan(255)
    expect(toFolderName('public orders')).toBe('public orders')
  })

  it('are open to their owner alone, as their files are', async () => {
    await chmod(directory, 0o755)
    for (const path of await storeOne('7', 'people')) {
      const stats = await stat(join(directory, path))
      expect((stats.mode & 0o777).toString(8)).toBe(stats.isDirectory() ? '700' : '600')
    }
  })
})
