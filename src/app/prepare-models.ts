import { pathInActivation, type Activation, type Model, type Transition } from '../config/activation'
import type { Config } from '../config/load'
import { ProblemsError } from '../core/problems-error'
import { atPath, type OptionPath, type Problem } from '../core/problem'
import type { ColumnSchema, SourceStream } from '../core/stream'
import { compileMappings, mappingProblems, type CompiledMappings } from '../mapping/compile-mappings'
import type { Mapper } from '../mapping/mapper'
import {
  CHANGE_COLUMNS,
  contractType,
  schemaOf,
  type Column,
  hashKind,
  type PreparedModel,
  type PreparedTransition,
} from '../warehouse/index'
import { compileDerived, derivedStreams, NOT_IDENTITY, type DerivedStream, type Rule } from './derived-streams'
import { columnProblems, unknownColumn, type DescribedModel } from './described-model'
import { mappingFingerprint, mappingFingerprintV1 } from './mapping-fingerprint'
import { identityOf } from './row-identity'

export interface PreparedRun {
  readonly models: readonly PreparedModel[]
  readonly mappings: CompiledMappings
  readonly streams: readonly SourceStream[]
}

/** The stream of a model, with its mapper, its rule and the configuration. */
interface MappedModel {
  readonly stream: SourceStream
  readonly mapper: Mapper
  readonly rule: Rule
  readonly activation: Activation
}

/**
 * Decides what is read of each model, how it is mapped, and where its changes are sent. One ConfigError with everything
 * that does not fit.
 */
export function prepareModels(activation: Activation, described: readonly DescribedModel[]): PreparedRun {
  const { config } = activation
  const rules = config.streams.filter(({ stream }) => described.some(({ model }) => model.name === stream))
  const streams = described.map(({ model, columns, isIncremental }) =>
    streamOf(model.name, columns, { primaryKey: model.key, readInFull: !isIncremental }),
  )
  const scope = described.length < activation.models.length ? 'part' : 'all'
  throwProblems([
    ...described.flatMap((one) => [...columnProblems(one)].map((problem) => inModel(activation, one.model, problem))),
    ...[...mappingProblems({ ...config, streams: rules }, streams, scope)].map((problem) =>
      inFile(config, rules, problem),
    ),
  ])
  const mappings = compileMappings({ ...config, streams: rules }, streams, undefined, scope)
  const derived: DerivedStream[] = []
  const models = described.map((one, index) => {
    const stream = streams[index] as SourceStream
    const mapper = mappings.mappers.get(stream) as Mapper
    const rule = rules.find((candidate) => candidate.stream === stream.name) as Rule
    const prepared = prepareModel(one, { stream, mapper, rule, activation })
    derived.push(...derivedStreams(prepared, rule))
    return prepared
  })
  return {
    models,
    streams: [...streams, ...derived.map(({ stream }) => stream)],
    mappings: {
      mappers: new Map([...mappings.mappers, ...compileDerived(config, derived).mappers]),
      warnings: mappings.warnings,
    },
  }
}

function throwProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  throw ProblemsError.under('The activation does not fit its models', problems)
}

/** A problem of the connector's options, with its place in the file. `rules` are those of the models of this run. */
function inFile({ streams }: Config, rules: readonly Rule[], problem: Problem): Problem {
  const [group, index, ...rest] = problem.path
  const rule = group === 'streams' && typeof index === 'number' ? rules[index] : undefined
  const path = rule === undefined ? problem.path : ['streams', streams.indexOf(rule), ...rest]
  return atPath(problem, pathInActivation(path))
}

/** The problem of one model, with its place in the file. */
function inModel({ config }: Activation, { name }: Model, problem: Problem): Problem {
  const index = config.streams.findIndex(({ stream }) => stream === name)
  return { ...problem, path: ['models', index, ...problem.path], subject: name }
}

function streamOf(
  name: string,
  columns: readonly Column[],
  more: Pick<SourceStream, 'primaryKey' | 'readInFull'>,
  added: Readonly<Record<string, ColumnSchema>> = {},
): SourceStream {
  return {
    name,
    namespace: undefined,
    columns: new Map([
      ...columns.map((column): [string, ColumnSchema] => [column.name, schemaOf(column)]),
      ...Object.entries(added),
    ]),
    syncMode: 'append',
    objectName: undefined,
    syncId: undefined,
    ...more,
  }
}

