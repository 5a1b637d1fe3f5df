import type { AuditFigures, AuditQuestion } from './audit'
import type { RawValue, Column } from './column'
import type { Hashing } from './hashing'
import type { CursorPosition, StateStore, WarehouseStateOptions } from './state-store'

/** Rows of a result in batches: awaiting each of a million rows costs more than reading them. */
export type RowBatches = AsyncGenerator<readonly (readonly RawValue[])[], void, void>

export interface ReadOptions {
  /** Names the statement in messages, such as `the model people`. */
  readonly what: string
  /** Called with the number of rows of the result, before the first one. */
  readonly onRows?: (total: number) => void
}

/** Rows after a position, ordered by cursor and key, that are at least `lagSeconds` old. */
export interface CursorQuery {
  readonly relation: string
  readonly columns: readonly Column[]
  readonly cursor: Column
  readonly key: readonly Column[]
  readonly lagSeconds: number
  /** The IANA zone of times without a zone. */
  readonly zone: string
  readonly after: CursorPosition | undefined
}

/** Every row with the text of its key and a hash of its content, ordered by key and hash. */
export interface KeyedQuery {
  readonly relation: string
  readonly columns: readonly Column[]
  readonly key: readonly Column[]
  /** How the hash is computed, and a second one if there is another way to compare. */
  readonly now: Hashing
  readonly before: Hashing | undefined
}

export interface NewestOptions {
  /** The IANA zone of times without a zone. */
  readonly zone: string
  readonly what: string
}

export interface ConnectOptions {
  /** Receives warnings of the driver. */
  readonly log: (message: string) => void
  /** Marks the statements of this run in the query history of the warehouse. */
  readonly queryTag: string
  /** Aborts when the run is stopped: running queries are canceled. Statements that keep the state are finished. */
  readonly signal?: AbortSignal
}

/**
 * A session with a warehouse, and all that the rest of the program knows of it. CONTRIBUTING.md says how to add one.
 *
 * `relation` is what follows FROM: a name, or a query in parentheses. Errors: ConfigError for what the user can fix,
 * TransientError for a failure that may pass. Both name `what`.
 */
export interface Warehouse {
  /** The columns of a relation, in its order, without running it. */
  describe(relation: string, what: string): Promise<readonly Column[]>
  /** All rows, or the first `limit`, in any order. The values are those of `columns`. */
  readRows(relation: string, columns: readonly Column[], options: ReadOptions & { readonly limit?: number }): RowBatches
  /** The values are those of `columns`. Rows with a null in the cursor or the key are left out. */
  readAfter(query: CursorQuery, options: ReadOptions): RowBatches
  /**
   * The values are key, hash, the second hash if requested, and those of `columns`. The columns of the key are separated by
   * SEPARATOR. The key is null if one of its columns is; such rows come last.
   */
  readKeyed(query: KeyedQuery, options: ReadOptions): RowBatches
  /** The number of rows in which at least one of the columns is null. */
  countNulls(relation: string, columns: readonly Column[], what: string): Promise<number>
  /** The number of rows, and of those in which at least one of the columns has a value. */
  countFilled(
    relation: string,
    columns: readonly Column[],
    what: string,
  ): Promise<{ readonly rows: number; readonly filled: number }>
  /** The largest value of a time or date column, times in UTC with a trailing Z; null for a model without one. */
  newest(relation: string, column: Column, options: NewestOptions): Promise<RawValue>
  audit(question: AuditQuestion): Promise<AuditFigures>
  /** Opens a state that the warehouse itself keeps. undefined if only a local state is supported. */
  readonly openState: ((options: WarehouseStateOptions) => Promise<StateStore>) | undefined
  close(): Promise<void>
}
