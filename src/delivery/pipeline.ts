import { LostLines } from '../airbyte/lost-lines'
import { StateLedger } from '../airbyte/state-ledger'
import { MAX_BODY_BYTES } from '../core/api-limits'
import { SystemError, toConnectorError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { Rejection } from '../core/outcome'
import type { Row, RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import { streamLabel, type SourceStream } from '../core/stream'
import type { UnreadableRecord } from '../core/unreadable-record'
import type { ItemJson, Mapped } from '../mapping/mapped-item'
import { BatchItem } from './batch-item'
import { GuardError, type GuardedStream, type Guards } from './guards'
import { HeldItems } from './held-items'
import type { HoldFile } from './hold-file'
import { ItemSender, type ItemSenderOptions } from './item-sender'
import { OutcomeRecorder, type Reject } from './outcome-recorder'
import { NoPool, ReusingPool, type ObjectPool } from './pools/object-pool'
import { describeHead, RowLedger } from './row-ledger'
import { nextPhase, type RunPhase } from './run-phase'

/** Reading stops at this many rows without an outcome ... */
const MAX_PENDING_ROWS = 100_000
/** ... or at this many bytes of JSON beyond those in flight. */
const MAX_WAITING_BYTES = 1_000_000
/** ... or at this many more bytes of everything that is held: items, states, rejected rows that wait for storage, output. */
const MAX_HELD_BYTES = 16_000_000
/** How long replies in flight are awaited after a fatal one. */
const ABORT_GRACE_MS = 10_000

/** What the pipeline needs to know of a stream. */
export interface StreamMapper extends GuardedStream {
  /** The JSON of an item is valid until the next row is mapped. */
  map(row: Row, ref: RowRef, nowMs: number): Mapped
}

type MappedRow = Extract<Mapped, { kind: 'item' }>

type SenderOptions = Pick<ItemSenderOptions, 'send' | 'merge' | 'keyOf' | 'stats' | 'clock' | 'maxInFlight' | 'flushMs'>

export interface PipelineOptions extends SenderOptions {
  readonly mappers: ReadonlyMap<SourceStream, StreamMapper>
  readonly emitState: (state: State, counts: StateCounts) => void
  /** Receives the JSON of each item that Customer.io accepted; items of one person come in the order of their rows. */
  readonly onDelivered?: (json: string) => void
  /** Stores a rejected row; undefined where rejections are only counted. */
  readonly reject: Reject | undefined
  /** Asks the storage of rejected rows not to wait for more of them: the input has ended. */
  readonly flushRejectedRows?: () => void
  /** Makes the source end soon: called once when the run must stop while input may still be awaited. */
  readonly stopInput: () => void
  readonly guards: Guards
  /** Bytes of output that no one has read yet. `outputRead` must be called when they become fewer. */
  readonly outputBytes?: () => number
  /** Opens the file of held items that do not fit into memory. */
  readonly openHoldFile: () => HoldFile
  /** Bytes that held items may take in memory; 16 MB where it is left out. */
  readonly maxHeldBytes?: number
  /** False allocates every object: the reference that tests compare a run with. True by default. */
  readonly reusesObjects?: boolean
}

/**
 * The main loop. A row becomes an item, a skip or a rejection; items get their outcomes from replies; a state is emitted
 * once every row before it has an outcome. An item that a guard concerns is held until the input has ended, with those
 * that must not be sent before it. run-phase.ts has the phases of a run.
 */
export class Pipeline {
  private readonly states: StateLedger
  private readonly rows: RowLedger
  private readonly outcomes: OutcomeRecorder
  private readonly items: ItemSender
  private readonly held: HeldItems
  private readonly pool: ObjectPool<BatchItem>
  private phase: RunPhase = 'reading'
  private failure: ConnectorError | undefined
  private readonly lostLines = new LostLines()
  /** A guard stopped the reading. */
  private isStoppedByGuard = false
  /** Replies in flight have been awaited long enough. */
  private isGraceOver = false
  private wake: (() => void) | undefined

  constructor(private readonly options: PipelineOptions) {
    const createPool = <T>(): ObjectPool<T> => (options.reusesObjects === false ? new NoPool() : new ReusingPool())
    this.pool = createPool()
    this.states = new StateLedger({
      emit: options.emitState,
      hold: (state) => state.streams.some((stream) => options.guards.holdsState(stream, this.rows.countsOf(stream))),
    })
    this.rows = new RowLedger({
      states: this.states,
      keepRows: options.reject !== undefined,
      pool: createPool(),
    })
    this.outcomes = new OutcomeRecorder({
      ledger: this.rows,
      stats: options.stats,
      guards: options.guards,
      reject: options.reject,
      onTripped: () => this.stopByGuard(),
      onFailed: (error) => this.abort(error),
      onStored: () => this.changed(),
    })
    this.items = new ItemSender({
      ...options,
      pool: this.pool,
      onDelivered: options.onDelivered,
      onOutcome: (ref, outcome) => this.outcomes.record(ref, outcome),
      onFatal: (error) => this.abort(error),
      onChange: () => {
        this.states.release()
        this.changed()
      },
    })
    this.held = new HeldItems({
      openFile: options.openHoldFile,
      maxMemoryBytes: options.maxHeldBytes,
    })
  }

  /** Number of rows that wait for a guard. */
  get heldRows(): number {
    return this.held.size
  }

  /** Reads `source` to its end. Resolves once every row has an outcome and every state was emitted; rejects otherwise. */
  async run(source: AsyncIterable<readonly Input[]>): Promise<void> {
    const { guards } = this.options
    try {
      await this.read(source)
      // Input that was not read to its end cannot be judged: held rows are read again by the next run.
      if (!this.isStopping && !this.isInputRefused()) await this.releaseHeld()
    } catch (thrown) {
      this.stop(toConnectorError(thrown))
    }
    try {
      await this.finish()
    } finally {
      this.held.close()
    }
    if (this.failure !== undefined) throw this.failure
    if (guards.violations.length > 0) throw new GuardError(guards.violations)
  }

  /** Stops reading; what was read is still delivered and its states are emitted, then the run fails with `why`. */
  stop(why: ConnectorError): void {
    if (this.failure !== undefined) return
    this.failure = why
    this.stopReading()
  }

  private stopByGuard(): void {
    if (this.isStopping) return
    this.isStoppedByGuard = true
    this.stopReading()
  }

  private stopReading(): void {
    if (this.phase === 'reading') this.phase = nextPhase(this.phase, 'stopping')
    this.options.stopInput()
    this.changed()
  }

  private get isStopping(): boolean {
    return this.isStoppedByGuard || this.failure !== undefined
  }

  /** Stops everything: nothing new is sent, replies in flight are awaited for a while, then the run fails. */
  abort(error: ConnectorError): void {
    this.stop(error)
    if (this.isAborting || this.phase === 'ended') return
    this.phase = nextPhase(this.phase, 'aborting')
    this.items.stop()
    this.changed()
  }

  /** Some output was read: there may be capacity for more input. */
  outputRead(): void {
    this.changed()
  }

  /** What the first waiting state waits for; undefined when none waits. */
  describeHead(): string | undefined {
    return describeHead(this.states)
  }

  private get isAborting(): boolean {
    return this.phase === 'aborting'
  }

  private async read(source: AsyncIterable<readonly Input[]>): Promise<void> {
    for await (const inputs of source) {
      const nowMs = this.options.clock.now()
      for (const input of inputs) {
        if (this.isStopping) break
        this.take(input, nowMs)
      }
      this.states.release()
      if (this.isFull()) await this.waitForCapacity()
      if (this.isStopping) break
    }
  }

  private take(input: Input, nowMs: number): void {
    const { guards } = this.options
    if (input.kind === 'state') {
      this.options.stats.statesRead++
      if (this.lostLines.hasSome) return
      const waitsForGuard = this.held.size > 0 || guards.holdsStates
      if (waitsForGuard) this.states.close(this.held.keepState(input))
      else this.states.close(input, input.text.length)
      return
    }
    if (input.kind === 'unreadable') {
      this.takeUnreadable(input)
      return
    }
    const mapper = this.options.mappers.get(input.stream)
    if (mapper === undefined)
      throw new SystemError(`A row of ${streamLabel(input.stream)} came, a stream that has no mapping.`)
    const ref = this.open(input.stream, input)
    const mapped = mapper.map(input, ref, nowMs)
    if (mapped.kind === 'item') this.admit(mapped, ref, mapper, nowMs)
    // Where nothing more is sent, the next run reads the row again.
    else if (!guards.isCounting) this.outcomes.record(ref, mapped)
  }

  private admit(mapped: MappedRow, row: RowRef, mapper: StreamMapper, nowMs: number): void {
    switch (this.options.guards.admit(mapped, row.stream, mapper, nowMs)) {
      case 'send': {
        const item = BatchItem.of(mapped.item, row, this.pool)
        if (this.held.mustFollow(item)) this.hold(item, mapped.item.json)
        else this.items.accept(item, mapped.item.json)
        return
      }
      case 'hold':
        this.hold(BatchItem.of(mapped.item, row, this.pool), mapped.item.json)
        return
      case 'drop':
        if (this.held.size > 0) this.held.discard()
        return
      case 'stop':
        this.stopByGuard()
    }
  }

  /** A rejected row of its stream; where that is unknown, no later state may be emitted, and the run fails. */
  private takeUnreadable(input: UnreadableRecord): void {
    const { stream, why, line } = input
    if (stream === undefined) {
      this.lostLines.add(line)
      return
    }
    const ref = this.open(stream, input)
    const rejection: Rejection = { code: 'unreadable_record', why, line }
    if (!this.options.guards.isCounting) this.outcomes.record(ref, { kind: 'rejected', rejection })
  }

  private open(stream: SourceStream, row: Row | UnreadableRecord): RowRef {
    this.options.stats.of(stream).read++
    return this.rows.open(stream, row)
  }

  private hold(item: BatchItem, json: ItemJson): void {
    item.json = json.toString()
    this.held.add(item)
  }

  /** Judges the input as a whole, before anything that is held is sent. */
  private isInputRefused(): boolean {
    const { guards } = this.options
    const hasTooManyNulls = guards.judgeNulls()
    return this.judgeRejected() || guards.isCounting || hasTooManyNulls
  }

  private judgeRejected(): boolean {
    const { guards, mappers } = this.options
    const judged = [...mappers.keys()].map((stream) => guards.judgeRejected(stream, this.rows.countsOf(stream), true))
    return judged.includes(true)
  }

  private async releaseHeld(): Promise<void> {
    this.states.release()
    for (const items of this.held.release()) {
      for (const item of items) this.items.accept(item)
      if (this.isFull()) await this.waitForCapacity()
      if (this.isStopping) return
    }
  }

  private isFull(): boolean {
    // Nothing more is sent: the rest of the input is only counted.
    if (this.options.guards.isCounting) return false
    const maxBytes = this.options.maxInFlight * MAX_BODY_BYTES + MAX_WAITING_BYTES
    const { pendingBytes } = this.items
    const output = this.options.outputBytes?.() ?? 0
    const heldBytes = pendingBytes + this.states.waitingBytes + this.outcomes.storingBytes + output
    if (pendingBytes >= maxBytes || heldBytes >= maxBytes + MAX_HELD_BYTES) return true
    // Rows that a guard holds do not count: only reading on lets it judge.
    return this.states.unsettled - this.held.size >= MAX_PENDING_ROWS
  }

  private async waitForCapacity(): Promise<void> {
    while (this.isFull() && !this.isStopping) {
      if (this.items.isIdle && !this.sendOpenBodies()) return
      if (this.outcomes.isStoring) this.options.flushRejectedRows?.()
      await this.change()
    }
  }

  /** With nothing in flight only open bodies can free capacity. False where a refusal stays unresolved without them. */
  private sendOpenBodies(): boolean {
    const { isPacked, unresolvedError } = this.items
    // A stored row or read output frees capacity too, and later requests may resolve the refusal.
    const isElsewhere = this.outcomes.isStoring || (this.options.outputBytes?.() ?? 0) > 0
    if (!isPacked || unresolvedError === undefined || isElsewhere) {
      this.items.flush()
      return true
    }
    this.abort(unresolvedError)
    return false
  }

  /** Sends what is left, awaits the replies in flight, and makes sure that no row was forgotten. */
  private async finish(): Promise<void> {
    if (!this.isAborting) this.phase = nextPhase(this.phase, 'draining')
    let cancelGrace: (() => void) | undefined
    while (!this.isDrained() && !this.isGraceOver) {
      if (!this.isAborting) this.items.flush()
      else
        cancelGrace ??= this.options.clock.after(ABORT_GRACE_MS, () => {
          this.isGraceOver = true
          this.changed()
        })
      if (this.outcomes.isStoring) this.options.flushRejectedRows?.()
      await this.change()
    }
    cancelGrace?.()
    this.items.close()
    this.phase = nextPhase(this.phase, 'ended')
    this.failure ??= this.items.unresolvedError ?? this.lostLines.error
    if (!this.isStopping) this.judgeEnd()
  }

  /** Nothing is in flight and nothing will be. Rows that are left all the same are found by judgeEnd. */
  private isDrained(): boolean {
    return !this.outcomes.isStoring && this.items.isIdle && (this.isAborting || this.items.isPacked)
  }

  private judgeEnd(): void {
    // Customer.io may have refused rows since the input ended.
    this.judgeRejected()
    if (this.options.guards.violations.length > 0) return
    if (this.states.unsettled === 0 && this.states.waitingStates === 0) return
    this.failure = new SystemError(
      'The input ended and rows were left without an outcome. Nothing after them was acknowledged. Please report it.',
      `unsettled: ${this.states.unsettled}; ${describeHead(this.states) ?? 'no state waits'}`,
    )
  }

  /** Something was settled, stopped or became free: the waiting part of the loop looks again. */
  private changed(): void {
    if (this.phase === 'draining' && !this.items.isPacked) this.items.flush()
    const wake = this.wake
    this.wake = undefined
    wake?.()
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve))
  }
}
