import { SystemError } from '../core/errors'
import { JsonWriter } from '../lib/json-writer'
import type { Endpoint, ItemJson } from '../mapping/mapped-item'
import { OpenBody, type Batch } from './batch-body'
import type { BatchItem } from './batch-item'

/** The buffer of a body that so many items close is not worth keeping, and grows as it is filled. */
const FEW_ITEMS = 1000
const FIRST_BYTES = 4000

/**
 * Packs items into bodies: one open body an endpoint, closed before the next item would pass a limit of bytes or of
 * items. Bodies are weighed as they will be sent, so that full means full. The buffers of bodies are used again.
 */
export class Batcher {
  private readonly open = new Map<Endpoint, OpenBody>()
  /** Buffers of bodies that were sent, by their size. */
  private readonly unused: Buffer[] = []

  /** When the oldest open body got its first item, in the caller's milliseconds; undefined when all are empty. */
  get oldestMs(): number | undefined {
    let oldest: number | undefined
    for (const { items, startedAtMs } of this.open.values()) {
      if (items.length > 0) oldest = Math.min(oldest ?? startedAtMs, startedAtMs)
    }
    return oldest
  }

  get isEmpty(): boolean {
    for (const { items } of this.open.values()) if (items.length > 0) return false
    return true
  }

  /** The text of an item that waits in an open body or has its own text. */
  textOf({ json, endpoint, bodyOffset, bytes }: BatchItem): string {
    return json === '' ? this.bodyOf(endpoint).json.toString(bodyOffset, bodyOffset + bytes) : json
  }

  /**
   * Adds an item; returns the body that had to close before it, if any. The JSON of the item is copied from `source`, or
   * from its own text without one. Throws where an item alone is too large.
   */
  add(item: BatchItem, nowMs: number, source?: ItemJson): Batch | undefined {
    const { endpoint } = item
    let body = this.bodyOf(endpoint)
    let closed: Batch | undefined
    if (!body.fits(item.bytes)) {
      const next = new OpenBody(endpoint, this.newWriter(endpoint))
      if (!next.fits(item.bytes)) {
        throw new SystemError('A row is larger than a request may be and was not rejected. Please report it.')
      }
      closed = body.close()
      this.open.set(endpoint, (body = next))
    }
    if (body.items.length === 0) body.startedAtMs = nowMs
    body.add(item, source)
    return closed
  }

  /** Puts `next`, which has its own text, in the place of an item that waits; false when the body would pass its limit. */
  replace(older: BatchItem, next: BatchItem): boolean {
    return this.bodyOf(next.endpoint).replace(older, next)
  }

  /** Closes the bodies started at `untilMs` or before, all of them by default. */
  flush(untilMs = Infinity): readonly Batch[] {
    const closed: Batch[] = []
    for (const [endpoint, body] of this.open) {
      if (body.items.length === 0 || body.startedAtMs > untilMs) continue
      closed.push(body.close())
      this.open.delete(endpoint)
    }
    return closed
  }

  /** Takes back the buffer of a body. No code may read the body after that. */
  releaseBuffer({ endpoint, body }: Batch): void {
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
  return maxItems <= FEW_ITEMS ? FIRST_BYTES : maxBytes
}
