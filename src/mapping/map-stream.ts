import type { Problem } from '../core/problem'
import { streamLabel, type SourceStream } from '../core/stream'
import { attributeRule, compileAttribute, defaultProblem, type ValueOptions } from './attribute-rules'
import { mapByCatalog } from './map-by-catalog'
import { mapByRule, type StreamRule } from './map-by-rule'
import { primaryIdentifier, type StreamMapping } from './stream-mapping'
import type { WorkspaceObjects } from './workspace-objects'
import { rejectionMessage } from '../core/messages/rejections'
import { cautionWarning, nameRefusal } from './attribute-names'
import { isRequired, type MappingConfig } from './objects/definition'

export interface StreamMappingConfig extends MappingConfig, ValueOptions {
  readonly unknown_attributes: 'send' | 'skip' | 'reject_record'
  readonly streams: readonly StreamRule[]
  /** How Airbyte's own connector identifies people of a mode without a matching key. */
  readonly identifierType?: 'email' | 'id' | 'cio_id' | undefined
}

/** Binds a stream by its data-activation object or by its rule; problems are appended. */
export function mapStream(
  stream: SourceStream,
  config: StreamMappingConfig,
  live: WorkspaceObjects | undefined,
  problems: Problem[],
): StreamMapping | undefined {
  const before = problems.length
  const streamMapping =
    stream.objectName === undefined
      ? mapByRule(stream, config.streams, problems)
      : mapByCatalog(stream, stream.objectName, live, config.identifierType ?? 'email', problems)
  if (streamMapping === undefined || problems.length > before) return undefined
  const events = { ...config.events, ...streamMapping.events }
  problems.push(
    ...fieldProblems(streamMapping, { ...config, events }),
    ...identifierProblems(streamMapping, config),
    ...nameProblems(streamMapping, config),
    ...defaultProblems(streamMapping, config),
  )
  const label = streamLabel(stream)
  const reviewed = streamMapping.definition.review?.(streamMapping) ?? { problems: [], warnings: [] }
  problems.push(...reviewed.problems.map((problem) => ({ ...problem, stream: label })))
  if (problems.length > before) return undefined
  const warnings = [...reviewed.warnings.map((one) => `The stream ${label}: ${one}`), ...nameWarnings(streamMapping)]
  return { ...streamMapping, warnings: [...streamMapping.warnings, ...warnings] }
}

/** What the stream itself does not give: the columns of data activation, and a key. */
function* fieldProblems(streamMapping: StreamMapping, config: MappingConfig): Iterable<Problem> {
  const { definition, operation, columns, constants, stream } = streamMapping
  const at = { path: [], stream: streamLabel(stream), operation: `${definition.name} ${operation.name}` }
  const byRule = stream.objectName === undefined
  for (const field of definition.fields) {
    if (byRule || !isRequired(field, operation) || columns.has(field.name) || constants.has(field.name)) continue
    yield { code: 'missing_stream_field', ...at, field: field.name, description: field.description }
  }
  const ofRule = byRule
    ? (definition.missingRequirements?.({ ...streamMapping, primaryKey: ['any'] }, config) ?? [])
    : []
  const said = new Set(ofRule.map(({ option }) => option))
  for (const { field, option, why } of definition.missingRequirements?.(streamMapping, config) ?? []) {
    if (said.has(option)) continue
    yield { code: 'missing_stream_option', ...at, option: byRule ? option : field, why }
  }
}

/** Columns that would identify people because of their names alone. */
function* identifierProblems(mapping: StreamMapping, config: StreamMappingConfig): Iterable<Problem> {
  const { stream, person, attributeNameOf } = mapping
  const declared = new Set<string>(person.map(({ kind }) => kind))
  for (const column of stream.columns.keys()) {
    const name = attributeNameOf(column)
    // Two columns for one declared identifier are reported separately.
    if (name === undefined || declared.has(name) || !isUndeclaredIdentifier(mapping, column, name)) continue
    if (!isSentUndeclared(mapping, name, config)) continue
    yield { code: 'undeclared_identifier', path: [], stream: streamLabel(stream), column, name }
  }
}

function isUndeclaredIdentifier({ operation, isDeclaredIdentifier }: StreamMapping, column: string, name: string) {
  return operation.attributes?.special(name)?.identifier !== undefined && !isDeclaredIdentifier(column)
}

/** An attribute rule names it, or columns without a rule are sent. */
function isSentUndeclared({ stream }: StreamMapping, name: string, config: StreamMappingConfig): boolean {
  return config.unknown_attributes === 'send' || attributeRule(config.attributes, name, stream.name) !== undefined
}

function* nameProblems(mapping: StreamMapping, config: StreamMappingConfig): Iterable<Problem> {
  const { stream, attributeNameOf, operation } = mapping
  if (operation.attributes === undefined) return
  const primary = primaryIdentifier(mapping)
  const columnsByName = new Map<string, string[]>(primary === undefined ? [] : [[primary.kind, [primary.column]]])
  for (const column of stream.columns.keys()) {
    const name = attributeNameOf(column)
    if (name === undefined || (column === primary?.column && name === primary.kind)) continue
    if (isUndeclaredIdentifier(mapping, column, name) && !isSentUndeclared(mapping, name, config)) continue
    columnsByName.set(name, [...(columnsByName.get(name) ?? []), column])
  }
  for (const [name, columns] of columnsByName) {
    if (columns.length < 2) continue
    yield {
      code: 'columns_of_one_name',
      path: [],
      stream: streamLabel(stream),
      columns,
      name,
      isIdentifier: name === primary?.kind,
    }
  }
}

function* defaultProblems(
  { stream, attributeNameOf, operation }: StreamMapping,
  config: ValueOptions,
): Iterable<Problem> {
  const kind = operation.attributes
  if (kind === undefined) return
  for (const [column, schema] of stream.columns) {
    const name = attributeNameOf(column)
    const rule = name === undefined ? undefined : attributeRule(config.attributes, name, stream.name)
    // A rule with a type was checked before.
    if (name === undefined || rule === undefined || rule.type !== undefined) continue
    const coerce = compileAttribute(name, kind, rule, schema, config)
    const problem = defaultProblem(rule, config.attributes.indexOf(rule), coerce)
    if (problem !== undefined) yield problem
  }
}

function* nameWarnings({ stream, attributeNameOf, operation }: StreamMapping): Iterable<string> {
  const kind = operation.attributes
  if (kind === undefined) return
  for (const column of stream.columns.keys()) {
    const name = attributeNameOf(column)
    if (name === undefined) continue
    const refusal = nameRefusal(name, column, kind)
    if (refusal !== undefined)
      yield `Every row of ${streamLabel(stream)} with a value in ${column} will be rejected (${refusal.code}): ${rejectionMessage(refusal)}`
    const caution = kind.caution(name)
    if (caution !== undefined) yield cautionWarning(stream, column, name, caution)
    const meant = kind.suggestedName(name)
    if (meant !== undefined)
      yield `The column ${column} of ${streamLabel(stream)} becomes the attribute ${name}. Customer.io knows only ${meant}, because names are case-sensitive. Fix: rename it in columns.rename.`
  }
}
