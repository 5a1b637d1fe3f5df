import type { Input } from '../core/input'
import type { RowRef } from '../core/row'
import type { State } from '../core/state'
import { counted } from '../lib/format'
import { rowsOf } from './change-rows'
import { ChangeWindow } from './change-window'
import type { Change, DiffCounts, Differ } from './changes'
import { Checkpoints } from './checkpoints'
import { dataReader, type Column, type Data } from './column'
import { diffRemarks } from './diff-remarks'
import type { PlannedModel, SourceOptions } from './planned-model'
import type { PreparedModel } from './prepared-model'
import { isImplausible, removalProblem, type FoundRemovals } from './removals'
import { STATE_VERSION, type ModelState } from './state-store'
import { isVolatileRun } from './volatile'
import { identitiesOf, WrittenIdentities } from './written-identities'

/** Rows between two checkpoints of a cursor. After a crash, at most so many rows are sent again. */
const CHECKPOINT_ROWS = 5_000

/** A diff model whose rows were read, and whose removals are to be sent. */
interface OpenDiff {
  readonly planned: PlannedModel
  readonly differ: Differ
  /** Identities of rows that were rejected in this run. */
  readonly rejectedIdentities: Set<string>
}

/**
 * The models of a run as the core reads them: rows, and after them states. `settle` is called with each state whose rows
 * have outcomes, and stores what it stands for, in order.
 *
 * Removals come after the rows of all models: then it is known what the models still have, and how many removals there are.
 */
export class ModelSource {
  /** What was found in each diff model. */
  readonly diffs = new Map<string, DiffCounts>()
  /** The number of rows of each cursor model that no cursor finds, because the cursor or the key is null. */
  readonly unordered = new Map<string, number>()
  /** The progress in the model that is being read; undefined until the number of its rows is known. */
  reading: { model: string; rows: number; total: number } | undefined
  private readonly checkpoints: Checkpoints
  private readonly written: WrittenIdentities
  private isStopped = false
  private readonly remarks: string[] = []

  constructor(private readonly options: SourceOptions) {
    this.checkpoints = new Checkpoints(options.onFailure)
    this.written = new WrittenIdentities(options.models.map(({ prepared }) => prepared))
  }

  /** All rows to deliver, with states between them. */
  async *inputs(): AsyncGenerator<readonly Input[], void, void> {
    try {
      yield* this.readModels()
    } catch (thrown) {
      // A query that was canceled: the run knows why it was stopped.
      if (!this.isStopped) throw thrown
    }
  }

  private async *readModels(): AsyncGenerator<readonly Input[], void, void> {
    const diffs: OpenDiff[] = []
    for (const planned of this.options.models) {
      if (this.hasStopped()) return
      this.reading = undefined
      const { changes } = planned.prepared.model
      if (changes.method === 'full') yield* this.readInFull(planned)
      else if (changes.method === 'cursor') yield* this.readNewer(planned, changes.lag_seconds)
      else {
        const differ = this.openDiffer(planned)
        diffs.push({ planned, differ, rejectedIdentities: new Set() })
        yield* this.readChanges(diffs[diffs.length - 1] as OpenDiff)
      }
    }
    if (this.hasStopped()) return
    const found = diffs.map((diff) => this.foundRemovals(diff))
    const problem = removalProblem(
      found.filter((_, index) => diffs[index]?.planned.prepared.removed !== undefined),
      this.options.maxDeletes,
    )
    if (problem !== undefined) throw problem
    // What refers to a person or an object is removed before it.
    for (const diff of diffs.reverse()) {
      if (this.hasStopped()) return
      yield* this.readRemovals(diff)
    }
  }

  /** Makes `inputs` end soon. */
  stop(): void {
    this.isStopped = true
  }

  private hasStopped(): boolean {
    return this.isStopped
  }

  /** A row was rejected. */
  reject(row: RowRef): void {
    this.checkpoints.reject(row)
  }

  /** Every row before the state has an outcome. */
  settle(state: State): void {
    this.checkpoints.settle(state)
  }

  /** Resolves once every settled state is stored. Rejects if one could not be stored. */
  settled(): Promise<void> {
    return this.checkpoints.settled()
  }

  /** What the user should know about the models, one sentence each. */
  *warnings(): Iterable<string> {
    for (const [model, rows] of this.unordered) {
      if (rows > 0)
        yield `${model}: ${counted(rows, 'row')} without a value in the cursor or the key. A cursor does not find them: they are not delivered.`
    }
    yield* this.remarks
  }

