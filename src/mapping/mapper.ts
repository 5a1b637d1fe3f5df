import { decimalOf } from './canonical-text'
import { isNumeric } from './value-type'
import { MAX_ITEM_BYTES } from '../core/api-limits'
import { valueOf, type Row, type RowRef } from '../core/row'
import { entityKey, type PersonRef } from './entity'
import type { AttributeOptions, ColumnMeaning } from './column-mapping'
import { AttributeMapper } from './attributes'
import { primaryIdentifier, type StreamMapping } from './stream-mapping'
import { BATCH } from './endpoints'
import { noteOtherCase } from './column-case'
import type { ItemWriter } from './item-writer'
import type { ConflictClass, ItemExtras, Mapped } from './mapped-item'
import { PersonReader } from './person-reader'
import { isDeletionMark } from './source-columns'
import { streamLabel } from '../core/stream'
import {
  isRequired,
  type Built,
  type Field,
  type MappingConfig,
  type MappingTools,
  type RowView,
} from './objects/definition'
import { fieldText } from './objects/item-parts'
import { noteUnsentColumns } from './unsent-columns'
import { RepeatSample } from './repeat-sample'
import { MappingStats, type NullCounts } from './mapping-stats'

export interface MapperConfig extends MappingConfig, AttributeOptions {
  readonly identity: { readonly normalize_email: boolean; readonly conflicts: 'reject_record' | 'warn' | 'ignore' }
  readonly test_cohort: readonly string[]
}

/** What all mappers of a run share. One item is written at a time: its JSON is valid until any of them maps a row. */
interface SharedByMappers extends Omit<MappingTools, 'stats'> {
  readonly writer: ItemWriter
}

/** Turns the rows of one stream into items, skips and rejections. Everything about the stream is decided before. */
export class Mapper {
  readonly object: string
  readonly operation: string
  readonly irreversible: boolean
  readonly writesPeople: boolean
  private readonly conflictClass: ConflictClass
  private readonly build: ReturnType<StreamMapping['definition']['compile']>
  private readonly attributes: AttributeMapper | undefined
  private readonly required: readonly Field[]
  private readonly parts: CurrentRow
  private readonly person: PersonReader
  /** The column of the email address, where rows have an id beside it and it matters who has which. */
  private readonly emailColumn: string | undefined
  private readonly repeats: RepeatSample | undefined
  /** Columns of an object that takes no attributes are reported with the first row. */
  private mustReportUnsent: boolean
  private isFirstRow = true
  /** Maps rows that are marked as deleted, where they are deleted in Customer.io. */
  private readonly deletion: Mapper | undefined

  constructor(
    /** What the stream becomes, and which of its columns means what. */
    readonly streamMapping: StreamMapping,
    private readonly config: MapperConfig,
    private readonly shared: SharedByMappers,
    readonly stats = new MappingStats(),
  ) {
    const { definition, operation, stream } = streamMapping
    this.object = definition.name
    this.operation = operation.name
    this.irreversible = operation.irreversible
    const { conflictClass } = operation
    const isOrdered = conflictClass === 'append' && config.events.after_person_updates
    this.conflictClass = isOrdered ? 'ordered_append' : conflictClass
    this.writesPeople = definition.describesPeople === true && operation.attributes !== undefined
    this.build = definition.compile({
      ...streamMapping,
      config: { ...config, events: { ...config.events, ...streamMapping.events } },
      tools: { ...shared, stats: this.stats },
    })
    this.attributes =
      operation.attributes === undefined
        ? undefined
        : new AttributeMapper(
            {
              stream,
              kind: operation.attributes,
              attributeNameOf: streamMapping.attributeNameOf,
              isDeclaredIdentifier: streamMapping.isDeclaredIdentifier,
              primaryIdentifier: primaryIdentifier(streamMapping),
              controlAttributes: operation.controlAttributes ?? 0,
            },
            config,
            this.stats,
          )
    this.mustReportUnsent = definition.operations.every(({ attributes }) => attributes === undefined)
    const { deleted } = streamMapping
    this.deletion =
      deleted.operation === undefined
        ? undefined
        : new Mapper(
            { ...streamMapping, operation: deleted.operation, deleted: { columns: [], operation: undefined } },
            config,
            shared,
            this.stats,
          )
    this.required = definition.fields.filter((field) => isRequired(field, operation))
    this.parts = new CurrentRow(streamMapping, shared.writer)
    this.person = new PersonReader(streamMapping, config, this.stats)
    this.emailColumn =
      this.writesPeople && config.identity.conflicts !== 'ignore' ? emailColumn(streamMapping) : undefined
    this.repeats = this.writesPeople ? new RepeatSample() : undefined
    if (streamMapping.unlistedColumns.length > 0) this.stats.askAtEnd(() => this.missingColumnsHint())
    if (this.repeats !== undefined) this.stats.askAtEnd(() => this.repeats?.hint(stream.name))
  }

