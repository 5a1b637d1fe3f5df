import { hash64, type Hash64 } from '../../lib/hash'
import { Hash64Table } from '../../lib/hash64-table'
import type { PersonRef } from '../../mapping/entity'
import { rejectionMessage } from '../../core/messages/rejections'
import type { Rejection, SkipReason } from '../../core/outcome'
import type { Row, RowRef } from '../../core/row'
import type { SourceStream } from '../../core/stream'
import type { StreamMapping } from '../../mapping/stream-mapping'
import type { ColumnMeaning } from '../../mapping/column-mapping'
import { declaredType } from '../../mapping/value-type'
import type { Mapped } from '../../mapping/mapped-item'
import { compileMoment } from '../../mapping/coerce-times'
import { isBlank } from '../../mapping/objects/item-parts'
import { AgeProfiler } from './event-ages'
import { ColumnProfiler } from './column-profiler'
import { isWithoutZone, roleOf } from './column-roles'
import type { PeopleProfile, RejectedProfile, StreamProfile } from './profile'

/** Maximum number of profiled columns per stream, because every row can have new columns. */
const MAX_COLUMNS = 500
/** Maximum number of people that are compared, which limits the memory to 75 MB. */
const MAX_PEOPLE = 5_000_000
const MAX_REJECTION_KINDS = 200

/** The options that affect the profile of a stream. */
export interface WatchOptions {
  readonly time_zone: string
  readonly empty_text: 'as_null' | 'send'
  readonly events: { readonly live_hours: number; readonly max_future_minutes: number }
}

/** The mapping of the profiled stream. */
export interface WatchedMapper {
  readonly streamMapping: StreamMapping
  readonly object: string
  readonly operation: string
  readonly irreversible: boolean
  map(row: Row, ref: RowRef, nowMs: number): Mapped
  describe(column: string): ColumnMeaning | undefined
  readonly writesPeople: boolean
}

/** Profiles the rows of one stream while mapping them. Memory: 15 bytes per person, independent of the number of rows. */
export class StreamProfiler {
  private readonly columns = new Map<string, ColumnProfiler>()
  private readonly rejected = new Map<string, { rejection: Rejection; rows: number }>()
  private readonly skipped: Partial<Record<SkipReason, number>> = {}
  private readonly ages: AgeProfiler | undefined
  private readonly timestampColumn: string | undefined
  private readonly readTime: (value: unknown) => number | undefined
  private readonly people: PeopleWatch | undefined
  private readonly notShown = new Set<string>()
  private read = 0

  constructor(
    private readonly stream: SourceStream,
    private readonly mapper: WatchedMapper,
    private readonly options: WatchOptions,
  ) {
    const { streamMapping, writesPeople } = mapper
    const { eventTimeField } = streamMapping.definition
    const { live_hours: liveHours, max_future_minutes: maxFutureMinutes } = options.events
    this.ages = eventTimeField === undefined ? undefined : new AgeProfiler({ liveHours, maxFutureMinutes })
    this.timestampColumn = eventTimeField && streamMapping.columns.get(eventTimeField)
    this.readTime = compileMoment({ timeZone: options.time_zone })
    this.people = writesPeople || this.ages !== undefined ? new PeopleWatch() : undefined
    for (const column of stream.columns.keys()) this.columnOf(column)
  }

  /** Maps a row, and adds the row and its item to the profile. */
  map(row: Row, ref: RowRef, nowMs: number): Mapped {
    const mapped = this.mapper.map(row, ref, nowMs)
    this.read++
    const sent = mapped.kind === 'item' ? (JSON.parse(mapped.item.json.toString()) as Sent) : undefined
    const attributes = sent && attributesOf(sent)
    for (const column in row.data) this.columnOf(column)?.see(row.data[column], attributes)
    if (mapped.kind === 'rejected') this.countRejection(mapped.rejection)
    if (mapped.kind === 'skipped') this.skipped[mapped.why] = (this.skipped[mapped.why] ?? 0) + 1
    if (mapped.kind === 'item' && mapped.person !== undefined) this.people?.see(nameOf(mapped.person))
    this.ages?.see(this.momentOf(row, sent), nowMs, sent !== undefined)
    return mapped
  }

