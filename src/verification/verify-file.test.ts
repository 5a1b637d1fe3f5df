import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSentFile, writeSentFile } from './verify-file'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sent-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the sent sample', () => {
  it('is read as it was written, is readable only by its owner, and leaves no other file', async () => {
    const path = join(folder, 'sent.jsonl')
    const sent = {
      startedMs: 1000,
      endedMs: 2000,
      people: [
        { kind: 'id', value: '1', state: 'present', attributes: { a: 'x\n"\u2028', n: 1.5, o: { p: null } } } as const,
      ],
    }
    await writeSentFile(path, sent)
    expect(await readSentFile(path)).toEqual(sent)
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(readdirSync(folder)).toEqual(['sent.jsonl'])
  })

  it.each(['', '[]\n', 'nonsense\n', '{"format":"destination-customer-io/sent","version":2}\n', 'null\n'])(
    'is rejected if it is another file: %j',
    async (text) => {
      const path = join(folder, 'other')
      writeFileSync(path, text)
      await expect(readSentFile(path)).rejects.toThrow('is not a sent sample of this version')
    },
  )

  it('is reported with the error code if the file does not exist', async () => {
    await expect(readSentFile(join(folder, 'none'))).rejects.toThrow('ENOENT')
  })
})
