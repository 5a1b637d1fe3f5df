import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../core/errors'
import { createHoldFile, removeStaleHoldFiles } from './hold-file'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hold-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const machine = hostname().replace(/[^\w.-]/g, '_')
/** A number that no process has. */
const DEAD = 2 ** 30

describe('createHoldFile', () => {
  it('reads texts back by their place, is readable by its owner only, and is removed', () => {
    const file = createHoldFile(join(folder, 'new'))
    const [name] = readdirSync(join(folder, 'new'))
    expect(statSync(join(folder, 'new', name!)).mode & 0o777).toBe(0o600)
    const texts = ['one\n', 'zwölf €\n', 'x'.repeat(1_000_000)]
    const extents = texts.map((text) => file.append(text))
    expect(extents.toReversed().map((extent) => file.read(extent))).toEqual(texts.toReversed())
    file.remove()
    expect(readdirSync(join(folder, 'new'))).toEqual([])
  })

  it('says which folder cannot be written, and which option names another one', () => {
    writeFileSync(join(folder, 'file'), '')
    const create = () => createHoldFile(join(folder, 'file', 'below'))
    expect(create).toThrow(ConfigError)
    expect(create).toThrow(/cannot be stored in .*below \(ENOTDIR\).*guards\.hold_folder/)
  })

  const asUser = process.getuid?.() === 0 ? it.skip : it
  asUser('says so where the folder is read-only', () => {
    chmodSync(folder, 0o500)
    expect(() => createHoldFile(folder)).toThrow('EACCES')
    chmodSync(folder, 0o700)
  })
})

describe('removeStaleHoldFiles', () => {
  it('removes the files of killed runs, and no others', () => {
    const own = createHoldFile(folder)
    const keep = [
      ...readdirSync(folder).map(() => `destination-customer-io-held-${machine}-${process.ppid}-00000000.jsonl`),
      'destination-customer-io-held-elsewhere-7-00000000.jsonl',
      'other.jsonl',
    ]
    const stale = [
      `destination-customer-io-held-${machine}-${DEAD}-00000000.jsonl`,
      // Of a container that had the same process number.
      `destination-customer-io-held-${machine}-${process.pid}-00000000.jsonl`,
      'destination-customer-io-held-long-gone-7-00000000.jsonl',
    ]
    for (const name of [...keep, ...stale]) writeFileSync(join(folder, name), '')
    utimesSync(join(folder, stale[2]!), 0, 0)
    own.remove()
    removeStaleHoldFiles(folder, Date.now())
    expect(readdirSync(folder).sort()).toEqual([...keep].sort())
  })

  it('accepts a missing folder', () => {
    expect(() => removeStaleHoldFiles(join(folder, 'none'), 0)).not.toThrow()
  })
})
