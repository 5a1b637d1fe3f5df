import { ConfigError } from '../core/errors'
import {
  cadenceWarning,
  contractChanges,
  missingColumns,
  type ModelState,
  type PreparedModel,
  type Warehouse,
} from '../warehouse/index'
import type { Ports } from './ports'
import type { PreparedRun } from './prepare-models'

/**
 * Compares the models with their last run. ConfigError for a change that would break segments or split profiles, unless
 * `acceptChange`. Warns of everything else.
 */
export async function checkModels(
  { output, clock }: Ports,
  warehouse: Warehouse,
  { models, mappings }: PreparedRun,
  states: ReadonlyMap<string, ModelState>,
  acceptChange: boolean,
): Promise<void> {
  for (const warning of mappings.warnings) output.log('WARN', warning)
  const changes = models.flatMap(({ model, contract }) => {
    const before = states.get(model.name)?.contract
    return before === undefined ? [] : contractChanges(model.name, before, contract)
  })
  if (changes.length > 0 && !acceptChange)
    throw new ConfigError(
      `Nothing was sent, because the schema contract with the last run is broken:\n${changes.map((change) => `- ${change}`).join('\n')}\n` +
        'Fix: correct the model, or accept the changes with one run with --accept-change.',
    )
  for (const change of changes) output.log('WARN', `Accepted: ${change}`)
  for (const prepared of models) {
    for (const warning of stateWarnings(prepared, states.get(prepared.model.name))) output.log('WARN', warning)
    const stale = await cadenceWarning(warehouse, prepared, clock.now())
    if (stale !== undefined) output.log('WARN', stale)
  }
}

function* stateWarnings({ model, contract, mapping }: PreparedModel, state: ModelState | undefined): Iterable<string> {
  if (state === undefined) return
  const missing = missingColumns(state.contract, contract)
  if (missing.length > 0)
    yield `${model.name}: ${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} sent before and ${missing.length === 1 ? 'is' : 'are'} missing now. The attributes keep their last values.`
  if (state.mapping === mapping || state.hashing === undefined) return
  if (model.changes.method === 'cursor')
    yield (
      `${model.name}: its mapping changed. Delivered rows keep their old values until they change. ` +
      'Fix: to send all rows again, delete the state of the model.'
    )
}
