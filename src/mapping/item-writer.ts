import { hash64, hash64Bytes, type Hash64 } from '../lib/hash'
import { JsonWriter, type JsonPiece } from '../lib/json-writer'
import type { ItemJson } from './mapped-item'
import type { WrittenAttributes } from './objects/definition'

/** A larger buffer belonged to a row that is too large to be sent, and is given back. */
const KEPT_BYTES = 100_000

/**
 * Writes the JSON of one item at a time into a buffer that it reuses. The head of an item depends on its attributes,
 * so it is written last: the buffer holds attributes and tail, and then the head.
 */
export class ItemWriter implements ItemJson, WrittenAttributes {
  /** Receives the attributes: the members of a JSON object, without its braces. */
  readonly out = new JsonWriter()
  private headStart = 0
  private readonly hash: Hash64 = { high: 0, low: 0 }

  /** Starts the next item; the JSON of the last one is no longer valid. */
  start(): void {
    this.out.length = 0
    this.out.shrink(KEPT_BYTES)
  }

  /** Completes an item whose attributes were written to `out`. */
  finish(head: readonly JsonPiece[], tail: JsonPiece | undefined): void {
    const { out } = this
    if (tail !== undefined) out.put(tail)
    this.headStart = out.length
    for (const piece of head) out.put(piece)
  }

  get bytes(): number {
    return this.out.length
  }

  hashAfter(head: readonly JsonPiece[]): number {
    const { out, hash } = this
    let bits = hash64Bytes(out.bytes, 0, out.length, hash).low
    for (const piece of head) {
      const { low } = typeof piece === 'string' ? hash64(piece, hash) : hash64Bytes(piece, 0, piece.length, hash)
      bits = Math.imul(bits, 31) ^ low
    }
    return bits
  }

  copyTo(target: JsonWriter): void {
    const { bytes, length } = this.out
    target.copy(bytes, this.headStart, length)
    target.copy(bytes, 0, this.headStart)
  }

  toString(): string {
    return this.out.toString(this.headStart) + this.out.toString(0, this.headStart)
  }
}
