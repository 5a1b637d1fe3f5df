import { ConfigError } from '../core/errors'
import { newCounts, type Change, type Differ, type OldRow, type Refresh, type Removal, type RowChange } from './changes'
import { dataReader, type RawValue, type Column } from './column'
import { compact } from './compact'
import { judgeRow, keyCells, type Comparison, type Verdict } from './comparison'
import { GoneRows } from './gone-rows'
import { compareKeys } from './key-order'
import { keptReader } from './kept-values'
import type { PreparedModel } from './prepared-model'
import {
  readSnapshot,
  UNKNOWN,
  writeKey,
  writeKnown,
  writeSent,
  writeUnknown,
  type Known,
  type SnapshotFiles,
} from './snapshot'
import { SortedReader } from './sorted-reader'
import type { HeldDirectory } from './state-directory'
import { appendSafely } from './state-files'
import type { DifferOptions } from './state-store'
import type { Warehouse } from './warehouse'

/** A row of the model, chosen among those with its key. */
interface Candidate {
  readonly cells: readonly RawValue[]
  readonly pk: string
  readonly hash: string
  readonly beforeHash: string | undefined
  /** 0 if it is the delivered version of the row. */
  readonly rank: number
}

/**
 * Finds changes without write access to the warehouse: every row is read in the order of its key with a hash of its content,
 * and compared with a sorted file of what was delivered. Memory grows with the number of removed and of moved rows.
 */
export class LocalDiffer implements Differ {
  readonly counts = newCounts()
  readonly changesAtOnce = 5_000
  private readonly rows: ChangeReader
  private readonly gone: GoneRows
  private seq = 0

  constructor(
    private readonly warehouse: Warehouse,
    private readonly held: HeldDirectory,
    private readonly files: SnapshotFiles,
    private readonly prepared: PreparedModel,
    private readonly options: DifferOptions,
  ) {
    this.rows = new ChangeReader(prepared, options)
    this.gone = new GoneRows(prepared, options.comparison)
  }

  async *changes(): AsyncGenerator<readonly (RowChange | Refresh)[], void, void> {
    // A run that did not finish left journals.
    await compact(this.files, this.options.run)
    const old = new SortedReader(readSnapshot(this.files))
    await old.fill()
    this.held.assertHeld()
    this.gone.isFirstRun = old.current === undefined
    let candidate: Candidate | undefined
    for await (const batch of this.readModel()) {
      this.options.onRead(batch.length)
      const changes: (RowChange | Refresh)[] = []
      for (const cells of batch) {
        const [pk = null] = cells
        if (pk === null) {
          this.counts.nullKeys++
          this.gone.notePresent(cells)
          continue
        }
        if (candidate?.pk !== pk) {
          if (candidate !== undefined && compareKeys(pk, candidate.pk) < 0) throw unsorted(this.prepared.model.name)
          changes.push(...this.settle(candidate, old))
          candidate = undefined
          if (old.needsFill) await old.fill()
          while (old.current !== undefined && compareKeys(old.current.pk, pk) < 0) await this.passGone(old)
        }
        candidate = this.choose(candidate, this.rows.candidate(cells, pk, old.current))
      }
      if (changes.length > 0) yield changes
    }
    const last = this.settle(candidate, old)
    if (last.length > 0) yield last
    if (old.needsFill) await old.fill()
    while (old.current !== undefined) await this.passGone(old)
    await this.gone.resolve(readSnapshot(this.files))
    Object.assign(this.counts, this.gone.counts)
  }

  async *removals(): AsyncGenerator<readonly Removal[], void, void> {
    const removals = this.gone.all().map(({ known, reason }): Removal => {
      return { kind: 'removal', seq: ++this.seq, pk: known.pk, old: this.rows.oldRow(known), reason }
    })
    if (removals.length > 0) yield await Promise.resolve(removals)
  }

  async announce(changes: readonly Change[]): Promise<void> {
    const keepsAdded = this.prepared.model.removed.action !== 'ignore'
    let rows = ''
    let removals = ''
    for (const change of changes) {
      if (change.kind === 'removal') removals += change.reason === 'gone' ? writeKey(change.pk) : ''
      else if (change.kind === 'row' && change.old !== undefined) rows += writeSent({ pk: change.pk, kept: undefined })
      // A new row that vanishes before it is acknowledged must still be removed.
      else if (change.kind === 'row' && keepsAdded) rows += writeSent({ pk: change.pk, kept: change.kept })
    }
    await this.append(this.files.sending, rows)
    await this.append(this.files.removing, removals)
  }

  async acknowledge(changes: readonly Change[], _: number, rejected: readonly Change[]): Promise<void> {
    const refused = new Set(rejected)
    let known = ''
    let removed = ''
    for (const change of changes) {
      const { kind, pk } = change
      if (kind === 'removal') removed += refused.has(change) ? '' : writeKey(pk)
      else if (!refused.has(change)) known += writeKnown(this.knownOf(change))
      else if (kind === 'row' && change.old === undefined) known += writeUnknown(pk)
    }
    await this.append(this.files.changes, known)
    await this.append(this.files.removals, removed)
  }

