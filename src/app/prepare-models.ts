import type { Activation, Model, Transition } from '../config/activation'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import { sha256Hex } from '../lib/hash'
import type { ColumnSchema, SourceStream } from '../core/stream'
import type { Mapper } from '../mapping/mapper'
import { mappingProblems, compileMappings, type CompiledMappings } from '../mapping/compile-mappings'
import {
  CHANGE_COLUMNS,
  contractType,
  schemaOf,
  type Column,
  type PreparedModel,
  type PreparedTransition,
} from '../warehouse/index'

/** A model and its columns, as the warehouse describes them. */
export interface DescribedModel {
  readonly model: Model
  readonly columns: readonly Column[]
  /** It was delivered before, and this run brings what is new. */
  readonly isIncremental: boolean
}

export interface PreparedRun {
  readonly models: readonly PreparedModel[]
  readonly plan: CompiledMappings
  readonly streams: readonly SourceStream[]
}

type Rule = Config['streams'][number]

/** Options of a stream rule that name whom or what a row is about, for a row that is no longer there. */
const NOT_IDENTITY = new Set(['stream', 'operation', 'columns', 'timestamp_column', 'last_used_column'])
const PERSON_OPTIONS = ['cio_id_column', 'id_column', 'email_column', 'phone_column', 'missing_identifier'] as const
/** Part of a mapping beside its rule: what they change, they change for every row. */
const MAPPING_OPTIONS = [
  'attributes',
  'null_handling',
  'clear_with',
  'empty_text',
  'unknown_attributes',
  'invalid_values',
  'time_zone',
  'dates_as',
  'identity',
] as const satisfies readonly (keyof Config)[]

/**
 * Decides everything about the models of a run: what is read of each, what it becomes, and where its changes go. One
 * ConfigError with all that does not fit.
 */
export function prepareModels({ config }: Activation, described: readonly DescribedModel[]): PreparedRun {
  const rules = config.streams.filter(({ stream }) => described.some(({ model }) => model.name === stream))
  const streams = described.map(({ model, columns, isIncremental }) =>
    streamOf(model.name, columns, { primaryKey: model.key, readInFull: !isIncremental }),
  )
  const problems = described.flatMap((one) => [...columnProblems(one)])
  problems.push(...[...mappingProblems({ ...config, streams: rules }, streams)].map(placed))
  throwProblems(problems)
  const plan = compileMappings({ ...config, streams: rules }, streams)
  const derived: { readonly stream: SourceStream; readonly rule: Rule }[] = []
  const models = described.map((one, index) => {
    const stream = streams[index] as SourceStream
    const mapper = plan.mappers.get(stream) as Mapper
    const rule = rules.find((candidate) => candidate.stream === stream.name) as Rule
    const prepared = prepare(one, { stream, mapper, rule, config })
    derived.push(...derivedRules(prepared, rule))
    return prepared
  })
  const derivedPlan = planDerived(config, derived)
  return {
    models,
    streams: [...streams, ...derived.map(({ stream }) => stream)],
    plan: {
      mappers: new Map([...plan.mappers, ...derivedPlan.mappers]),
      warnings: plan.warnings,
    },
  }
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

/** Columns that the activation names and the model lacks, or that are of a type that does not serve. */
function* columnProblems({ model, columns }: DescribedModel): Iterable<string> {
  const { changes, cadence } = model
  const named: [string, string][] = model.key.map((column) => ['key', column])
  if (changes.method === 'cursor') named.push(['changes.column', changes.column])
  if (cadence !== undefined) named.push(['cadence.column', cadence.column])
  model.events_on_change.forEach(({ timestamp_column: column }, index) => {
    if (column !== undefined) named.push([`events_on_change[${index}].timestamp_column`, column])
  })
  for (const [option, name] of named) {
    const column = columns.find((one) => one.name === name)
    if (column === undefined)
      yield `model ${model.name}, ${option}: expected a column of the model; found '${name}'. ${hint(columns, name)}`
    else if (option === 'changes.column' && !/timestamp|date|integer|decimal/.test(column.kind))
      yield `model ${model.name}, ${option}: expected a time or a number that grows; ${name} is ${column.sqlType}.`
    else if (option === 'cadence.column' && !/timestamp|date/.test(column.kind))
      yield `model ${model.name}, ${option}: expected a time; ${name} is ${column.sqlType}.`
    else if (option === 'key' && column.kind === 'json')
      yield `model ${model.name}, ${option}: expected a plain value; ${name} is ${column.sqlType}.`
  }
}

function hint(columns: readonly Column[], name: string): string {
  const similar = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  return similar === undefined
    ? `It has ${columns.map((column) => column.name).join(', ')}.`
    : `Did you mean ${similar.name}? Case matters.`
}

/** A sentence about a stream rule, as this file has it. */
function placed(problem: string): string {
  return problem.replace(/^streams\[\d+\] \(([^)]*)\)\.?/, 'model $1, rule.')
}

function throwProblems(problems: readonly string[]): void {
  if (problems.length === 0) return
  throw new ConfigError(`The activation does not fit its models:\n${problems.map((one) => `- ${one}`).join('\n')}`)
}

interface Bound {
  readonly stream: SourceStream
  readonly mapper: Mapper
  readonly rule: Rule
  readonly config: Config
}

