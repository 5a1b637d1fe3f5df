import { LosslessNumber } from '../lib/json'
import type { Removal } from './changes'
import type { RawValue, Data } from './column'
import { IdentitySet, identityTexts } from './identity'
import type { PreparedModel } from './prepared-model'

/** 160 MB. Above it, removals wait for a run that writes fewer rows. */
const MAX_IDENTITIES = 10_000_000

/**
 * The identities that the models of a run have written, so that a removal found in one model does not remove what another
 * model has just written. Noted only for models that write what another model of the run removes.
 */
export class WrittenIdentities {
  private readonly sets = new Map<string, IdentitySet>()

  constructor(models: readonly PreparedModel[]) {
    for (const { identity, removed } of models) {
      if (identity === undefined || removed === undefined) continue
      const isShared = models.filter((other) => other.identity?.scope === identity.scope).length > 1
      if (isShared) this.sets.set(identity.scope, new IdentitySet())
    }
  }

  /** A row that is sent. */
  note({ identity }: PreparedModel, data: Data): void {
    const set = identity && this.sets.get(identity.scope)
    if (identity === undefined || set === undefined || set.size >= MAX_IDENTITIES) return
    set.add(identitiesOf(identity, data))
  }

  /** The removal as it is to be treated; undefined if it has to wait for another run. */
  judge({ identity }: PreparedModel, removal: Removal): Removal | undefined {
    const set = identity && this.sets.get(identity.scope)
    if (identity === undefined || set === undefined || removal.reason !== 'gone') return removal
    if (set.size >= MAX_IDENTITIES) return undefined
    return set.hasAny(identitiesOf(identity, removal.old.kept)) ? { ...removal, reason: 'present' } : removal
  }
}

/** The identities of a row, from its values. */
export function identitiesOf(identity: NonNullable<PreparedModel['identity']>, data: Data): readonly string[] {
  return identityTexts(identity, (column) => textOf(data[column]))
}

/** The text of a value as a warehouse writes it. */
function textOf(value: unknown): RawValue {
  if (value === null || value === undefined) return null
  if (value instanceof LosslessNumber) return value.value
  return typeof value === 'string' ? value : JSON.stringify(value)
}
