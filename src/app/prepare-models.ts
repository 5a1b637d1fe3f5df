import type { Activation, Model, Transition } from '../config/activation'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { ColumnSchema, SourceStream } from '../core/stream'
import { compileMappings, mappingProblems, type CompiledMappings } from '../mapping/compile-mappings'
import type { Mapper } from '../mapping/mapper'
import {
  CHANGE_COLUMNS,
  contractType,
  schemaOf,
  type Column,
  type PreparedModel,
  type PreparedTransition,
} from '../warehouse/index'
import { compileDerived, derivedStreams, NOT_IDENTITY, type DerivedStream, type Rule } from './derived-streams'
import { columnHint, columnProblems, type DescribedModel } from './described-model'
import { mappingFingerprint } from './mapping-fingerprint'

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
  readonly config: Config
}

/**
 * Decides what is read of each model, how it is mapped, and where its changes are sent. One ConfigError with everything
 * that does not fit.
 */
export function prepareModels({ config }: Activation, described: readonly DescribedModel[]): PreparedRun {
  const rules = config.streams.filter(({ stream }) => described.some(({ model }) => model.name === stream))
  const streams = described.map(({ model, columns, isIncremental }) =>
    streamOf(model.name, columns, { primaryKey: model.key, readInFull: !isIncremental }),
  )
  const problems = described.flatMap((one) => [...columnProblems(one)])
  problems.push(...[...mappingProblems({ ...config, streams: rules }, streams)].map(asModelProblem))
  throwProblems(problems)
  const mappings = compileMappings({ ...config, streams: rules }, streams)
  const derived: DerivedStream[] = []
  const models = described.map((one, index) => {
    const stream = streams[index] as SourceStream
    const mapper = mappings.mappers.get(stream) as Mapper
    const rule = rules.find((candidate) => candidate.stream === stream.name) as Rule
    const prepared = prepareModel(one, { stream, mapper, rule, config })
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

function throwProblems(problems: readonly string[]): void {
  if (problems.length === 0) return
  throw new ConfigError(
    `The activation does not fit its models:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  )
}

/** Names the model in a problem of a stream rule, as the activation file does. */
function asModelProblem(problem: string): string {
  return problem.replace(/^streams\[\d+\] \(([^)]*)\)\.?/, 'model $1, rule.')
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

function prepareModel(described: DescribedModel, { stream, mapper, rule, config }: MappedModel): PreparedModel {
  const { model, columns } = described
  const columnOf = (name: string | undefined) => columns.find((column) => column.name === name)
  const isAttribute = (column: Column) => mapper.describe(column.name) !== undefined
  const roles = new Set(roleColumns(rule))
  const mapped = columns.filter((column) => isAttribute(column) || roles.has(column.name))
  const key = model.key.flatMap((name) => columnOf(name) ?? [])
  const cursor = model.changes.method === 'cursor' ? columnOf(model.changes.column) : undefined
  const transitions = transitionsOf(described, mapper)
  const identity = identityColumns(rule)
  const readNames = new Set([
    ...[...mapped, ...key, ...(cursor === undefined ? [] : [cursor])].map(({ name }) => name),
    ...transitions.flatMap(({ column, transition }) => [column.name, transition.timestamp_column]),
  ])
  const keptNames = new Set([
    ...(model.removed.action === 'ignore' ? [] : identity),
    ...transitions.map(({ column }) => column.name),
  ])
  const attributes = mapped.filter(isAttribute).map(({ name }) => name)
  return {
    model,
    stream,
    columns: columns.filter(({ name }) => readNames.has(name)),
    mapped,
    key,
    cursor,
    cadence: columnOf(model.cadence?.column),
    kept: columns.filter(({ name }) => keptNames.has(name)),
    removed: removedOf(described, attributes, identity),
    transitions,
    mapping: mappingFingerprint(rule, config, mapped),
    contract: {
      columns: Object.fromEntries(mapped.map((column) => [column.name, contractType(column)])),
      identity: identityText(mapper),
    },
  }
}

/** Columns that a rule names for a purpose other than an attribute. */
function roleColumns(rule: object): readonly string[] {
  return Object.entries(rule).flatMap(([option, value]: [string, unknown]) => {
    if (option.endsWith('_column') && typeof value === 'string') return [value]
    return option === 'event_id_columns' ? (value as readonly string[]) : []
  })
}

function identityColumns(rule: Rule): readonly string[] {
  return roleColumns(Object.fromEntries(Object.entries(rule).filter(([name]) => !NOT_IDENTITY.has(name))))
}

function identityText({ streamMapping, object }: Mapper): string {
  const [person] = streamMapping.person
  if (person !== undefined) return `${person.kind} from the column ${person.column}`
  const column = [...streamMapping.columns].find(([field]) => field.endsWith('_id'))
  return column === undefined ? object : `${column[0]} from the column ${column[1]}`
}

/** The transitions of a model with their columns. ConfigError for attributes that the model does not have. */
function transitionsOf({ model, columns }: DescribedModel, mapper: Mapper): readonly PreparedTransition[] {
  const problems: string[] = []
  const transitions = model.events_on_change.flatMap((transition, index) => {
    const { attribute } = transition
    const column =
      columns.find(({ name }) => mapper.describe(name)?.attribute === attribute) ??
      columns.find(({ name }) => name === attribute)
    if (column !== undefined) return [transitionOf(model, columns, transition, column)]
    problems.push(
      `model ${model.name}, events_on_change[${index}].attribute: expected an attribute or a column of the model; ` +
        `found '${attribute}'. ${columnHint(columns, attribute)}`,
    )
    return []
  })
  throwProblems(problems)
  return transitions
}

function transitionOf(
  model: Model,
  columns: readonly Column[],
  transition: Transition,
  column: Column,
): PreparedTransition {
  const name = `${model.name}: ${transition.event_name}`
  const added = { ...CHANGE_COLUMNS, from: schemaOf(column), to: schemaOf(column) }
  return { transition, column, stream: streamOf(name, columns, { primaryKey: [], readInFull: false }, added) }
}

function removedOf(
  { model, columns }: DescribedModel,
  attributes: readonly string[],
  identity: readonly string[],
): PreparedModel['removed'] {
  const { action } = model.removed
  if (action === 'ignore') return undefined
  const stream = streamOf(
    `${model.name}: removed`,
    columns,
    { primaryKey: [], readInFull: false },
    action === 'event' ? CHANGE_COLUMNS : {},
  )
  const clears = action === 'clear_attributes' ? attributes.filter((name) => !identity.includes(name)) : []
  return { stream, clears, isEvent: action === 'event' }
}