function prepare({ model, columns }: DescribedModel, { stream, mapper, rule, config }: Bound): PreparedModel {
  const named = (name: string | undefined) => columns.find((column) => column.name === name)
  const isAttribute = (column: Column) => mapper.describe(column.name) !== undefined
  const roles = new Set(roleColumns(rule))
  const mapped = columns.filter((column) => isAttribute(column) || roles.has(column.name))
  const key = model.key.flatMap((name) => named(name) ?? [])
  const cursor = model.changes.method === 'cursor' ? named(model.changes.column) : undefined
  const problems: string[] = []
  const transitions = model.events_on_change.flatMap((transition, index) => {
    const column = columns.find((one) => mapper.describe(one.name)?.attribute === transition.attribute)
    const found = column ?? named(transition.attribute)
    if (found !== undefined) return [transitionOf(model, columns, transition, found)]
    problems.push(
      `model ${model.name}, events_on_change[${index}].attribute: expected an attribute or a column of the model; ` +
        `found '${transition.attribute}'. ${hint(columns, transition.attribute)}`,
    )
    return []
  })
  throwProblems(problems)
  const identity = identityColumns(rule)
  const read = new Set([
    ...[...mapped, ...key, ...(cursor === undefined ? [] : [cursor])].map(({ name }) => name),
    ...transitions.flatMap(({ column, transition }) => [column.name, transition.timestamp_column]),
  ])
  const keptNames = new Set([
    ...(model.removed.action === 'ignore' ? [] : identity),
    ...transitions.map(({ column }) => column.name),
  ])
  return {
    model,
    stream,
    columns: columns.filter(({ name }) => read.has(name)),
    mapped,
    key,
    cursor,
    cadence: named(model.cadence?.column),
    kept: columns.filter(({ name }) => keptNames.has(name)),
    removed: removedOf(
      model,
      columns,
      mapped.filter(isAttribute).map(({ name }) => name),
      identity,
    ),
    transitions,
    mapping: fingerprint(rule, config, mapped),
    contract: {
      columns: Object.fromEntries(mapped.map((column) => [column.name, contractType(column)])),
      identity: identityText(mapper),
    },
  }
}

/** Columns with a meaning of their own in a rule. */
function roleColumns(rule: Rule): readonly string[] {
  return Object.entries(rule).flatMap(([option, value]: [string, unknown]) => {
    if (option.endsWith('_column') && typeof value === 'string') return [value]
    return option === 'event_id_columns' ? (value as readonly string[]) : []
  })
}

function identityColumns(rule: Rule): readonly string[] {
  return roleColumns(Object.fromEntries(Object.entries(rule).filter(([name]) => !NOT_IDENTITY.has(name))) as Rule)
}

function identityText({ streamMapping, object }: Mapper): string {
  const [person] = streamMapping.person
  if (person !== undefined) return `${person.kind} from the column ${person.column}`
  const column = [...streamMapping.columns].find(([field]) => field.endsWith('_id'))
  return column === undefined ? object : `${column[0]} from the column ${column[1]}`
}

function fingerprint(rule: Rule, config: Config, mapped: readonly Column[]): string {
  const options = Object.fromEntries(MAPPING_OPTIONS.map((name) => [name, config[name]]))
  const columns = mapped.map((column) => [column.name, column.kind])
  return sha256Hex(JSON.stringify([rule, options, columns])).slice(0, 16)
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
  model: Model,
  columns: readonly Column[],
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

/** The rules of the streams that a model's changes go to. */
function derivedRules(
  { model, removed, transitions }: PreparedModel,
  rule: Rule,
): readonly { readonly stream: SourceStream; readonly rule: Rule }[] {
  const source = rule as unknown as Readonly<Record<string, unknown>>
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]))
  const eventRule = (stream: SourceStream, eventName: string | undefined, include: readonly string[]) => ({
    ...pick(PERSON_OPTIONS),
    stream: stream.name,
    object: 'event',
    operation: 'insert',
    event_name: eventName,
    timestamp_column: 'changed_at',
    event_id_columns: ['change'],
    event_id_scope: '',
    columns: { include, name_style: 'keep' },
  })
  const derived: { stream: SourceStream; rule: unknown }[] = transitions.map(({ stream, transition }) => ({
    stream,
    rule: eventRule(stream, transition.event_name, ['attribute', 'from', 'to']),
  }))
  if (removed !== undefined) {
    const { stream } = removed
    const { action, event_name: eventName } = model.removed
    const identity = pick(Object.keys(source).filter((name) => !NOT_IDENTITY.has(name)))
    const rules = {
      delete: { ...identity, stream: stream.name, operation: 'delete' },
      clear_attributes: { ...identity, ...pick(['columns']), stream: stream.name, operation: 'update' },
      event: eventRule(stream, eventName, ['changed_at']),
      ignore: undefined,
    }
    derived.push({ stream, rule: rules[action] })
  }
  return derived as { stream: SourceStream; rule: Rule }[]
}

/**
 * Rows about changes are made here, so nothing of them is unknown, and a null in them is meant: it clears. What is
 * protected stays so.
 */
function planDerived(
  config: Config,
  derived: readonly { readonly stream: SourceStream; readonly rule: Rule }[],
): CompiledMappings {
  const own: Config = {
    ...config,
    streams: derived.map(({ rule }) => rule),
    unknown_attributes: 'send',
    null_handling: 'clear',
    attributes: config.attributes
      .filter((rule) => rule.protected)
      .map(({ attribute }) => ({ attribute, protected: true })),
    guards: { ...config.guards, max_null_percent: [] },
    test_cohort: config.test_cohort,
  }
  return compileMappings(
    own,
    derived.map(({ stream }) => stream),
  )
}
