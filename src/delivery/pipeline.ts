import type { Clock } from '../lib/clock'
import { SystemError, toConnectorError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { Outcome } from '../core/outcome'
import type { Row, RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import { streamLabel, type SourceStream } from '../core/stream'
import type { JsonWriter } from '../lib/json-writer'
import type { Endpoint, BatchItem, Mapped } from '../mapping/batch-item'
import type { NullCounts } from '../mapping/mapping-stats'
import { halve, textIn, toRejection, type Batch } from './batch-body'
import { Dispatcher } from './dispatcher'
import { GuardStop, type Guards } from './guards'
import { AwaitingNullCheck } from './awaiting-null-check'
import { Ledger } from './ledger'
import { OutcomeRecorder, type Reject } from './outcome-recorder'
import { Batcher } from './batcher'
import { ConflictQueue } from './conflict-queue'
import type { RunStats } from './run-stats'
import type { FinalReply, Refusal, Request } from './transport'

/** Pending work is the backpressure: reading stops at this many rows ... */
const MAX_PENDING_ROWS = 100_000
/** ... or at this many bytes of JSON beyond what is in flight. */
const MAX_WAITING_BYTES = 1_000_000
/** The largest body, for the bytes that may be in flight. */
const BODY_BYTES = 500_000
const DELIVERED: Outcome = { kind: 'delivered' }
/** How long replies on their way are awaited after a fatal one. */
const ABORT_GRACE_MS = 10_000

/** What the pipeline needs to know of a stream. */
export interface StreamMapper {
  /** The item of an item is appended to `out`, where there is one, or is the item's own text. */
  map(row: Row, ref: RowRef, nowMs: number, out?: JsonWriter): Mapped
  /** Whose items may be appended to `out`; none where it is left out. */
  readonly endpoint?: Endpoint
  readonly writesPeople: boolean
  readonly irreversible: boolean
  /** Where a guard watches attributes of this stream for nulls. */
  readonly nulls?: NullCounts | undefined
}

export interface PipelineOptions {
  readonly mappers: ReadonlyMap<SourceStream, StreamMapper>
  /** Sends one request, with its retries; never rejects. */
  readonly send: (request: Request, signal: AbortSignal) => Promise<FinalReply>
  readonly merge: (older: BatchItem, newer: BatchItem) => BatchItem | undefined
  /** What identifies a row in a report, from the item that it became. */
  readonly keyOf: (item: string) => string | undefined
  readonly emitState: (state: State, counts: StateCounts) => void
  /** Told of each item that Customer.io took, in an order in which items of one person keep theirs. */
  readonly onDelivered?: (item: BatchItem) => void
  /** Undefined: rejections are only counted. */
  readonly reject: Reject | undefined
  /** Hurries the storing of rejected rows: the input has ended. */
  readonly flushRejectedRows?: () => void
  /** Makes the source end soon: called once when the run must stop while input may still be awaited. */
  readonly stopInput: () => void
  readonly guards: Guards
  readonly stats: RunStats
  readonly clock: Clock
  readonly maxInFlight: number
  readonly flushMs: number
}

/**
 * The main loop. Rows come in, items wait in the batcher (or are blocked behind a conflicting one), batches travel,
 * replies settle rows, states leave behind them.
 *
 *   reading -> finishing -> done           the input ended; what is open is sent
 *   reading -> stopping  -> failed         a guard, a signal or a bad input: what was taken is delivered first
 *   any     -> aborting  -> failed         a fatal reply: nothing new is sent, replies on their way are awaited
 */
export class Pipeline {
  private readonly ledger: Ledger
  private readonly outcomes: OutcomeRecorder
  private readonly batcher = new Batcher()
  private readonly conflicts = new ConflictQueue()
  private readonly dispatcher: Dispatcher
  private readonly inFlight = new AbortController()
  /** Rows of a refused merged item that still follow the one being sent, one after the other. */
  private readonly remainingMerged = new Map<BatchItem, readonly BatchItem[]>()
  /** Items of streams whose nulls are not judged yet: a null that was cleared cannot be called back. */
  private readonly awaitingNullCheck = new AwaitingNullCheck()
  private pendingBytes = 0
  private nowMs: number
  private failure: ConnectorError | GuardStop | undefined
  private aborting = false
  private finishing = false
  /** Replies on their way have been awaited long enough. */
  private graceOver = false
  private cancelFlush: (() => void) | undefined
  private wake: (() => void) | undefined

  constructor(private readonly options: PipelineOptions) {
    this.nowMs = options.clock.now()
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
    this.dispatcher = new Dispatcher(
      options.maxInFlight,
      (batch) => this.deliver(batch).catch((thrown: unknown) => this.abort(toConnectorError(thrown))),
      () => this.changed(),
    )
  }

  /** Reads `source` to its end. Resolves once every row is settled and every state has left; rejects otherwise. */
  async run(source: AsyncIterable<readonly Input[]>): Promise<void> {
    try {
      for await (const inputs of source) {
        this.nowMs = this.options.clock.now()
        for (const input of inputs) {
          if (this.failure !== undefined) break
          this.take(input)
        }
        this.ledger.release()
        if (this.isFull()) await this.waitForRoom()
        if (this.failure !== undefined) break
      }
    } catch (thrown) {
      this.stop(toConnectorError(thrown))
    }
    await this.finish()
    if (this.failure instanceof GuardStop) throw this.failure.toError(this.options.stats.totals.delivered)
    if (this.failure !== undefined) throw this.failure
  }

  /** Stops reading; what was taken is still delivered and its states leave, then the run fails with `why`. */
  stop(why: ConnectorError | GuardStop): void {
    if (this.failure !== undefined) return
    this.failure = why
    this.options.stopInput()
    this.changed()
  }

  /** Stops everything: nothing new is sent, replies on their way are awaited for a while, then the run fails. */
  abort(error: ConnectorError): void {
    this.stop(error)
    if (this.aborting) return
    this.aborting = true
    this.dispatcher.stop()
    this.changed()
  }

  /** What the first waiting state waits for; undefined when none waits. */
  describeHead(): string | undefined {
    return this.ledger.describeHead()
  }

  private take(input: Input): void {
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
    // What waits to be judged must not stand in a body yet.
    const { endpoint } = mapper
    const out = endpoint === undefined || mapper.nulls !== undefined ? undefined : this.batcher.startItem(endpoint)
    const mapped = mapper.map(input, ref, this.nowMs, out)
    const tripped =
      (mapper.nulls && this.judgeNulls(input.stream, mapper.nulls)) ??
      (mapped.kind === 'item' ? this.options.guards.check(mapped, input.stream, mapper) : undefined)
    if (tripped !== undefined) this.stop(tripped)
    else if (mapped.kind !== 'item') this.outcomes.settle(ref, mapped)
    else if (mapper.nulls === undefined || this.options.guards.canJudgeNulls(mapper.nulls)) this.accept(mapped.item)
    else this.awaitingNullCheck.add(input.stream, mapped.item)
  }

  /** Lets the items go that waited for the judgement, or returns why the run must stop; then they never leave. */
  private judgeNulls(stream: SourceStream, counts: NullCounts): GuardStop | undefined {
    const tripped = this.options.guards.judgeNulls(stream, counts)
    if (tripped !== undefined) this.awaitingNullCheck.take(stream)
    else if (this.options.guards.canJudgeNulls(counts)) this.acceptUnjudged(stream)
    return tripped
  }

  private acceptUnjudged(stream: SourceStream): void {
    for (const item of this.awaitingNullCheck.take(stream)) this.accept(item)
  }

  /** An item joins one that waits, goes to the batcher, or is blocked. */
  private accept(item: BatchItem): void {
    const target = this.conflicts.mergeTarget(item)
    if (target !== undefined && this.merge(target, item)) return
    this.pendingBytes += item.bytes
    if (this.conflicts.admit(item)) this.pack(item)
    else item.json = this.batcher.textOf(item)
  }

  /** Puts one item in the place of two; false where they must stay two. */
  private merge(target: BatchItem, item: BatchItem): boolean {
    // The two are made one as texts, and are needed as such if the one is refused.
    target.json = this.batcher.textOf(target)
    item.json = this.batcher.textOf(item)
    const merged = this.options.merge(target, item)
    if (merged === undefined || (target.bodyIndex !== undefined && !this.batcher.replace(target, merged))) return false
    this.conflicts.replace(target, merged)
    this.pendingBytes += heldBytes(merged) - heldBytes(target)
    this.options.stats.countMerged(item.rows)
    return true
  }

  private pack(item: BatchItem): void {
    const closed = this.batcher.add(item, this.nowMs)
    if (closed !== undefined) this.dispatcher.submit([closed])
    this.scheduleFlush()
  }

  /** The clock of the oldest open body rings even while no input comes. */
  private scheduleFlush(): void {
    if (this.cancelFlush !== undefined) return
    const { oldestMs } = this.batcher
    if (oldestMs === undefined) return
    const { clock, flushMs } = this.options
    this.cancelFlush = clock.after(Math.max(0, oldestMs + flushMs - clock.now()), () => {
      this.cancelFlush = undefined
      this.dispatcher.submit(this.batcher.flush(clock.now() - flushMs))
      this.scheduleFlush()
    })
  }

  private async deliver(batch: Batch): Promise<void> {
    const { items, endpoint, body } = batch
    const request: Request = { path: endpoint.path, body, items: items.length }
    const reply = await this.options.send(request, this.inFlight.signal)
    this.nowMs = this.options.clock.now()
    switch (reply.kind) {
      case 'accepted':
        this.options.stats.bytes += request.body.length
        items.forEach((item, index) => {
          if (this.options.onDelivered !== undefined) item.json = textIn(batch, item)
          const refusal = reply.refused.get(index)
          if (refusal === undefined) this.settleItem(item, DELIVERED)
          else this.refuse(item, refusal, batch)
        })
        this.ledger.release()
        break
      case 'split':
        if (items.length === 1) this.refuse(items[0] as BatchItem, reply.refusal, batch)
        else this.dispatcher.submit(halve(batch), 'first')
        break
      case 'fatal':
        this.abort(reply.error)
    }
    this.batcher.releaseBuffer(batch)
    this.changed()
  }

  /** A refused row is rejected; a refused merged item is taken apart, because one of its rows may be fine. */
  private refuse(item: BatchItem, refusal: Refusal, batch: Batch): void {
    if (item.mergedFrom !== undefined) {
      this.sendMergedFrom(item, item.mergedFrom)
      return
    }
    item.row.key ??= this.options.keyOf(textIn(batch, item))
    this.settleItem(item, { kind: 'rejected', rejection: toRejection(refusal) })
  }

  /** The parts keep the place of the item they were merged into: nothing blocked behind it may come between. */
  private sendMergedFrom(whole: BatchItem, [first, ...rest]: readonly BatchItem[]): void {
    // The parts were counted as long as it held them.
    this.pendingBytes -= whole.bytes
    if (rest.length > 0) this.remainingMerged.set(first as BatchItem, rest)
    this.pack(first as BatchItem)
  }

  private settleItem(item: BatchItem, outcome: Outcome): void {
    if (!item.isInFlight) throw new SystemError('An item was settled that was not on its way. Please report it.')
    this.outcomes.settle(item.row, outcome)
    for (const ref of item.moreRows) this.outcomes.settle(ref, outcome)
    if (outcome.kind === 'delivered') this.options.onDelivered?.(item)
    const rest = this.remainingMerged.size > 0 ? this.remainingMerged.get(item) : undefined
    if (rest !== undefined) {
      this.remainingMerged.delete(item)
      this.sendMergedFrom(item, rest)
      return
    }
    this.pendingBytes -= heldBytes(item)
    const next = this.conflicts.settle(item)
    item.release()
    for (const released of next) this.pack(released)
  }

  private isFull(): boolean {
    const maxBytes = this.options.maxInFlight * BODY_BYTES + MAX_WAITING_BYTES
    // Rows that wait to be judged are waited for by reading on.
    return this.ledger.unsettled - this.awaitingNullCheck.size >= MAX_PENDING_ROWS || this.pendingBytes >= maxBytes
  }

  private async waitForRoom(): Promise<void> {
    while (this.isFull() && this.failure === undefined) {
      // With nothing in flight only what is in an open body can make room.
      if (this.dispatcher.isIdle) this.dispatcher.submit(this.batcher.flush())
      await this.change()
    }
  }

  /** Sends what is left, waits for what is on its way, and makes sure that nothing was forgotten. */
  private async finish(): Promise<void> {
    this.finishing = true
    // So few rows say nothing about their nulls.
    if (!this.aborting) for (const stream of this.awaitingNullCheck.streams) this.acceptUnjudged(stream)
    let cancelGrace: (() => void) | undefined
    while (!this.isSettled() && !this.graceOver) {
      if (this.aborting) {
        cancelGrace ??= this.options.clock.after(ABORT_GRACE_MS, () => {
          this.graceOver = true
          this.changed()
        })
      } else {
        this.dispatcher.submit(this.batcher.flush())
      }
      if (this.outcomes.isStoring) this.options.flushRejectedRows?.()
      await this.change()
    }
    cancelGrace?.()
    this.cancelFlush?.()
    this.inFlight.abort()
    if (this.failure === undefined) this.judgeEnd()
  }

  /** Nothing is on its way and nothing will be. Rows that are left all the same are found by judgeEnd. */
  private isSettled(): boolean {
    return !this.outcomes.isStoring && this.dispatcher.isIdle && (this.aborting || this.batcher.isEmpty)
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

  /** Something was settled, stopped or freed: whoever waits looks again. */
  private changed(): void {
    if (this.finishing && !this.aborting && !this.batcher.isEmpty) this.dispatcher.submit(this.batcher.flush())
    const wake = this.wake
    this.wake = undefined
    wake?.()
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve))
  }
}

/** Bytes of JSON that an item keeps in memory: its own, and those of the parts that it may be taken apart into. */
function heldBytes({ bytes, mergedFrom }: BatchItem): number {
  let sum = bytes
  if (mergedFrom !== undefined) for (const part of mergedFrom) sum += part.bytes
  return sum
}
