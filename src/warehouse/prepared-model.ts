import type { Model, Transition } from '../config/activation'
import type { SourceStream } from '../core/stream'
import type { Column } from './column'
import type { Identity } from './identity'
import type { Hashing } from './hashing'

/** An event that a change of a column becomes. */
export interface PreparedTransition {
  readonly transition: Transition
  readonly column: Column
  /** Columns of the row that the event carries, with the names that they have in the event. */
  readonly carried: readonly { readonly name: string; readonly column: Column }[]
  readonly stream: SourceStream
}

/** What must not change between two runs without the consent of the user: segments would break and profiles would split. */
export interface Contract {
  /** The type of each column that is sent, as `contractType` names it. */
  readonly columns: Readonly<Record<string, string>>
  /** What a row is identified by: `id from the column ID`. */
  readonly identity: string
  /** The columns of the key; undefined in a state of version 1. */
  readonly key?: readonly string[]
}

/** Where removed rows are sent. */
export interface PreparedRemovals {
  readonly stream: SourceStream
  /** The columns of the attributes that are cleared. */
  readonly clears: readonly string[]
  readonly isEvent: boolean
}

/** A model with everything decided: what is read of it, how it is mapped, what is kept of it. */
export interface PreparedModel {
  /** The name of the activation. */
  readonly activation: string
  readonly model: Model
  readonly stream: SourceStream
  /** The columns that are read. */
  readonly columns: readonly Column[]
  readonly key: readonly Column[]
  readonly cursor: Column | undefined
  /** The column that says how old the newest row is, if the model has a cadence. */
  readonly cadence: Column | undefined
  /** The IANA zone of times without a zone. */
  readonly zone: string
  /** The columns that are kept of a delivered row: its identity, and watched columns. Sorted by name. */
  readonly kept: readonly Column[]
  readonly removed: PreparedRemovals | undefined
  /** What a row identifies in Customer.io; undefined if it identifies nothing that can be removed. */
  readonly identity: Identity | undefined
  readonly transitions: readonly PreparedTransition[]
  /** The fingerprint of the mapping, and as version 1 of the state computed it. */
  readonly mapping: string
  readonly mappingV1: string
  /** How the hash of a row is computed: over the columns that are sent or watched. */
  readonly hashing: Hashing
  /** The columns that are sent. */
  readonly mapped: readonly Column[]
  /** The names of all columns of the model. */
  readonly available: ReadonlySet<string>
  readonly contract: Contract
}

/** Columns of the streams of changes, beside those of the model. */
export const CHANGE_COLUMNS = {
  attribute: { type: 'string' },
  from: {},
  to: {},
  changed_at: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  /** Identifies the change in all runs. */
  change: { type: 'string' },
} as const
