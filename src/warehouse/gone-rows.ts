import type { DiffCounts, Removal } from './changes'
import type { RawValue } from './column'
import { keyCells, type Comparison } from './comparison'
import { IdentitySet, identityTexts } from './identity'
import { keptReader } from './kept-values'
import type { PreparedModel } from './prepared-model'
import type { Known } from './snapshot'

interface GoneRow {
  readonly known: Known
  readonly texts: readonly string[]
  reason: Removal['reason']
}

/**
 * The rows that a model no longer has, and whether what they identify is still in the model. A row that is present and
 * unchanged is found in the snapshot; of all others the identity is noted while the model is read.
 */
export class GoneRows {
  /** No row was delivered before: there is nothing to find. */
  isFirstRun = false
  readonly counts: Pick<DiffCounts, 'removed' | 'moved' | 'forgotten'> = { removed: 0, moved: 0, forgotten: 0 }
  private readonly rows: GoneRow[] = []
  private readonly present = new IdentitySet()
  /** Keys whose row has another identity than it had. */
  private readonly movedKeys = new Set<string>()
  private readonly cellAt: (cells: readonly RawValue[]) => (column: string) => RawValue
  private readonly readKept: ReturnType<typeof keptReader>

  constructor(
    private readonly prepared: PreparedModel,
    comparison: Comparison,
  ) {
    const { columns, kept, key } = prepared
    const from = keyCells(comparison)
    const index = new Map(columns.map(({ name }, at) => [name, from + at]))
    this.cellAt = (cells) => (column) => cells[index.get(column) ?? -1] ?? null
    this.readKept = keptReader(kept, key)
  }

  noteGone(known: Known): void {
    this.rows.push({ known, texts: this.textsOfKnown(known), reason: 'gone' })
  }

  /** A row that is in the model and not in the snapshot. */
  notePresent(cells: readonly RawValue[]): void {
    if (this.compares) this.present.add(this.textsOf(cells))
  }

  /** A row that is in the model and is stored again. */
  noteChange(cells: readonly RawValue[], known: Known | undefined): void {
    if (!this.compares) return
    const texts = this.textsOf(cells)
    const before = known === undefined ? [] : this.textsOfKnown(known)
    if (before.length > 0 && texts.join() === before.join()) return
    this.present.add(texts)
    if (known !== undefined && before.length > 0) this.movedKeys.add(known.pk)
  }

  /** Decides about every gone row. `snapshot` is what was delivered before this run. */
  async resolve(snapshot: AsyncIterable<readonly Known[]>): Promise<void> {
    const { rows, counts } = this
    if (rows.length === 0) return
    if (this.prepared.removed === undefined) {
      counts.removed = rows.length
      return
    }
    const still = this.compares ? await this.findUnchanged(snapshot) : new Set<string>()
    const removed = new Set<string>()
    for (const row of rows) {
      const { texts } = row
      const isPresent = this.compares && (texts.some((text) => still.has(text)) || this.present.hasAny(texts))
      if (texts.length === 0) row.reason = 'unknown'
      else if (isPresent || texts.some((text) => removed.has(text))) row.reason = 'present'
      else for (const text of texts) removed.add(text)
      counts[row.reason === 'gone' ? 'removed' : row.reason === 'present' ? 'moved' : 'forgotten']++
    }
  }

  all(): readonly Pick<GoneRow, 'known' | 'reason'>[] {
    return this.rows
  }

  /** Whether the identity of a gone row can be in the model under another key. */
  private get compares(): boolean {
    const { identity, removed } = this.prepared
    return !this.isFirstRun && removed !== undefined && identity?.isKey === false
  }

  /** The identities of gone rows that an unchanged row of the snapshot has. */
  private async findUnchanged(snapshot: AsyncIterable<readonly Known[]>): Promise<ReadonlySet<string>> {
    const goneKeys = new Set(this.rows.map(({ known }) => known.pk))
    const asked = new Set(this.rows.flatMap(({ texts }) => texts))
    const found = new Set<string>()
    for await (const batch of snapshot) {
      for (const known of batch) {
        if (goneKeys.has(known.pk) || this.movedKeys.has(known.pk)) continue
        for (const text of this.textsOfKnown(known)) if (asked.has(text)) found.add(text)
      }
    }
    return found
  }

  private textsOf(cells: readonly RawValue[]): readonly string[] {
    const { identity } = this.prepared
    return identity === undefined ? [] : identityTexts(identity, this.cellAt(cells))
  }

  private textsOfKnown({ kept, pk }: Known): readonly string[] {
    const { identity } = this.prepared
    return identity === undefined ? [] : identityTexts(identity, this.readKept(kept, pk).cellOf)
  }
}