  private async *readInFull(planned: PlannedModel): AsyncGenerator<readonly Input[], void, void> {
    const { model, stream, columns } = planned.prepared
    const read = dataReader(columns)
    for await (const batch of this.options.warehouse.readRows(model.relation, columns, this.naming(model.name))) {
      this.countRead(batch.length)
      const emittedAtMs = Date.now()
      yield batch.map((cells) => {
        const data = read(cells)
        this.written.note(planned.prepared, data)
        return { kind: 'row' as const, stream, data, emittedAtMs, nulled: [] }
      })
      if (this.isStopped) return
    }
    yield [this.checkpoints.create(planned.prepared, () => this.remember(planned, {}))]
  }

  private async *readNewer(planned: PlannedModel, lagSeconds: number): AsyncGenerator<readonly Input[], void, void> {
    const { prepared, state, comparison } = planned
    const { model, stream, columns, key } = prepared
    const cursor = prepared.cursor as Column
    let last = state?.cursor
    const query = { relation: model.relation, columns, cursor, key, lagSeconds, zone: prepared.zone, after: last }
    const read = dataReader(columns)
    const at = [cursor, ...key].map(({ name }) => columns.findIndex((column) => column.name === name))
    let open = 0
    for await (const batch of this.options.warehouse.readAfter(query, this.naming(model.name))) {
      this.countRead(batch.length)
      const emittedAtMs = Date.now()
      const adopted = comparison.adoptsAdded ? batch.length : 0
      const inputs: Input[] = batch.slice(adopted).map((cells) => {
        const data = read(cells)
        this.written.note(prepared, data)
        return { kind: 'row', stream, data, emittedAtMs, nulled: [] }
      })
      const [cursorText = '', ...keyTexts] = at.map((index) => batch[batch.length - 1]?.[index] ?? '')
      last = { column: cursor.name, cursor: cursorText, key: keyTexts }
      open += batch.length
      if (open >= CHECKPOINT_ROWS) {
        open = 0
        const cursorSoFar = last
        // `every` counts from the start of a finished run.
        const startedMs = state?.startedMs ?? 0
        const { decision } = planned
        inputs.push(
          this.checkpoints.create(planned.prepared, () =>
            this.remember(planned, { cursor: cursorSoFar, startedMs, ...(decision && { decision }) }),
          ),
        )
      }
      yield inputs
      if (this.isStopped) return
    }
    await this.countUnordered(prepared, [cursor, ...key])
    const position = last === undefined ? {} : { cursor: { ...last, column: cursor.name } }
    yield [this.checkpoints.create(planned.prepared, () => this.remember(planned, position))]
  }

  private naming(model: string) {
    return { what: `the model ${model}`, onRows: (total: number) => (this.reading = { model, rows: 0, total }) }
  }

  private countRead(rows: number): void {
    if (this.reading !== undefined) this.reading.rows += rows
  }

  private async countUnordered({ model }: PreparedModel, order: readonly Column[]): Promise<void> {
    const rows = await this.options.warehouse.countNulls(model.relation, order, `the model ${model.name}`)
    this.unordered.set(model.name, rows)
  }

  private openDiffer({ prepared, comparison }: PlannedModel): Differ {
    const { run, store } = this.options
    const { onRows } = this.naming(prepared.model.name)
    const differ = store.differ(prepared, { run, comparison, onRows, onRead: (rows) => this.countRead(rows) })
    this.diffs.set(prepared.model.name, differ.counts)
    return differ
  }

  private async *readChanges(diff: OpenDiff): AsyncGenerator<readonly Input[], void, void> {
    const { planned, differ } = diff
    const window = { current: this.newWindow(planned) }
    for await (const changes of differ.changes()) {
      await differ.announce(changes)
      for (const change of changes) if (change.kind === 'row') this.written.note(planned.prepared, change.data)
      yield* this.emit(diff, changes, window)
      if (this.isStopped) return
    }
    yield [this.windowCheckpoint(diff, window.current)]
  }

