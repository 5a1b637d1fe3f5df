import type { Model } from '../config/activation'
import type { OptionPath, Problem } from '../core/problem'
import type { Column } from '../warehouse/index'

/** A model, and its columns as the warehouse describes them. */
export interface DescribedModel {
  readonly model: Model
  readonly columns: readonly Column[]
  /** An earlier run delivered the model, and this run reads only changes. */
  readonly isIncremental: boolean
}

/** Columns that the activation names and that the model lacks, or whose type does not fit. Paths begin below the model. */
export function* columnProblems({ model, columns }: DescribedModel): Iterable<Problem> {
  const { changes, cadence } = model
  const named: [OptionPath, Need, string][] = model.key.map((column, index) => [['key', index], 'scalar', column])
  // A missing column of a rule is a problem of the mapping.
  for (const [path, column] of identityColumns(model.rule))
    if (columns.some(({ name }) => name === column)) named.push([path, 'scalar', column])
  if (changes.method === 'cursor') named.push([['changes', 'column'], 'cursor', changes.column])
  if (cadence !== undefined) named.push([['cadence', 'column'], 'time', cadence.column])
  model.events_on_change.forEach(({ timestamp_column: column }, index) => {
    if (column !== undefined) named.push([['events_on_change', index, 'timestamp_column'], 'any', column])
  })
  for (const [path, need, name] of named) {
    const column = columns.find((one) => one.name === name)
    if (column === undefined) yield unknownColumn(columns, name, { path, of: 'model' })
    else if (need !== 'any' && !ACCEPTED_KINDS[need].test(column.kind))
      yield { code: 'wrong_column_type', path, need, column: name, sqlType: column.sqlType }
  }
}

type Need = Problem<'wrong_column_type'>['need'] | 'any'

/** Kinds of columns that serve a purpose. */
const ACCEPTED_KINDS: Readonly<Record<Exclude<Need, 'any'>, RegExp>> = {
  cursor: /timestamp|date|integer|decimal/,
  time: /timestamp|date/,
  // The text of a FLOAT is rounded: two rows would have one key.
  scalar: /^(?!json$|float$)/,
}

/** Options of a rule whose columns identify an object or an event. */
const IDENTITY = /^(?:(?:\w+_)?id|email|phone)_column$/

function* identityColumns(rule: Model['rule']): Iterable<[OptionPath, string]> {
  for (const [option, value] of Object.entries(rule)) {
    if (IDENTITY.test(option) && typeof value === 'string') yield [['rule', option], value]
    if (option === 'event_id_columns' && Array.isArray(value))
      for (const [index, column] of (value as readonly string[]).entries()) yield [['rule', option, index], column]
  }
}

/** The problem of a column that the model lacks, with a similar one where case is the only difference. */
export function unknownColumn(
  columns: readonly Column[],
  found: string,
  { path, of }: { readonly path: OptionPath; readonly of: 'model' | 'attributes' },
): Problem {
  const names = columns.map(({ name }) => name)
  const suggestion = names.find((name) => name.toLowerCase() === found.toLowerCase())
  return { code: 'unknown_column', path, of, found, columns: names, suggestion }
}