  /** Rows that the source marks as deleted are deleted in Customer.io, which cannot be undone. */
  get deletesForGood(): boolean {
    return this.deletion?.irreversible === true
  }

  /** Where a guard watches attributes of this stream for nulls. */
  get nulls(): NullCounts | undefined {
    return this.stats.nulls
  }

  /**
   * What becomes of a row. Never throws; `nowMs` is unix milliseconds. Sets the key of a row that becomes no item. The JSON
   * of an item is valid until the next row is mapped.
   */
  map(row: Row, ref: RowRef, nowMs: number): Mapped {
    const deleted = this.mapDeleted(row, ref, nowMs)
    if (deleted !== undefined) return deleted
    const mapped = this.make(row, nowMs)
    // Nearly all rows are delivered: theirs would be kept for nothing, and can be read from the item.
    if (mapped.kind !== 'item') ref.key = this.parts.key
    return mapped
  }

  private missingColumnsHint(): string | undefined {
    const { stream, unlistedColumns } = this.streamMapping
    const missing = this.attributes?.missingOf(unlistedColumns) ?? []
    if (missing.length === 0) return undefined
    return `columns of the stream ${streamLabel(stream)} names ${missing.join(', ')}, which neither its catalog nor a row has.`
  }

  /** What becomes of a row that its source marks as deleted; undefined for any other row. */
  private mapDeleted(row: Row, ref: RowRef, nowMs: number): Mapped | undefined {
    for (const column of this.streamMapping.deleted.columns) {
      const isDeleted = isDeletionMark(valueOf(row, column))
      if (isDeleted === false) continue
      if (isDeleted === undefined)
        return {
          kind: 'rejected',
          rejection: { code: 'invalid_field', field: column, expected: { type: 'deletion_mark' } },
        }
      if (this.deletion !== undefined) {
        const mapped = this.deletion.map(row, ref, nowMs)
        if (mapped.kind !== 'item') return mapped
        ref.isDeletion = true
        return { ...mapped, irreversible: this.deletion.irreversible }
      }
      this.noteDeleted(column)
      return { kind: 'skipped', why: 'deleted_row' }
    }
    return undefined
  }

  private noteDeleted(column: string): void {
    this.stats.noteOnce(
      'deleted_row',
      () =>
        `Rows of ${streamLabel(this.streamMapping.stream)} that ${column} marks as deleted are skipped. ` +
        'To delete them in Customer.io, add "deleted_rows": "delete" to the stream rule.',
    )
  }

  private make(row: Row, nowMs: number): Mapped {
    this.parts.key = undefined
    if (this.isFirstRow) {
      this.isFirstRow = false
      noteOtherCase(this.streamMapping, row, this.stats)
    }
    if (this.mustReportUnsent) {
      this.mustReportUnsent = false
      noteUnsentColumns(this.streamMapping, row, this.stats)
    }
    const person = this.person.identify(row)
    if (person !== undefined && 'rejection' in person) return { kind: 'rejected', rejection: person.rejection }
    this.parts.key = person?.value
    if (!this.person.isInCohort(row)) {
      return { kind: 'skipped', why: 'not_in_test_cohort' }
    }
    const { parts } = this
    parts.row = row
    parts.nowMs = nowMs
    parts.person = person
    for (const { name, missingCode } of this.required) {
      if (parts.text(name) !== undefined) continue
      return { kind: 'rejected', rejection: { code: missingCode ?? 'missing_field', field: name } }
    }
    const json = parts.attributes
    json.start()
    const refused = this.attributes?.map(row, json.out)
    if (refused !== undefined) return { kind: 'rejected', rejection: refused }
    const built = this.build(parts)
    if (built.kind !== 'built') return built
    json.finish(built.json, built.tail)
    return this.finish(row, built)
  }

