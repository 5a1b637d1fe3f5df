import { ConfigError } from '../core/errors'
import { newCounts, type Change, type Differ } from './changes'
import { dataReader, type Cell } from './column'
import { appendSafely } from './state-files'
import { keptReader } from './kept-values'
import type { PreparedModel } from './prepared-model'
import { removalProblem } from './removals'
import { comparePk, compact, Cursor, readSnapshot, writeKnown, writeRemoved, type Known } from './snapshot'
import type { SnapshotFiles } from './snapshot'
import type { DifferOptions } from './state-store'
import type { Warehouse } from './warehouse'

/**
 * Finds what changed without a right to write in the warehouse: every row comes in the order of its key, with a hash of
 * its content that the warehouse made, and is compared with a sorted file of what was delivered. Memory is bounded by the
 * removed rows.
 */
export class LocalDiffer implements Differ {
  readonly counts = newCounts()
  readonly changesAtOnce = 5_000
  constructor(
    private readonly warehouse: Warehouse,
    private readonly files: SnapshotFiles,
    private readonly prepared: PreparedModel,
    private readonly options: DifferOptions,
  ) {}

  async *changes(): AsyncGenerator<readonly Change[], void, void> {
    // A run that was killed left what it had acknowledged.
    await compact(this.files)
    const { prepared, counts } = this
    const { model, key, mapped, columns, mapping } = prepared
    const old = new Cursor(readSnapshot(this.files.snapshot))
    await old.fill()
    const gone: Known[] = []
    const reader = changeReader(prepared)
    let seq = 0
    let lastPk: string | undefined
    const skip = async (pk: string | undefined) => {
      while (old.current !== undefined && (pk === undefined || comparePk(old.current.pk, pk) < 0)) {
        counts.known++
        gone.push(old.current)
        if (!old.step()) await old.fill()
      }
    }
    const query = { relation: model.relation, key, columns, hashed: mapped, salt: mapping }
    const reading = { what: `the model ${model.name}`, onRows: this.options.onRows }
    for await (const batch of this.warehouse.readKeyed(query, reading)) {
      this.options.onRead(batch.length)
      const changes: Change[] = []
      for (const cells of batch) {
        const [pk = null, hash = null] = cells
        if (pk === null || hash === null) {
          counts.nullKeys++
          continue
        }
        const order = lastPk === undefined ? 1 : comparePk(pk, lastPk)
        if (order === 0) {
          counts.repeatedKeys++
          continue
        }
        if (order < 0) throw unsorted(model.name)
        lastPk = pk
        counts.rows++
        if (old.current !== undefined && comparePk(old.current.pk, pk) < 0) await skip(pk)
        const known = old.current?.pk === pk ? old.current : undefined
        if (known !== undefined) {
          counts.known++
          if (!old.step()) await old.fill()
          if (known.hash === hash) continue
          counts.changed++
        } else counts.added++
        changes.push(reader.present(++seq, pk, hash, cells, known))
      }
      if (changes.length > 0) yield changes
    }
    await skip(undefined)
    counts.removed = gone.length
    const problem = removalProblem(model.name, counts, this.options.maxRemovedPercent)
    if (problem !== undefined) throw problem
    if (gone.length > 0) yield gone.map((known) => reader.gone(++seq, known))
  }

  async acknowledge(delivered: readonly Change[], _: number, rejected: readonly Change[]): Promise<void> {
    const refused = new Set(rejected)
    const { run } = this.options
    let changes = ''
    let removals = ''
    for (const change of delivered) {
      if (refused.has(change)) continue
      if (change.data === undefined) removals += writeRemoved(change.pk)
      else changes += writeKnown({ pk: change.pk, hash: change.hash, run, kept: change.kept })
    }
    await appendSafely(this.files.changes, changes)
    await appendSafely(this.files.removals, removals)
  }

  async finish(): Promise<void> {
    await compact(this.files)
  }
}

/** Makes changes of the cells of the diff template, whose columns begin after the key and the hash. */
function changeReader({ columns, kept }: PreparedModel) {
  const readData = dataReader(columns, 2)
  const keptAt = kept.map(({ name }) => ({ name, at: 2 + columns.findIndex((column) => column.name === name) }))
  const readKept = keptReader(kept)
  const oldOf = (known: Known) => ({ kept: readKept(known.kept), run: known.run })
  return {
    present: (seq: number, pk: string, hash: string, cells: readonly Cell[], known: Known | undefined): Change => ({
      seq,
      pk,
      hash,
      data: readData(cells),
      kept: Object.fromEntries(keptAt.map(({ name, at }) => [name, cells[at] ?? null])),
      old: known && oldOf(known),
    }),
    gone: (seq: number, known: Known): Change => ({
      seq,
      pk: known.pk,
      hash: '',
      data: undefined,
      kept: {},
      old: oldOf(known),
    }),
  }
}

function unsorted(model: string): ConfigError {
  return new ConfigError(
    `The keys of the model ${model} do not come in the order of their bytes: its key column has a collation. ` +
      "Take the collation off in the model, as in COLLATE(ID, '') AS ID.",
  )
}
