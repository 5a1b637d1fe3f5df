import { MAX_BODY_BYTES } from '../core/api-limits'
import { SystemError, toConnectorError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { Row, RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import { streamLabel, type SourceStream } from '../core/stream'
import type { JsonWriter } from '../lib/json-writer'
import type { BatchItem, Endpoint, Mapped } from '../mapping/batch-item'
import type { NullCounts } from '../mapping/mapping-stats'
import { AwaitingNullCheck } from './awaiting-null-check'
import { GuardStop, type Guards } from './guards'
import { ItemSender, type ItemSenderOptions } from './item-sender'
import { Ledger } from './ledger'
import { OutcomeRecorder, type Reject } from './outcome-recorder'
import { nextPhase, type RunPhase } from './run-phase'

/** Reading stops at this many rows without an outcome ... */
const MAX_PENDING_ROWS = 100_000
/** ... or at this many bytes of JSON beyond those in flight. */
const MAX_WAITING_BYTES = 1_000_000
/** How long replies in flight are awaited after a fatal one. */
const ABORT_GRACE_MS = 10_000

/** What the pipeline needs to know of a stream. */
export interface StreamMapper {
  /** The JSON of an item is appended to `out`, where there is one; otherwise the item holds it as its own text. */
  map(row: Row, ref: RowRef, nowMs: number, out?: JsonWriter): Mapped
  /** The endpoint whose items may be appended to `out`; none where it is left out. */
  readonly endpoint?: Endpoint
  readonly writesPeople: boolean
  readonly irreversible: boolean
  /** Present where a guard watches attributes of this stream for nulls. */
  readonly nulls?: NullCounts | undefined
}

type SenderOptions = Pick<ItemSenderOptions, 'send' | 'merge' | 'keyOf' | 'stats' | 'clock' | 'maxInFlight' | 'flushMs'>

export interface PipelineOptions extends SenderOptions {
  readonly mappers: ReadonlyMap<SourceStream, StreamMapper>
  readonly emitState: (state: State, counts: StateCounts) => void
  /** Told of each item that Customer.io accepted; items of one person come in the order of their rows. */
  readonly onDelivered?: (item: BatchItem) => void
  /** Stores a rejected row; undefined where rejections are only counted. */
  readonly reject: Reject | undefined
  /** Asks the storage of rejected rows not to wait for more of them: the input has ended. */
  readonly flushRejectedRows?: () => void
  /** Makes the source end soon: called once when the run must stop while input may still be awaited. */
  readonly stopInput: () => void
  readonly guards: Guards
}

/**
 * The main loop. A row becomes an item, a skip or a rejection; items get their outcomes from replies; a state is emitted
 * once every row before it has an outcome. run-phase.ts has the phases of a run.
 */
export class Pipeline {
  private readonly ledger: Ledger
  private readonly outcomes: OutcomeRecorder
  private readonly items: ItemSender
  /** Items of streams whose nulls are not judged yet: a cleared attribute cannot be restored. */
  private readonly awaitingNullCheck = new AwaitingNullCheck()
  private phase: RunPhase = 'reading'
  private failure: ConnectorError | GuardStop | undefined
  /** Replies in flight have been awaited long enough. */
  private isGraceOver = false
  private wake: (() => void) | undefined

  constructor(private readonly options: PipelineOptions) {
    this.ledger = new Ledger({
      emit: options.emitState,
      hold: (state) => state.streams.some((stream) => options.guards.holds(this.ledger.countsOf(stream))),
      keepRows: options.reject !== undefined,
    })
    this.outcomes = new OutcomeRecorder({
      ledger: this.ledger,
      stats: options.stats,
      guards: options.guards,
      reject: options.reject,
      onTripped: (why) => this.stop(why),
      onFailed: (error) => this.abort(error),
      onStored: () => this.changed(),
    })
    this.items = new ItemSender({
      ...options,
      onDelivered: options.onDelivered,
      onOutcome: (ref, outcome) => this.outcomes.record(ref, outcome),
      onFatal: (error) => this.abort(error),
      onChange: () => {
        this.ledger.release()
        this.changed()
      },
    })
  }

  /** Reads `source` to its end. Resolves once every row has an outcome and every state was emitted; rejects otherwise. */
  async run(source: AsyncIterable<readonly Input[]>): Promise<void> {
    try {
      for await (const inputs of source) {
        const nowMs = this.options.clock.now()
        for (const input of inputs) {
          if (this.failure !== undefined) break
          this.take(input, nowMs)
        }
        this.ledger.release()
        if (this.isFull()) await this.waitForCapacity()
        if (this.failure !== undefined) break
      }
    } catch (thrown) {
      this.stop(toConnectorError(thrown))
    }
    await this.finish()
    if (this.failure instanceof GuardStop) throw this.failure.toError(this.options.stats.totals.delivered)
    if (this.failure !== undefined) throw this.failure
  }

  /** Stops reading; what was read is still delivered and its states are emitted, then the run fails with `why`. */
  stop(why: ConnectorError | GuardStop): void {
    if (this.failure !== undefined) return
    this.failure = why
    if (this.phase === 'reading') this.phase = nextPhase(this.phase, 'stopping')
    this.options.stopInput()
    this.changed()
  }

  /** Stops everything: nothing new is sent, replies in flight are awaited for a while, then the run fails. */
  abort(error: ConnectorError): void {
    this.stop(error)
    if (this.isAborting || this.phase === 'ended') return
    this.phase = nextPhase(this.phase, 'aborting')
    this.items.stop()
    this.changed()
  }

  /** What the first waiting state waits for; undefined when none waits. */
  describeHead(): string | undefined {
    return this.ledger.describeHead()
  }

  private get isAborting(): boolean {
    return this.phase === 'aborting'
  }

  private take(input: Input, nowMs: number): void {
    if (input.kind === 'state') {
      this.options.stats.statesRead++
      this.ledger.close(input)
      return
    }
    const mapper = this.options.mappers.get(input.stream)
    if (mapper === undefined)
      throw new SystemError(`A row of ${streamLabel(input.stream)} came, a stream that has no mapping.`)
    const ref = this.ledger.open(input)
    this.options.stats.of(input.stream).read++
    // An item that waits for a guard must not be written into a body yet.
    const { endpoint } = mapper
    const out = endpoint === undefined || mapper.nulls !== undefined ? undefined : this.items.startItem(endpoint)
    const mapped = mapper.map(input, ref, nowMs, out)
    const tripped =
      (mapper.nulls && this.judgeNulls(input.stream, mapper.nulls)) ??
      (mapped.kind === 'item' ? this.options.guards.check(mapped, input.stream, mapper) : undefined)
    if (tripped !== undefined) this.stop(tripped)
    else if (mapped.kind !== 'item') this.outcomes.record(ref, mapped)
    else if (mapper.nulls === undefined || this.options.guards.canJudgeNulls(mapper.nulls))
      this.items.accept(mapped.item)
    else this.awaitingNullCheck.add(input.stream, mapped.item)
  }

  /** Releases the items that waited for the guard, or returns why the run must stop; then they are never sent. */
  private judgeNulls(stream: SourceStream, counts: NullCounts): GuardStop | undefined {
    const tripped = this.options.guards.judgeNulls(stream, counts)
    if (tripped !== undefined) this.awaitingNullCheck.take(stream)
    else if (this.options.guards.canJudgeNulls(counts)) this.acceptUnjudged(stream)
    return tripped
  }

  private acceptUnjudged(stream: SourceStream): void {
    for (const item of this.awaitingNullCheck.take(stream)) this.items.accept(item)
  }

  private isFull(): boolean {
    const maxBytes = this.options.maxInFlight * MAX_BODY_BYTES + MAX_WAITING_BYTES
    // Rows that wait to be judged do not count: only further rows let the guard judge.
    return (
      this.ledger.unsettled - this.awaitingNullCheck.size >= MAX_PENDING_ROWS || this.items.pendingBytes >= maxBytes
    )
  }

  private async waitForCapacity(): Promise<void> {
    while (this.isFull() && this.failure === undefined) {
      if (this.items.isIdle && !this.sendOpenBodies()) return
      await this.change()
    }
  }

  /** With nothing in flight only open bodies can free capacity. False where a refusal stays unresolved without them. */
  private sendOpenBodies(): boolean {
    const { isPacked, unresolvedError } = this.items
    if (!isPacked || unresolvedError === undefined) {
      this.items.flush()
      return true
    }
    this.abort(unresolvedError)
    return false
  }

  /** Sends what is left, awaits the replies in flight, and makes sure that no row was forgotten. */
  private async finish(): Promise<void> {
    if (!this.isAborting) {
      this.phase = nextPhase(this.phase, 'draining')
      // Streams this small are not judged.
      for (const stream of this.awaitingNullCheck.streams) this.acceptUnjudged(stream)
    }
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
    this.failure ??= this.items.unresolvedError
    if (this.failure === undefined) this.judgeEnd()
  }

  /** Nothing is in flight and nothing will be. Rows that are left all the same are found by judgeEnd. */
  private isDrained(): boolean {
    return !this.outcomes.isStoring && this.items.isIdle && (this.isAborting || this.items.isPacked)
  }

  private judgeEnd(): void {
    for (const stream of this.options.mappers.keys()) {
      this.failure ??= this.options.guards.judge(stream, this.ledger.countsOf(stream), true)
    }
    if (this.failure !== undefined || (this.ledger.unsettled === 0 && this.ledger.waitingStates === 0)) return
    this.failure = new SystemError(
      'The input ended and rows were left without an outcome. Nothing after them was acknowledged. Please report it.',
      `unsettled: ${this.ledger.unsettled}; ${this.ledger.describeHead() ?? 'no state waits'}`,
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