function prepareModel(described: DescribedModel, { stream, mapper, rule, activation }: MappedModel): PreparedModel {
  const { model, columns } = described
  const columnOf = (name: string | undefined) => columns.find((column) => column.name === name)
  const isAttribute = (column: Column) => mapper.describe(column.name) !== undefined
  const roles = new Set([...roleColumns(rule), ...mapper.streamMapping.deleted.columns])
  const mapped = columns.filter((column) => isAttribute(column) || roles.has(column.name))
  const key = model.key.flatMap((name) => columnOf(name) ?? [])
  const cursor = model.changes.method === 'cursor' ? columnOf(model.changes.column) : undefined
  const transitions = transitionsOf(activation, described, mapper)
  const identity = identityOf(mapper, columns, key)
  const identifying = identityColumns(rule, identity)
  const keptNames = new Set([
    ...(model.removed.action === 'ignore' ? [] : identifying),
    ...transitions.map(({ column }) => column.name),
  ])
  const readNames = new Set([
    ...[...mapped, ...key, ...(cursor === undefined ? [] : [cursor])].map(({ name }) => name),
    ...transitions.flatMap(({ transition, carried }) => [
      transition.timestamp_column,
      ...carried.map(({ column }) => column.name),
    ]),
    ...keptNames,
  ])
  // Sorted: the order of the columns of a view does not count.
  const hashed = columns.filter((column) => mapped.includes(column) || keptNames.has(column.name)).sort(byName)
  const mapping = mappingFingerprint(rule, activation.config)
  return {
    activation: activation.name,
    model,
    stream,
    columns: columns.filter(({ name }) => readNames.has(name)),
    mapped,
    key,
    cursor,
    cadence: columnOf(model.cadence?.column),
    zone: activation.config.time_zone,
    kept: columns.filter(({ name }) => keptNames.has(name)).sort(byName),
    removed: removedOf(
      described,
      mapped.filter(isAttribute).map(({ name }) => name),
      identifying,
    ),
    identity,
    transitions,
    mapping,
    mappingV1: mappingFingerprintV1(rule, activation.config, mapped),
    hashing: { salt: mapping, columns: hashed.map(({ name }) => name), kinds: hashed.map(hashKind) },
    available: new Set(columns.map(({ name }) => name)),
    contract: {
      columns: Object.fromEntries(mapped.map((column) => [column.name, contractType(column)])),
      identity: identityText(mapper),
      key: model.key,
    },
  }
}

function byName(a: Column, b: Column): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

/** Columns that a rule names for a purpose other than an attribute. */
function roleColumns(rule: object): readonly string[] {
  return Object.entries(rule).flatMap(([option, value]: [string, unknown]) => {
    if (option.endsWith('_column') && typeof value === 'string') return [value]
    return option === 'event_id_columns' ? (value as readonly string[]) : []
  })
}

/** The columns that a removal needs: those of the rule that say who or what a row is about. */
function identityColumns(rule: Rule, identity: PreparedModel['identity']): readonly string[] {
  const named = roleColumns(Object.fromEntries(Object.entries(rule).filter(([name]) => !NOT_IDENTITY.has(name))))
  return [...named, ...(identity?.alternatives.flat() ?? []).map(({ column }) => column.name)]
}

function identityText({ streamMapping, object }: Mapper): string {
  const [person] = streamMapping.person
  if (person !== undefined) return `${person.kind} from the column ${person.column}`
  const column = [...streamMapping.columns].find(([field]) => field.endsWith('_id'))
  return column === undefined ? object : `${column[0]} from the column ${column[1]}`
}

/** The transitions of a model with their columns. ConfigError for attributes and columns that the model does not have. */
function transitionsOf(
  activation: Activation,
  { model, columns }: DescribedModel,
  mapper: Mapper,
): readonly PreparedTransition[] {
  const problems: Problem[] = []
  const find = (name: string, path: OptionPath): Column | undefined => {
    const column =
      columns.find((one) => mapper.describe(one.name)?.attribute === name) ?? columns.find((one) => one.name === name)
    if (column === undefined)
      problems.push(inModel(activation, model, unknownColumn(columns, name, { path, of: 'attributes' })))
    return column
  }
  const transitions = model.events_on_change.flatMap((transition, index) => {
    const at = ['events_on_change', index]
    const column = find(transition.attribute, [...at, 'attribute'])
    const carried = transition.columns.flatMap((name, position) => {
      const path = [...at, 'columns', position]
      if (name in CHANGE_COLUMNS) problems.push(inModel(activation, model, { code: 'own_event_column', path, name }))
      const found = find(name, path)
      return found === undefined ? [] : [{ name, column: found }]
    })
    return column === undefined ? [] : [transitionOf(model, columns, transition, column, carried)]
  })
  throwProblems(problems)
  return transitions
}

function transitionOf(
  model: Model,
  columns: readonly Column[],
  transition: Transition,
  column: Column,
  carried: PreparedTransition['carried'],
): PreparedTransition {
  const name = `${model.name}: ${transition.event_name}`
  const added = {
    ...Object.fromEntries(carried.map((one) => [one.name, schemaOf(one.column)])),
    ...CHANGE_COLUMNS,
    from: schemaOf(column),
    to: schemaOf(column),
  }
  return { transition, column, carried, stream: streamOf(name, columns, { primaryKey: [], readInFull: false }, added) }
}

function removedOf(
  { model, columns }: DescribedModel,
  attributes: readonly string[],
  identity: readonly string[],
): PreparedModel['removed'] {
  const { action } = model.removed
  if (action === 'ignore') return undefined
  // What is not an attribute is not cleared. The rule of the removals does not know why the rule of the model excludes it.
  const kept =
    action === 'clear_attributes'
      ? columns.filter(({ name }) => attributes.includes(name) || identity.includes(name))
      : columns
  const stream = streamOf(
    `${model.name}: removed`,
    kept,
    { primaryKey: [], readInFull: false },
    action === 'event' ? CHANGE_COLUMNS : {},
  )
  const clears = action === 'clear_attributes' ? attributes.filter((name) => !identity.includes(name)) : []
  return { stream, clears, isEvent: action === 'event' }
}
