import { SystemError, type ConnectorError, toConnectorError } from '../core/errors'
import type { Outcome } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { Clock } from '../lib/clock'
import type { ItemJson } from '../mapping/mapped-item'
import { halve, textIn, toRejection, type Batch } from './batch-body'
import { BatchItem } from './batch-item'
import { Batcher } from './batcher'
import { ConflictQueue } from './conflict-queue'
import { Dispatcher } from './dispatcher'
import { IsolatedItems } from './isolated-items'
import type { ObjectPool } from './pools/object-pool'
import type { RunStats } from './run-stats'
import type { FinalReply, Refusal, Reply, Request } from './transport'

const DELIVERED: Outcome = { kind: 'delivered' }
/** More rows than this are not merged into one item: each merge copies the list of all of them. */
const MAX_MERGED_ROWS = 1000

export interface ItemSenderOptions {
  /** Sends one request, with its retries; never rejects. */
  readonly send: (request: Request, signal: AbortSignal) => Promise<FinalReply>
  /** The JSON of one item for two upserts of an entity; undefined where they must stay two. */
  readonly merge: (older: string, newer: string) => string | undefined
  /** What identifies a row in a report, from the item that it became. */
  readonly keyOf: (item: string) => string | undefined
  /** Receives the JSON of each item that Customer.io accepted; items of one person come in the order of their rows. */
  readonly onDelivered: ((json: string) => void) | undefined
  /** Told of the outcome of each row, once. */
  readonly onOutcome: (ref: RowRef, outcome: Outcome) => void
  /** Told of a reply that ends the run. */
  readonly onFatal: (error: ConnectorError) => void
  /** Called after each reply, once its rows have their outcomes, and when a request slot becomes free. */
  readonly onChange: () => void
  readonly stats: RunStats
  readonly pool: ObjectPool<BatchItem>
  readonly clock: Clock
  readonly maxInFlight: number
  /** The age at which a body leaves though it is not full. */
  readonly flushMs: number
}

/**
 * What happens to an item until its rows have their outcomes. It is merged into one that waits, or blocked by one that
 * it conflicts with, or packed into a body; a closed body is sent, and its reply gives every row of it an outcome. Then
 * the items that it blocked go on.
 */
export class ItemSender {
  private readonly batcher = new Batcher()
  private readonly conflicts = new ConflictQueue()
  private readonly dispatcher: Dispatcher
  private readonly inFlight = new AbortController()
  /** By the item in flight: the other rows of a refused merged item, which follow it one after the other. */
  private readonly remainingMerged = new Map<BatchItem, readonly BatchItem[]>()
  private readonly isolated = new IsolatedItems()
  private heldBytes = 0
  private cancelFlush: (() => void) | undefined

  constructor(private readonly options: ItemSenderOptions) {
    this.dispatcher = new Dispatcher(
      options.maxInFlight,
      (batch) => this.deliver(batch).catch((thrown: unknown) => options.onFatal(toConnectorError(thrown))),
      () => options.onChange(),
    )
  }

  /** Bytes of JSON of the items that have no outcome. */
  get pendingBytes(): number {
    return this.heldBytes
  }

  /** No request is in flight, and no closed body waits for a slot. */
  get isIdle(): boolean {
    return this.dispatcher.isIdle
  }

  /** No item waits in an open body. */
  get isPacked(): boolean {
    return this.batcher.isEmpty
  }

  /** The error of a refusal that may be the fault of an item or of the connection: no later request was accepted yet. */
  get unresolvedError(): ConnectorError | undefined {
    return this.isolated.error
  }

  /** Takes an item. It is merged into one that waits, packed, or blocked. `json` is that of its row if it has no text. */
  accept(item: BatchItem, json?: ItemJson): void {
    const target = this.conflicts.mergeTarget(item)
    if (target !== undefined && this.merge(target, item, json)) return
    this.heldBytes += item.bytes
    if (this.conflicts.admit(item)) this.pack(item, json)
    else if (json !== undefined) item.json = json.toString()
  }

  /** Closes all open bodies and sends them. */
  flush(): void {
    this.dispatcher.submit(this.batcher.flush())
  }

  /** Sends nothing new from now on. */
  stop(): void {
    this.dispatcher.stop()
  }

  /** Cancels the requests in flight and the timer. */
  close(): void {
    this.cancelFlush?.()
    this.inFlight.abort()
  }

