import type { Clock } from '../lib/clock'
import { SystemError, toConnectorError, type ConnectorError } from '../lib/errors'
import {
  streamLabel,
  type Input,
  type Row,
  type RowRef,
  type SourceStream,
  type State,
  type StateCounts,
} from '../lib/rows'
import type { JsonWriter } from '../lib/json-writer'
import type { Endpoint, Entry, Mapped, Outcome } from '../mapping/entry'
import type { NullCounts } from '../mapping/tally'
import { halve, textIn, toRejection, type Batch } from './body'
import { Dispatcher } from './dispatcher'
import { GuardStop, type Guards } from './guards'
import { HeldEntries } from './held-entries'
import { Ledger } from './ledger'
import { Outcomes, type Reject } from './outcomes'
import { Packer } from './packer'
import { Parking } from './parking'
import type { Report } from './report'
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
  /** The item of an entry is appended to `out`, where there is one, or is the entry's own text. */
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
  readonly merge: (older: Entry, newer: Entry) => Entry | undefined
  /** What identifies a row in a report, from the item that it became. */
  readonly keyOf: (item: string) => string | undefined
  readonly emitState: (state: State, counts: StateCounts) => void
  /** Told of each entry that Customer.io took, in an order in which entries of one person keep theirs. */
  readonly onDelivered?: (entry: Entry) => void
  /** Undefined: rejections are only counted. */
  readonly reject: Reject | undefined
  /** Hurries the storing of rejected rows: the input has ended. */
  readonly flushRejects?: () => void
  /** Makes the source end soon: called once when the run must stop while input may still be awaited. */
  readonly stopInput: () => void
  readonly guards: Guards
  readonly report: Report
  readonly clock: Clock
  readonly maxInFlight: number
  readonly flushMs: number
}

/**
 * The main loop. Rows come in, entries wait in the packer (or are parked behind a conflicting one), batches travel,
 * replies settle rows, states leave behind them.
 *
 *   reading -> finishing -> done           the input ended; what is open is sent
 *   reading -> stopping  -> failed         a guard, a signal or a bad input: what was taken is delivered first
 *   any     -> aborting  -> failed         a fatal reply: nothing new is sent, replies on their way are awaited
 */
export class Pipeline {
  private readonly ledger: Ledger
  private readonly outcomes: Outcomes
  private readonly packer = new Packer()
  private readonly parking = new Parking()
  private readonly dispatcher: Dispatcher
  private readonly inFlight = new AbortController()
  /** Rows of a refused merged entry that still follow the one being sent, one after the other. */
  private readonly remainingParts = new Map<Entry, readonly Entry[]>()
  /** Entries of streams whose nulls are not judged yet: a null that was cleared cannot be called back. */
  private readonly unjudged = new HeldEntries()
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
    this.outcomes = new Outcomes({
      ledger: this.ledger,
      report: options.report,
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
    if (this.failure instanceof GuardStop) throw this.failure.toError(this.options.report.totals.delivered)
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
      this.options.report.statesRead++
      this.ledger.close(input)
      return
    }
    const mapper = this.options.mappers.get(input.stream)
    if (mapper === undefined)
      throw new SystemError(`A row of ${streamLabel(input.stream)} came, a stream that has no mapping.`)
    const ref = this.ledger.open(input)
    this.options.report.of(input.stream).read++
    // What waits to be judged must not stand in a body yet.
    const { endpoint } = mapper
    const out = endpoint === undefined || mapper.nulls !== undefined ? undefined : this.packer.begin(endpoint)
    const mapped = mapper.map(input, ref, this.nowMs, out)
    const tripped =
      (mapper.nulls && this.judgeNulls(input.stream, mapper.nulls)) ??
      (mapped.kind === 'entry' ? this.options.guards.check(mapped, input.stream, mapper) : undefined)
    if (tripped !== undefined) this.stop(tripped)
    else if (mapped.kind !== 'entry') this.outcomes.settle(ref, mapped)
    else if (mapper.nulls === undefined || this.options.guards.canJudgeNulls(mapper.nulls)) this.accept(mapped.entry)
    else this.unjudged.add(input.stream, mapped.entry)
  }

  /** Lets the entries go that waited for the judgement, or returns why the run must stop; then they never leave. */
  private judgeNulls(stream: SourceStream, counts: NullCounts): GuardStop | undefined {
    const tripped = this.options.guards.judgeNulls(stream, counts)
    if (tripped !== undefined) this.unjudged.take(stream)
    else if (this.options.guards.canJudgeNulls(counts)) this.acceptUnjudged(stream)
    return tripped
  }

  private acceptUnjudged(stream: SourceStream): void {
    for (const entry of this.unjudged.take(stream)) this.accept(entry)
  }

  /** An entry joins one that waits, goes to the packer, or is parked. */
  private accept(entry: Entry): void {
    const target = this.parking.mergeTarget(entry)
    if (target !== undefined && this.merge(target, entry)) return
    this.pendingBytes += entry.bytes
    if (this.parking.admit(entry)) this.pack(entry)
    else entry.json = this.packer.textOf(entry)
  }

  /** Puts one entry in the place of two; false where they must stay two. */
  private merge(target: Entry, entry: Entry): boolean {
    // The two are made one as texts, and are needed as such if the one is refused.
    target.json = this.packer.textOf(target)
    entry.json = this.packer.textOf(entry)
    const merged = this.options.merge(target, entry)
    if (merged === undefined || (target.place !== undefined && !this.packer.replace(target, merged))) return false
    this.parking.replace(target, merged)
    this.pendingBytes += heldBytes(merged) - heldBytes(target)
    this.options.report.countMerged(entry.rows)
    return true
  }

