import { parseJson } from '../lib/json'

/**
 * The kinds of raw values. Numbers, because they are combined to sets. TRUE to NESTED are written exactly as
 * JSON.stringify writes them: such a value is copied without re-encoding.
 */
export const ABSENT = 0
export const NULL = 1
export const TRUE = 2
export const FALSE = 4
/** At most 15 digits, no leading zero, no minus before zero, no fraction. */
export const INTEGER = 8
/** The same with a fraction. */
export const DECIMAL = 16
/** ASCII without an escape. */
export const TEXT = 32
/** Any other text in that form. */
export const RICH_TEXT = 64
/** An object or an array in that form. */
export const NESTED = 128
/** Any other value: it was parsed. */
export const PARSED = 256

/** Numbers per value in a table: its kind, its start and its end in the bytes. */
export const VALUE_WORDS = 3

/** The columns of a stream's rows, in the order of the text. */
export interface Shape {
  readonly names: readonly string[]
  readonly indexes: ReadonlyMap<string, number>
}

/** A row whose values are not decoded yet: the position of each in the bytes is known. */
export class RawRecord {
  private parsed: unknown[] | undefined = undefined

  constructor(
    readonly shape: Shape,
    /** The chunk of input that holds the row. */
    readonly bytes: Buffer,
    private readonly table: Int32Array,
    /** Index in `table` of the first value of this row. */
    private readonly first: number,
  ) {}

  /** One of the kinds above. */
  kindAt(index: number): number {
    return this.table[this.first + index * VALUE_WORDS] as number
  }

  /** Start of a value's JSON text in `bytes`, the quote included. */
  startAt(index: number): number {
    return this.table[this.first + index * VALUE_WORDS + 1] as number
  }

  /** End of a value's JSON text in `bytes`. */
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

  /** All columns, as JSON.parse returns them. */
  toRecord(): Record<string, unknown> {
    const record: Record<string, unknown> = {}
    this.shape.names.forEach((name, index) => {
      if (this.kindAt(index) !== ABSENT) record[name] = this.valueAt(index)
    })
    return record
  }

  /** Records a value while the row is read; `value` where its kind is PARSED. */
  set(index: number, kind: number, start: number, end: number, value?: unknown): void {
    const at = this.first + index * VALUE_WORDS
    this.table[at] = kind
    this.table[at + 1] = start
    this.table[at + 2] = end
    if (kind === PARSED) (this.parsed ??= [])[index] = value
  }
}
