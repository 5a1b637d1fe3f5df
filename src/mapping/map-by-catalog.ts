import { closest } from '../lib/closest'
import type { Problem } from '../core/problem'
import { streamLabel, type SourceStream } from '../core/stream'
import { nameColumns, type StreamMapping } from './stream-mapping'
import type { IdentifierKind } from './identifier'
import type { WorkspaceObjects } from './workspace-objects'
import { resolveAlias, type Alias } from './objects/aliases'
import type { MappingConfig, ObjectDefinition, Operation } from './objects/definition'
import { OBJECTS } from './objects/index'
import { defaultMarkers, isLoaderColumn } from './source-columns'

/** What a stream becomes by the object and the mode that the catalog names; problems are appended. */
export function mapByCatalog(
  stream: SourceStream,
  objectName: string,
  live: WorkspaceObjects | undefined,
  preferred: IdentifierKind | undefined,
  problems: Problem[],
): StreamMapping | undefined {
  const alias: Alias = resolveAlias(objectName) ?? live?.resolve(objectName) ?? { object: objectName }
  const definition = OBJECTS.find(({ name }) => name === alias.object)
  const label = streamLabel(stream)
  if (definition === undefined) {
    problems.push(unknownObject(stream, objectName, live))
    return undefined
  }
  const operation = findOperation(stream, definition, alias)
  if (operation === undefined) {
    const modes = alias.modes ?? definition.operations.map(({ syncMode }) => syncMode)
    const facts = { object: objectName, mode: stream.syncMode, allowed: modes }
    problems.push({ code: 'unknown_mode', path: [], stream: label, ...facts })
    return undefined
  }
  const columnOf = (field: string) => alias.columns?.[field] ?? field
  // If a catalog declares no columns, rows can have any column.
  const has = (column: string) => stream.columns.size === 0 || stream.columns.has(column)
  problems.push(...keyProblems(stream, operation, alias))
  const key = new Set(stream.primaryKey)
  const given = definition.personKinds.filter((kind) => has(columnOf(kind)))
  const chosen = given.filter((kind) => key.has(columnOf(kind)))
  // The matching key that the user chose decides who a row is about; a mode without keys leaves it to the connection.
  const first = chosen.length === 0 && alias.modes !== undefined && preferred !== undefined ? [preferred] : chosen
  const kinds = [...first.filter((kind) => given.includes(kind)), ...given.filter((kind) => !first.includes(kind))]
  const person = kinds.map((kind) => ({ kind, column: columnOf(kind) }))
  if (definition.personKinds.length > 0 && person.length === 0) {
    const columns = definition.personKinds.filter((kind) => alias.columns === undefined || kind in alias.columns)
    problems.push({ code: 'missing_person_mapping', path: [], stream: label, columns: columns.map(columnOf) })
  }
  const columns = new Map(
    definition.fields
      .filter(({ name, isOnlyNamedByRules }) => isOnlyNamedByRules !== true && has(columnOf(name)))
      .map(({ name }) => [name, columnOf(name)]),
  )
  const constants = new Map(Object.entries(alias.constants ?? {}))
  for (const field of constants.keys()) columns.delete(field)
  return {
    stream,
    definition,
    operation,
    person,
    nextColumn: stream.columns.size === 0 && chosen.length === 0,
    columns,
    constants,
    // In data activation the key is the matching key, and events have none.
    primaryKey: [],
    rule: {},
    unlistedColumns: [],
    ...(alias.optionalKey === true
      ? leniencyOf(columns, `The stream ${label}`, columnOf)
      : { events: {}, warnings: [] }),
    deleted: { columns: defaultMarkers(stream), operation: undefined },
    // The user chose the name of each field in the mapping of the connection.
    isDeclaredIdentifier: () => true,
    attributeNameOf: nameColumns(definition, { person, further: [] }, columns, (column, hasRole) =>
      hasRole || isLoaderColumn(column) ? undefined : column,
    ),
  }
}

function findOperation(stream: SourceStream, { operations }: ObjectDefinition, alias: Alias): Operation | undefined {
  const { syncMode } = stream
  // A reset of a connection comes in this mode and brings no rows; nothing is deleted for it.
  const fallback = syncMode === 'overwrite' && operations[0]?.irreversible === false ? operations[0] : undefined
  if (alias.modes !== undefined && !alias.modes.includes(syncMode) && syncMode !== 'overwrite') return undefined
  if (alias.operation !== undefined) return operations.find(({ name }) => name === alias.operation)
  return operations.find((operation) => operation.syncMode === syncMode) ?? fallback
}

function* keyProblems(stream: SourceStream, operation: Operation, alias: Alias): Iterable<Problem> {
  const { primaryKey, columns } = stream
  if (primaryKey.length === 0 || operation.matchingKeys.length === 0) return
  const fieldByColumn = new Map(Object.entries(alias.columns ?? {}).map(([field, column]) => [column, field]))
  const key = new Set(primaryKey.map((column) => fieldByColumn.get(column) ?? column))
  const matches = operation.matchingKeys.some(
    (fields) => fields.length === key.size && fields.every((field) => key.has(field)),
  )
  if (!matches) {
    const columnOf = (field: string) => alias.columns?.[field] ?? field
    const offered = operation.matchingKeys.filter(
      (fields) => alias.columns === undefined || fields.every((field) => field in (alias.columns ?? {})),
    )
    const allowed = offered.map((fields) => fields.map(columnOf))
    yield { code: 'wrong_matching_key', path: [], stream: streamLabel(stream), found: primaryKey, allowed }
    return
  }
  for (const column of primaryKey) {
    if (columns.size > 0 && !columns.has(column))
      yield { code: 'unmapped_matching_key', path: [], stream: streamLabel(stream), column }
  }
}

function unknownObject(stream: SourceStream, found: string, live: WorkspaceObjects | undefined): Problem {
  const known = [...OBJECTS.map(({ name }) => name), ...(live?.aliases.keys() ?? [])]
  return {
    code: 'unknown_object',
    path: [],
    stream: streamLabel(stream),
    found,
    known,
    suggestion: closest(found, known),
    isWorkspaceKnown: live !== undefined,
  }
}

/** Airbyte's own connector asks for neither key nor time of an event: without them its connections go on, warned. */
function leniencyOf(
  columns: ReadonlyMap<string, string>,
  where: string,
  columnOf: (field: string) => string,
): Pick<StreamMapping, 'events' | 'warnings'> {
  const events: { -readonly [Name in keyof MappingConfig['events']]?: MappingConfig['events'][Name] } = {}
  const warnings: string[] = []
  if (!columns.has('event_id')) {
    events.missing_id = 'send_without'
    warnings.push(
      `${where} maps nothing to ${columnOf('event_id')}, so its events leave without an id, and a second run triggers them again. Map the column that tells one event from all others to it.`,
    )
  }
  if (!columns.has('event_timestamp')) {
    events.missing_timestamp = 'use_emitted_at'
    warnings.push(
      `${where} maps nothing to ${columnOf('event_timestamp')}, so its events are dated when the source read them. Map the column that says when each happened to it.`,
    )
  }
  return { events, warnings }
}
