import { valueOf, type Row } from '../core/row'
import { isNumeric } from './value-type'
import type { PersonRef } from './entity'
import {
  compileIdentifier,
  type IdentifierRejection,
  type IdentifierKind,
  type IdentifierReader,
  type IdentityOptions,
} from './identifier'
import type { MappingStats } from './mapping-stats'
import { isBlank } from './objects/item-parts'
import type { StreamMapping } from './stream-mapping'

interface ReadColumn {
  readonly kind: IdentifierKind
  readonly column: string
  readonly read: IdentifierReader
  /** The same, uncounted. */
  readonly peek: IdentifierReader
}

/** Reads who the rows of one stream are about. */
export class PersonReader {
  private readonly columns: readonly ReadColumn[]
  private readonly cohort: ReadonlySet<string> | undefined
  private readonly takesNext: boolean

  constructor(
    { person, stream, nextColumn }: StreamMapping,
    config: IdentityOptions & { readonly test_cohort: readonly string[] },
    stats: MappingStats,
  ) {
    this.takesNext = nextColumn
    this.columns = person.map(({ kind, column }) => {
      const options = { kind, column, isNumeric: isNumeric(stream.columns.get(column)) }
      return {
        kind,
        column,
        read: compileIdentifier({ ...options, onTrimmed: (name) => stats.noteTrimmed(name) }, config),
        peek: compileIdentifier(options, config),
      }
    })
    this.cohort = readCohort(config)
  }

  /** By the stream's identifier, or by the next one with a value where the rule allows that; undefined for no columns. */
  identify(row: Row): PersonRef | IdentifierRejection | undefined {
    let first: IdentifierRejection | undefined
    for (const { kind, column, read } of this.columns) {
      const value = valueOf(row, column)
      // An anonymous id is used only where no other identifier has a value.
      if (first !== undefined && !this.takesNext && kind !== 'anonymous_id') continue
      const identifier = read(value)
      if (typeof identifier === 'string') return { kind, value: identifier }
      // A value that is not an identifier is reported, never passed over.
      if (!isBlank(value)) return first ?? identifier
      first ??= identifier
    }
    return first
  }

  /** An identifier of the row by its kind; undefined where it has none. */
  valueOf(row: Row, kind: IdentifierKind): string | undefined {
    const found = this.columns.find((one) => one.kind === kind)
    const identifier = found?.peek(valueOf(row, found.column))
    return typeof identifier === 'string' ? identifier : undefined
  }

  /** True where no test cohort is set, or where an identifier of the row is in it. */
  isInCohort(row: Row): boolean {
    const { cohort } = this
    if (cohort === undefined) return true
    return this.columns.some(({ column, peek }) => {
      const identifier = peek(valueOf(row, column))
      return typeof identifier === 'string' && cohort.has(identifier)
    })
  }
}

/** The test cohort in the form of identifiers in rows: trimmed, and email addresses also in the compared form. */
function readCohort({
  test_cohort: cohort,
  ...options
}: IdentityOptions & { readonly test_cohort: readonly string[] }): ReadonlySet<string> | undefined {
  if (cohort.length === 0) return undefined
  const readEmail = compileIdentifier({ kind: 'email', column: 'test_cohort' }, options)
  const emails = cohort.map(readEmail).filter((one) => typeof one === 'string')
  return new Set([...cohort.map((one) => (options.trim_identifiers ? one.trim() : one)), ...emails])
}
