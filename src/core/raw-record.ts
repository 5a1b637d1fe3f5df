import { parseJson } from '../lib/json'

/**
 * What stands in a cell. Numbers, because they are combined to sets. TRUE to NESTED are written in the one way in which
 * JSON.stringify writes them too: such a value may be copied as it is.
 */
export const ABSENT = 0
export const NULL = 1
export const TRUE = 2
export const FALSE = 4
/** At most 15 digits, no needless zero, no sign of zero, no fraction. */
export const INTEGER = 8
/** The same with a fraction. */
export const DECIMAL = 16
/** ASCII without an escape. */
export const TEXT = 32
/** Any other text that is written so. */
export const RICH_TEXT = 64
/** An object or an array that is written so. */
export const NESTED = 128
/** Anything else: its value has been read. */
export const PARSED = 256

/** Numbers that a cell takes in a table: its kind, and where it begins and ends in the bytes. */
export const VALUE_WORDS = 3

/** The columns that rows of a stream have, in the order in which they stand in the text. */
export interface Shape {
  readonly names: readonly string[]
  readonly indexes: ReadonlyMap<string, number>
}

/**
 * The columns of a row that still is the bytes it came as: where each stands is known, and what it holds is read when
 * it is asked for.
 */
export class RawRecord {
  private parsed: unknown[] | undefined = undefined

  constructor(
    readonly shape: Shape,
    /** What the row was cut from. */
    public bytes: Buffer,
    private table: Int32Array,
    /** Where the first cell of this row is in `table`. */
    private first: number,
  ) {}

  /** Makes another row of this one, arguments as for the constructor. */
  restart(bytes: Buffer, table: Int32Array, first: number): this {
    this.bytes = bytes
    this.table = table
    this.first = first
    this.parsed = undefined
    return this
  }

  /** One of the kinds above. */
  kindAt(index: number): number {
    return this.table[this.first + index * VALUE_WORDS] as number
  }

  /** Where the JSON text of a value begins in `bytes`, a text's with its quote. */
  startAt(index: number): number {
    return this.table[this.first + index * VALUE_WORDS + 1] as number
  }

  /** And where it ends. */
  endAt(index: number): number {
    return this.table[this.first + index * VALUE_WORDS + 2] as number
  }

  /** The value at an index of the shape; undefined where the row does not have it. */
  valueAt(index: number): unknown {
    switch (this.kindAt(index)) {
      case TEXT:
        return this.bytes.toString('latin1', this.startAt(index) + 1, this.endAt(index) - 1)
      case INTEGER:
      case DECIMAL:
        return Number(this.bytes.toString('latin1', this.startAt(index), this.endAt(index)))
      case RICH_TEXT:
      case NESTED:
        return parseJson(this.bytes.toString('utf8', this.startAt(index), this.endAt(index)))
      case TRUE:
        return true
      case FALSE:
        return false
      case NULL:
        return null
      case PARSED:
        return this.parsed?.[index]
      default:
        return undefined
    }
  }

  /** A column's value; undefined where the row does not have it. */
  valueOf(column: string): unknown {
    const index = this.shape.indexes.get(column)
    return index === undefined ? undefined : this.valueAt(index)
  }

  /** Everything, as JSON.parse would have it. */
  toRecord(): Record<string, unknown> {
    const record: Record<string, unknown> = {}
    this.shape.names.forEach((name, index) => {
      if (this.kindAt(index) !== ABSENT) record[name] = this.valueAt(index)
    })
    return record
  }

  /** Notes a cell while the row is read; `value` for one that is PARSED. */
  set(index: number, kind: number, start: number, end: number, value?: unknown): void {
    const at = this.first + index * VALUE_WORDS
    this.table[at] = kind
    this.table[at + 1] = start
    this.table[at + 2] = end
    if (kind === PARSED) (this.parsed ??= [])[index] = value
  }
}
