import type { ConnectorError } from '../core/errors'
import type { Endpoint } from '../mapping/mapped-item'
import type { Batch } from './batch-body'
import type { BatchItem } from './batch-item'
import type { Refusal } from './transport'

/** More refusals in a row, with no accepted request between them, are not the fault of single items. */
const MAX_REFUSALS_IN_A_ROW = 40

/** An item that was refused alone, with a status that may also mean that the credentials or the URL are wrong. */
export interface IsolatedItem {
  readonly item: BatchItem
  readonly batch: Batch
  readonly refusal: Refusal
  /** What ends the run where the item is not at fault. */
  readonly error: ConnectorError
}

/**
 * Decides whether an item or the connection is at fault when a reply refuses a body with 403, 404, 405, 409, 422 or 431.
 * The item is at fault once a request to the same endpoint is accepted that was sent after the first refusal of its
 * body: the rest of the body, or a later one. Where none is, the connection is at fault, the run ends and nothing is
 * rejected; without any accepted request before it does so at once.
 */
export class IsolatedItems {
  private requests = 0
  private refusalsInARow = 0
  /** By endpoint: the number of the last request that was accepted. */
  private readonly lastAccepted = new Map<Endpoint, number>()
  /** By the parts of a refused body: the number of the last request before its first refusal. */
  private readonly refusedSince = new WeakMap<Batch, number>()
  private items: (IsolatedItem & { readonly since: number })[] = []

  /** A request is sent. Returns its number. */
  sent(): number {
    return ++this.requests
  }

  /** A request was accepted. Returns the items that are at fault, and no longer waits for them. */
  accepted(endpoint: Endpoint, request: number): readonly IsolatedItem[] {
    this.refusalsInARow = 0
    this.lastAccepted.set(endpoint, Math.max(request, this.lastAccepted.get(endpoint) ?? 0))
    if (this.items.length === 0) return this.items
    const atFault = this.items.filter((one) => this.isAtFault(one))
    this.items = this.items.filter((one) => !this.isAtFault(one))
    return atFault
  }

  /** A body was refused, while so many other requests are in flight. False where the connection is at fault. */
  mayBeAtFault(othersInFlight: number): boolean {
    return ++this.refusalsInARow <= MAX_REFUSALS_IN_A_ROW && (this.lastAccepted.size > 0 || othersInFlight > 0)
  }

  /** A refused body is sent again in parts. */
  split(whole: Batch, parts: readonly Batch[]): void {
    for (const part of parts) this.refusedSince.set(part, this.sinceOf(whole))
  }

  /** An item was refused alone. True where it is at fault; otherwise it waits for an accepted request. */
  add(one: IsolatedItem): boolean {
    const item = { ...one, since: this.sinceOf(one.batch) }
    if (this.isAtFault(item)) return true
    this.items.push(item)
    return false
  }

  /** The error of the first item that waits; undefined where none does. */
  get error(): ConnectorError | undefined {
    return this.items[0]?.error
  }

  private isAtFault({ batch, since }: { readonly batch: Batch; readonly since: number }): boolean {
    return (this.lastAccepted.get(batch.endpoint) ?? 0) > since
  }

  private sinceOf(batch: Batch): number {
    return this.refusedSince.get(batch) ?? this.requests
  }
}
