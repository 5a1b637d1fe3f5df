import type { RejectionCode, SkipReason } from '../../core/outcome'
import type { ValueType } from '../../mapping/value-type'

/**
 * What is known of a stream before (or without) sending it. Names are those of the JSON that `--json` writes: this is
 * its documented shape.
 */

/** What a value is, in words that a report shows. */
export type Kind = 'text' | 'number' | 'boolean' | 'JSON' | 'timestamp'
export type KindCounts = Partial<Record<Kind, number>>

/** How many values of a column look like something that they are not declared to be. */
export interface ValuePatterns {
  /** Text in ISO layout of a date or a time. */
  readonly times: number
  /** Text such as 31/12/2024; `day_first` as far as the values tell, null where they do not. */
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
  /** Words that stand for nothing: null, none, nan, undefined, n/a. */
  readonly null_words: number
  /** Text with white space around it. */
  readonly padded: number
}

export interface ColumnProfile {
  readonly column: string
  /** What it becomes in Customer.io; null for a column that becomes no attribute. */
  readonly attribute: string | null
  /** What it is used for beside or instead: `identifies the person (id)`, `event_timestamp`; null for nothing. */
  readonly role: string | null
  readonly declared: ValueType
  /** The declared zone of a timestamp is known only where the schema or the warehouse says so. */
  readonly without_zone: boolean
  /** The stream rule leaves it out. */
  readonly is_excluded: boolean
  /** An attribute rule says the type. */
  readonly by_rule: boolean
  readonly rows: number
  /** Null, blank where blank counts as null, or not there. */
  readonly nulls: number
  /** What a null does. */
  readonly on_null: 'left_out' | 'cleared' | 'default'
  readonly cleared: number
  /** Values that were not sent though the rest of their row was. */
  readonly left_out: number
  /** Values by what they were and by what is sent. */
  readonly from: KindCounts
  readonly to: KindCounts
  /** Numbers past 2^53 that are sent as text though the column is not declared as text. */
  readonly large_numbers: number
  /** Values sent as another kind than they came as. */
  readonly changed: number
  /** Of numbers and timestamps; of texts the shortest and longest, in characters. */
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
  /** Null rate of the last look at the same model, 0 to 1; null where there was none. */
  readonly previous_null_rate: number | null
}

export interface AgeBucket {
  readonly label: string
  readonly events: number
  /** Young enough to start a campaign. */
  readonly can_trigger: boolean
}

export interface EventProfile {
  readonly live: number
  readonly stale: number
  readonly future: number
  /** Would be sent and are young enough to start a campaign. */
  readonly can_trigger: number
  readonly unreadable: number
  readonly buckets: readonly AgeBucket[]
  /** ISO 8601; null without events. */
  readonly oldest: string | null
  readonly newest: string | null
}

export interface PeopleProfile {
  readonly distinct: number
  /** Rows of a person who came before in the same stream. */
  readonly repeated_rows: number
  /** Identifiers that differ from an earlier one in case or in surrounding white space alone. */
  readonly look_alike: number
  /** So many people came that later ones are no longer told apart. */
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
  /** Columns that were not looked at, because there are too many. */
  readonly columns_not_shown: number
}
