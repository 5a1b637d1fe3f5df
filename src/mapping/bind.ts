import { streamLabel, type SourceStream } from '../lib/rows'
import type { IdentifierKind } from './identifier'
import type { LiveObjects } from './live-objects'
import { styleName, type NameStyle } from './names'
import { resolveAlias } from './objects/aliases'
import {
  isRequired,
  type BindingFacts,
  type MappingConfig,
  type ObjectDefinition,
  type Operation,
} from './objects/definition'
import { OBJECTS } from './objects/index'

/** A stream rule as the user wrote it. */
export interface StreamRule extends Readonly<Record<string, unknown>> {
  readonly stream: string
  readonly namespace?: string | undefined
  readonly object: string
  readonly operation?: string | undefined
  readonly missing_identifier?: 'reject_record' | 'next_column' | undefined
  readonly columns?: {
    readonly include?: readonly string[] | undefined
    readonly exclude?: readonly string[] | undefined
    readonly rename?: readonly { readonly from: string; readonly to: string }[] | undefined
    readonly name_style?: NameStyle | undefined
  }
}

/** What a stream becomes, and which of its columns means what. */
export interface Binding extends BindingFacts {
  readonly stream: SourceStream
  readonly definition: ObjectDefinition
  /** Columns that identify the person, the one that identifies the stream first. */
  readonly person: readonly { readonly kind: IdentifierKind; readonly column: string }[]
  /** A row without the first identifier is known by the next one that has a value. */
  readonly nextColumn: boolean
  /** The attribute that a column becomes, undefined for none. */
  readonly nameOf: (column: string) => string | undefined
}

/** Binds a stream by its data-activation object or by its rule; problems are appended, one sentence each. */
export function bindStream(
  stream: SourceStream,
  rules: readonly StreamRule[],
  config: MappingConfig,
  live: LiveObjects | undefined,
  problems: string[],
): Binding | undefined {
  const before = problems.length
  const binding =
    stream.objectName === undefined
      ? bindByRule(stream, rules, problems)
      : bindByCatalog(stream, stream.objectName, live, problems)
  if (binding === undefined || problems.length > before) return undefined
  checkFields(binding, config, problems)
  checkNames(binding, problems)
  return problems.length > before ? undefined : binding
}

function bindByRule(stream: SourceStream, rules: readonly StreamRule[], problems: string[]): Binding | undefined {
  const named = rules.filter(({ stream: name }) => name === stream.name)
  // A rule for this very namespace comes before one for any.
  const rule =
    named.find(({ namespace }) => namespace === (stream.namespace ?? '')) ??
    named.find(({ namespace }) => namespace === undefined)
  if (rule === undefined) {
    problems.push(missingRule(stream))
    return undefined
  }
  const where = `streams[${rules.indexOf(rule)}] (${stream.name})`
  const definition = OBJECTS.find(({ name }) => name === rule.object)
  const operation = definition?.operations.find(
    ({ name }) => name === (rule.operation ?? definition.operations[0]?.name),
  )
  // The schema lets no other object or operation through.
  if (definition === undefined || operation === undefined) return undefined
  const valueOf = (option: string | undefined) =>
    option === undefined ? undefined : (rule[option] as string | undefined)
  const person = definition.personKinds.flatMap((kind) => {
    const column = valueOf(`${kind}_column`)
    return column === undefined ? [] : [{ kind, column }]
  })
  const columns = new Map<string, string>()
  const constants = new Map<string, string>()
  for (const field of definition.fields) {
    const column = valueOf(field.columnOption)
    const constant = valueOf(field.constantOption)
    if (column !== undefined) columns.set(field.name, column)
    else if (constant !== undefined) constants.set(field.name, constant)
  }
  for (const [option, column] of columnsOf(rule)) {
    if (stream.columns.size > 0 && !stream.columns.has(column))
      problems.push(`${where}.${option}: ${unknownColumn(stream, column)}`)
  }
  if (definition.personKinds.length > 0 && person.length === 0) {
    const options = definition.personKinds.map((kind) => `${kind}_column`).join(', ')
    problems.push(
      `${where}: expected one of ${options}, found none. Name the column that identifies the person; identity is never guessed.`,
    )
  }
  return {
    stream,
    definition,
    operation,
    person,
    nextColumn: rule.missing_identifier === 'next_column',
    columns,
    constants,
    primaryKey: stream.primaryKey,
    rule,
    nameOf: nameByRule(rule, definition, person, columns),
  }
}

