import type { RejectionCode, SkipReason } from '../../core/outcome'
import type { ValueType } from '../../mapping/value-type'

/**
 * The profile of a stream, without sending it. Names are those of the JSON that `--json` writes: this is
 * its documented shape.
 */

/** The kinds of values, as shown in reports. */
export type Kind = 'text' | 'number' | 'boolean' | 'JSON' | 'timestamp'
export type KindCounts = Partial<Record<Kind, number>>

/** The number of values of a column that match each value pattern. */
export interface ValuePatterns {
  /** Text that is a date or a time in ISO 8601 format. */
  readonly times: number
  /** Text such as 31/12/2024; `day_first` is null if the values do not show it. */
  readonly local_dates: number
  readonly day_first: boolean | null
  readonly local_separator: string | null
  /** Local dates that no layout with or without a leading zero reads: with a time, or of no day of the calendar. */
  readonly local_unreadable: number
  /** Whole numbers, or their text, that are milliseconds since 1970 for years from 2001 to 2100. */
  readonly epoch_milliseconds: number
  readonly json: number
  /** Plain decimals without leading zeros. */
  readonly numbers: number
  /** The texts true and false. */
  readonly booleans: number
  /** Null words: null, none, nan, undefined, n/a. */
  readonly null_words: number
  /** Text with white space around it. */
  readonly padded: number
}

export interface ColumnProfile {
  readonly column: string
  /** The attribute in Customer.io; null if the column does not become an attribute. */
  readonly attribute: string | null
  /** What it is used for beside or instead: `identifies the person (id)`, `event_timestamp`; null for nothing. */
  readonly role: string | null
  readonly declared: ValueType
  /** True if the schema or the warehouse declares that the timestamp has no zone. */
  readonly without_zone: boolean
  /** The stream rule leaves it out. */
  readonly is_excluded: boolean
  /** True if an attribute rule sets the type. */
  readonly by_rule: boolean
  readonly rows: number
  /** The number of rows in which the column is null, missing, or empty if empty text counts as null. */
  readonly nulls: number
  /** The handling of nulls. */
  readonly on_null: 'left_out' | 'cleared' | 'default' | 'sent_as_null'
  readonly cleared: number
  /** Values that were not sent although the rest of their row was. */
  readonly left_out: number
  /** Counts of values by their kind in the source, and by the kind that is sent. */
  readonly from: KindCounts
  readonly to: KindCounts
  /** Numbers past 2^53 that are sent as text though the column is not declared as text. */
  readonly large_numbers: number
  /** Values whose kind was converted. */
  readonly changed: number
  /** The range of numbers and timestamps; of texts the shortest and longest, in characters. */
  readonly smallest: string | null
  readonly largest: string | null
  /** Unix seconds of the first and the last moment of a timestamp. */
  readonly first_s: number | null
  readonly last_s: number | null
  /** A few values, masked. */
  readonly samples: readonly string[]
  /** Values that many rows share, with their counts; empty unless there are few of them. */
  readonly categories: readonly { readonly value: string; readonly rows: number }[]
  readonly looks: ValuePatterns
  /** The null rate of the previous audit of the model, 0 to 1; null without a previous audit. */
  readonly previous_null_rate: number | null
}

export interface AgeBucket {
  readonly label: string
  readonly events: number
  /** Recent enough to start a campaign. */
  readonly can_trigger: boolean
}

export interface EventProfile {
  readonly live: number
  readonly stale: number
  readonly future: number
  /** Events that would be sent and are recent enough to start a campaign. */
  readonly can_trigger: number
  readonly unreadable: number
  readonly buckets: readonly AgeBucket[]
  /** ISO 8601; null without events. */
  readonly oldest: string | null
  readonly newest: string | null
}

export interface PeopleProfile {
  readonly distinct: number
  /** Rows of a person with an earlier row in the same stream. */
  readonly repeated_rows: number
  /** Identifiers that differ from an earlier one only in case or in surrounding white space. */
  readonly look_alike: number
  /** True if there were too many people to compare all of them. */
  readonly is_full: boolean
}

export interface RejectedProfile {
  readonly code: RejectionCode
  readonly field: string | null
  /** The column of the stream, where the field is an attribute or a field of the object. */
  readonly column: string | null
  readonly rows: number
  readonly message: string
}

export interface StreamProfile {
  readonly stream: string
  readonly namespace: string | null
  readonly object: string
  readonly operation: string
  readonly irreversible: boolean
  /** The column of the people's ids; null without one. */
  readonly identifier: string | null
  /** IANA name of the zone for times without one. */
  readonly time_zone: string
  readonly read_in_full: boolean
  readonly read: number
  readonly delivered: number
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
  readonly rejected: readonly RejectedProfile[]
  readonly counts: Readonly<Record<string, number>>
  readonly people: PeopleProfile | null
  readonly events: EventProfile | null
  readonly columns: readonly ColumnProfile[]
  /** Columns that were not profiled, because there are too many. */
  readonly columns_not_shown: number
}
