import { utf8Bytes } from './bytes'
import { MINUS, ZERO } from './json-codes'

/** Pieces up to this length are faster to copy in a loop than with a call into Node. */
const MAX_TEXT_BY_HAND = 24
const MAX_BYTES_BY_HAND = 60
const MAX_UTF8_BYTES_A_UNIT = 3
const MAX_WORD = 0x7fffffff
/** Scratch space for the digits of an integer, last digit first. */
const digits = new Uint8Array(16)

/** A text, or its UTF-8 encoding, so that repeated pieces are encoded once. */
export type JsonPiece = string | Uint8Array

/**
 * Assembles JSON as UTF-8 in one growing buffer, from texts, numbers, and bytes of other JSON. It creates no strings, because
 * one string per row would be most of the garbage of a run.
 */
export class JsonWriter {
  /** The position of the next piece. Set it back to discard what was written since. */
  length = 0

  constructor(public bytes: Buffer = Buffer.allocUnsafe(1000)) {}

  /** Appends a well-formed text. */
  append(text: string): void {
    const { length } = text
    // The exact number is expensive, and is needed at the end of a full buffer only.
    const isTight = this.length + length * MAX_UTF8_BYTES_A_UNIT > this.bytes.length
    if (isTight) this.ensureCapacity(utf8Bytes(text))
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

  /** Appends a piece unchanged. */
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
    // Integers of 32 bits divide several times faster.
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

  /** Shrinks the buffer to `size` bytes after a long piece has grown it, unless more bytes are in use. */
  shrink(size: number): void {
    if (this.bytes.length <= size || this.length > size) return
    const small = Buffer.allocUnsafeSlow(size)
    this.bytes.copy(small, 0, 0, this.length)
    this.bytes = small
  }

  /** The text written from `start` up to `end`, by default everything. */
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