  /** The attribute that a column becomes; undefined for none. */
  describe(column: string): ColumnMeaning | undefined {
    return this.attributes?.describe(column)
  }

  private finish(row: Row, built: Built): Mapped {
    if (built.key !== undefined) this.parts.key = built.key
    const { person, attributes: json } = this.parts
    if (json.bytes > MAX_ITEM_BYTES) {
      return { kind: 'rejected', rejection: { code: 'item_too_large', observed: json.bytes, limit: MAX_ITEM_BYTES } }
    }
    const claim = this.emailColumn === undefined ? undefined : this.claimEmail(row, this.emailColumn)
    if (claim !== undefined && 'kind' in claim) return claim
    if (person !== undefined) this.repeats?.see(person.value)
    const { endpoint = BATCH, entity, extras = claim } = built
    const item = { endpoint, conflictClass: this.conflictClass, entity, extras, json }
    this.attributes?.countItem()
    return { kind: 'item', item, person, liveEvent: built.liveEvent, clearsWatched: this.attributes?.clearsWatched }
  }

  /** An identifier of the row that is being built, undefined where it has none. */
  private identifierOf(row: Row, kind: 'id' | 'email'): string | undefined {
    const { person } = this.parts
    // Most of them have been read a moment ago.
    if (person?.kind === kind) return person.value
    if (kind === 'email' && this.attributes?.email !== undefined) return this.attributes.email
    return this.person.valueOf(row, kind)
  }

  /**
   * One email address with two ids: Customer.io would keep it on the first and drop it from the second without an error.
   * An address that another person had, or that this row leaves, concerns that person, too.
   */
  private claimEmail(row: Row, column: string): Mapped | ItemExtras | undefined {
    const { normalize_email: normalize, conflicts } = this.config.identity
    const id = this.identifierOf(row, 'id')
    const email = this.identifierOf(row, 'email')
    if (id === undefined || email === undefined) return undefined
    const { emails } = this.shared.memory
    const { kind } = this.parts.person as PersonRef
    // Customer.io compares email addresses without case. A row that is identified by one does not move a person to it.
    const claim = emails.claim(normalize ? email : email.toLowerCase(), id, kind !== 'email')
    if (claim === 'changed') this.stats.counts.email_changes++
    if (claim === 'taken') return this.refuseEmail(column, conflicts)
    const isLeftByOther = claim === 'changed' && kind !== 'id'
    const moreEntities = isLeftByOther ? [...emails.before, entityKey('id', id)] : emails.before
    return moreEntities.length === 0 ? undefined : { moreEntities }
  }

  private refuseEmail(column: string, conflicts: MapperConfig['identity']['conflicts']): Mapped | undefined {
    this.stats.counts.emails_on_two_ids++
    if (conflicts === 'warn') {
      this.stats.noteOnce(
        'email_on_two_ids',
        () =>
          'One email address came with two ids. Customer.io keeps it with the first and drops it from the second, without an error.',
      )
      return undefined
    }
    return { kind: 'rejected', rejection: { code: 'email_on_two_ids', field: column } }
  }
}

/** The column of the email address, where rows have an id beside it. */
function emailColumn({ person }: StreamMapping): string | undefined {
  return person.some(({ kind }) => kind === 'id') ? person.find(({ kind }) => kind === 'email')?.column : undefined
}

/** The current row. Each mapper has one object that is reused for every row, because there are millions of rows. */
class CurrentRow implements RowView {
  row!: Row
  nowMs = 0
  person: PersonRef | undefined
  /** What identifies the row in a report. */
  key: string | undefined
  readonly text: (field: string) => string | undefined
  readonly value: (field: string) => unknown

  constructor(
    { columns, constants, stream }: StreamMapping,
    readonly attributes: ItemWriter,
  ) {
    const numeric = new Set([...columns.values()].filter((column) => isNumeric(stream.columns.get(column))))
    this.value = (field) => {
      const constant = constants.get(field)
      if (constant !== undefined) return constant
      const column = columns.get(field)
      if (column === undefined) return undefined
      const value = valueOf(this.row, column)
      // A number may come as decimal text: both spellings are one value.
      return typeof value === 'string' && numeric.has(column) ? (decimalOf(value) ?? value) : value
    }
    this.text = (field) => fieldText(this.value(field))
  }
}
