import type { Activation } from '../config/activation'
import { ConfigError, type ConnectorError } from '../core/errors'
import { openLocalState, type StateStore, type Warehouse } from '../warehouse/index'

/** The run that holds a state. */
export interface StateHolder {
  readonly run: string
  /** Takes the state from another run. */
  readonly takeOver: boolean
  /** Called when another run took the state. */
  readonly onLost: (error: ConnectorError) => void
}

/** Opens the state of an activation. TransientError if another run holds it. The caller closes it. */
export async function openState(
  { name, state }: Activation,
  warehouse: Warehouse,
  { run, takeOver, onLost }: StateHolder,
): Promise<StateStore> {
  const { store, directory, schema, lease_minutes: leaseMinutes } = state
  switch (store) {
    case 'local':
      return openLocalState(directory, warehouse, { takeOver })
    case 'warehouse':
      if (warehouse.openState === undefined)
        throw new ConfigError('state.store: this warehouse cannot keep a state. Fix: use `store: local`.')
      return warehouse.openState({ schema, activation: name, leaseMinutes, takeOver, run, onLost })
  }
}
