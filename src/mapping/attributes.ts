import { AttributeValues, isBlankText } from './attribute-values'
import { MAX_ATTRIBUTES, MAX_VALUE_BYTES } from '../core/api-limits'
import { ABSENT, NESTED, NULL, RICH_TEXT, TEXT, type RawRecord, type Shape } from '../core/raw-record'
import { BACKSLASH, DELETE, SPACE } from '../lib/json-codes'
import { JsonWriter } from '../lib/json-writer'
import type { Rejection } from '../core/outcome'
import { valueOf, type Row } from '../core/row'
import {
  ColumnMappings,
  type AttributeOptions,
  type ColumnMapping,
  type AttributeSource,
  type ColumnMeaning,
} from './column-mapping'
import type { MappingStats } from './mapping-stats'

/** Before the first row. */
const NOTHING = new JsonWriter()

/** Makes the function that turns a row's columns into the JSON text of an attributes object. Compiled once a stream. */
export class AttributeMapper {
  private readonly columns: ColumnMappings
  private readonly maxAttributes: number
  /** What the row that is being made is written to, and how many attributes it has so far. */
  private json = NOTHING
  private count = 0
  private readonly values: AttributeValues
  /** Mappings of columns that some row had. */
  private readonly brought = new Set<ColumnMapping>()
  /** Only of what can be removed: an event has no earlier value that a null could leave or remove. */
  private readonly areNullsCounted: boolean
  /** The shape of the rows that arrive at present, and the mappings of its columns; null for one that is not sent. */
  private shape: Shape | undefined
  private shapeMappings: (ColumnMapping | null | undefined)[] = []

  constructor(
    source: AttributeSource,
    options: AttributeOptions,
    private readonly stats: MappingStats,
  ) {
    this.maxAttributes = source.kind.isLimited ? MAX_ATTRIBUTES - source.controlAttributes : Infinity
    this.areNullsCounted = source.kind.nulls === 'clear'
    this.values = new AttributeValues(source.stream, options, stats)
    this.columns = new ColumnMappings(source, options, stats)
  }

  /** Those of some columns that no row had; none before the first row. */
  missingOf(columns: readonly string[]): readonly string[] {
    return this.brought.size === 0 ? [] : columns.filter((column) => !this.columns.has(column))
  }

  /** The email address among the last written attributes; undefined if they have none. */
  get email(): string | undefined {
    return this.values.email
  }

  /** The row that was written last removes the value of an attribute that a guard watches. */
  get clearsWatched(): boolean {
    return this.values.clearsWatched
  }

  /**
   * Writes the attributes of a row: the members of a JSON object, without its braces. Returns why one of them cannot be
   * sent, after writing what came before it.
   */
  map(row: Row, json: JsonWriter): Rejection | undefined {
    this.json = json
    this.count = 0
    this.values.start()
    const rejection = row.cells === undefined ? this.addValues(row) : this.addCells(row.cells)
    if (rejection !== undefined) return rejection
    if (this.count > this.maxAttributes) {
      return {
        code: 'too_many_attributes',
        observed: this.count,
        limit: this.maxAttributes,
      }
    }
    if (this.columns.watched.size > 0) this.countNulls(row)
    return undefined
  }

  private firstMappingOf(column: string): ColumnMapping | null {
    const mapping = this.columns.of(column)
    if (mapping === undefined) return null
    this.noteBrought(mapping)
    return mapping
  }

  private noteBrought(mapping: ColumnMapping): void {
    this.brought.add(mapping)
    this.stats.brought.add(mapping.name)
  }

  private addValues({ data, nulled }: Row): Rejection | undefined {
    for (const column in data) {
      const mapping = this.columns.of(column)
      if (mapping === undefined) continue
      if (!this.brought.has(mapping)) this.noteBrought(mapping)
      const wasLost = nulled.length > 0 && nulled.includes(column)
      const rejection = this.addText(mapping, this.values.textOf(mapping, data[column], wasLost))
      if (rejection !== undefined) return rejection
    }
    return undefined
  }

