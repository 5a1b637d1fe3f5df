import { ConfigError } from '../core/errors'
import { sha256Hex } from '../lib/hash'
import {
  comparisonOf,
  differenceFrom,
  isUnrelated,
  type Comparison,
  type Decision,
  type Difference,
  type ModelState,
  type PreparedModel,
  type StateStore,
  type Warehouse,
} from '../warehouse/index'
import type { Ports } from './ports'

/** What the user decided about rows that would be sent again only because the mapping, the columns or the key changed. */
export type ResendAction = Decision['action'] | undefined

export interface ModelComparison {
  readonly comparison: Comparison
  readonly decision: Decision | undefined
  /** The state with the decision, as it is stored now. */
  readonly state: ModelState | undefined
}

/** A model of which more rows would be sent again than its limit allows. */
interface Question {
  readonly prepared: PreparedModel
  readonly difference: Difference
  readonly text: string
}

/**
 * Decides how the rows of each model are compared with what was delivered. ConfigError if a change would send more rows again
 * than `max_resend_percent` allows and nothing was decided. A decision is stored, so that it holds until a run has finished.
 */
export async function compareModels(
  { output }: Ports,
  { warehouse, store }: { readonly warehouse: Warehouse; readonly store: StateStore },
  models: readonly PreparedModel[],
  states: ReadonlyMap<string, ModelState>,
  action: ResendAction,
): Promise<ReadonlyMap<PreparedModel, ModelComparison>> {
  const compared = new Map<PreparedModel, ModelComparison>()
  const questions: Question[] = []
  for (const prepared of models) {
    const state = states.get(prepared.model.name)
    const difference: Difference = state === undefined ? { kind: 'same' } : differenceFrom(state, prepared)
    const stored = storedDecision(state, prepared)
    const text = stored === undefined ? await questionText(warehouse, prepared, difference) : undefined
    if (text !== undefined) questions.push({ prepared, difference, text })
    else {
      const comparison = comparisonOf(difference, stored, prepared, state)
      compared.set(prepared, { comparison, decision: stored, state })
    }
  }
  if (questions.length > 0 && action === undefined) throw undecided(questions)
  for (const { prepared, difference, text } of questions) {
    const decision = newDecision(prepared, difference, action ?? 'resend')
    output.log(
      'WARN',
      `${prepared.model.name}: ${text} ${decision.action === 'resend' ? 'They are sent again.' : 'They are taken over without sending.'}`,
    )
    const state = await decide(store, prepared, states.get(prepared.model.name), difference, decision)
    compared.set(prepared, { comparison: comparisonOf(difference, decision, prepared, state), decision, state })
  }
  return compared
}

/** Stores a decision. If rows are told apart in another way, what is known of delivered rows is forgotten first. */
async function decide(
  store: StateStore,
  prepared: PreparedModel,
  state: ModelState | undefined,
  difference: Difference,
  decision: Decision,
): Promise<ModelState | undefined> {
  if (state === undefined) return undefined
  const { name } = prepared.model
  const { cursor, ...others } = state
  const isForgotten = isUnrelated(difference)
  if (isForgotten) await store.forgetRows(name)
  const decided: ModelState = isForgotten
    ? {
        ...others,
        method: prepared.model.changes.method,
        contract: { ...state.contract, ...keyOf(prepared) },
        decision,
      }
    : { ...state, decision }
  await store.write(name, decided)
  return decided
}

function keyOf({ contract }: PreparedModel): { readonly key?: readonly string[] } {
  return contract.key === undefined ? {} : { key: contract.key }
}

/** The decision of an earlier run about the same question, if that run has not finished. */
function storedDecision(state: ModelState | undefined, prepared: PreparedModel): Decision | undefined {
  return state?.decision?.about === aboutOf(prepared) ? state.decision : undefined
}

function newDecision(prepared: PreparedModel, difference: Difference, action: Decision['action']): Decision {
  return { about: aboutOf(prepared), action, includesNew: isUnrelated(difference) }
}

/** Identifies how the rows of a model are told apart and compared now. */
function aboutOf({ model, hashing, contract, cursor }: PreparedModel): string {
  return sha256Hex(JSON.stringify([model.changes.method, hashing, contract.key, cursor?.name])).slice(0, 16)
}

/** What would be sent again; undefined if it is within the limit. */
async function questionText(
  warehouse: Warehouse,
  { model, contract }: PreparedModel,
  difference: Difference,
): Promise<string | undefined> {
  const limit = model.changes.method === 'diff' ? model.changes.max_resend_percent : 0
  switch (difference.kind) {
    case 'same':
      return undefined
    case 'columns': {
      const { added } = difference
      if (added.length === 0) return undefined
      const { rows, filled } = await warehouse.countFilled(model.relation, added, `the model ${model.name}`)
      if (filled * 100 <= limit * rows) return undefined
      return `${added.map(({ name }) => name).join(', ')} ${added.length === 1 ? 'is' : 'are'} new, with a value in ${filled} of ${rows} rows.`
    }
    case 'mapping':
      return limit >= 100 ? undefined : 'its mapping changed, which concerns all of its rows.'
    case 'missing':
      return limit >= 100
        ? undefined
        : `${difference.columns.join(', ')} ${difference.columns.length === 1 ? 'is' : 'are'} gone, so that no delivered row can be compared.`
    case 'retyped':
      return limit >= 100
        ? undefined
        : `the type of ${difference.columns.join(', ')} changed, so that no delivered row can be compared.`
    case 'key':
      return (
        `its key was ${difference.before.join(', ')} and is ${(contract.key ?? []).join(', ')} now, so that nothing is known of ` +
        'delivered rows: all rows count as new, and rows that were removed since the last run stay in Customer.io.'
      )
    case 'cursor':
      return `its cursor was ${difference.before} and is ${difference.now} now, so that it starts from the first row.`
    case 'method':
      return `its method was ${difference.before} and is ${difference.now} now, so that nothing is known of delivered rows.`
  }
}

function undecided(questions: readonly Question[]): ConfigError {
  const lines = questions.map(({ prepared, text }) => `- model ${prepared.model.name}: ${text}`)
  return new ConfigError(
    `Nothing was sent, because rows would be sent again that did not change:\n${lines.join('\n')}\n` +
      'Fix: undo the change, or run once with --accept-resend, which sends them, or with --adopt, which takes them over as they ' +
      'are in Customer.io without sending.',
  )
}
