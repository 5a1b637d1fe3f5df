import type { Problem } from '../core/problem'
import { streamLabel, type SourceStream } from '../core/stream'
import { attributeRule, compileAttribute, defaultProblem, type ValueOptions } from './attribute-rules'
import { mapByCatalog } from './map-by-catalog'
import { mapByRule, type StreamRule } from './map-by-rule'
import { primaryIdentifier, type StreamMapping } from './stream-mapping'
import type { WorkspaceObjects } from './workspace-objects'
import { rejectionMessage } from '../core/messages/rejections'
import { nameRefusal } from './attribute-names'
import { isRequired, type MappingConfig } from './objects/definition'

export interface StreamMappingConfig extends MappingConfig, ValueOptions {
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
    ...nameProblems(streamMapping),
    ...defaultProblems(streamMapping, config),
  )
  if (problems.length > before) return undefined
  return { ...streamMapping, warnings: [...streamMapping.warnings, ...nameWarnings(streamMapping)] }
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

function* nameProblems(streamMapping: StreamMapping): Iterable<Problem> {
  const { stream, attributeNameOf, operation } = streamMapping
  if (operation.attributes === undefined) return
  const taken = primaryIdentifier(streamMapping)
  const columnsByName = new Map<string, string[]>(taken === undefined ? [] : [[taken.kind, [taken.column]]])
  for (const column of stream.columns.keys()) {
    const name = attributeNameOf(column)
    if (name === undefined || (column === taken?.column && name === taken.kind)) continue
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
      isIdentifier: name === taken?.kind,
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
    // A rule with a type has been judged by itself.
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
    const meant = kind.suggestedName(name)
    if (meant !== undefined)
      yield `The column ${column} of ${streamLabel(stream)} becomes the attribute ${name}. Customer.io knows ${meant} and its names are case sensitive: ${name} means nothing to it.`
  }
}
