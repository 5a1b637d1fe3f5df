import { MINUS, ZERO } from './json-codes'

/** Longer pieces are written by the platform, shorter ones sooner by hand. */
const MAX_TEXT_BY_HAND = 24
const MAX_BYTES_BY_HAND = 60
const MAX_UTF8_BYTES_A_UNIT = 3
const MAX_WORD = 0x7fffffff
/** Digits of an integer as they are found: the last one first. */
const digits = new Uint8Array(16)

/** A text, or its UTF-8: what is written again and again is encoded once. */
export type JsonPiece = string | Uint8Array

/**
 * Puts JSON together as UTF-8 in one buffer that grows: from texts, from numbers, and from bytes of other JSON as they
 * are. No text is made on the way: a text a row would be the larger part of what a run leaves to be collected.
 */
export class JsonWriter {
  /** Where the next piece goes. Setting it back takes back what was written since. */
  length = 0

  constructor(public bytes: Buffer = Buffer.allocUnsafe(1000)) {}

  /** Appends a well-formed text. */
  append(text: string): void {
    const { length } = text
    this.ensureCapacity(length * MAX_UTF8_BYTES_A_UNIT)
    if (length > MAX_TEXT_BY_HAND) {
      this.length += this.bytes.write(text, this.length, 'utf8')
      return
    }
    const { bytes, length: at } = this
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) {
        this.length += bytes.write(text, at, 'utf8')
        return
      }
      bytes[at + i] = code
    }
    this.length += length
  }

  /** Appends a piece as it is. */
  put(piece: JsonPiece): void {
    if (typeof piece === 'string') {
      this.append(piece)
      return
    }
    this.ensureCapacity(piece.length)
    this.bytes.set(piece, this.length)
    this.length += piece.length
  }

  /** Appends an integer that a double holds exactly. */
  appendInteger(value: number): void {
    this.ensureCapacity(digits.length + 1)
    let rest = Math.abs(value)
    let count = 0
    for (; rest > MAX_WORD; rest = Math.floor(rest / 10)) digits[count++] = ZERO + (rest % 10)
    // What fits a word is divided several times faster.
    let word = rest | 0
    do {
      const quotient = (word / 10) | 0
      digits[count++] = ZERO + word - quotient * 10
      word = quotient
    } while (word > 0)
    const { bytes } = this
    if (value < 0) bytes[this.length++] = MINUS
    while (count > 0) bytes[this.length++] = digits[--count] as number
  }

  /** Appends other bytes, from `start` up to `end`. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.ensureCapacity(end - start)
    const { bytes } = this
    if (end - start > MAX_BYTES_BY_HAND) bytes.set(from.subarray(start, end), this.length)
    else for (let i = start, to = this.length; i < end;) bytes[to++] = from[i++] as number
    this.length += end - start
  }

  /** Leaves room for a text that is only known once more is written: see `spliceHead`. */
  reserve(room: number): void {
    this.ensureCapacity(room)
    this.length += room
  }

  /** Writes pieces at `start`, and moves what was written from `next` on up behind them. */
  spliceHead(start: number, next: number, pieces: readonly JsonPiece[]): void {
    const size = this.length - next
    let room = 0
    for (const piece of pieces) room += piece.length * MAX_UTF8_BYTES_A_UNIT
    let from = next
    if (room > next - start) {
      this.reserve(room)
      from += room
      this.bytes.copyWithin(from, next, next + size)
    }
    this.length = start
    for (const piece of pieces) this.put(piece)
    this.bytes.copyWithin(this.length, from, from + size)
    this.length += size
  }

  /** Gives back what a long piece made of the buffer, once no more than `size` bytes are of use. */
  shrink(size: number): void {
    if (this.bytes.length <= size || this.length > size) return
    const small = Buffer.allocUnsafeSlow(size)
    this.bytes.copy(small, 0, 0, this.length)
    this.bytes = small
  }

  /** What was written from `start` up to `end`, by default all of it. */
  toString(start = 0, end = this.length): string {
    return this.bytes.toString('utf8', start, end)
  }

  private ensureCapacity(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow((this.length + more) * 2)
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }
}
