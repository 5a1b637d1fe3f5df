import { compareKeys } from './key-order'
import {
  readChanges,
  readKeys,
  readSent,
  readSnapshot,
  UNKNOWN,
  writeKnown,
  type Known,
  type KnownChange,
  type Sent,
  type SnapshotFiles,
} from './snapshot'
import { SortedReader } from './sorted-reader'
import { deleteFile, writeWhole } from './state-files'

const FLUSH_CHARS = 1 << 20

interface Keyed {
  readonly pk: string
}

/**
 * Applies the journals of a run to the snapshot and deletes them. After a crash at any point, doing it again has the same
 * result. A row that was announced and not acknowledged has an unknown hash from then on; a new one counts as stored by `run`.
 */
export async function compact(files: SnapshotFiles, run: string): Promise<void> {
  const changes = new SortedReader(readChanges(files))
  const removals = new SortedReader(readKeys(files.removals, files))
  const sending = new SortedReader(readSent(files))
  const removing = new SortedReader(readKeys(files.removing, files))
  const journals = [changes, removals, sending, removing]
  for (const journal of journals) await journal.fill()
  if (journals.some(({ current }) => current !== undefined)) {
    const old = new SortedReader(readSnapshot(files))
    await old.fill()
    await writeWhole(files.snapshot, (append) => merge({ old, changes, removals, sending, removing }, run, append))
  }
  for (const journal of journals) await journal.close()
  // What was announced goes first: without what was acknowledged, all of it would count as unknown.
  for (const path of [files.sending, files.removing, files.changes, files.removals]) await deleteFile(path)
}

interface Sources {
  readonly old: SortedReader<Known>
  readonly changes: SortedReader<KnownChange>
  readonly removals: SortedReader<Keyed>
  readonly sending: SortedReader<Sent>
  readonly removing: SortedReader<Keyed>
}

async function merge(sources: Sources, run: string, append: (text: string) => Promise<void>): Promise<void> {
  const { old, changes, removals, sending, removing } = sources
  const readers: readonly SortedReader<Keyed>[] = [old, changes, removals, sending, removing]
  let text = ''
  for (let pk = smallest(readers); pk !== undefined; pk = smallest(readers)) {
    const known = old.current?.pk === pk ? old.current : undefined
    const change = changes.current?.pk === pk ? changes.current : undefined
    const isRemoved = removals.current?.pk === pk
    const sent = sending.current?.pk === pk ? sending.current : undefined
    const isRemoving = removing.current?.pk === pk
    for (const reader of readers) {
      if (reader.current?.pk === pk) reader.step()
      if (reader.needsFill) await reader.fill()
    }
    const next = change === undefined ? uncertain(known, sent, isRemoving, run) : change.known
    if (!isRemoved && next !== undefined) text += writeKnown(next)
    if (text.length <= FLUSH_CHARS) continue
    await append(text)
    text = ''
  }
  await append(text)
}

/** What is known of a row that was announced and not acknowledged: Customer.io may have the old version or the new one. */
function uncertain(
  known: Known | undefined,
  sent: Sent | undefined,
  isRemoving: boolean,
  run: string,
): Known | undefined {
  if (sent === undefined && !isRemoving) return known
  if (known !== undefined) return { ...known, hash: UNKNOWN }
  return sent?.kept === undefined ? undefined : { pk: sent.pk, hash: UNKNOWN, run, kept: sent.kept }
}

function smallest(readers: readonly SortedReader<Keyed>[]): string | undefined {
  let pk: string | undefined
  for (const { current } of readers) {
    if (current !== undefined && (pk === undefined || compareKeys(current.pk, pk) < 0)) pk = current.pk
  }
  return pk
}
