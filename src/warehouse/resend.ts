import { contractType, type Column, type ColumnKind } from './column'
import type { Comparison } from './comparison'
import type { PreparedModel } from './prepared-model'
import type { Hashing } from './hashing'
import type { Decision, ModelState } from './state-store'

/**
 * What separates the rows of a model, as they would be sent now, from how they were delivered:
 * - `same`: nothing.
 * - `columns`: columns were added that are sent, or columns are compared in another way. Rows are told apart by `before`.
 * - `mapping`, `missing`, `retyped`: every delivered row may be different.
 * - `key`, `cursor`, `method`: nothing is known of what was delivered, because changes are found in another way.
 */
export type Difference =
  | { readonly kind: 'same' }
  | { readonly kind: 'columns'; readonly before: Hashing; readonly added: readonly Column[] }
  | { readonly kind: 'mapping'; readonly before: Hashing | undefined }
  | { readonly kind: 'missing' | 'retyped'; readonly columns: readonly string[] }
  | { readonly kind: 'key'; readonly before: readonly string[]; readonly now: readonly string[] }
  | { readonly kind: 'cursor' | 'method'; readonly before: string; readonly now: string }

/** Whether nothing is known of what was delivered. */
export function isUnrelated({ kind }: Difference): boolean {
  return kind === 'key' || kind === 'cursor' || kind === 'method'
}

/** How a column takes part in a hash. Numbers of different scale and precision have the same hash. */
export function hashKind({ kind }: { readonly kind: ColumnKind }): string {
  return kind === 'integer' || kind === 'decimal' || kind === 'float' ? 'number' : kind
}

export function differenceFrom(state: ModelState, prepared: PreparedModel): Difference {
  const { model, contract, key } = prepared
  const { changes } = model
  // A model that is read in full is sent in every run.
  if (changes.method === 'full' || state.method === 'full') return { kind: 'same' }
  if (state.method !== undefined && state.method !== changes.method)
    return { kind: 'method', before: state.method, now: changes.method }
  const before = state.contract.key
  if (before !== undefined && before.join() !== (contract.key ?? []).join())
    return { kind: 'key', before, now: key.map(({ name }) => name) }
  return changes.method === 'diff' ? hashDifference(state, prepared) : cursorDifference(state, changes.column)
}

function cursorDifference({ cursor }: ModelState, now: string): Difference {
  // Version 1 did not store the column: it is taken to be the one that is configured.
  const before = cursor?.column ?? now
  return before === now ? { kind: 'same' } : { kind: 'cursor', before, now }
}

function hashDifference(state: ModelState, prepared: PreparedModel): Difference {
  const { hashing, mapped, available } = prepared
  const stored = state.hashing ?? hashingOfV1(state)
  const isMapped = state.mapping === (state.hashing === undefined ? prepared.mappingV1 : prepared.mapping)
  const missing = stored.columns.filter((name) => !available.has(name))
  const retyped = retypedColumns(state, prepared)
  const before = missing.length === 0 && retyped.length === 0 ? stored : undefined
  if (!isMapped) return { kind: 'mapping', before }
  if (missing.length > 0) return { kind: 'missing', columns: missing }
  if (retyped.length > 0) return { kind: 'retyped', columns: retyped }
  if (stored.salt === hashing.salt && stored.columns.join() === hashing.columns.join()) return { kind: 'same' }
  return { kind: 'columns', before: stored, added: mapped.filter(({ name }) => !stored.columns.includes(name)) }
}

/** Version 1 hashed the columns that were sent, in the order of the model, which the contract has. */
function hashingOfV1({ mapping, contract }: ModelState): Hashing {
  return { salt: mapping, columns: Object.keys(contract.columns) }
}

/** Columns whose values have another hash because their type changed. */
function retypedColumns({ hashing, contract }: ModelState, prepared: PreparedModel): readonly string[] {
  const now = prepared.hashing
  const isOther = (name: string, kind: string) => {
    const index = now.columns.indexOf(name)
    return index >= 0 && now.kinds?.[index] !== kind
  }
  if (hashing?.kinds !== undefined)
    return hashing.columns.filter((name, index) => isOther(name, hashing.kinds?.[index] ?? ''))
  return prepared.mapped
    .filter((column) => (contract.columns[column.name] ?? contractType(column)) !== contractType(column))
    .map(({ name }) => name)
}

/** How rows are compared, once it is decided what becomes of rows that were delivered in another way. */
export function comparisonOf(
  difference: Difference,
  decision: Decision | undefined,
  prepared: PreparedModel,
  state: ModelState | undefined,
): Comparison {
  const kept = prepared.kept.map(({ name }) => name)
  const isAdopted = decision?.action === 'adopt'
  const base: Comparison = {
    now: prepared.hashing,
    before: undefined,
    unchanged: 'refresh',
    added: [],
    adoptsChanged: false,
    // Also in a run that carries on: then the difference is no longer seen.
    adoptsAdded: isAdopted && decision.includesNew,
    refreshesKept: state !== undefined && kept.some((name) => state.kept?.includes(name) !== true),
  }
  switch (difference.kind) {
    case 'same':
      return base
    case 'columns':
      return { ...base, before: difference.before, added: isAdopted ? [] : difference.added }
    case 'mapping':
      return {
        ...base,
        before: difference.before,
        unchanged: isAdopted ? 'refresh' : 'send',
        adoptsChanged: isAdopted && difference.before === undefined,
      }
    case 'missing':
    case 'retyped':
      return { ...base, adoptsChanged: isAdopted }
    case 'key':
    case 'cursor':
    case 'method':
      return base
  }
}
