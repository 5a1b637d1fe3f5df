import { LosslessNumber } from '../../lib/json'
import { isBlank } from '../../mapping/objects/item-parts'
import type { ColumnMeaning } from '../../mapping/column-mapping'
import type { ValueType } from '../../mapping/value-type'
import { isoOf } from './event-ages'
import { isTime, kindOf, sentKindOf } from './value-kinds'
import { PatternProfiler } from './value-patterns'
import { maskValue } from './mask-value'
import type { ColumnProfile, KindCounts } from './profile'

const SAMPLES = 3
/** A column with more distinct values is not treated as categories. */
const MAX_CATEGORIES = 12
/** Values of fewer rows are not shown, because they could identify a person. */
const MIN_ROWS_OF_CATEGORY = 5
const MAX_CATEGORY_LENGTH = 24
/** Maximum length that is counted. Longer texts count as this long. */
const MAX_LENGTH = 1_000_000

export interface ColumnFacts {
  readonly column: string
  readonly declared: ValueType
  readonly withoutZone: boolean
  readonly role: string | undefined
  readonly meaning: ColumnMeaning | undefined
  readonly isExcluded: boolean
  /** IANA name, for times without a zone. */
  readonly timeZone: string
  /** Blank text counts as null. */
  readonly blankIsNull: boolean
}

/** Collects the values of one column of a stream, and the values that are sent. */
export class ColumnProfiler {
  private seen = 0
  private nulls = 0
  private cleared = 0
  private leftOut = 0
  private changed = 0
  private readonly from: KindCounts = {}
  private readonly to: KindCounts = {}
  private readonly numbers = new Extremes()
  /** In characters. */
  private readonly lengths = new Extremes()
  private firstS = Infinity
  private lastS = -Infinity
  private readonly looks: PatternProfiler
  private largeNumbers = 0
  private readonly samples = new Set<string>()
  private categories: Map<string, number> | undefined = new Map()

  constructor(private readonly facts: ColumnFacts) {
    this.looks = new PatternProfiler(facts.timeZone)
  }

  get attribute(): string | undefined {
    return this.facts.meaning?.attribute
  }

  /** `attributes` is what would be sent of the row, undefined where the row is not sent. */
  see(value: unknown, attributes: Readonly<Record<string, unknown>> | undefined): void {
    const { meaning, declared, blankIsNull } = this.facts
    this.seen++
    const sent = meaning !== undefined && attributes !== undefined ? ownValue(attributes, meaning.attribute) : undefined
    if (value === null || value === undefined || (blankIsNull && isBlank(value))) {
      this.nulls++
      if (sent === null || sent === '') this.cleared++
      return
    }
    this.looks.see(value)
    const from = kindOf(value, declared)
    count(this.from, from)
    if (sent === undefined) {
      if (meaning !== undefined && attributes !== undefined && !(meaning.isOneWay && isFalse(value))) this.leftOut++
      // A time that is not sent was not parsed, so its moment is unknown.
      if (!isTime(declared)) this.measure(value, from)
    } else if (sent === null || sent === '') this.cleared++
    else {
      if (value instanceof LosslessNumber && typeof sent === 'string' && meaning?.type !== 'string') this.largeNumbers++
      const to = sentKindOf(sent, meaning?.type ?? 'any')
      count(this.to, to)
      if (to !== from) this.changed++
      this.measure(sent, to)
    }
    this.sample(sent ?? value)
  }

  /** `rows` is how many rows the stream has had: those that lack the column count as null. */
  result(rows: number): ColumnProfile {
    const { column, declared, withoutZone, role, meaning, isExcluded } = this.facts
    const isTimeSent = meaning !== undefined && isTime(meaning.type) && this.firstS !== Infinity
    return {
      column,
      attribute: meaning?.attribute ?? null,
      role: role ?? null,
      declared,
      without_zone: withoutZone,
      by_rule: meaning?.byRule ?? false,
      rows,
      nulls: this.nulls + (rows - this.seen),
      on_null: meaning?.onNull ?? 'left_out',
      cleared: this.cleared,
      left_out: this.leftOut,
      large_numbers: this.largeNumbers,
      is_excluded: isExcluded,
      from: this.from,
      to: this.to,
      changed: this.changed,
      smallest: isTimeSent ? isoOf(this.firstS) : this.measured('smallest'),
      largest: isTimeSent ? isoOf(this.lastS) : this.measured('largest'),
      first_s: Number.isFinite(this.firstS) ? this.firstS : null,
      last_s: Number.isFinite(this.lastS) ? this.lastS : null,
      samples: [...this.samples],
      categories: this.shownCategories(),
      looks: this.looks.result,
      previous_null_rate: null,
    }
  }

  private measure(value: unknown, kind: string | undefined): void {
    if (kind === 'timestamp') {
      this.firstS = Math.min(this.firstS, value as number)
      this.lastS = Math.max(this.lastS, value as number)
    } else if (typeof value === 'number') this.numbers.widen(value)
    else if (typeof value === 'string') this.lengths.widen(Math.min(value.length, MAX_LENGTH))
  }

  /** Of the values that are sent; of all values if none is sent. */
  private measured(end: 'smallest' | 'largest'): string | null {
    const { text, number } = Object.keys(this.to).length > 0 ? this.to : this.from
    // Lengths and numbers are not comparable, so a mixed column has no range. Booleans and JSON have none either.
    if ((text === undefined) === (number === undefined)) return null
    const size = (text === undefined ? this.numbers : this.lengths)[end]
    if (!Number.isFinite(size)) return null
    return text === undefined ? String(size) : `${size} ${size === 1 ? 'character' : 'characters'}`
  }

  private sample(value: unknown): void {
    const { meaning } = this.facts
    if (this.samples.size < SAMPLES) {
      const isMoment = typeof value === 'number' && meaning !== undefined && isTime(meaning.type)
      this.samples.add(isMoment ? `${value} (${isoOf(value) ?? ''})` : maskValue(value))
    }
    if (this.categories === undefined) return
    const text = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value
    const known = typeof text === 'string' ? this.categories.get(text) : undefined
    if (typeof text !== 'string' || text.length > MAX_CATEGORY_LENGTH || text.includes('@')) this.categories = undefined
    else if (known === undefined && this.categories.size >= MAX_CATEGORIES) this.categories = undefined
    else this.categories.set(text, (known ?? 0) + 1)
  }

  private shownCategories(): ColumnProfile['categories'] {
    const { categories } = this
    if (categories === undefined || this.facts.role !== undefined) return []
    const all = [...categories].map(([value, rows]) => ({ value, rows })).sort((a, b) => b.rows - a.rows)
    return all.every(({ rows }) => rows >= MIN_ROWS_OF_CATEGORY) ? all : []
  }
}

class Extremes {
  smallest = Infinity
  largest = -Infinity

  widen(size: number): void {
    this.smallest = Math.min(this.smallest, size)
    this.largest = Math.max(this.largest, size)
  }
}

/** In each notation of a boolean. */
function isFalse(value: unknown): boolean {
  return value === false || /^(false|0)$/i.test(String(value))
}

function ownValue(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined
}

function count<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = (counts[key] ?? 0) + 1
}