  async finish(): Promise<void> {
    await compact(this.files, this.options.run)
  }

  private knownOf(change: RowChange | Refresh): Known {
    const { pk, hash, kept } = change
    return { pk, hash, kept, run: change.kind === 'refresh' ? change.run : this.options.run }
  }

  private async append(path: string, text: string): Promise<void> {
    await appendSafely(path, text).catch((thrown: unknown) => {
      this.held.assertHeld()
      throw thrown
    })
  }

  private readModel() {
    const { model, key, columns } = this.prepared
    const { now, before } = this.options.comparison
    return this.warehouse.readKeyed(
      { relation: model.relation, key, columns, now, before },
      { what: `the model ${model.name}`, onRows: this.options.onRows },
    )
  }

  /** Notes the current row of the snapshot, which the model no longer has, and moves on. */
  private async passGone(old: SortedReader<Known>): Promise<void> {
    this.counts.known++
    this.gone.noteGone(old.current as Known)
    old.step()
    if (old.needsFill) await old.fill()
  }

  /** Of two rows with one key, the delivered version stays; otherwise the first in the order of the hash is taken. */
  private choose(chosen: Candidate | undefined, candidate: Candidate): Candidate {
    if (chosen === undefined) return candidate
    this.counts.repeatedKeys++
    const [better, other] = candidate.rank < chosen.rank ? [candidate, chosen] : [chosen, candidate]
    this.gone.notePresent(other.cells)
    return better
  }

  /** The change that a row makes, compared with its delivered version, which is the current one of `old` if there is one. */
  private settle(candidate: Candidate | undefined, old: SortedReader<Known>): readonly (RowChange | Refresh)[] {
    if (candidate === undefined) return []
    const { counts, rows } = this
    counts.rows++
    const known = old.current?.pk === candidate.pk ? old.current : undefined
    if (known !== undefined) {
      counts.known++
      old.step()
    }
    const verdict = rows.judge(candidate, known)
    if (verdict === 'same') return []
    counts[verdict]++
    const change = rows.change(++this.seq, candidate, known, verdict)
    this.gone.noteChange(candidate.cells, known)
    return [change]
  }
}

/** Reads the texts of a row of the model. */
class ChangeReader {
  private readonly comparison: Comparison
  private readonly run: string
  private readonly from: number
  private readonly readData: ReturnType<typeof dataReader>
  private readonly readKept: ReturnType<typeof keptReader>
  private readonly keptAt: readonly { readonly name: string; readonly at: number }[]
  private readonly addedAt: readonly number[]

  constructor({ columns, kept, key }: PreparedModel, { comparison, run }: Pick<DifferOptions, 'comparison' | 'run'>) {
    this.comparison = comparison
    this.run = run
    this.from = keyCells(comparison)
    this.readData = dataReader(columns, this.from)
    this.readKept = keptReader(kept, key)
    const at = ({ name }: Column) => this.from + columns.findIndex((column) => column.name === name)
    this.keptAt = kept.map((column) => ({ name: column.name, at: at(column) }))
    this.addedAt = comparison.added.map(at)
  }

  candidate(cells: readonly RawValue[], pk: string, known: Known | undefined): Candidate {
    const [, hash = null, third = null] = cells
    const beforeHash = this.comparison.before === undefined ? undefined : (third ?? undefined)
    const delivered = known?.pk === pk ? known.hash : undefined
    const rank = delivered === undefined ? 2 : delivered === hash ? 0 : delivered === beforeHash ? 1 : 2
    return { cells, pk, hash: hash ?? '', beforeHash, rank }
  }

  judge({ cells, hash, beforeHash }: Candidate, known: Known | undefined): Verdict {
    return judgeRow(this.comparison, {
      hash,
      beforeHash,
      hasAdded: this.addedAt.some((at) => (cells[at] ?? null) !== null),
      known: known && { hash: known.hash, isUnknown: known.hash === UNKNOWN, lacksKept: this.lacksKept(known) },
    })
  }

  change(seq: number, { cells, pk, hash }: Candidate, known: Known | undefined, verdict: Verdict): RowChange | Refresh {
    const kept = Object.fromEntries(this.keptAt.map(({ name, at }) => [name, cells[at] ?? null]))
    if (verdict === 'refreshed') return { kind: 'refresh', seq, pk, hash, kept, run: known?.run ?? this.run }
    return { kind: 'row', seq, pk, hash, kept, data: this.readData(cells), old: known && this.oldRow(known) }
  }

  private lacksKept({ kept }: Known): boolean {
    return this.comparison.refreshesKept && this.keptAt.some(({ name }) => !(name in kept))
  }

  oldRow({ kept, pk, run }: Known): OldRow {
    return { kept: this.readKept(kept, pk).data, run }
  }
}

function unsorted(model: string): ConfigError {
  return new ConfigError(
    `The keys of the model ${model} are not in the order of their bytes, because its key column has a collation. ` +
      "Fix: remove the collation in the model, for example with COLLATE(ID, '') AS ID.",
  )
}
