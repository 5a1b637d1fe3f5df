import { streamLabel, type SourceStream } from '../core/stream'
import type { ValueHints } from './value-hints'

/** How many of a stream's rows have a null in the attributes that `guards.max_null_percent` watches. */
export interface NullCounts {
  /** Rows whose attributes were made. */
  readonly rows: number
  /** Of them, rows with a null or a blank that counts as one, by attribute. */
  readonly byAttribute: ReadonlyMap<string, number>
}

/** Observations of a mapper: counts for the summary and hints for the user. */
export class MappingStats {
  /** By name; zero is left out of reports. */
  readonly counts = {
    attributes_cleared: 0,
    attributes_left_out: 0,
    values_truncated: 0,
    numbers_sent_as_text: 0,
    unsubscribed_false: 0,
    identifiers_trimmed: 0,
    undeclared_identifiers: 0,
    email_changes: 0,
    emails_on_two_ids: 0,
    events_live: 0,
    events_stale: 0,
    events_without_id: 0,
    timestamps_from_emitted_at: 0,
  }
  /** Nulls of rows that became items: those that remove a value, and those that leave it, by attribute. */
  readonly cleared = new Map<string, number>()
  readonly nullsKept = new Map<string, number>()
  /** Attributes of which a row had the column. */
  readonly brought = new Set<string>()
  private readonly nullCounts = { rows: 0, byAttribute: new Map<string, number>() }
  private readonly loaderColumns = new Set<string>()
  private readonly sentences = new Map<string, string>()
  private readonly watchedValues: ValueHints[] = []
  private readonly sources: (() => string | undefined)[] = []

  /** Null counts of the watched attributes of the stream; undefined if it has none. They change with each row. */
  get nulls(): NullCounts | undefined {
    return this.nullCounts.byAttribute.size === 0 ? undefined : this.nullCounts
  }

  /** Counts a row of a stream that has watched attributes. */
  countWatchedRow(): void {
    this.nullCounts.rows++
  }

  /** Counts the nulls of a watched attribute: 0 makes it known. */
  countNulls(attribute: string, nulls: 0 | 1): void {
    const { byAttribute } = this.nullCounts
    byAttribute.set(attribute, (byAttribute.get(attribute) ?? 0) + nulls)
  }

  /** Counts a null of an attribute of a row that became an item. */
  countNull(attribute: string, clears: boolean): void {
    const counts = clears ? this.cleared : this.nullsKept
    counts.set(attribute, (counts.get(attribute) ?? 0) + 1)
    if (clears) this.counts.attributes_cleared++
  }

  /** Remembers a sentence once by its key. */
  noteOnce(key: string, sentence: () => string): void {
    if (!this.sentences.has(key)) this.sentences.set(key, sentence())
  }

  /** Remembers a column of the loader that is not sent. */
  noteLoaderColumn(column: string, stream: SourceStream): void {
    if (this.loaderColumns.size === 0) {
      this.askAtEnd(
        () =>
          `Columns that the loader added to ${streamLabel(stream)} are not sent: ${[...this.loaderColumns].join(', ')}. ` +
          'To send one, name it in columns.include or columns.rename.',
      )
    }
    this.loaderColumns.add(column)
  }

  /** Counts an identifier that lost the white space around it. */
  noteTrimmed(column: string): void {
    this.counts.identifiers_trimmed++
    this.noteOnce(
      `trimmed:${column}`,
      () =>
        `Identifiers in ${column} had white space around them, which was removed. ` +
        'To send them as they are, set trim_identifiers to false.',
    )
  }

  /** Counts a text that was longer than Customer.io accepts. */
  noteTruncated(what: string, limit: number, stream: SourceStream): void {
    this.counts.values_truncated++
    this.noteOnce(
      `truncated:${what}`,
      () => `Texts of ${what} in ${streamLabel(stream)} were longer than ${limit} bytes and were truncated.`,
    )
  }

  /** Registers the hints of an attribute, which are read at the end. */
  watchValues(hints: ValueHints): void {
    this.watchedValues.push(hints)
    this.askAtEnd(() => hints.hint)
  }

  /** Names of attributes whose values are times in text, or in the range of milliseconds since 1970. */
  attributesWithPattern(what: 'times' | 'epoch_ms'): readonly string[] {
    return this.watchedValues.filter(({ looksLike }) => looksLike === what).map(({ attribute }) => attribute)
  }

  /** Asks `source` for a sentence at the end. */
  askAtEnd(source: () => string | undefined): void {
    this.sources.push(source)
  }

  /** Sentences for the user, each with the line of configuration that fixes what it says. */
  hints(): readonly string[] {
    return [...this.sentences.values(), ...this.sources.map((source) => source()).filter((text) => text !== undefined)]
  }
}