function bindByCatalog(
  stream: SourceStream,
  objectName: string,
  live: LiveObjects | undefined,
  problems: string[],
): Binding | undefined {
  const alias = resolveAlias(objectName) ?? live?.resolve(objectName)
  const definition = OBJECTS.find(({ name }) => name === (alias?.object ?? objectName))
  const where = `The stream ${streamLabel(stream)}`
  if (definition === undefined) {
    problems.push(
      `${where} asks for the object '${objectName}'; known are ${OBJECTS.map(({ name }) => name).join(', ')}.`,
    )
    return undefined
  }
  const operation = alias?.operation
    ? definition.operations.find(({ name }) => name === alias.operation)
    : definition.operations.find(({ syncMode }) => syncMode === stream.syncMode)
  if (operation === undefined) {
    const modes = definition.operations.map(({ syncMode }) => syncMode).join(', ')
    problems.push(`${where} asks for the mode '${stream.syncMode}' of '${objectName}'; it has ${modes}.`)
    return undefined
  }
  const columnOf = (field: string) => alias?.columns?.[field] ?? field
  const has = (column: string) => stream.columns.size === 0 || stream.columns.has(column)
  const key = new Set(stream.primaryKey)
  checkMatchingKey(
    stream,
    operation,
    new Set(stream.primaryKey.map((column) => fieldOf(alias?.columns, column))),
    where,
    problems,
  )
  const given = definition.personKinds.filter((kind) => has(columnOf(kind)))
  const chosen = given.filter((kind) => key.has(columnOf(kind)))
  // The matching key that the user chose decides who a row is about.
  const person = [...chosen, ...given.filter((kind) => !chosen.includes(kind))].map((kind) => ({
    kind,
    column: columnOf(kind),
  }))
  if (definition.personKinds.length > 0 && person.length === 0) {
    problems.push(
      `${where} maps none of ${definition.personKinds.map(columnOf).join(', ')}: one of them must identify the person.`,
    )
  }
  const columns = new Map(
    definition.fields
      .filter(({ name, columnOption }) =>
        stream.columns.size > 0
          ? stream.columns.has(columnOf(name))
          : columnOption !== undefined || name === 'event_id',
      )
      .map(({ name }) => [name, columnOf(name)]),
  )
  // A time of the update is dangerous: it is only used where a rule names it.
  if (definition.name === 'person') columns.delete('timestamp')
  const constants = new Map(Object.entries(alias?.constants ?? {}))
  for (const field of constants.keys()) columns.delete(field)
  return {
    stream,
    definition,
    operation,
    person,
    nextColumn: false,
    columns,
    constants,
    // In data activation the key is the matching key, and events have none.
    primaryKey: [],
    rule: {},
    nameOf: nameByCatalog(definition, person, columns),
  }
}

function fieldOf(columns: Readonly<Record<string, string>> | undefined, column: string): string {
  return Object.entries(columns ?? {}).find(([, name]) => name === column)?.[0] ?? column
}

function checkMatchingKey(
  stream: SourceStream,
  operation: Operation,
  key: ReadonlySet<string>,
  where: string,
  problems: string[],
): void {
  if (key.size === 0 || operation.matchingKeys.length === 0) return
  const matches = operation.matchingKeys.some(
    (fields) => fields.length === key.size && fields.every((field) => key.has(field)),
  )
  if (matches) return
  const allowed = operation.matchingKeys.map((fields) => fields.join(' + ')).join(', ')
  problems.push(`${where} is matched by ${stream.primaryKey.join(' + ')}; allowed are ${allowed}.`)
}

/** Every option of a rule that names columns of the stream, with the column it names. */
function* columnsOf(rule: StreamRule): Iterable<readonly [string, string]> {
  for (const [option, value] of Object.entries(rule)) {
    if (option.endsWith('_column') && typeof value === 'string') yield [option, value]
    if (option === 'event_id_columns') for (const column of value as readonly string[]) yield [option, column]
  }
  const { include = [], exclude = [], rename = [] } = rule.columns ?? {}
  for (const column of include) yield ['columns.include', column]
  for (const column of exclude) yield ['columns.exclude', column]
  for (const { from } of rename) yield ['columns.rename', from]
}

/** Columns with a meaning of their own, which are no attributes unless the user includes them by name. */
function roleColumns(
  definition: ObjectDefinition,
  person: Binding['person'],
  columns: ReadonlyMap<string, string>,
): Set<string> {
  const roles = new Set([...columns].filter(([field]) => field !== 'event_id').map(([, column]) => column))
  person.forEach(({ column }, index) => {
    // The other identifiers of a person are attributes of theirs; an event has no use for them.
    if (index === 0 || definition.name !== 'person') roles.add(column)
  })
  return roles
}

