import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSentFile, writeSentFile } from './verify-file'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sent-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the file of what was sent', () => {
  it('comes back as it was written, readable by nobody else, and leaves nothing beside it', async () => {
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
    'is refused when it is another file: %j',
    async (text) => {
      const path = join(folder, 'other')
      writeFileSync(path, text)
      await expect(readSentFile(path)).rejects.toThrow('is no file that write --verify-file made')
    },
  )

  it('is missed in words', async () => {
    await expect(readSentFile(join(folder, 'none'))).rejects.toThrow('ENOENT')
  })
})
