import type { ConnectorError } from '../core/errors'
import { toConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { RowRef } from '../core/row'
import type { State } from '../core/state'
import type { SourceStream } from '../core/stream'
import type { Change, DiffCounts, Differ } from './changes'
import { dataReader, type Column } from './column'
import { rowsOf, type PreparedModel } from './prepared-model'
import type { ModelState, StateStore } from './state-store'
import type { Warehouse } from './warehouse'

export interface SourceOptions {
  readonly warehouse: Warehouse
  readonly store: StateStore
  readonly models: readonly PreparedModel[]
  readonly states: ReadonlyMap<string, ModelState>
  /** Names this run. */
  readonly run: string
  readonly startedMs: number
  readonly acceptRemovals: boolean
  /** A state could not be kept: nothing more may be delivered. */
  readonly onFailure: (error: ConnectorError) => void
}

/** Rows between two checkpoints of a cursor: what a crash sends again at most. */
const CHECKPOINT_ROWS = 5_000
/** A model of which so many changed, in percent, has a column that changes by itself; asked of this many rows on. */
const VOLATILE_PERCENT = 95
const VOLATILE_ROWS = 20

/** What a state stands for; run once everything before it is settled. */
type Commit = (rejected: (stream: SourceStream, position: number) => boolean) => Promise<void>

/**
 * The models of a run as the core reads them: rows, and behind them states that are checkpoints. `settle` is told of each
 * state that leaves; what it stands for is stored in order, and `settled` waits for all of it.
 */
export class ModelSource {
  /** What each model with changes by diff held. */
  readonly diffs = new Map<string, DiffCounts>()
  /** Rows of each model with a cursor whose cursor or key is null. */
  readonly unordered = new Map<string, number>()
  /** Rows read of the model that is being read, and how many it has; undefined while nobody knows. */
  reading: { model: string; rows: number; total: number } | undefined
  private readonly commits = new Map<State, Commit>()
  private readonly positions = new Map<SourceStream, number>()
  private readonly rejected = new Map<SourceStream, Set<number>>()
  private storing: Promise<void> = Promise.resolve()
  private failure: ConnectorError | undefined
  private isStopped = false
  private readonly volatile: string[] = []

  constructor(private readonly options: SourceOptions) {}

  /** Everything there is to deliver, model after model. */
  async *inputs(): AsyncGenerator<readonly Input[], void, void> {
    const isStopped = () => this.isStopped
    for (const prepared of this.options.models) {
      if (isStopped()) return
      this.reading = undefined
      const { changes } = prepared.model
      try {
        if (changes.method === 'full') yield* this.readInFull(prepared)
        else if (changes.method === 'cursor') yield* this.readNewer(prepared, changes.lag_seconds)
        else yield* this.readChanges(prepared)
      } catch (thrown) {
        // A query that was canceled: the run knows why it was stopped.
        if (!isStopped()) throw thrown
      }
    }
  }

  /** Makes `inputs` end soon. */
  stop(): void {
    this.isStopped = true
  }

  /** A row was rejected. */
  reject({ stream, position }: RowRef): void {
    const known = this.rejected.get(stream) ?? new Set()
    this.rejected.set(stream, known.add(position))
  }

  /** A state left: what is before it is settled. */
  settle(state: State): void {
    const commit = this.commits.get(state)
    this.commits.delete(state)
    this.storing = this.storing
      .then(async () => {
        if (this.failure === undefined) await commit?.((stream, position) => this.takeRejected(stream, position))
      })
      .catch((thrown: unknown) => {
        this.failure = toConnectorError(thrown)
        this.options.onFailure(this.failure)
      })
  }

  /** Resolves once every state that left is stored; rejects where one could not be. */
  async settled(): Promise<void> {
    await this.storing
    if (this.failure !== undefined) throw this.failure
  }

  /** What the models should be looked at for, a sentence each. */
  *warnings(): Iterable<string> {
    for (const [model, rows] of this.unordered) {
      if (rows > 0)
        yield `${model}: ${rows} rows have no value in the cursor or the key. No cursor finds them: they are not delivered.`
    }
    for (const model of this.volatile)
      yield (
        `${model}: nearly all of its rows changed, twice in a row. A column of it seems to change by itself, such as a ` +
        'time of calculation: leave it out with columns.exclude, or every run sends everything.'
      )
  }

  private async *readInFull(prepared: PreparedModel): AsyncGenerator<readonly Input[], void, void> {
    const { model, stream, columns } = prepared
    const read = dataReader(columns)
    for await (const batch of this.options.warehouse.readRows(model.relation, columns, this.naming(model.name))) {
      this.countRead(batch.length)
      const emittedAtMs = Date.now()
      yield batch.map((cells) => ({ kind: 'row' as const, stream, data: read(cells), emittedAtMs, nulled: [] }))
      if (this.isStopped) return
    }
    yield [this.checkpoint(prepared, () => this.remember(prepared, {}))]
  }

  private async *readNewer(prepared: PreparedModel, lagSeconds: number): AsyncGenerator<readonly Input[], void, void> {
    const { model, stream, columns, key } = prepared
    const cursor = prepared.cursor as NonNullable<PreparedModel['cursor']>
    let last = this.stateOf(prepared)?.cursor
    const query = { relation: model.relation, columns, cursor, key, lagSeconds, zone: prepared.zone, after: last }
    const read = dataReader(columns)
    const at = [cursor, ...key].map(({ name }) => columns.findIndex((column) => column.name === name))
    let open = 0
    for await (const batch of this.options.warehouse.readAfter(query, this.naming(model.name))) {
      this.countRead(batch.length)
      const emittedAtMs = Date.now()
      const inputs: Input[] = batch.map((cells) => ({
        kind: 'row',
        stream,
        data: read(cells),
        emittedAtMs,
        nulled: [],
      }))
      const [cursorText = '', ...keyTexts] = at.map((index) => batch[batch.length - 1]?.[index] ?? '')
      last = { cursor: cursorText, key: keyTexts }
      open += batch.length
      if (open >= CHECKPOINT_ROWS) {
        open = 0
        const cursorSoFar = last
        // The run is not over: when it began does not count for `every` yet.
        const startedMs = this.stateOf(prepared)?.startedMs ?? 0
        inputs.push(this.checkpoint(prepared, () => this.remember(prepared, { cursor: cursorSoFar, startedMs })))
      }
      yield inputs
      if (this.isStopped) return
    }
    await this.countUnordered(prepared, [cursor, ...key])
    const position = last === undefined ? {} : { cursor: last }
    yield [this.checkpoint(prepared, () => this.remember(prepared, position))]
  }

  private naming(model: string) {
    return { what: `the model ${model}`, onRows: (total: number) => (this.reading = { model, rows: 0, total }) }
  }

  private countRead(rows: number): void {
    if (this.reading !== undefined) this.reading.rows += rows
  }

  /** Rows that no cursor finds. */
  private async countUnordered({ model }: PreparedModel, order: readonly Column[]): Promise<void> {
    const rows = await this.options.warehouse.countNulls(model.relation, order, `the model ${model.name}`)
    this.unordered.set(model.name, rows)
  }

  private async *readChanges(prepared: PreparedModel): AsyncGenerator<readonly Input[], void, void> {
    const { run, store, acceptRemovals } = this.options
    const maxRemovedPercent = acceptRemovals ? 100 : prepared.model.removed.max_percent
    const { onRows } = this.naming(prepared.model.name)
    const onRead = (rows: number) => this.countRead(rows)
    const differ = store.differ(prepared, { run, maxRemovedPercent, onRows, onRead })
    this.diffs.set(prepared.model.name, differ.counts)
    let window = new ChangeWindow()
    for await (const changes of differ.changes()) {
      const inputs: Input[] = []
      const nowMs = Date.now()
      for (const change of changes) {
        const rows = rowsOf(prepared, change, nowMs)
        window.add(
          change,
          rows.map(({ stream }) => this.place(stream)),
        )
        inputs.push(...rows)
      }
      if (window.size >= differ.changesAtOnce) {
        inputs.push(this.changesCheckpoint(prepared, differ, window))
        window = new ChangeWindow()
      }
      yield inputs
      if (this.isStopped) return
    }
    const rest = window
    yield [
      this.checkpoint(prepared, async (isRejected) => {
        await acknowledge(differ, rest, isRejected)
        await differ.finish()
        await this.remember(prepared, { volatileRuns: this.volatileRuns(prepared, differ.counts) })
      }),
    ]
  }

  private changesCheckpoint(prepared: PreparedModel, differ: Differ, window: ChangeWindow): State {
    return this.checkpoint(prepared, (isRejected) => acknowledge(differ, window, isRejected))
  }

  private checkpoint(prepared: PreparedModel, commit: Commit): State {
    const { stream, removed, transitions } = prepared
    const streams = [
      stream,
      ...(removed === undefined ? [] : [removed.stream]),
      ...transitions.map((one) => one.stream),
    ]
    const state: State = { kind: 'state', streams, text: '' }
    this.commits.set(state, commit)
    return state
  }

  /** The place that the ledger will give the next row of a stream. */
  private place(stream: SourceStream): Place {
    const position = (this.positions.get(stream) ?? 0) + 1
    this.positions.set(stream, position)
    return { stream, position }
  }

  private takeRejected(stream: SourceStream, position: number): boolean {
    return this.rejected.get(stream)?.delete(position) === true
  }

  private stateOf({ model }: PreparedModel): ModelState | undefined {
    return this.options.states.get(model.name)
  }

  private remember(
    prepared: PreparedModel,
    more: Partial<Pick<ModelState, 'cursor' | 'volatileRuns' | 'startedMs'>>,
  ): Promise<void> {
    const { model, contract, mapping } = prepared
    const { startedMs } = this.options
    return this.options.store.write(model.name, { contract, mapping, startedMs, volatileRuns: 0, ...more })
  }

  private volatileRuns(prepared: PreparedModel, { rows, changed, known }: DiffCounts): number {
    const before = this.stateOf(prepared)
    if (before === undefined || before.mapping !== prepared.mapping || known < VOLATILE_ROWS) return 0
    if (changed * 100 < VOLATILE_PERCENT * rows) return 0
    if (before.volatileRuns > 0) this.volatile.push(prepared.model.name)
    return before.volatileRuns + 1
  }
}

const NO_DATA = {}

interface Place {
  readonly stream: SourceStream
  readonly position: number
}

/** The changes between two checkpoints, with the rows that each made. */
class ChangeWindow {
  readonly changes: Change[] = []
  private readonly places: (readonly Place[])[] = []

  get size(): number {
    return this.changes.length
  }

  add(change: Change, places: readonly Place[]): void {
    // Its data is on its way already; a window waits for the slowest of its rows.
    this.changes.push(change.data === undefined ? change : { ...change, data: NO_DATA })
    this.places.push(places)
  }

  /** Of which a row was rejected. Each rejected row is asked for, so that none is remembered for ever. */
  refused(isRejected: (stream: SourceStream, position: number) => boolean): readonly Change[] {
    return this.changes.filter(
      (_, index) =>
        (this.places[index] as readonly Place[]).filter((place) => isRejected(place.stream, place.position)).length > 0,
    )
  }
}

async function acknowledge(
  differ: Differ,
  window: ChangeWindow,
  isRejected: (stream: SourceStream, position: number) => boolean,
): Promise<void> {
  const last = window.changes[window.changes.length - 1]
  if (last !== undefined) await differ.acknowledge(window.changes, last.seq, window.refused(isRejected))
}
