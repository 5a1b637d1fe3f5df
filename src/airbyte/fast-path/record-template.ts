import { VALUE_WORDS, RawRecord, type Shape } from '../../core/raw-record'
import { NINE, ZERO } from '../../lib/json-codes'
import type { Row } from '../../core/row'
import type { SourceStream } from '../../core/stream'
import { decodeLine, nulledColumns } from '../decode'
import type { RecordMessage } from '../messages'
import { scanMembers } from './member-scanner'
import { Literal } from './literal'

/** A time with more digits is no safe integer. */
const MAX_TIME_DIGITS = 15
const TABLE_CELLS = 5_000
/** The parser puts names like these before all others, wherever they stand. */
const INDEX_NAME = /^\d+$/
const NOTHING: readonly string[] = []

/** A row that was read without parsing its line; `data` is made when it is asked for. */
class ScannedRow extends RawRecord implements Row {
  readonly kind = 'row'
  readonly nulled = NOTHING
  emittedAtMs = 0

  constructor(
    readonly stream: SourceStream,
    shape: Shape,
    bytes: Buffer,
    table: Int32Array,
    first: number,
  ) {
    super(shape, bytes, table, first)
  }

  get cells(): this {
    return this
  }

  get data(): Readonly<Record<string, unknown>> {
    return this.toRecord()
  }
}

/** Where the cells of rows are noted; those that are kept hold on to theirs. */
class Table {
  words = new Int32Array(0)
  used = 0

  reserve(cells: number): void {
    if (this.used + cells * VALUE_WORDS <= this.words.length) return
    this.words = new Int32Array(Math.max(cells, TABLE_CELLS) * VALUE_WORDS)
    this.used = 0
  }
}

/**
 * What the lines of a stream's rows have in common: everything but the members of `data` and the digits of
 * `emitted_at`, and the names of the columns. A line that has exactly that is a row of the stream, and no parser needs
 * to be asked: what stands before a gap decides what the gap means, and `isSound` tried that out with a parser.
 */
export class RecordTemplate {
  /** The frame of the row that followed a row of this frame last: streams often come in turns. */
  next: RecordTemplate = this
  private readonly literals: readonly [Literal, Literal, Literal]
  private readonly isTimeFirst: boolean
  /** Rows to be made again, and how many of them are in use. */
  private readonly rows: ScannedRow[] = []
  private used = 0

  private constructor(
    readonly stream: SourceStream,
    line: LineParts,
    private readonly keys: readonly Literal[],
    private readonly shape: Shape,
    private readonly frames: RecordTemplates,
  ) {
    const [first, second, third] = line.literals
    this.literals = [new Literal(first), new Literal(second), new Literal(`${third}\n`)]
    this.isTimeFirst = line.isTimeFirst
  }

  /** The frame of a line that was parsed and is a row; undefined where its like cannot be told without parsing. */
  static learn(
    line: string,
    { data }: RecordMessage,
    stream: SourceStream,
    frames: RecordTemplates,
  ): RecordTemplate | undefined {
    const names = Object.keys(data)
    if (names.some((name) => INDEX_NAME.test(name) || name === '__proto__')) return undefined
    const shape: Shape = { names, indexes: new Map(names.map((name, index) => [name, index])) }
    const keys = names.map((name) => new Literal(`${JSON.stringify(name)}:`))
    const parts = cutLine(Buffer.from(`${line}\n`), keys, shape)
    return parts !== undefined && isSound(parts, stream)
      ? new RecordTemplate(stream, parts, keys, shape, frames)
      : undefined
  }

  /**
   * Reads the line that begins at `start`, if it is a row of this frame; `bytes` must end with a newline. The index
   * behind the line's newline goes to `end.at`.
   */
  read(bytes: Buffer, start: number, end: { at: number }): (Row & RawRecord) | undefined {
    const { keys, literals, isTimeFirst } = this
    if (!literals[0].isAt(bytes, start)) return undefined
    const row = this.row(bytes)
    let at = start + literals[0].length
    at = isTimeFirst ? readTime(bytes, at, row) : scanMembers(bytes, at, keys, row)
    if (at < 0 || !literals[1].isAt(bytes, at)) return undefined
    at += literals[1].length
    at = isTimeFirst ? scanMembers(bytes, at, keys, row) : readTime(bytes, at, row)
    if (at < 0 || !literals[2].isAt(bytes, at)) return undefined
    this.frames.table.used += keys.length * VALUE_WORDS
    if (this.used++ === 0) this.frames.inUse.push(this)
    end.at = at + literals[2].length
    return row
  }

  /** No row of this frame is in use any more. */
  recycle(): void {
    this.used = 0
  }

