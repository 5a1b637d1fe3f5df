import { SystemError } from '../lib/errors'
import type { Endpoint, Entry } from '../mapping/entry'

/** A closed body on its way. It is never reshaped, only split for a retry: index i means entry i. */
export interface Batch {
  readonly endpoint: Endpoint
  readonly entries: readonly Entry[]
}

interface OpenBody {
  readonly startedAtMs: number
  readonly entries: Entry[]
  /** Bytes of the wrapper, the entries and the commas between them. */
  bytes: number
}

/**
 * Packs entries into bodies: one open body an endpoint, closed before the next entry would pass a limit of bytes or of
 * items. Bodies are weighed as they will be sent, so that full means full.
 */
export class Packer {
  private readonly open = new Map<Endpoint, OpenBody>()

  /** When the oldest open body got its first entry, in the caller's milliseconds; undefined when all are empty. */
  get oldestMs(): number | undefined {
    let oldest: number | undefined
    for (const { startedAtMs } of this.open.values()) oldest = Math.min(oldest ?? startedAtMs, startedAtMs)
    return oldest
  }

  get isEmpty(): boolean {
    return this.open.size === 0
  }

  /** Adds an entry; returns the body that had to close before it, if any. Throws where an entry alone is too large. */
  add(entry: Entry, nowMs: number): Batch | undefined {
    const { endpoint } = entry
    const body = this.open.get(endpoint)
    if (body !== undefined && fits(endpoint, body.bytes + 1 + entry.bytes, body.entries.length + 1)) {
      body.entries.push(entry)
      body.bytes += 1 + entry.bytes
      return undefined
    }
    const bytes = endpoint.open.length + entry.bytes + endpoint.close.length
    if (!fits(endpoint, bytes, 1)) {
      throw new SystemError('A row is larger than a request may be and was not rejected. Please report it.')
    }
    this.open.set(endpoint, { startedAtMs: nowMs, entries: [entry], bytes })
    return body === undefined ? undefined : { endpoint, entries: body.entries }
  }

  /** Number of entries in the endpoint's open body: the index that the entry added last has, plus one. */
  sizeOf(endpoint: Endpoint): number {
    return this.open.get(endpoint)?.entries.length ?? 0
  }

  /** Puts `next` in the place of an entry that still waits at `index`; false when the body would pass its limit. */
  replace(index: number, next: Entry): boolean {
    const body = this.open.get(next.endpoint) as OpenBody
    const bytes = body.bytes - (body.entries[index] as Entry).bytes + next.bytes
    if (!fits(next.endpoint, bytes, body.entries.length)) return false
    body.entries[index] = next
    body.bytes = bytes
    return true
  }

  /** Closes the bodies started at `untilMs` or before, all of them by default. */
  flush(untilMs = Infinity): readonly Batch[] {
    const closed: Batch[] = []
    for (const [endpoint, body] of this.open) {
      if (body.startedAtMs > untilMs) continue
      closed.push({ endpoint, entries: body.entries })
      this.open.delete(endpoint)
    }
    return closed
  }
}

function fits(endpoint: Endpoint, bytes: number, items: number): boolean {
  return bytes < endpoint.maxBytes && items <= endpoint.maxItems
}
