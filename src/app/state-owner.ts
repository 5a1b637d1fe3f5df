import { relative } from 'node:path'
import type { Activation, Model } from '../config/activation'
import { ConfigError } from '../core/errors'
import type { Region } from '../customerio/region'
import { sha256Hex } from '../lib/hash'
import { ownerDifference, type ModelState, type StateOwner, type StateStore } from '../warehouse/index'
import type { Ports } from './ports'

/** What the user decided about a state of another workspace. */
export type DestinationChange = 'keep' | 'restart' | undefined

/** The owner of the states that a run writes: the workspace, and the activation. */
export function stateOwner(activation: Activation, { name, environmentId }: Region): StateOwner {
  const { state, path, config } = activation
  // The site id changes with new keys of the same workspace, so it counts only if there is nothing else.
  const site = () => `site ${sha256Hex(config.credentials.site_id.reveal()).slice(0, 16)}`
  return {
    workspace: `${name}, ${environmentId === undefined ? site() : `environment ${environmentId}`}`,
    activation: activation.name,
    // A local state can move together with the file of its activation.
    place: state.store === 'local' ? relative(state.directory, path) : path,
  }
}

/**
 * Returns the states that the run may use. ConfigError if one belongs to another activation, or to another workspace and it is
 * not decided what becomes of it. A restart forgets such a state.
 */
export async function checkOwners(
  { output }: Ports,
  models: readonly Model[],
  states: ReadonlyMap<string, ModelState>,
  {
    owner,
    isNamed,
    store,
    change,
  }: {
    readonly owner: StateOwner
    readonly isNamed: boolean
    readonly store: StateStore
    readonly change: DestinationChange
  },
): Promise<ReadonlyMap<string, ModelState>> {
  const usable = new Map(states)
  const moved: { readonly model: string; readonly state: ModelState }[] = []
  for (const { name: model } of models) {
    const state = states.get(model)
    const difference = state && ownerDifference(state, owner, isNamed)
    if (state === undefined || difference === undefined) continue
    if (difference === 'activation') throw otherActivation(model, state, owner)
    moved.push({ model, state })
  }
  const [first] = moved
  if (first !== undefined && change === undefined) throw otherWorkspace(moved.length, first.model, first.state, owner)
  for (const { model, state } of moved) {
    if (change === 'restart') {
      await store.forget(model)
      usable.delete(model)
      output.log(
        'WARN',
        `${model}: its state was forgotten, because it belongs to another workspace. Every row is sent.`,
      )
    } else {
      const kept = { ...state, owner }
      await store.write(model, kept)
      usable.set(model, kept)
      output.log('WARN', `${model}: its state is used for another workspace from now on.`)
    }
  }
  return usable
}

function otherWorkspace(count: number, model: string, { owner: before }: ModelState, now: StateOwner): ConfigError {
  return new ConfigError(
    `Nothing was sent, because the state of ${count === 1 ? `the model ${model}` : `${count} models (first ${model})`} belongs to ` +
      `another workspace of Customer.io (${before?.workspace ?? ''}; the credentials are of ${now.workspace}). Fix: correct the ` +
      'credentials, or run once with --destination-changed restart, which sends every row to the new workspace, or with ' +
      '--destination-changed keep if the new workspace has the same people and events already.',
  )
}

function otherActivation(model: string, { owner: before }: ModelState, now: StateOwner): ConfigError {
  return new ConfigError(
    `Nothing was sent, because the state of the model ${model} belongs to another activation (${before?.activation ?? ''} at ` +
      `${before?.place ?? ''}; this one is ${now.activation} at ${now.place}). Fix: give each activation that shares a state its own ` +
      `name. If this is the same activation, which was moved, set name: ${before?.activation ?? ''} in its file.`,
  )
}
