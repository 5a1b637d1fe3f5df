import type { JsonWriter } from '../lib/json-writer'
import type { Endpoint, Entry } from '../mapping/entry'
import type { Rejection } from '../mapping/rejection'
import type { Refusal } from './transport'

/** A closed body on its way. It is never reshaped, only split for a retry: index i means entry i. */
export interface Batch {
  readonly endpoint: Endpoint
  readonly entries: readonly Entry[]
  /** What is sent. */
  readonly body: Buffer
}

/** An open body: items are written where they are sent from. */
export class OpenBody {
  readonly entries: Entry[] = []
  /** When it got its first entry, in the caller's milliseconds. */
  startedAtMs = 0
  /** Bytes of the wrapper, the entries and the commas between them. */
  bytes: number
  /** Where the next item begins; what is written beyond is not of this body yet. */
  private end: number
  /** An entry was replaced by one whose text is its own. */
  private isPatched = false

  constructor(
    readonly endpoint: Endpoint,
    readonly json: JsonWriter,
  ) {
    json.length = 0
    json.append(endpoint.open)
    this.end = json.length
    this.bytes = endpoint.open.length + endpoint.close.length
  }

  /** True where the body may take an item of so many bytes as well. */
  fits(bytes: number): boolean {
    const { entries, endpoint } = this
    const comma = entries.length === 0 ? 0 : 1
    return isWithin(endpoint, this.bytes + comma + bytes, entries.length + 1)
  }

  /** Takes back what was written and not added; what is written next is an item. */
  begin(): JsonWriter {
    const { json } = this
    json.length = this.end
    if (this.entries.length > 0) json.append(',')
    return json
  }

  /** Adds the entry whose item was written since `begin`. */
  add(entry: Entry): void {
    this.bytes += entry.bytes + (this.entries.length === 0 ? 0 : 1)
    this.end = this.json.length
    entry.at = this.end - entry.bytes
    entry.enter(this.entries.length)
    entry.json = ''
    this.entries.push(entry)
  }

  /** Puts `next`, which has its own text, in the place of an entry; false when the body would pass its limit. */
  replace(older: Entry, next: Entry): boolean {
    const bytes = this.bytes - older.bytes + next.bytes
    if (!isWithin(this.endpoint, bytes, this.entries.length)) return false
    const place = older.place as number
    this.entries[place] = next
    next.enter(place)
    this.bytes = bytes
    this.isPatched = true
    return true
  }

  /** Closes the body. Only the body has the texts of its entries then. */
  close(): Batch {
    const { endpoint, entries, json } = this
    json.length = this.end
    if (this.isPatched) this.rewrite()
    json.append(endpoint.close)
    for (const entry of entries) entry.depart()
    return { endpoint, entries, body: json.bytes.subarray(0, json.length) }
  }

  /** Writes all items anew, in a copy: those that were replaced stand where they were. */
  private rewrite(): void {
    const { entries, json } = this
    const old = Buffer.from(json.bytes.subarray(0, json.length))
    json.length = this.endpoint.open.length
    for (const entry of entries) {
      if (entry.place !== 0) json.append(',')
      const { at } = entry
      entry.at = json.length
      if (entry.json === '') json.copy(old, at, at + entry.bytes)
      else json.append(entry.json)
    }
  }
}

/** True where a body of so many bytes and items is within the limits of its endpoint. */
function isWithin(endpoint: Endpoint, bytes: number, items: number): boolean {
  return bytes < endpoint.maxBytes && items <= endpoint.maxItems
}

/** Two batches for one that could not be taken whole: the way to find the entry at fault. */
export function halve({ endpoint, entries, body }: Batch): readonly Batch[] {
  const { open, close } = endpoint
  const middle = Math.ceil(entries.length / 2)
  const [first, second] = [entries.slice(0, middle), entries.slice(middle)]
  const start = (second[0] as Entry).at
  const comma = start - 1
  for (const entry of second) entry.at -= start - open.length
  return [
    { endpoint, entries: first, body: Buffer.concat([body.subarray(0, comma), Buffer.from(close)]) },
    { endpoint, entries: second, body: Buffer.concat([Buffer.from(open), body.subarray(start)]) },
  ]
}

/** The text of an entry of a batch. */
export function textIn({ body }: Batch, { at, bytes }: Entry): string {
  return body.toString('utf8', at, at + bytes)
}

/** What a refusal means for a row. The API's own words may repeat a value: they are kept apart from the message. */
export function toRejection({ status, reason, field, message }: Refusal): Rejection {
  return {
    code: 'refused_by_customer_io',
    message: `Customer.io refused it (HTTP ${status}, ${reason ?? 'no reason given'}).`,
    ...(field === undefined ? {} : { field }),
    ...(message === undefined ? {} : { detail: message }),
  }
}
