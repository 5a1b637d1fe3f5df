import { SystemError } from '../lib/errors'
import { JsonWriter } from '../lib/json-writer'
import type { Endpoint, Entry } from '../mapping/entry'
import { OpenBody, type Batch } from './body'

/** Beside a full body the buffer has room for one item that turns out too large for it, and for what stands before it. */
const SPARE_BYTES = 40_000
/** The buffer of a body that so many items close is not worth keeping, and grows as it is filled. */
const FEW_ITEMS = 1000
const FIRST_BYTES = 4000

/**
 * Packs entries into bodies: one open body an endpoint, closed before the next entry would pass a limit of bytes or of
 * items. Bodies are weighed as they will be sent, so that full means full. The buffers of bodies are used again.
 */
export class Packer {
  private readonly open = new Map<Endpoint, OpenBody>()
  /** Buffers of bodies that were sent, by their size. */
  private readonly unused: Buffer[] = []

  /** When the oldest open body got its first entry, in the caller's milliseconds; undefined when all are empty. */
  get oldestMs(): number | undefined {
    let oldest: number | undefined
    for (const { entries, startedAtMs } of this.open.values()) {
      if (entries.length > 0) oldest = Math.min(oldest ?? startedAtMs, startedAtMs)
    }
    return oldest
  }

  get isEmpty(): boolean {
    for (const { entries } of this.open.values()) if (entries.length > 0) return false
    return true
  }

  /** Where the item of the next entry for `endpoint` may be written, so that `add` need not copy it. */
  begin(endpoint: Endpoint): JsonWriter {
    const json = this.bodyOf(endpoint).begin()
    // A row of megabytes becomes no item: what it took must not be held until the body is sent.
    if (endpoint.maxItems > FEW_ITEMS) json.shrink(sizeOf(endpoint))
    return json
  }

  /** The text of an entry that was written and not added, or that waits in an open body. */
  textOf(entry: Entry): string {
    if (entry.json !== '') return entry.json
    const { json } = this.bodyOf(entry.endpoint)
    const start = entry.place === undefined ? json.length - entry.bytes : entry.at
    return json.toString(start, start + entry.bytes)
  }

  /**
   * Adds an entry, which has its own text or was written since `begin`; returns the body that had to close before it, if
   * any. Throws where an entry alone is too large.
   */
  add(entry: Entry, nowMs: number): Batch | undefined {
    const { endpoint } = entry
    let body = this.bodyOf(endpoint)
    if (entry.json !== '') body.begin().append(entry.json)
    let closed: Batch | undefined
    if (!body.fits(entry.bytes)) {
      const next = new OpenBody(endpoint, this.newWriter(endpoint))
      if (!next.fits(entry.bytes)) {
        throw new SystemError('A row is larger than a request may be and was not rejected. Please report it.')
      }
      next.begin().copy(body.json.bytes, body.json.length - entry.bytes, body.json.length)
      closed = body.close()
      this.open.set(endpoint, (body = next))
    }
    if (body.entries.length === 0) body.startedAtMs = nowMs
    body.add(entry)
    return closed
  }

  /** Puts `next`, which has its own text, in the place of an entry that waits; false when the body would pass its limit. */
  replace(older: Entry, next: Entry): boolean {
    return this.bodyOf(next.endpoint).replace(older, next)
  }

  /** Closes the bodies started at `untilMs` or before, all of them by default. */
  flush(untilMs = Infinity): readonly Batch[] {
    const closed: Batch[] = []
    for (const [endpoint, body] of this.open) {
      if (body.entries.length === 0 || body.startedAtMs > untilMs) continue
      closed.push(body.close())
      this.open.delete(endpoint)
    }
    return closed
  }

  /** Takes back the buffer of a body that nobody looks at any more. */
  recycle({ endpoint, body }: Batch): void {
    if (endpoint.maxItems <= FEW_ITEMS || body.buffer.byteLength !== sizeOf(endpoint)) return
    this.unused.push(Buffer.from(body.buffer))
  }

  private bodyOf(endpoint: Endpoint): OpenBody {
    let body = this.open.get(endpoint)
    if (body === undefined) this.open.set(endpoint, (body = new OpenBody(endpoint, this.newWriter(endpoint))))
    return body
  }

  private newWriter(endpoint: Endpoint): JsonWriter {
    const size = sizeOf(endpoint)
    const at = this.unused.findIndex(({ length }) => length === size)
    return new JsonWriter(at < 0 ? Buffer.allocUnsafeSlow(size) : this.unused.splice(at, 1)[0])
  }
}

function sizeOf({ maxBytes, maxItems }: Endpoint): number {
  return maxItems <= FEW_ITEMS ? FIRST_BYTES : maxBytes + SPARE_BYTES
}