  /** Hands over the rows of changes, with a state after every `changesAtOnce` changes. */
  private *emit(
    diff: OpenDiff,
    changes: readonly Change[],
    window: { current: ChangeWindow },
  ): Generator<readonly Input[], void, void> {
    const { planned, differ } = diff
    const inputs: Input[] = []
    const nowMs = Date.now()
    for (const change of changes) {
      const rows = rowsOf(planned.prepared, change, nowMs)
      window.current.add(
        change,
        rows.map(({ stream }) => this.checkpoints.nextPosition(stream)),
      )
      inputs.push(...rows)
    }
    if (window.current.size >= differ.changesAtOnce) {
      inputs.push(this.windowCheckpoint(diff, window.current))
      window.current = this.newWindow(planned)
    }
    yield inputs
  }

  private newWindow({ prepared }: PlannedModel): ChangeWindow {
    const identity = prepared.removed === undefined ? [] : (prepared.identity?.alternatives.flat() ?? [])
    return new ChangeWindow(identity.map(({ column }) => column.name))
  }

  private windowCheckpoint(diff: OpenDiff, window: ChangeWindow): State {
    return this.checkpoints.create(diff.planned.prepared, () => this.acknowledge(diff, window))
  }

  private async acknowledge({ differ, planned, rejectedIdentities }: OpenDiff, window: ChangeWindow): Promise<void> {
    const { changes } = window
    const last = changes[changes.length - 1]
    if (last === undefined) return
    const { identity } = planned.prepared
    const identitiesIn = (data: Data) => (identity === undefined ? [] : identitiesOf(identity, data))
    const rejected = new Set(window.rejected((row) => this.checkpoints.takeRejected(row)))
    for (const change of rejected) {
      if (change.kind === 'row') for (const text of identitiesIn(change.data)) rejectedIdentities.add(text)
    }
    // The row that has the identity now was not delivered: until it is, the old key stands for it.
    for (const change of changes) {
      if (change.kind !== 'removal' || change.reason !== 'present') continue
      if (identitiesIn(change.old.kept).some((text) => rejectedIdentities.has(text))) rejected.add(change)
    }
    await differ.acknowledge(changes, last.seq, [...rejected])
  }

  private foundRemovals({ planned, differ }: OpenDiff): FoundRemovals {
    const { model } = planned.prepared
    return {
      model: model.name,
      counts: differ.counts,
      maxPercent: this.options.acceptRemovals ? 100 : model.removed.max_percent,
      isIrreversible: planned.hasIrreversibleRemovals,
    }
  }

  private async *readRemovals(diff: OpenDiff): AsyncGenerator<readonly Input[], void, void> {
    const { planned, differ } = diff
    const { prepared } = planned
    // Ignored removals only forget rows. Rows of a broken view come back, and are then known.
    const isForgotten = prepared.removed !== undefined || !isImplausible(this.foundRemovals(diff))
    const window = { current: this.newWindow(planned) }
    if (isForgotten) {
      for await (const found of differ.removals()) {
        const removals = found.flatMap((removal) => this.written.judge(prepared, removal) ?? [])
        await differ.announce(removals)
        yield* this.emit(diff, removals, window)
        if (this.isStopped) return
      }
    }
    this.remarks.push(...diffRemarks(prepared.model.name, differ.counts, isForgotten))
    const rest = window.current
    yield [
      this.checkpoints.create(planned.prepared, async () => {
        await this.acknowledge(diff, rest)
        await differ.finish()
        await this.remember(planned, { volatileRuns: this.volatileRuns(planned, differ.counts) })
      }),
    ]
  }

  private remember(
    { prepared }: PlannedModel,
    more: Partial<Pick<ModelState, 'cursor' | 'volatileRuns' | 'startedMs' | 'decision'>>,
  ): Promise<void> {
    const { model, contract, mapping, hashing, kept } = prepared
    const { owner, startedMs, store } = this.options
    return store.write(model.name, {
      version: STATE_VERSION,
      owner,
      contract,
      mapping,
      method: model.changes.method,
      hashing,
      kept: kept.map(({ name }) => name),
      startedMs,
      volatileRuns: 0,
      ...more,
    })
  }

  private volatileRuns({ prepared, state }: PlannedModel, counts: DiffCounts): number {
    if (!isVolatileRun(state, prepared, counts)) return 0
    const before = state?.volatileRuns ?? 0
    if (before > 0)
      this.remarks.push(
        `${prepared.model.name}: nearly all of its rows changed in two consecutive runs. A column probably changes in every run, ` +
          'such as the time of a calculation. Fix: leave it out with columns.exclude.',
      )
    return before + 1
  }
}