  private row(bytes: Buffer): ScannedRow {
    const { stream, shape, rows, frames } = this
    const { table } = frames
    table.reserve(shape.names.length)
    if (frames.keepsRows) return new ScannedRow(stream, shape, bytes, table.words, table.used)
    const known = rows[this.used]
    if (known !== undefined) return known.restart(bytes, table.words, table.used)
    return (rows[this.used] = new ScannedRow(stream, shape, bytes, table.words, table.used))
  }
}

/** Reads the digits of `emitted_at`; returns the index behind them, -1 where they are none that is safe to read here. */
function readTime(bytes: Buffer, at: number, row: ScannedRow): number {
  const first = at
  let timeMs = 0
  for (let code = bytes[at] as number; code >= ZERO && code <= NINE; code = bytes[++at] as number) {
    timeMs = timeMs * 10 + code - ZERO
  }
  const digits = at - first
  if (digits === 0 || digits > MAX_TIME_DIGITS || (digits > 1 && bytes[first] === ZERO)) return -1
  row.emittedAtMs = timeMs
  return at
}

/** A line without its two gaps: the members of `data` with the brace that closes it, and the digits of `emitted_at`. */
interface LineParts {
  readonly literals: readonly [string, string, string]
  /** Which of the two gaps comes first. */
  readonly isTimeFirst: boolean
}

const DATA = '"data":{'
const TIME = /^(.*?"emitted_at":)\d+(.*)$/s

/** Cuts where a row's line is most likely to be cut; whether that is right is for `isSound` to find out. */
function cutLine(bytes: Buffer, keys: readonly Literal[], shape: Shape): LineParts | undefined {
  const open = bytes.indexOf(DATA) + DATA.length
  if (open < DATA.length) return undefined
  const close = scanMembers(
    bytes,
    open,
    keys,
    new RawRecord(shape, bytes, new Int32Array(keys.length * VALUE_WORDS), 0),
  )
  if (close < 0) return undefined
  const before = bytes.toString('utf8', 0, open)
  const after = bytes.toString('utf8', close, bytes.length - 1)
  const timeAfter = TIME.exec(after)
  if (timeAfter !== null) {
    return { literals: [before, timeAfter[1] as string, timeAfter[2] as string], isTimeFirst: false }
  }
  const timeBefore = TIME.exec(before)
  if (timeBefore === null) return undefined
  return { literals: [timeBefore[1] as string, timeBefore[2] as string, after], isTimeFirst: true }
}

/** True where what is put into the gaps is all of `data`, and `emitted_at`, of a row of this stream. */
function isSound(
  { literals: [first, second, third], isTimeFirst }: LineParts,
  { name, namespace }: SourceStream,
): boolean {
  return [1, 2].every((probe) => {
    const gaps = [`"probe":${probe}}`, String(probe)]
    if (isTimeFirst) gaps.reverse()
    const decoded = decodeLine(`${first}${gaps[0]}${second}${gaps[1]}${third}`)
    if (decoded.kind !== 'record') return false
    const { record } = decoded
    return (
      record.stream === name &&
      (record.namespace ?? '') === (namespace ?? '') &&
      JSON.stringify(record.data) === `{"probe":${probe}}` &&
      record.emitted_at === probe &&
      nulledColumns(record).length === 0
    )
  })
}

/** The frames of all streams, each learned from a row that was parsed. */
export class RecordTemplates {
  readonly table = new Table()
  /** Those that made rows which are not done with: one that was replaced may still be expected behind another stream. */
  readonly inUse: RecordTemplate[] = []
  private readonly known = new Map<
    SourceStream,
    { frame: RecordTemplate | undefined; misses: number; learnAt: number }
  >()
  private last: RecordTemplate | undefined

  /** `keepsRows`: rows are never made again, because somebody may hold them. */
  constructor(readonly keepsRows: boolean) {}

  /** All rows that were read are done with: those to come are made of them, unless they are kept. */
  recycle(): void {
    if (this.keepsRows) return
    this.table.used = 0
    for (const frame of this.inUse.splice(0)) frame.recycle()
  }

  /** Reads the line that begins at `start`, if it is the row that is expected; see `RowFrame.read`. */
  read(bytes: Buffer, start: number, end: { at: number }): Row | undefined {
    const expected = this.last?.next
    const row = expected?.read(bytes, start, end)
    if (row !== undefined) this.last = expected
    return row
  }

  /** A row had to be parsed: what it looks like is expected from now on. */
  note(line: string, record: RecordMessage, stream: SourceStream): void {
    let known = this.known.get(stream)
    if (known === undefined) this.known.set(stream, (known = { frame: undefined, misses: 0, learnAt: 1 }))
    // A stream whose rows are never alike costs ever fewer tries.
    const missed = known.frame === undefined || known.frame === this.last?.next
    if (missed && ++known.misses >= known.learnAt) {
      known.frame = RecordTemplate.learn(line, record, stream, this) ?? known.frame
      known.learnAt = known.misses * 2
    }
    if (known.frame === undefined) return
    if (this.last !== undefined) this.last.next = known.frame
    this.last = known.frame
  }
}
