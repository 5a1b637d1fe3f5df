import type { ModelState, StateOwner } from './state-store'

/** How the owner of a state differs from the run that wants to use it. */
export type OwnerDifference = 'workspace' | 'activation'

/**
 * Compares the owner of a state with a run. A state of version 1 has no owner: the run becomes it. An activation that names
 * itself may move; one that has the name of its file is identified by its place, too.
 */
export function ownerDifference({ owner }: ModelState, now: StateOwner, isNamed: boolean): OwnerDifference | undefined {
  if (owner === undefined) return undefined
  const isPlace = owner.place === now.place
  const isName = owner.activation === now.activation
  if (!isPlace && !(isName && isNamed)) return 'activation'
  return owner.workspace === now.workspace ? undefined : 'workspace'
}
