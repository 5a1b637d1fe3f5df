import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { ConfigError } from '../core/errors'
import { compact } from './compact'
import { compareKeys } from './key-order'
import { readSnapshot, UNKNOWN, writeKey, writeKnown, writeSent, writeUnknown, type SnapshotFiles } from './snapshot'

let folder: string
const line = (pk: string, hash = '1') => writeKnown({ pk, hash, run: 'r', kept: {} })
const sorted = (pks: Iterable<string>) => [...new Set(pks)].sort(compareKeys)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compact-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function filesIn(path: string): SnapshotFiles {
  return {
    snapshot: join(path, 'a.snapshot.jsonl'),
    changes: join(path, 'a.changes.jsonl'),
    removals: join(path, 'a.removals.jsonl'),
    sending: join(path, 'a.sending.jsonl'),
    removing: join(path, 'a.removing.jsonl'),
    folder: 'the folder',
    wayOut: 'Fix: delete it.',
  }
}

function journalsOf({ changes, removals, sending, removing }: SnapshotFiles): readonly string[] {
  return [changes, removals, sending, removing]
}

async function read(path: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for await (const batch of readSnapshot(filesIn(path))) for (const { pk, hash } of batch) all[pk] = hash
  return all
}

const key = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}', '"', '\n'), minLength: 1, maxLength: 3 })
const keys = fc.array(key)

it('applies acknowledged rows, and marks announced rows that were not acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(keys, keys, keys, keys, keys, async (old, changed, unknown, removed, sent) => {
      const files = filesIn(folder)
      const lines = (pks: Iterable<string>, write: (pk: string) => string) => sorted(pks).map(write).join('')
      const acknowledged = new Set([...changed, ...unknown])
      writeFileSync(
        files.snapshot,
        lines(old, (pk) => line(pk, 'old')),
      )
      writeFileSync(
        files.changes,
        lines(acknowledged, (pk) => (changed.includes(pk) ? line(pk, 'new') : writeUnknown(pk))),
      )
      writeFileSync(files.removals, lines(removed, writeKey))
      writeFileSync(files.removing, lines(removed, writeKey))
      // New rows are announced with what is kept of them.
      writeFileSync(
        files.sending,
        lines([...sent, ...acknowledged], (pk) => writeSent({ pk, kept: old.includes(pk) ? undefined : {} })),
      )
      await compact(files, 'now')
      const expected = new Map(old.map((pk) => [pk, 'old']))
      for (const pk of sent) expected.set(pk, UNKNOWN)
      for (const pk of acknowledged) {
        expected.delete(pk)
        if (changed.includes(pk)) expected.set(pk, 'new')
      }
      for (const pk of removed) expected.delete(pk)
      expect(await read(folder)).toEqual(Object.fromEntries(expected))
      expect(journalsOf(files).filter((path) => existsSync(path))).toEqual([])
      const order = readFileSync(files.snapshot, 'utf8').split('\n').slice(0, -1)
      expect(order.map((text) => (JSON.parse(text) as string[])[0])).toEqual(sorted(expected.keys()))
    }),
    { numRuns: 100 },
  )
})

it('names the run that found a new row which was announced and not acknowledged, also later', async () => {
  const files = filesIn(folder)
  writeFileSync(files.sending, writeSent({ pk: 'a', kept: {} }))
  for (const run of ['first', 'second']) {
    await compact(files, run)
    expect(JSON.parse(readFileSync(files.snapshot, 'utf8'))).toEqual(['a', UNKNOWN, 'first', {}])
  }
})

it('forgets a new row that was announced without what is kept of it', async () => {
  const files = filesIn(folder)
  writeFileSync(files.snapshot, line('a'))
  writeFileSync(files.sending, ['a', 'b'].map((pk) => writeSent({ pk, kept: undefined })).join(''))
  await compact(files, 'now')
  expect(await read(folder)).toEqual({ a: UNKNOWN })
})

/** What a crash can leave: journals beside the old or the new snapshot, some of them deleted, files that are half written. */
it.each<[string, (before: SnapshotFiles, after: SnapshotFiles) => void]>([
  ['before the snapshot is replaced', ({ snapshot }) => appendFileSync(`${snapshot}.1.new`, '["half')],
  ['after the snapshot is replaced', ({ snapshot }, after) => cpSync(after.snapshot, snapshot)],
  [
    'after what was announced is deleted',
    (before, after) => {
      cpSync(after.snapshot, before.snapshot)
      rmSync(before.sending)
      rmSync(before.removing)
    },
  ],
  [
    'before the last journal is deleted',
    (before, after) => {
      cpSync(after.snapshot, before.snapshot)
      for (const path of [before.sending, before.removing, before.changes]) rmSync(path)
    },
  ],
  ['in the middle of a line of a journal', ({ changes }) => appendFileSync(changes, '["zzz","9","r"')],
])('has the same result after a crash %s', async (_, crash) => {
  const files = filesIn(folder)
  writeFileSync(files.snapshot, ['a', 'b', 'c', 'e', 'f'].map((pk) => line(pk)).join(''))
  writeFileSync(files.changes, ['b', 'd'].map((pk) => line(pk, '2')).join(''))
  writeFileSync(files.removals, writeKey('c'))
  writeFileSync(files.sending, ['b', 'd', 'e'].map((pk) => writeSent({ pk, kept: undefined })).join(''))
  writeFileSync(files.removing, ['c', 'f'].map(writeKey).join(''))
  const crashed = mkdtempSync(join(tmpdir(), 'compact-'))
  cpSync(folder, crashed, { recursive: true })
  await compact(files, 'now')
  const expected = await read(folder)
  expect(expected).toEqual({ a: '1', b: '2', d: '2', e: UNKNOWN, f: UNKNOWN })
  crash(filesIn(crashed), files)
  await compact(filesIn(crashed), 'now')
  expect(await read(crashed)).toEqual(expected)
  rmSync(crashed, { recursive: true, force: true })
})

it('does nothing without journals', async () => {
  await compact(filesIn(folder), 'now')
  expect(existsSync(filesIn(folder).snapshot)).toBe(false)
})

it.each(['{', '7', '["a",1]', '["a","1"]'])('names a line that is damaged: %s', async (damaged) => {
  const files = filesIn(folder)
  writeFileSync(files.snapshot, `${line('a')}${damaged}\n`)
  writeFileSync(files.changes, line('b'))
  await expect(compact(files, 'now')).rejects.toThrow(ConfigError)
  await expect(compact(files, 'now')).rejects.toThrow(
    'the folder/a.snapshot.jsonl is damaged: line 2 cannot be read. Fix: delete it.',
  )
})
