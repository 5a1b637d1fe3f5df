import type { Expected } from './expected'
import type { Rejection } from './outcome'

/** The steps from the root of a document to an option: names, and indexes of lists. */
export type OptionPath = readonly (string | number)[]

/** What an option accepts. `messages/problems.ts` words it. */
export type Constraint =
  | { readonly kind: 'one_of'; readonly values: readonly string[] }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'min_length' }
  | { readonly kind: 'max_length' | 'minimum' | 'maximum' | 'exclusive_minimum'; readonly limit: unknown }
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'value'; readonly value: Expected }
  | { readonly kind: 'time_zone' | 'url' | 'duration' | 'table_name' | 'time_layout' }

/** What a problem of each code knows beside its place. */
interface ProblemFacts {
  // any document
  readonly required: { readonly description?: string | undefined }
  readonly wrong_value: {
    readonly expected: Constraint
    readonly found: unknown
    readonly suggestion?: string | undefined
  }
  /** The value is not shown, because it is or holds a secret. */
  readonly wrong_secret: { readonly expected: Constraint; readonly type: string }
  readonly unknown_option: { readonly name: string; readonly suggestion?: string | undefined }
  readonly missing_environment_variable: { readonly name: string }
  readonly unreadable_file: { readonly name: string; readonly error: string }
  // the options of the connector
  readonly missing_track_key: { readonly title: string }
  readonly incomplete_storage_key: object
  readonly duplicate_stream_rule: { readonly other: number }
  readonly duplicate_attribute_rule: { readonly other: number }
  readonly missing_person_column: { readonly options: readonly string[] }
  readonly missing_field_option: { readonly options: readonly string[]; readonly description: string }
  /** How a time is written is said, and no column has it. */
  readonly missing_time_column: { readonly options: readonly string[] }
  readonly missing_rule_option: { readonly why: string }
  readonly two_options: { readonly other: string }
  /** A pattern may name several columns, which cannot have one new name. */
  readonly pattern_in_rename: { readonly found: string }
  readonly repeated_rename: { readonly column: string }
  readonly time_option_of_other_type: { readonly type: string }
  /** Only a boolean has the two values that `one_way` is about. */
  readonly one_way_of_other_type: { readonly type: string }
  readonly missing_default_value: object
  readonly blank_default_value: { readonly found: unknown }
  readonly rejected_default_value: { readonly rejection: Rejection }
  readonly long_default_value: { readonly limit: number }
  /** `of`: what lacks the column. `columns`: those that it has. */
  readonly unknown_column: {
    readonly of: 'stream' | 'model' | 'attributes'
    readonly found: string
    readonly columns: readonly string[]
    readonly suggestion?: string | undefined
  }
  // activation.yml
  readonly streams_in_destination: object
  readonly duplicate_model: object
  readonly missing_model_key: { readonly method: string }
  readonly missing_cadence_column: object
  readonly missing_removal_event: object
  readonly missing_user: { readonly method: string }
  readonly needs_diff: object
  /** `name`: a value that every event of a transition has itself. */
  readonly own_event_column: { readonly name: string }
  readonly wrong_object_for_removal: { readonly action: 'clear_attributes' | 'delete'; readonly found: unknown }
  readonly one_relation: { readonly found: readonly string[] }
  readonly wrong_column_type: {
    readonly need: 'cursor' | 'time' | 'scalar'
    readonly column: string
    readonly sqlType: string
  }
  // streams: `path` is empty, `stream` says which one
  readonly missing_stream_rule: {
    readonly columns: readonly string[]
    /** A rule of a similar name, or of the same name in another namespace. */
    readonly similar?: string | undefined
    readonly isOtherNamespace: boolean
    readonly name: string
  }
  readonly unknown_object: {
    readonly found: string
    readonly known: readonly string[]
    readonly suggestion?: string | undefined
    readonly isWorkspaceKnown: boolean
  }
  readonly unknown_mode: { readonly object: string; readonly mode: string; readonly allowed: readonly string[] }
  readonly wrong_matching_key: { readonly found: readonly string[]; readonly allowed: readonly (readonly string[])[] }
  readonly unmapped_matching_key: { readonly column: string }
  readonly missing_person_mapping: { readonly columns: readonly string[] }
  readonly missing_stream_field: {
    readonly operation: string
    readonly field: string
    readonly description: string
  }
  readonly missing_stream_option: { readonly operation: string; readonly option: string; readonly why: string }
  /** The mode of the stream may mean deletions, and its rule does not say. */
  readonly missing_operation: {
    readonly rule: Readonly<Record<string, unknown>>
    readonly choices: readonly string[]
  }
  /** An email address in the test cohort, and no stream has a column of email addresses. */
  readonly cohort_email_without_column: object
  /** An attribute rule whose null handling no stream that it applies to knows. */
  readonly unknown_null_handling: { readonly handling: 'clear' | 'null'; readonly streams: readonly string[] }
  /** The name of a column is that of an identifier, and no option declares it. */
  readonly undeclared_identifier: { readonly column: string; readonly name: string }
  /** The primary key of an event stream is its person alone. */
  readonly event_key_is_person: { readonly columns: readonly string[] }
  readonly columns_of_one_name: {
    readonly columns: readonly string[]
    readonly name: string
    readonly isIdentifier: boolean
  }
}

export type ProblemCode = keyof ProblemFacts

/**
 * What is wrong with a configuration, as facts; `messages/problems.ts` words it. `path` begins at the root of the document
 * that the user wrote: the connector's options, or activation.yml.
 */
export type Problem<C extends ProblemCode = ProblemCode> = {
  readonly [K in C]: {
    readonly code: K
    readonly path: OptionPath
    /** What the item of the list is about that `path` leads into: the name of a stream or an attribute. */
    readonly subject?: string | undefined
    /** The stream's label, where no option is at fault. */
    readonly stream?: string | undefined
  } & ProblemFacts[K]
}[C]

/** Another place for a problem: what was found in a part of a document is reported for all of it. */
export function atPath(problem: Problem, path: OptionPath): Problem {
  return { ...problem, path }
}