  /** Puts one item in the place of two; false where they must stay two. */
  private merge(target: BatchItem, item: BatchItem, itemJson: ItemJson | undefined): boolean {
    if (target.endpoint !== item.endpoint || target.parts.length >= MAX_MERGED_ROWS) return false
    // The texts are needed again where the merged item is refused.
    target.json = this.batcher.textOf(target)
    if (itemJson !== undefined) item.json = itemJson.toString()
    const json = this.options.merge(target.json, item.json)
    if (json === undefined) return false
    const merged = BatchItem.merged(target, item, json)
    if (target.bodyIndex !== undefined && !this.batcher.replace(target, merged)) return false
    this.conflicts.replace(target, merged)
    this.heldBytes += bytesOf(merged) - bytesOf(target)
    this.options.stats.countMerged(item.rows)
    return true
  }

  private pack(item: BatchItem, source?: ItemJson): void {
    const closed = this.batcher.add(item, this.options.clock.now(), source)
    if (closed !== undefined) this.dispatcher.submit([closed])
    this.scheduleFlush()
  }

  /** An open body leaves at its age even while no input comes. */
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
    const number = this.isolated.sent()
    const reply = await this.options.send(request, this.inFlight.signal)
    switch (reply.kind) {
      case 'accepted':
        this.settleAccepted(batch, reply.refused)
        for (const { item, refusal, batch: own } of this.isolated.accepted(endpoint, number))
          this.refuse(item, refusal, own)
        break
      case 'split':
        if (items.length === 1) this.refuse(items[0] as BatchItem, reply.refusal, batch)
        else this.dispatcher.submit(halve(batch), 'first')
        break
      case 'isolate':
        this.isolate(batch, reply)
        break
      case 'fatal':
        this.options.onFatal(reply.error)
    }
    if (reply.kind !== 'isolate') this.batcher.releaseBuffer(batch)
    this.options.onChange()
  }

  private settleAccepted(batch: Batch, refused: ReadonlyMap<number, Refusal>): void {
    this.options.stats.bytes += batch.body.length
    batch.items.forEach((item, index) => {
      if (this.options.onDelivered !== undefined) item.json = textIn(batch, item)
      const refusal = refused.get(index)
      if (refusal === undefined) this.settle(item, DELIVERED)
      else this.refuse(item, refusal, batch)
    })
  }

  /** Finds the item at fault by halving, as long as the connection may not be at fault. */
  private isolate(batch: Batch, { refusal, error }: Extract<Reply, { kind: 'isolate' }>): void {
    const [item] = batch.items as [BatchItem]
    if (!this.isolated.mayBeAtFault(this.dispatcher.inFlight - 1)) this.options.onFatal(error)
    else if (batch.items.length > 1) {
      const halves = halve(batch)
      this.isolated.split(batch, halves)
      this.dispatcher.submit(halves, 'first')
    } else if (item.mergedFrom !== undefined) this.sendMergedFrom(item, item.mergedFrom)
    else if (this.isolated.add({ item, batch, refusal, error })) this.refuse(item, refusal, batch)
  }

  /** A refused row is rejected; a refused merged item is taken apart, because some of its rows may be valid. */
  private refuse(item: BatchItem, refusal: Refusal, batch: Batch): void {
    if (item.mergedFrom !== undefined) {
      this.sendMergedFrom(item, item.mergedFrom)
      return
    }
    const text = textIn(batch, item)
    item.row.key ??= this.options.keyOf(text)
    this.settle(item, { kind: 'rejected', rejection: toRejection(refusal, text) })
  }

  /** The parts keep the place of the item they were merged into, so that no blocked item comes between them. */
  private sendMergedFrom(whole: BatchItem, [first, ...rest]: readonly BatchItem[]): void {
    // The parts are counted already, as long as `whole` holds them.
    this.heldBytes -= whole.bytes
    if (rest.length > 0) this.remainingMerged.set(first as BatchItem, rest)
    this.pack(first as BatchItem)
  }

  private settle(item: BatchItem, outcome: Outcome): void {
    const { onOutcome, onDelivered } = this.options
    if (!item.isInFlight) throw new SystemError('An item that was not in flight got an outcome. Please report it.')
    onOutcome(item.row, outcome)
    for (const ref of item.moreRows) onOutcome(ref, outcome)
    if (outcome.kind === 'delivered') onDelivered?.(item.json)
    const rest = this.remainingMerged.size > 0 ? this.remainingMerged.get(item) : undefined
    if (rest !== undefined) {
      this.remainingMerged.delete(item)
      this.sendMergedFrom(item, rest)
      return
    }
    this.heldBytes -= bytesOf(item)
    const next = this.conflicts.settle(item)
    item.release(this.options.pool)
    for (const released of next) this.pack(released)
  }
}

/** Bytes of JSON that an item keeps in memory: its own, and those of the items that it may be taken apart into. */
function bytesOf({ bytes, mergedFrom }: BatchItem): number {
  let sum = bytes
  if (mergedFrom !== undefined) for (const part of mergedFrom) sum += part.bytes
  return sum
}
