import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { comparePk, compact, readSnapshot, writeKnown, writeRemoved, type Known } from './snapshot'

let folder: string
const known = (pk: string, hash = '1'): Known => ({ pk, hash, run: 'r', kept: {} })
const sorted = (pks: Iterable<string>) => [...new Set(pks)].sort(comparePk)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function filesIn(path: string) {
  return {
    snapshot: join(path, 'a.snapshot.jsonl'),
    changes: join(path, 'a.changes.jsonl'),
    removals: join(path, 'a.removals.jsonl'),
  }
}

async function read(path: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for await (const batch of readSnapshot(filesIn(path).snapshot)) for (const { pk, hash } of batch) all[pk] = hash
  return all
}

describe('comparePk', () => {
  it('sorts as bytes of UTF-8 do', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{1f600}'),
      maxLength: 6,
    })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(comparePk(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
      }),
    )
  })
})

describe('compact', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}', '"', '\n'), minLength: 1, maxLength: 4 })

  it('applies what was acknowledged, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(key), fc.array(key), fc.array(key), async (old, changed, removed) => {
        const files = filesIn(folder)
        const gone = sorted(removed.filter((pk) => !changed.includes(pk)))
        writeFileSync(
          files.snapshot,
          sorted(old)
            .map((pk) => writeKnown(known(pk, 'old')))
            .join(''),
        )
        writeFileSync(
          files.changes,
          sorted(changed)
            .map((pk) => writeKnown(known(pk, 'new')))
            .join(''),
        )
        writeFileSync(files.removals, gone.map(writeRemoved).join(''))
        await compact(files)
        const expected = new Map([
          ...old.map((pk) => [pk, 'old'] as const),
          ...changed.map((pk) => [pk, 'new'] as const),
        ])
        for (const pk of gone) expected.delete(pk)
        expect(await read(folder)).toEqual(Object.fromEntries(expected))
        expect(existsSync(files.changes) || existsSync(files.removals)).toBe(false)
        const order = readFileSync(files.snapshot, 'utf8').split('\n').slice(0, -1)
        expect(order.map((line) => (JSON.parse(line) as string[])[0])).toEqual(sorted(expected.keys()))
      }),
      { numRuns: 50 },
    )
  })

  /** What a crash may leave: the journals beside the old snapshot or the new one, half-written files, one journal less. */
  it.each<[string, (before: string, after: string) => void]>([
    [
      'before the new snapshot is in its place',
      (before) => appendFileSync(join(before, 'a.snapshot.jsonl.new'), '["half'),
    ],
    [
      'after the new snapshot is in its place',
      (before, after) => cpSync(filesIn(after).snapshot, filesIn(before).snapshot),
    ],
    [
      'between the two journals',
      (before, after) => {
        cpSync(filesIn(after).snapshot, filesIn(before).snapshot)
        rmSync(filesIn(before).changes)
      },
    ],
    ['in the middle of a line of a journal', (before) => appendFileSync(filesIn(before).changes, '["zzz","9","r"')],
  ])('comes to the same after a crash %s', async (_, crash) => {
    const files = filesIn(folder)
    writeFileSync(files.snapshot, ['a', 'b', 'c'].map((pk) => writeKnown(known(pk))).join(''))
    writeFileSync(files.changes, ['b', 'd'].map((pk) => writeKnown(known(pk, '2'))).join(''))
    writeFileSync(files.removals, writeRemoved('c'))
    const crashed = mkdtempSync(join(tmpdir(), 'snapshot-'))
    cpSync(folder, crashed, { recursive: true })
    await compact(files)
    const expected = await read(folder)
    expect(expected).toEqual({ a: '1', b: '2', d: '2' })
    crash(crashed, folder)
    await compact(filesIn(crashed))
    expect(await read(crashed)).toEqual(expected)
    rmSync(crashed, { recursive: true, force: true })
  })

  it('does nothing where there is nothing', async () => {
    await compact(filesIn(folder))
    expect(existsSync(filesIn(folder).snapshot)).toBe(false)
  })
})
