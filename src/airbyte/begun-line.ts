/** Longer lines are not kept: Airbyte warns of messages from 20,000,000 characters on. */
const MAX_LINE_BYTES = 32_000_000
/** The beginning of a longer line that is kept: enough to tell its stream. */
const KEPT_BYTES = 100_000

/** A line, its newline included; only its beginning where it is longer than MAX_LINE_BYTES. */
export interface WholeLine {
  readonly bytes: Buffer
  readonly isTooLong: boolean
}

/** A line whose end was not read yet, in pieces: joining them at each chunk would copy a long line again and again. */
export class BegunLine {
  private pieces: Buffer[] = []
  private bytes = 0

  get isEmpty(): boolean {
    return this.bytes === 0
  }

  add(piece: Buffer): void {
    const wasTooLong = this.bytes > MAX_LINE_BYTES
    this.bytes += piece.length
    if (wasTooLong) return
    this.pieces.push(piece)
    if (this.bytes > MAX_LINE_BYTES) this.pieces = [startOf(this.pieces)]
  }

  /** Returns the line that ends with `end`, and begins the next one. */
  finish(end: Buffer): WholeLine {
    this.add(end)
    const line = { bytes: Buffer.concat(this.pieces), isTooLong: this.bytes > MAX_LINE_BYTES }
    this.pieces = []
    this.bytes = 0
    return line
  }
}

/** A copy of the first bytes, so that the pieces can be freed. */
function startOf(pieces: readonly Buffer[]): Buffer {
  const start: Buffer[] = []
  let bytes = 0
  for (const piece of pieces) {
    if (bytes >= KEPT_BYTES) break
    start.push(piece)
    bytes += piece.length
  }
  return Buffer.from(Buffer.concat(start).subarray(0, KEPT_BYTES))
}
