/** Longer pieces are copied by the platform, shorter ones sooner by hand. */
const MAX_BY_HAND = 100
const FIRST_BYTES = 40_000
const MAX_UTF8_BYTES_A_UNIT = 3

/**
 * Puts a JSON text together from pieces: texts, and bytes of other JSON as they are. What comes out is one flat string;
 * joining the pieces as strings would leave a tree of them in memory for as long as the text is needed.
 */
export class JsonWriter {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES)
  private length = 0
  private isAscii = true

  /** Begins a new text. */
  clear(): void {
    this.length = 0
    this.isAscii = true
  }

  /** Appends a well-formed text. */
  append(text: string): void {
    this.reserve(text.length * MAX_UTF8_BYTES_A_UNIT)
    const { bytes, length } = this
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) {
        this.isAscii = false
        this.length += bytes.write(text, length, 'utf8')
        return
      }
      bytes[length + i] = code
    }
    this.length += text.length
  }

  /** Appends a piece of other bytes, which must be ASCII. */
  copy(from: Buffer, start: number, end: number): void {
    this.reserve(end - start)
    const { bytes } = this
    if (end - start > MAX_BY_HAND) from.copy(bytes, this.length, start, end)
    else for (let i = start, to = this.length; i < end;) bytes[to++] = from[i++] as number
    this.length += end - start
  }

  toString(): string {
    return this.bytes.toString(this.isAscii ? 'latin1' : 'utf8', 0, this.length)
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = Buffer.allocUnsafe((this.length + more) * 2)
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }
}
