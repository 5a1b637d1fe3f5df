import { VALUE_WORDS, RawRecord, type Shape } from '../../core/raw-record'
import { NINE, ZERO } from '../../lib/json-codes'
import type { Row } from '../../core/row'
import type { SourceStream } from '../../core/stream'
import { decodeLine, nulledColumns } from '../decode'
import { toUnixMs } from '../emitted-at'
import type { RecordMessage } from '../messages'
import { scanMembers } from './member-scanner'
import { Literal } from './literal'
import type { ValueTable } from './value-table'

/** A time with more digits is not a safe integer. */
const MAX_TIME_DIGITS = 15
/** The parser moves integer names before all others. */
const INDEX_NAME = /^\d+$/
const NOTHING: readonly string[] = []

/** A row that was read without parsing its line; `data` is created on first access. */
class ScannedRow extends RawRecord implements Row {
  readonly kind = 'row'
  readonly nulled = NOTHING
  emittedAtMs: number | undefined = undefined
  lineBytes = 0

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

/**
 * The constant text of the RECORD lines of a stream (everything except the members of `data` and the digits of
 * `emitted_at`), and the names of the columns. A line that matches is a row of the stream and does not have to be parsed:
 * the text before each gap determines the meaning of the gap, which `isSound` has checked with the parser.
 */
export class RecordTemplate {
  /** The template of the row that followed the last row of this template: streams often take turns. */
  next: RecordTemplate = this
  private readonly literals: readonly [Literal, Literal, Literal]
  private readonly isTimeFirst: boolean

  private constructor(
    readonly stream: SourceStream,
    line: LineParts,
    private readonly keys: readonly Literal[],
    private readonly shape: Shape,
  ) {
    const [first, second, third] = line.literals
    this.literals = [new Literal(first), new Literal(second), new Literal(`${third}\n`)]
    this.isTimeFirst = line.isTimeFirst
  }

  /** The template of a row whose line was parsed; undefined if similar lines cannot be recognized without parsing. */
  static learn(line: string, record: RecordMessage, stream: SourceStream): RecordTemplate | undefined {
    const names = Object.keys(record.data)
    if (names.some((name) => INDEX_NAME.test(name) || name === '__proto__')) return undefined
    const shape: Shape = { names, indexes: new Map(names.map((name, index) => [name, index])) }
    const keys = names.map((name) => new Literal(`${JSON.stringify(name)}:`))
    const parts = cutLine(Buffer.from(`${line}\n`), keys, shape)
    return parts !== undefined && isSound(parts, record) ? new RecordTemplate(stream, parts, keys, shape) : undefined
  }

  /**
   * Reads the line that starts at `start` if it matches; `bytes` must end with a newline. The values of the row are
   * located in `table`. Sets `end.at` to the index after the newline of the line.
   */
  read(bytes: Buffer, start: number, table: ValueTable, end: { at: number }): Row | undefined {
    const { keys, literals, isTimeFirst } = this
    if (!literals[0].isAt(bytes, start)) return undefined
    const first = table.reserve(keys.length)
    const row = new ScannedRow(this.stream, this.shape, bytes, table.words, first)
    let at = start + literals[0].length
    at = isTimeFirst ? readTime(bytes, at, row) : scanMembers(bytes, at, keys, row)
    if (at < 0 || !literals[1].isAt(bytes, at)) return undefined
    at += literals[1].length
    at = isTimeFirst ? scanMembers(bytes, at, keys, row) : readTime(bytes, at, row)
    if (at < 0 || !literals[2].isAt(bytes, at)) return undefined
    table.commit(keys.length)
    end.at = at + literals[2].length
    row.lineBytes = end.at - start
    return row
  }
}

/** Reads the digits of `emitted_at`; returns the index after them, or -1 if they are not a safe integer. */
function readTime(bytes: Buffer, at: number, row: ScannedRow): number {
  const first = at
  let timeMs = 0
  for (let code = bytes[at] as number; code >= ZERO && code <= NINE; code = bytes[++at] as number) {
    timeMs = timeMs * 10 + code - ZERO
  }
  const digits = at - first
  if (digits === 0 || digits > MAX_TIME_DIGITS || (digits > 1 && bytes[first] === ZERO)) return -1
  row.emittedAtMs = toUnixMs(timeMs)
  return at
}

/** A line without its two gaps: the members of `data` with the brace that closes it, and the digits of `emitted_at`. */
interface LineParts {
  readonly literals: readonly [string, string, string]
  /** True if `emitted_at` comes before `data`. */
  readonly isTimeFirst: boolean
}

const DATA = '"data":{'
const TIME = /^(.*?"emitted_at":)\d+(.*)$/s

/** Splits a line at the most probable positions of the gaps; `isSound` checks whether they are right. */
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

/** True where what is put into the gaps is all of `data`, and `emitted_at`, of a row of the learned row's stream. */
function isSound({ literals: [first, second, third], isTimeFirst }: LineParts, learned: RecordMessage): boolean {
  return [1, 2].every((probe) => {
    const gaps = [`"probe":${probe}}`, String(probe)]
    if (isTimeFirst) gaps.reverse()
    const decoded = decodeLine(`${first}${gaps[0]}${second}${gaps[1]}${third}`)
    if (decoded.kind !== 'record') return false
    const { record } = decoded
    return (
      record.stream === learned.stream &&
      record.namespace === learned.namespace &&
      JSON.stringify(record.data) === `{"probe":${probe}}` &&
      record.emitted_at === probe &&
      nulledColumns(record).length === 0
    )
  })
}