  /**
   * The same for a row that is not parsed: values whose JSON text is sent unchanged are copied, adjacent ones in one
   * piece, and all others are read.
   */
  private addCells(cells: RawRecord): Rejection | undefined {
    const { json } = this
    const { names } = cells.shape
    const mappings = this.mappingsFor(cells.shape)
    let start = 0
    let end = 0
    for (let index = 0; index < names.length; index++) {
      const kind = cells.kindAt(index)
      if (kind === ABSENT) continue
      const mapping = (mappings[index] ??= this.firstMappingOf(names[index] as string))
      if (mapping === null) continue
      if (kind === NULL && mapping.onNull === undefined) {
        this.values.nulls.push(mapping)
        continue
      }
      if (isCopied(mapping, kind, cells, index)) {
        // A name that stays is copied with the value; in front of it is a comma, because another column was before.
        const isWhole = mapping.keepsName && this.count > 0
        const from = cells.startAt(index) - (isWhole ? mapping.laterKey.length : 0)
        if (!isWhole || from !== end) {
          json.copy(cells.bytes, start, end)
          start = from
          if (!isWhole) this.addKey(mapping)
        }
        if (isWhole) this.count++
        end = cells.endAt(index)
        continue
      }
      json.copy(cells.bytes, start, end)
      start = end
      const rejection = this.addCell(mapping, kind, cells, index)
      if (rejection !== undefined) return rejection
    }
    json.copy(cells.bytes, start, end)
    return undefined
  }

  private addCell(mapping: ColumnMapping, kind: number, cells: RawRecord, index: number): Rejection | undefined {
    if (kind === TEXT && mapping.readTime !== undefined) {
      const seconds = mapping.readTime(cells.bytes, cells.startAt(index) + 1, cells.endAt(index) - 1)
      if (seconds !== undefined) {
        this.addKey(mapping)
        this.json.appendInteger(seconds)
        return undefined
      }
    }
    const value = cells.valueAt(index)
    return this.addText(mapping, this.values.textOf(mapping, value, false))
  }

  private addText(mapping: ColumnMapping, text: string | Rejection | undefined): Rejection | undefined {
    if (typeof text === 'object') return text
    if (text === undefined) return undefined
    this.addKey(mapping)
    this.json.append(text)
    return undefined
  }

  private addKey({ key, laterKey }: ColumnMapping): void {
    const next = this.count++ === 0 ? key : laterKey
    this.json.copy(next, 0, next.length)
  }

  /** The mappings of a shape's columns. They are compiled when a row has the column. */
  private mappingsFor(shape: Shape): (ColumnMapping | null | undefined)[] {
    if (this.shape !== shape) {
      this.shape = shape
      this.shapeMappings = new Array<undefined>(shape.names.length).fill(undefined)
    }
    return this.shapeMappings
  }

  /** A column that a row does not have is not a null: nothing is cleared by it. */
  private countNulls(row: Row): void {
    this.stats.countWatchedRow()
    for (const [column, mapping] of this.columns.watched) {
      const value = valueOf(row, column)
      // Customer.io takes a blank text as a removal, whatever empty_text says.
      const isNull =
        value === null ||
        isBlankText(value) ||
        (value !== undefined && !mapping.isIdentifier && mapping.coerce(value) === null)
      this.stats.countNulls(mapping.name, isNull ? 1 : 0)
    }
  }

  /** Counts the nulls of the row that was written last: it became an item. */
  countItem(): void {
    if (!this.areNullsCounted) return
    for (const { name, clears, onNull } of this.values.nulls)
      if (clears || onNull === undefined) this.stats.countNull(name, clears)
  }

  /** What a column becomes; undefined for one that is not an attribute. */
  describe(column: string): ColumnMeaning | undefined {
    return this.columns.describe(column)
  }
}

/** True if `AttributeValues.textOf` would return the JSON text of the raw value, and count nothing. */
function isCopied(
  { copyableKinds, hints, isLimited }: ColumnMapping,
  kind: number,
  cells: RawRecord,
  index: number,
): boolean {
  if ((copyableKinds & kind) === 0 || hints?.isLooking === true) return false
  if ((kind & (TEXT | RICH_TEXT | NESTED)) === 0) return true
  const start = cells.startAt(index)
  // No longer than its text is its value.
  const length = cells.endAt(index) - start - (kind === NESTED ? 0 : 2)
  if (isLimited && length > MAX_VALUE_BYTES) return false
  if (kind === NESTED) return true
  const first = cells.bytes[start + 1] as number
  // Anything that does not begin with a character that can be seen may be blank as a whole, or empty.
  return length > 0 && first > SPACE && first < DELETE && first !== BACKSLASH
}
