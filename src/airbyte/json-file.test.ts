import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJsonFile } from './json-file'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'json-file-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function read(bytes: Buffer): Promise<unknown> {
  const path = join(folder, 'config.json')
  writeFileSync(path, bytes)
  return readJsonFile(path, 'configuration')
}

describe('readJsonFile', () => {
  it('skips a byte order mark', async () => {
    expect(await read(Buffer.from('\uFEFF{"a":"ä"}'))).toEqual({ a: 'ä' })
  })

  it('names UTF-16', async () => {
    for (const bytes of [Buffer.from('\uFEFF{}', 'utf16le'), Buffer.from('{}', 'utf16le')])
      await expect(read(bytes)).rejects.toThrow('The configuration in')
    await expect(read(Buffer.from('\uFEFF{}', 'utf16le').swap16())).rejects.toThrow('is UTF-16')
  })
})
