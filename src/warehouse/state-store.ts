import type { TransientError } from '../core/errors'
import type { Differ } from './changes'
import type { Comparison } from './comparison'
import type { Hashing } from './hashing'
import type { Contract, PreparedModel } from './prepared-model'

/** The position of a cursor: the text of the cursor and of the key of the last row. */
export interface CursorPosition {
  readonly cursor: string
  readonly key: readonly string[]
}

/** Whose state it is. A state of another owner is never used without a decision of the user. */
export interface StateOwner {
  /** The workspace that the rows were delivered to. */
  readonly workspace: string
  /** The name of the activation. */
  readonly activation: string
  /** Where the file of the activation is. */
  readonly place: string
}

/** The answer to the question what happens to rows that were delivered under another mapping or key. */
export interface Decision {
  /** What was decided about: the comparison that the run was to make. */
  readonly about: string
  readonly action: 'resend' | 'adopt'
  /** Nothing was known of delivered rows: also rows that were never delivered are adopted. */
  readonly includesNew: boolean
}

/** The version of the states that this program writes. Version 1 had no owner, no hashing and no kept columns. */
export const STATE_VERSION = 2

/** What is remembered of a model between runs. */
export interface ModelState {
  readonly version: number
  readonly owner: StateOwner | undefined
  readonly contract: Contract
  /** The fingerprint of the mapping of the last run. */
  readonly mapping: string
  /** How the hashes of delivered rows were computed; undefined in version 1. */
  readonly hashing?: Hashing
  /** How changes were found; undefined in version 1. */
  readonly method?: 'full' | 'cursor' | 'diff'
  /** The columns that are kept of every row, sorted; undefined in version 1. */
  readonly kept?: readonly string[]
  /** Where a cursor is. `column` is missing in version 1. */
  readonly cursor?: CursorPosition & { readonly column?: string }
  /** Unix milliseconds at which the last finished run began. */
  readonly startedMs: number
  /** The number of consecutive runs in which nearly every row had changed although the mapping had not. */
  readonly volatileRuns: number
  /** Set until a run that carries it out has finished. */
  readonly decision?: Decision
}

/** Where the state of an activation is kept, while this run holds it. */
export interface StateStore {
  /** The states by model. ConfigError if a state is damaged. */
  read(): Promise<ReadonlyMap<string, ModelState>>
  /** Durable once it resolves. TransientError if another run has taken the state over. */
  write(model: string, state: ModelState): Promise<void>
  /** Forgets every delivered row of a diff model. */
  forgetRows(model: string): Promise<void>
  /** Forgets every delivered row of a model, then its state. */
  forget(model: string): Promise<void>
  differ(prepared: PreparedModel, options: DifferOptions): Differ
  /** TransientError if another run has taken the state over. Called before each request to Customer.io. */
  assertHeld(): Promise<void>
  /** Releases the state for the next run. */
  close(): Promise<void>
}

export interface DifferOptions {
  /** Identifies this run. */
  readonly run: string
  readonly comparison: Comparison
  /** Called with the number of rows to read. */
  readonly onRows: (total: number) => void
  /** Called with the size of each batch that was read. */
  readonly onRead: (rows: number) => void
}

/** Options of a state that the warehouse keeps. */
export interface WarehouseStateOptions {
  readonly schema: string
  /** Identifies the activation among those that share the schema. */
  readonly activation: string
  readonly run: string
  readonly leaseMinutes: number
  readonly takeOver: boolean
  /** Called when the lease is lost: another run has taken over the state. */
  readonly onLost: (error: TransientError) => void
}
