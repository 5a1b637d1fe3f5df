import type { Model } from '../config/activation'
import type { Column } from '../warehouse/index'

/** A model, and its columns as the warehouse describes them. */
export interface DescribedModel {
  readonly model: Model
  readonly columns: readonly Column[]
  /** An earlier run delivered the model, and this run reads only changes. */
  readonly isIncremental: boolean
}

/** Columns that the activation names and that the model lacks, or whose type does not fit. */
export function* columnProblems({ model, columns }: DescribedModel): Iterable<string> {
  const { changes, cadence } = model
  const named: [string, string][] = model.key.map((column) => ['key', column])
  if (changes.method === 'cursor') named.push(['changes.column', changes.column])
  if (cadence !== undefined) named.push(['cadence.column', cadence.column])
  model.events_on_change.forEach(({ timestamp_column: column }, index) => {
    if (column !== undefined) named.push([`events_on_change[${index}].timestamp_column`, column])
  })
  for (const [option, name] of named) {
    const problem = columnProblem(columns, option, name)
    if (problem !== undefined) yield `model ${model.name}, ${option}: ${problem}`
  }
}

function columnProblem(columns: readonly Column[], option: string, name: string): string | undefined {
  const column = columns.find((one) => one.name === name)
  if (column === undefined) return `expected a column of the model; found '${name}'. ${columnHint(columns, name)}`
  const { kind, sqlType } = column
  if (option === 'changes.column' && !/timestamp|date|integer|decimal/.test(kind))
    return `expected a time or a number that grows; ${name} is ${sqlType}.`
  if (option === 'cadence.column' && !/timestamp|date/.test(kind)) return `expected a time; ${name} is ${sqlType}.`
  if (option === 'key' && kind === 'json') return `expected a plain value; ${name} is ${sqlType}.`
  return undefined
}

/** Suggests a column of the model in place of `name`. */
export function columnHint(columns: readonly Column[], name: string): string {
  const similar = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  return similar === undefined
    ? `It has ${columns.map((column) => column.name).join(', ')}.`
    : `Did you mean ${similar.name}? Case matters.`
}
