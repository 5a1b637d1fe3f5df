import type { JsonWriter } from '../lib/json-writer'
import type { Endpoint, ItemJson } from '../mapping/mapped-item'
import type { BatchItem } from './batch-item'
import type { Rejection } from '../core/outcome'
import { maskValues } from './mask-values'
import type { Refusal } from './transport'

/** A closed body. Its items do not change any more; it may be split for a retry. Index i means item i. */
export interface Batch {
  readonly endpoint: Endpoint
  readonly items: readonly BatchItem[]
  /** What is sent. */
  readonly body: Buffer
}

/** An open body. The JSON of its items is in the buffer that is sent. */
export class OpenBody {
  readonly items: BatchItem[] = []
  /** When it got its first item, in the caller's milliseconds. */
  startedAtMs = 0
  /** Bytes of the wrapper, the items and the commas between them. */
  bytes: number
  /** An item was replaced by one whose text is not in the buffer. */
  private isPatched = false

  constructor(
    readonly endpoint: Endpoint,
    readonly json: JsonWriter,
  ) {
    json.length = 0
    json.append(endpoint.open)
    this.bytes = endpoint.open.length + endpoint.close.length
  }

  /** True where the body may take an item of so many bytes as well. */
  fits(bytes: number): boolean {
    const { items, endpoint } = this
    const comma = items.length === 0 ? 0 : 1
    return isWithin(endpoint, this.bytes + comma + bytes, items.length + 1)
  }

  /** Adds an item. Its JSON is copied from `source`, or from its own text without one. */
  add(item: BatchItem, source: ItemJson | undefined): void {
    const { items, json } = this
    if (items.length > 0) json.append(',')
    item.bodyOffset = json.length
    if (source === undefined) json.append(item.json)
    else source.copyTo(json)
    this.bytes += item.bytes + (items.length === 0 ? 0 : 1)
    item.placeInBody(items.length)
    item.json = ''
    items.push(item)
  }

  /** Puts `next`, which has its own text, in the place of an item; false when the body would pass its limit. */
  replace(older: BatchItem, next: BatchItem): boolean {
    const bytes = this.bytes - older.bytes + next.bytes
    if (!isWithin(this.endpoint, bytes, this.items.length)) return false
    const place = older.bodyIndex as number
    this.items[place] = next
    next.placeInBody(place)
    this.bytes = bytes
    this.isPatched = true
    return true
  }

  /** Closes the body. Only the body has the texts of its items then. */
  close(): Batch {
    const { endpoint, items, json } = this
    if (this.isPatched) this.rewrite()
    json.append(endpoint.close)
    for (const item of items) item.markInFlight()
    return { endpoint, items, body: json.bytes.subarray(0, json.length) }
  }

  /** Writes all items again, from a copy: some were replaced in their positions. */
  private rewrite(): void {
    const { items, json } = this
    const old = Buffer.from(json.bytes.subarray(0, json.length))
    json.length = this.endpoint.open.length
    for (const item of items) {
      if (item.bodyIndex !== 0) json.append(',')
      const { bodyOffset } = item
      item.bodyOffset = json.length
      if (item.json === '') json.copy(old, bodyOffset, bodyOffset + item.bytes)
      else json.append(item.json)
    }
  }
}

/** True where a body of so many bytes and items is within the limits of its endpoint. */
function isWithin(endpoint: Endpoint, bytes: number, items: number): boolean {
  return bytes < endpoint.maxBytes && items <= endpoint.maxItems
}

/** Two batches for one that could not be taken whole: the way to find the item at fault. */
export function halve({ endpoint, items, body }: Batch): readonly Batch[] {
  const { open, close } = endpoint
  const middle = Math.ceil(items.length / 2)
  const [first, second] = [items.slice(0, middle), items.slice(middle)]
  const start = (second[0] as BatchItem).bodyOffset
  const comma = start - 1
  for (const item of second) item.bodyOffset -= start - open.length
  return [
    { endpoint, items: first, body: Buffer.concat([body.subarray(0, comma), Buffer.from(close)]) },
    { endpoint, items: second, body: Buffer.concat([Buffer.from(open), body.subarray(start)]) },
  ]
}

/** The text of an item of a batch. */
export function textIn({ body }: Batch, { bodyOffset, bytes }: BatchItem): string {
  return body.toString('utf8', bodyOffset, bodyOffset + bytes)
}

/** The rejection of a refused item, whose JSON text is `item`. The texts of the API may repeat a value: they are masked. */
export function toRejection({ status, reason, field, message }: Refusal, item: string): Rejection {
  const masked = (text: string) => maskValues(text, JSON.parse(item))
  const detail = [reason, message].filter((text) => text !== undefined).join(': ')
  return {
    code: 'refused_by_customer_io',
    reply: {
      status,
      ...(reason === undefined ? {} : { reason: masked(reason) }),
      ...(message === undefined ? {} : { message: masked(message) }),
    },
    ...(field === undefined ? {} : { field }),
    ...(detail === '' ? {} : { detail }),
  }
}
