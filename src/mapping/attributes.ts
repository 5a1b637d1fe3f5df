import { MAX_ATTRIBUTES, MAX_VALUE_BYTES } from '../core/api-limits'
import { exceedsBytes } from '../lib/bytes'
import { ABSENT, NESTED, NULL, RICH_TEXT, TEXT, type RawRecord, type Shape } from '../core/raw-record'
import { BACKSLASH, DELETE, SPACE } from '../lib/json-codes'
import { LosslessNumber } from '../lib/json'
import { JsonWriter } from '../lib/json-writer'
import { rejectionMessage } from '../core/messages/rejections'
import type { Rejection } from '../core/outcome'
import { valueOf, type Row } from '../core/row'
import { streamLabel } from '../core/stream'
import {
  ColumnMappings,
  type AttributeOptions,
  type ColumnMapping,
  type AttributeSource,
  type ColumnMeaning,
} from './column-mapping'
import { Invalid } from './invalid-value'
import { IdentifierRejection } from './identifier'
import type { MappingStats } from './mapping-stats'

/** Makes the function that turns a row's columns into the JSON text of an attributes object. Compiled once a stream. */
export class AttributeMapper {
  private readonly plans: ColumnMappings
  private readonly limited: boolean
  private readonly maxAttributes: number
  /** What the row that is being made is written to, and how many attributes it has so far. */
  private json = new JsonWriter()
  private count = 0
  /** The e-mail of the person whose attributes were written last, undefined where there was none. */
  email: string | undefined
  /** The row that was written last removes the value of an attribute that a guard watches. */
  clearsWatched = false
  /** The shape of the rows that come at present, and the plans of its columns; null for one that is no attribute. */
  private shape: Shape | undefined
  private shapePlans: (ColumnMapping | null | undefined)[] = []

  constructor(
    private readonly source: AttributeSource,
    private readonly options: AttributeOptions,
    private readonly stats: MappingStats,
  ) {
    // An event's data is limited by the bytes of its item alone.
    this.limited = source.kind.isLimited
    this.maxAttributes = MAX_ATTRIBUTES - source.controlAttributes
    this.plans = new ColumnMappings(source, options, stats)
  }

  /**
   * Writes the attributes of a row: the members of a JSON object, without its braces. Returns why one of them cannot be
   * sent, after writing what came before it.
   */
  map(row: Row, json: JsonWriter): Rejection | undefined {
    this.json = json
    this.count = 0
    this.email = undefined
    this.clearsWatched = false
    const rejection = row.cells === undefined ? this.addValues(row) : this.addCells(row.cells)
    if (rejection !== undefined) return rejection
    if (this.limited && this.count > this.maxAttributes) {
      return {
        code: 'too_many_attributes',
        observed: this.count,
        limit: this.maxAttributes,
      }
    }
    if (this.plans.watched.size > 0) this.countNulls(row)
    return undefined
  }

  private addValues({ data, nulled }: Row): Rejection | undefined {
    for (const column in data) {
      const plan = this.plans.of(column)
      if (plan === undefined) continue
      const rejection = this.addValue(plan, data[column], nulled.length > 0 && nulled.includes(column))
      if (rejection !== undefined) return rejection
    }
    return undefined
  }

  /**
   * The same for a row that was not parsed: what leaves as it came is copied, adjacent columns in one piece, and anything
   * else goes the way of a value.
   */
  private addCells(cells: RawRecord): Rejection | undefined {
    const { json } = this
    const { names } = cells.shape
    const plans = this.plansFor(cells.shape)
    let start = 0
    let end = 0
    for (let index = 0; index < names.length; index++) {
      const kind = cells.kindAt(index)
      if (kind === ABSENT) continue
      const plan = (plans[index] ??= this.plans.of(names[index] as string) ?? null)
      if (plan === null || (kind === NULL && plan.onNull === undefined)) continue
      if (isKept(plan, kind, cells, index, this.limited)) {
        // A name that stays is copied with the value; in front of it is a comma, because another column was before.
        const isWhole = plan.keepsName && this.count > 0
        const from = cells.startAt(index) - (isWhole ? plan.laterKey.length : 0)
        if (!isWhole || from !== end) {
          json.copy(cells.bytes, start, end)
          start = from
          if (!isWhole) this.addKey(plan)
        }
        if (isWhole) this.count++
        end = cells.endAt(index)
        continue
      }
      json.copy(cells.bytes, start, end)
      start = end
      const rejection = this.addCell(plan, kind, cells, index)
      if (rejection !== undefined) return rejection
    }
    json.copy(cells.bytes, start, end)
    return undefined
  }

  private addCell(plan: ColumnMapping, kind: number, cells: RawRecord, index: number): Rejection | undefined {
    if (kind === TEXT && plan.readTime !== undefined) {
      const seconds = plan.readTime(cells.bytes, cells.startAt(index) + 1, cells.endAt(index) - 1)
      if (seconds !== undefined) {
        this.addKey(plan)
        this.json.appendInteger(seconds)
        return undefined
      }
    }
    const value = cells.valueAt(index)
    // An identifier that is sent as it came is copied like anything else; reading it is what shows that it may be.
    if (plan.isIdentifier && kind === TEXT && plan.coerce(value) === value) {
      if (plan.isEmail) this.email = value as string
      this.addKey(plan)
      this.json.copy(cells.bytes, cells.startAt(index), cells.endAt(index))
      return undefined
    }
    return this.addValue(plan, value, false)
  }

  private addValue(plan: ColumnMapping, value: unknown, wasLost: boolean): Rejection | undefined {
    const text = this.textOf(plan, value, wasLost)
    if (typeof text === 'object') return text
    if (text === undefined) return undefined
    this.addKey(plan)
    this.json.append(text)
    return undefined
  }

