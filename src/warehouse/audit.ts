import type { RawValue, Column } from './column'

/** Figures of one column by name. null if there is no value, such as the minimum of no rows. */
export type Measured = Readonly<Record<string, RawValue>>

/** What an audit asks about a model. The warehouse answers with aggregates: no row leaves it. */
export interface AuditQuestion {
  readonly relation: string
  /** The name of the model in messages. */
  readonly what: string
  readonly columns: readonly Column[]
  /** The columns that identify the person, the identifying one first. */
  readonly identifiers: readonly { readonly column: Column; readonly isEmail: boolean }[]
  /** An id and an email address of one person, if the model has both. */
  readonly idAndEmail: { readonly id: Column; readonly email: Column } | undefined
  /** The time of an event, and the moments (unix seconds) at or after which events are counted. */
  readonly ages: { readonly column: Column; readonly momentsS: readonly number[] } | undefined
  /** The key of an event. */
  readonly key: readonly Column[]
  /** Called after each question with the number of questions answered and their total. */
  readonly onStep: (done: number, of: number) => void
}

export interface AuditFigures {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Measured>
  readonly identifiers: readonly Measured[]
  /** Email addresses that occur with more than one id, and the number of those ids. */
  readonly sharedEmails: { readonly emails: number; readonly ids: number } | undefined
  /** Events that have a time, and events at or after each moment. */
  readonly ages: { readonly timed: number; readonly since: readonly number[] } | undefined
  readonly keys: { readonly whole: number; readonly distinct: number } | undefined
  /** The default time zone of sessions; undefined if it is not visible. */
  readonly accountZone: string | undefined
}