  /** `delivered` and `counts` are the run's own. */
  result(delivered: number, counts: Readonly<Record<string, number>>): StreamProfile {
    const { name, namespace, readInFull } = this.stream
    const { object, operation, irreversible, streamMapping } = this.mapper
    return {
      stream: name,
      namespace: namespace ?? null,
      object,
      operation,
      irreversible,
      identifier: streamMapping.person.find(({ kind }) => kind === 'id')?.column ?? null,
      time_zone: this.options.time_zone,
      read_in_full: readInFull,
      read: this.read,
      delivered,
      skipped: this.skipped,
      rejected: [...this.rejected.values()]
        .map((one) => toRejected(one, streamMapping))
        .sort((a, b) => b.rows - a.rows),
      counts,
      people: this.people?.result ?? null,
      events: this.ages?.result ?? null,
      columns: [...this.columns.values()].map((column) => column.result(this.read)),
      columns_not_shown: this.notShown.size,
    }
  }

  private columnOf(column: string): ColumnProfiler | undefined {
    const known = this.columns.get(column)
    if (known !== undefined) return known
    if (this.columns.size >= MAX_COLUMNS) {
      if (this.notShown.size < MAX_COLUMNS) this.notShown.add(column)
      return undefined
    }
    const schema = this.stream.columns.get(column)
    const watch = new ColumnProfiler({
      column,
      declared: declaredType(schema),
      withoutZone: isWithoutZone(schema),
      role: roleOf(column, this.mapper.streamMapping),
      meaning: this.mapper.describe(column),
      isExcluded: this.mapper.streamMapping.attributeNameOf(column) === undefined,
      timeZone: this.options.time_zone,
      blankIsNull: this.options.empty_text === 'as_null',
    })
    this.columns.set(column, watch)
    return watch
  }

  private countRejection(rejection: Rejection): void {
    const key = `${rejection.code} ${rejection.field ?? ''}`
    const known = this.rejected.get(key)
    if (known !== undefined) known.rows++
    else if (this.rejected.size < MAX_REJECTION_KINDS) this.rejected.set(key, { rejection, rows: 1 })
  }

  /** The time of the event of a row in unix seconds, whether or not it would be sent. */
  private momentOf(row: Row, sent: Sent | undefined): number | undefined {
    if (typeof sent?.timestamp === 'number') return sent.timestamp
    const raw = this.timestampColumn === undefined ? undefined : row.data[this.timestampColumn]
    return isBlank(raw) ? undefined : this.readTime(raw)
  }
}

/** Detects repeated and similar identifiers of people in one stream. */
class PeopleWatch {
  private readonly known = new Hash64Table(true)
  private readonly key: Hash64 = { high: 0, low: 0 }
  private readonly exact: Hash64 = { high: 0, low: 0 }
  private repeated = 0
  private lookAlike = 0

  see(identifier: string): void {
    if (this.known.size >= MAX_PEOPLE) return
    const seen = this.known.put(hash64(identifier.trim().toLowerCase(), this.key), hash64(identifier, this.exact).low)
    if (seen === 'same') this.repeated++
    if (seen === 'other') this.lookAlike++
  }

  get result(): PeopleProfile {
    return {
      distinct: this.known.size,
      repeated_rows: this.repeated,
      look_alike: this.lookAlike,
      is_full: this.known.size >= MAX_PEOPLE,
    }
  }
}

interface Sent {
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly cio_relationships?: readonly { readonly relationship_attributes?: Readonly<Record<string, unknown>> }[]
  readonly timestamp?: number
}

/** The attributes of an item of any kind. */
function attributesOf({ attributes, cio_relationships: ties }: Sent): Readonly<Record<string, unknown>> {
  return attributes ?? ties?.[0]?.relationship_attributes ?? {}
}

/** `id/42` */
function nameOf({ kind, value }: PersonRef): string {
  return `${kind}/${value}`
}

function toRejected(
  { rejection, rows }: { rejection: Rejection; rows: number },
  { columns }: StreamMapping,
): RejectedProfile {
  const { code, field } = rejection
  const column = rejection.column ?? (field === undefined ? undefined : columns.get(field))
  return { code, field: field ?? null, column: column ?? null, rows, message: rejectionMessage(rejection) }
}