  private addKey({ key, laterKey }: ColumnMapping): void {
    const next = this.count++ === 0 ? key : laterKey
    this.json.copy(next, 0, next.length)
  }

  /** Room for the plans of a shape's columns, which are made when a row has the column. */
  private plansFor(shape: Shape): (ColumnMapping | null | undefined)[] {
    if (this.shape !== shape) {
      this.shape = shape
      this.shapePlans = new Array<undefined>(shape.names.length).fill(undefined)
    }
    return this.shapePlans
  }

  /** A column that a row does not bring is no null: nothing is cleared by it. */
  private countNulls(row: Row): void {
    this.stats.countWatchedRow()
    for (const [column, plan] of this.plans.watched) {
      const value = valueOf(row, column)
      // Customer.io takes a blank text as a removal, whatever empty_text says.
      const isNull = value === null || isBlank(value) || (value !== undefined && plan.coerce(value) === null)
      this.stats.countNulls(plan.name, isNull ? 1 : 0)
    }
  }

  /** What becomes of a column; undefined for one that is no attribute. */
  describe(column: string): ColumnMeaning | undefined {
    return this.plans.describe(column)
  }

  /** undefined leaves the attribute out; an object is why the row is rejected. */
  private textOf(plan: ColumnMapping, value: unknown, wasLost: boolean): string | Rejection | undefined {
    if (value === null || value === undefined || this.isBlankText(value)) return this.nullText(plan, wasLost)
    if (plan.refusal !== undefined) return this.refuse(plan.refusal)
    if (plan.hints?.isLooking === true) plan.hints.look(value)
    const result = plan.coerce(value)
    if (result === null) return this.nullText(plan, wasLost)
    if (result instanceof Invalid || result instanceof IdentifierRejection) return this.invalid(plan, result)
    if (typeof result === 'string') {
      if (plan.isEmail) this.email = result
      if (value instanceof LosslessNumber && plan.turnsToText) this.noteLargeNumber(plan.name)
      if (result.trim() === '') {
        if (plan.neverBlank) return undefined
        if (plan.isWatched) this.clearsWatched = true
      }
      return this.limited && exceedsBytes(result, MAX_VALUE_BYTES) ? this.tooLong(plan) : JSON.stringify(result)
    }
    // What JSON.stringify makes of it too, in half the time.
    if (typeof result === 'number' && Number.isFinite(result)) return String(result)
    if (typeof result !== 'object') return JSON.stringify(result)
    const text = JSON.stringify(result)
    const preferences = plan.name === 'cio_subscription_preferences'
    return this.limited && !preferences && exceedsBytes(text, MAX_VALUE_BYTES) ? this.tooLong(plan) : text
  }

  private isBlankText(value: unknown): boolean {
    return this.options.empty_text === 'as_null' && isBlank(value)
  }

  private nullText(plan: ColumnMapping, wasLost: boolean): string | undefined {
    // A value that was lost on the way is no wish of the user's: neither to clear it nor to replace it.
    if (wasLost || plan.onNull === undefined) return undefined
    if (plan.clears) {
      this.stats.counts.attributes_cleared++
      if (plan.isWatched) this.clearsWatched = true
    }
    return plan.onNull
  }

  private invalid(plan: ColumnMapping, result: Invalid | IdentifierRejection): Rejection | undefined {
    return this.refuse(
      result instanceof IdentifierRejection
        ? result.rejection
        : {
            code: result.code,
            field: plan.name,
            expected: result.expected,
            ...(result.limit === undefined ? {} : { limit: result.limit }),
          },
    )
  }

  private tooLong({ name }: ColumnMapping): Rejection | undefined {
    return this.refuse({
      code: 'value_too_long',
      field: name,
      limit: MAX_VALUE_BYTES,
    })
  }

  /** Rejects the row, or leaves the attribute out where the user prefers that. */
  private refuse(rejection: Rejection): Rejection | undefined {
    const { code, field } = rejection
    // The name of these is the fault of the mapping, not of a value.
    if (this.options.invalid_values !== 'skip_attribute' || code === 'reserved_name' || code === 'unknown_attribute')
      return rejection
    this.stats.counts.attributes_left_out++
    this.stats.noteOnce(
      `left out:${field ?? ''}:${code}`,
      () =>
        `Values of ${field ?? 'an attribute'} in ${streamLabel(this.source.stream)} were left out (${code}): ${rejectionMessage(rejection)}`,
    )
    return undefined
  }

  private noteLargeNumber(name: string): void {
    this.stats.counts.numbers_sent_as_text++
    this.stats.noteOnce(
      `large:${name}`,
      () =>
        `Numbers of ${name} in ${streamLabel(this.source.stream)} are past 2^53 and were sent as text with every digit. ` +
        `To make that its type, add to attributes: {"attribute": ${JSON.stringify(name)}, "type": "string"}`,
    )
  }
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}

/** True where `textOf` would make the very text that the cell has, and notice nothing. */
function isKept(
  { copyableKinds, hints }: ColumnMapping,
  kind: number,
  cells: RawRecord,
  index: number,
  limited: boolean,
): boolean {
  if ((copyableKinds & kind) === 0 || hints?.isLooking === true) return false
  if ((kind & (TEXT | RICH_TEXT | NESTED)) === 0) return true
  const start = cells.startAt(index)
  // No longer than its text is its value.
  const length = cells.endAt(index) - start - (kind === NESTED ? 0 : 2)
  if (limited && length > MAX_VALUE_BYTES) return false
  if (kind === NESTED) return true
  const first = cells.bytes[start + 1] as number
  // Anything that does not begin with a character that can be seen may be blank as a whole, or empty.
  return length > 0 && first > SPACE && first < DELETE && first !== BACKSLASH
}
