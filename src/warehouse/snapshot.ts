import type { Kept } from './changes'
import { deleteFile, readLines, writeWhole } from './state-files'

/** One key as it was delivered last. */
export interface Known {
  readonly pk: string
  readonly hash: string
  /** The run that stored it. */
  readonly run: string
  readonly kept: Kept
}

/** The files of one model's snapshot: what is known, sorted by key, and what was acknowledged since. */
export interface SnapshotFiles {
  readonly snapshot: string
  /** New and changed rows, sorted by key. */
  readonly changes: string
  /** Keys of removed rows, sorted. */
  readonly removals: string
}

const FLUSH_CHARS = 1 << 20

export function writeKnown({ pk, hash, run, kept }: Known): string {
  return `${JSON.stringify([pk, hash, run, kept])}\n`
}

export function writeRemoved(pk: string): string {
  return `${JSON.stringify(pk)}\n`
}

/** The order in which a warehouse returns keys: by their UTF-8 bytes, which is the order of code points. */
export function comparePk(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const one = a.charCodeAt(at)
    const other = b.charCodeAt(at)
    if (one !== other) return weight(one) - weight(other)
  }
  return a.length - b.length
}

/** Halves of characters beyond 0xFFFF come after all others. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Reads sorted things one at a time, and awaits only where a batch ends. */
export class Cursor<T> {
  private batch: readonly T[] = []
  private at = 0
  private readonly batches: AsyncIterator<readonly T[]>

  constructor(batches: AsyncIterable<readonly T[]>) {
    this.batches = batches[Symbol.asyncIterator]()
  }

  /** The thing that is next; undefined at the end, once `fill` was awaited. */
  get current(): T | undefined {
    return this.batch[this.at]
  }

  /** Goes on by one. False where `fill` must be awaited before `current` says anything. */
  step(): boolean {
    return ++this.at < this.batch.length
  }

  async fill(): Promise<void> {
    while (this.at >= this.batch.length) {
      const next = await this.batches.next()
      this.at = 0
      this.batch = next.done === true ? [] : next.value
      if (next.done === true) return
    }
  }

  async close(): Promise<void> {
    await this.batches.return?.()
  }
}

/** What is known, sorted by key. */
export async function* readSnapshot(path: string): AsyncGenerator<readonly Known[], void, void> {
  for await (const lines of readLines(path)) {
    yield lines.map((line) => {
      const [pk, hash, run, kept] = JSON.parse(line) as [string, string, string, Kept]
      return { pk, hash, run, kept }
    })
  }
}

async function* readRemovals(path: string): AsyncGenerator<readonly { readonly pk: string }[], void, void> {
  for await (const lines of readLines(path)) yield lines.map((line) => ({ pk: JSON.parse(line) as string }))
}

/**
 * Brings the snapshot up to what was acknowledged. A crash at any point leaves files from which doing it again leads to
 * the same: the journals go only once the new snapshot is in its place, and apply to it without effect.
 */
export async function compact(files: SnapshotFiles): Promise<void> {
  const changes = new Cursor(readSnapshot(files.changes))
  const removals = new Cursor(readRemovals(files.removals))
  await changes.fill()
  await removals.fill()
  if (changes.current !== undefined || removals.current !== undefined) {
    const old = new Cursor(readSnapshot(files.snapshot))
    await old.fill()
    await writeWhole(files.snapshot, (append) => merge(old, changes, removals, append))
  }
  await changes.close()
  await removals.close()
  await deleteFile(files.changes)
  await deleteFile(files.removals)
}

async function merge(
  old: Cursor<Known>,
  changes: Cursor<Known>,
  removals: Cursor<{ readonly pk: string }>,
  append: (text: string) => Promise<void>,
): Promise<void> {
  let text = ''
  for (;;) {
    const [known, changed] = [old.current, changes.current]
    if (known === undefined && changed === undefined) break
    const order = known === undefined ? 1 : changed === undefined ? -1 : comparePk(known.pk, changed.pk)
    const next = (order < 0 ? known : changed) as Known
    if (order <= 0 && !old.step()) await old.fill()
    if (order >= 0 && !changes.step()) await changes.fill()
    while (removals.current !== undefined && comparePk(removals.current.pk, next.pk) < 0) {
      if (!removals.step()) await removals.fill()
    }
    if (removals.current?.pk === next.pk) continue
    text += writeKnown(next)
    if (text.length > FLUSH_CHARS) {
      await append(text)
      text = ''
    }
  }
  await append(text)
}