  private pack(entry: Entry): void {
    const closed = this.packer.add(entry, this.nowMs)
    if (closed !== undefined) this.dispatcher.submit([closed])
    this.windClock()
  }

  /** The clock of the oldest open body rings even while no input comes. */
  private windClock(): void {
    if (this.cancelFlush !== undefined) return
    const { oldestMs } = this.packer
    if (oldestMs === undefined) return
    const { clock, flushMs } = this.options
    this.cancelFlush = clock.after(Math.max(0, oldestMs + flushMs - clock.now()), () => {
      this.cancelFlush = undefined
      this.dispatcher.submit(this.packer.flush(clock.now() - flushMs))
      this.windClock()
    })
  }

  private async deliver(batch: Batch): Promise<void> {
    const { entries, endpoint, body } = batch
    const request: Request = { path: endpoint.path, body, items: entries.length }
    const reply = await this.options.send(request, this.inFlight.signal)
    this.nowMs = this.options.clock.now()
    switch (reply.kind) {
      case 'accepted':
        this.options.report.bytes += request.body.length
        entries.forEach((entry, index) => {
          if (this.options.onDelivered !== undefined) entry.json = textIn(batch, entry)
          const refusal = reply.refused.get(index)
          if (refusal === undefined) this.settleEntry(entry, DELIVERED)
          else this.refuse(entry, refusal, batch)
        })
        this.ledger.release()
        break
      case 'split':
        if (entries.length === 1) this.refuse(entries[0] as Entry, reply.refusal, batch)
        else this.dispatcher.submit(halve(batch), 'first')
        break
      case 'fatal':
        this.abort(reply.error)
    }
    this.packer.recycle(batch)
    this.changed()
  }

  /** A refused row is rejected; a refused merged entry is taken apart, because one of its rows may be fine. */
  private refuse(entry: Entry, refusal: Refusal, batch: Batch): void {
    if (entry.parts !== undefined) {
      this.sendParts(entry, entry.parts)
      return
    }
    entry.row.key ??= this.options.keyOf(textIn(batch, entry))
    this.settleEntry(entry, { kind: 'rejected', rejection: toRejection(refusal) })
  }

  /** The parts keep the place of the entry they were merged into: nothing parked behind it may come between. */
  private sendParts(whole: Entry, [first, ...rest]: readonly Entry[]): void {
    // The parts were counted as long as it held them.
    this.pendingBytes -= whole.bytes
    if (rest.length > 0) this.remainingParts.set(first as Entry, rest)
    this.pack(first as Entry)
  }

  private settleEntry(entry: Entry, outcome: Outcome): void {
    if (!entry.isDeparted) throw new SystemError('An entry was settled that was not on its way. Please report it.')
    this.outcomes.settle(entry.row, outcome)
    for (const ref of entry.moreRows) this.outcomes.settle(ref, outcome)
    if (outcome.kind === 'delivered') this.options.onDelivered?.(entry)
    const rest = this.remainingParts.size > 0 ? this.remainingParts.get(entry) : undefined
    if (rest !== undefined) {
      this.remainingParts.delete(entry)
      this.sendParts(entry, rest)
      return
    }
    this.pendingBytes -= heldBytes(entry)
    const next = this.parking.settle(entry)
    entry.release()
    for (const released of next) this.pack(released)
  }

  private isFull(): boolean {
    const maxBytes = this.options.maxInFlight * BODY_BYTES + MAX_WAITING_BYTES
    // Rows that wait to be judged are waited for by reading on.
    return this.ledger.unsettled - this.unjudged.size >= MAX_PENDING_ROWS || this.pendingBytes >= maxBytes
  }

  private async waitForRoom(): Promise<void> {
    while (this.isFull() && this.failure === undefined) {
      // With nothing in flight only what is in an open body can make room.
      if (this.dispatcher.isIdle) this.dispatcher.submit(this.packer.flush())
      await this.change()
    }
  }

  /** Sends what is left, waits for what is on its way, and makes sure that nothing was forgotten. */
  private async finish(): Promise<void> {
    this.finishing = true
    // So few rows say nothing about their nulls.
    if (!this.aborting) for (const stream of this.unjudged.streams) this.acceptUnjudged(stream)
    let cancelGrace: (() => void) | undefined
    while (!this.isSettled() && !this.graceOver) {
      if (this.aborting) {
        cancelGrace ??= this.options.clock.after(ABORT_GRACE_MS, () => {
          this.graceOver = true
          this.changed()
        })
      } else {
        this.dispatcher.submit(this.packer.flush())
      }
      if (this.outcomes.isStoring) this.options.flushRejects?.()
      await this.change()
    }
    cancelGrace?.()
    this.cancelFlush?.()
    this.inFlight.abort()
    if (this.failure === undefined) this.judgeEnd()
  }

  /** Nothing is on its way and nothing will be. Rows that are left all the same are found by judgeEnd. */
  private isSettled(): boolean {
    return !this.outcomes.isStoring && this.dispatcher.isIdle && (this.aborting || this.packer.isEmpty)
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
    if (this.finishing && !this.aborting && !this.packer.isEmpty) this.dispatcher.submit(this.packer.flush())
    const wake = this.wake
    this.wake = undefined
    wake?.()
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve))
  }
}

/** Bytes of JSON that an entry keeps in memory: its own, and those of the parts that it may be taken apart into. */
function heldBytes({ bytes, parts }: Entry): number {
  let sum = bytes
  if (parts !== undefined) for (const part of parts) sum += part.bytes
  return sum
}
