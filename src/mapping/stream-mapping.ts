import type { SourceStream } from '../core/stream'
import type { IdentifierKind } from './identifier'
import type { MappingFacts, MappingConfig, ObjectDefinition, Operation } from './objects/definition'

/** A column that identifies the person of a row. */
export interface PersonColumn {
  readonly kind: IdentifierKind
  readonly column: string
}

/** What a stream becomes, and which of its columns means what. */
export interface StreamMapping extends MappingFacts {
  readonly stream: SourceStream
  readonly definition: ObjectDefinition
  /** Columns that identify the person, the one that identifies the stream first. */
  readonly person: readonly PersonColumn[]
  /** A row without the first identifier is known by the next one that has a value. */
  readonly nextColumn: boolean
  /** The attribute that a column becomes, undefined for none. */
  readonly attributeNameOf: (column: string) => string | undefined
  /** True where the rule, or the mapping of data activation, says that the column is an identifier of the person. */
  readonly isDeclaredIdentifier: (column: string) => boolean
  /** Rows that the source marks as deleted, and what they become: nothing, or this operation. */
  readonly deleted: { readonly columns: readonly string[]; readonly operation: Operation | undefined }
  /** Columns that the lists of the rule name and the catalog does not: rows may bring them. */
  readonly unlistedColumns: readonly string[]
  /** Options of events that this stream has other than the configuration. */
  readonly events: Partial<MappingConfig['events']>
  /** Sentences about what is allowed and probably not meant. */
  readonly warnings: readonly string[]
}

/** The name of an identifier that a row gives outside its attributes, with its column: no other column may take it. */
export function primaryIdentifier({ definition, operation, person }: StreamMapping): PersonColumn | undefined {
  const [first] = person
  return definition.describesPeople && operation.attributes !== undefined && first?.kind !== 'cio_id'
    ? first
    : undefined
}

/**
 * Creates the function that names the attribute of a column. Columns with a special meaning do not become attributes,
 * additional identifiers of a person are named by their kind, and `rest` names all others.
 */
export function nameColumns(
  definition: ObjectDefinition,
  { person, further }: { readonly person: readonly PersonColumn[]; readonly further: readonly PersonColumn[] },
  columns: ReadonlyMap<string, string>,
  rest: (column: string, hasRole: boolean) => string | undefined,
): (column: string) => string | undefined {
  const { describesPeople, fields } = definition
  // An event has no use for further identifiers.
  const identifiers = new Map(
    describesPeople ? [...person.slice(1), ...further].map(({ kind, column }) => [column, kind]) : [],
  )
  const roles = new Set([
    ...fields.filter(({ staysInData }) => staysInData !== true).flatMap(({ name }) => columns.get(name) ?? []),
    ...person.filter((_, index) => index === 0 || !describesPeople).map(({ column }) => column),
  ])
  return (column) => {
    // Identifiers are sent whatever the lists of columns say.
    const kind = identifiers.get(column)
    if (kind !== undefined) return kind === 'cio_id' ? undefined : kind
    return rest(column, roles.has(column))
  }
}