function nameByRule(
  rule: StreamRule,
  definition: ObjectDefinition,
  person: Binding['person'],
  columns: ReadonlyMap<string, string>,
): (column: string) => string | undefined {
  const { include, exclude = [], rename = [], name_style: style = 'auto' } = rule.columns ?? {}
  const included = include === undefined || include.length === 0 ? undefined : new Set(include)
  const excluded = new Set(exclude)
  const renamed = new Map(rename.map(({ from, to }) => [from, to]))
  const roles = roleColumns(definition, person, columns)
  const identifiers = new Map(
    definition.name === 'person' ? person.slice(1).map(({ kind, column }) => [column, kind]) : [],
  )
  return (column) => {
    // Identifiers are sent whatever the lists of columns say.
    const kind = identifiers.get(column)
    if (kind !== undefined) return kind === 'cio_id' ? undefined : kind
    if (excluded.has(column) || (included === undefined ? roles.has(column) : !included.has(column))) return undefined
    return styleName(renamed.get(column) ?? column, style)
  }
}

function nameByCatalog(
  definition: ObjectDefinition,
  person: Binding['person'],
  columns: ReadonlyMap<string, string>,
): (column: string) => string | undefined {
  const roles = roleColumns(definition, person, columns)
  const identifiers = new Map(
    definition.name === 'person' ? person.slice(1).map(({ kind, column }) => [column, kind]) : [],
  )
  return (column) => {
    const kind = identifiers.get(column)
    if (kind !== undefined) return kind === 'cio_id' ? undefined : kind
    return roles.has(column) ? undefined : column
  }
}

function checkFields(binding: Binding, config: MappingConfig, problems: string[]): void {
  const { definition, operation, columns, constants, stream } = binding
  const byRule = stream.objectName === undefined
  const where = `The stream ${streamLabel(stream)} (${definition.name} ${operation.name})`
  const nameOption = (option: string) => {
    const field = definition.fields.find(({ columnOption }) => columnOption === option)
    return byRule || field === undefined ? option : field.name
  }
  for (const field of definition.fields) {
    if (!isRequired(field, operation) || columns.has(field.name) || constants.has(field.name)) continue
    const options = byRule
      ? [field.constantOption, field.columnOption].filter((one) => one !== undefined)
      : [field.name]
    problems.push(`${where} lacks ${options.join(' or ')}: ${field.description}`)
  }
  for (const { option, why } of definition.lacks?.(binding, config) ?? []) {
    problems.push(`${where} lacks ${nameOption(option)}: ${why}.`)
  }
  for (const field of definition.fields) {
    const constant = constants.get(field.name)
    if (constant !== undefined && field.values !== undefined && !field.values.includes(constant)) {
      problems.push(
        `${where}: ${field.constantOption ?? field.name} is '${constant}'; allowed are ${field.values.join(', ')}.`,
      )
    }
  }
}

function checkNames({ stream, nameOf, operation }: Binding, problems: string[]): void {
  if (operation.attributes === undefined) return
  const columnsByName = new Map<string, string[]>()
  for (const column of stream.columns.keys()) {
    const name = nameOf(column)
    if (name !== undefined) columnsByName.set(name, [...(columnsByName.get(name) ?? []), column])
  }
  for (const [name, columns] of columnsByName) {
    if (columns.length < 2) continue
    problems.push(
      `The stream ${streamLabel(stream)}: the columns ${columns.join(' and ')} would both become the attribute ${name}. ` +
        'Rename or exclude one of them in columns.',
    )
  }
}

function missingRule(stream: SourceStream): string {
  const columns = [...stream.columns.keys()]
  const guess = JSON.stringify({ stream: stream.name, object: 'person', id_column: 'THE_COLUMN_WITH_THE_ID' })
  return (
    `The stream ${streamLabel(stream)} has no rule in streams, so nothing says what it becomes. Its columns are ` +
    `${columns.length === 0 ? 'not declared' : columns.join(', ')}. A rule to start from: ${guess}`
  )
}

function unknownColumn(stream: SourceStream, column: string): string {
  const similar = [...stream.columns.keys()].find((known) => known.toLowerCase() === column.toLowerCase())
  const hint =
    similar === undefined
      ? `It has ${[...stream.columns.keys()].join(', ')}.`
      : `Did you mean ${similar}? Case matters.`
  return `expected a column of the stream, found '${column}'. ${hint}`
}
