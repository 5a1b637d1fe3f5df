import type { ConnectorError } from '../core/errors'
import type { Comparison } from './comparison'
import type { PreparedModel } from './prepared-model'
import type { Decision, ModelState, StateOwner, StateStore } from './state-store'
import type { Warehouse } from './warehouse'

/** A model of a run, with what is known of it from earlier runs. */
export interface PlannedModel {
  readonly prepared: PreparedModel
  readonly state: ModelState | undefined
  readonly comparison: Comparison
  /** What was decided about rows that were delivered in another way; kept until the run has finished. */
  readonly decision: Decision | undefined
  /** Its removals cannot be undone. */
  readonly hasIrreversibleRemovals: boolean
}

export interface SourceOptions {
  readonly warehouse: Warehouse
  readonly store: StateStore
  readonly owner: StateOwner
  readonly models: readonly PlannedModel[]
  /** Identifies this run. */
  readonly run: string
  readonly startedMs: number
  readonly acceptRemovals: boolean
  /** The limit of irreversible removals of the run. */
  readonly maxDeletes: number | undefined
  /** Called when a state could not be stored: nothing more may be delivered. */
  readonly onFailure: (error: ConnectorError) => void
}
