import type { TransientError } from '../core/errors'
import type { Differ } from './changes'
import type { Contract, PreparedModel } from './prepared-model'

/** The position of a cursor: the text of the cursor and of the key of the last row. */
export interface CursorPosition {
  readonly cursor: string
  readonly key: readonly string[]
}

/** What is remembered of a model between runs. */
export interface ModelState {
  readonly contract: Contract
  /** The mapping of the last run. */
  readonly mapping: string
  /** Where a cursor stands. */
  readonly cursor?: CursorPosition
  /** Unix milliseconds at which the last finished run began. */
  readonly startedMs: number
  /** Runs in a row in which nearly every row had changed, without a change of the mapping. */
  readonly volatileRuns: number
}

/** Where the state of an activation lives, held by one run. */
export interface StateStore {
  /** By the name of the model. */
  read(): Promise<ReadonlyMap<string, ModelState>>
  /** Durable once it resolves. */
  write(model: string, state: ModelState): Promise<void>
  differ(prepared: PreparedModel, options: DifferOptions): Differ
  /** Lets the next run begin. */
  close(): Promise<void>
}

export interface DifferOptions {
  /** Names this run. */
  readonly run: string
  /** The share of keys that may vanish, in percent. */
  readonly maxRemovedPercent: number
  /** Told how many rows there are to read, and of each batch that was. */
  readonly onRows: (total: number) => void
  readonly onRead: (rows: number) => void
}

/** Of a state that the warehouse keeps. */
export interface WarehouseStateOptions {
  readonly schema: string
  /** Names the activation among those that share the schema. */
  readonly activation: string
  readonly run: string
  readonly leaseMinutes: number
  readonly takeOver: boolean
  /** Called when the lease is lost: another run has taken over the state. */
  readonly onLost: (error: TransientError) => void
}
