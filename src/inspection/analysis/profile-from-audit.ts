import { MAX_VALUE_BYTES } from '../../core/api-limits'
import type { ColumnMeaning } from '../../mapping/column-mapping'
import type { StreamMapping } from '../../mapping/stream-mapping'
import { declaredType } from '../../mapping/value-type'
import { rejectionMessage } from '../../core/messages/rejections'
import type { Rejection } from '../../core/outcome'
import type { AuditFigures, Measured } from '../../warehouse/audit'
import type { Column, ColumnKind } from '../../warehouse/column'
import { eventsFromCounts, isoOf } from './event-ages'
import { kindOfType } from './value-kinds'
import type {
  ColumnProfile,
  EventProfile,
  Kind,
  ValuePatterns,
  PeopleProfile,
  RejectedProfile,
  StreamProfile,
} from './profile'
import { isWithoutZone, roleOf } from './column-roles'

/** The mapping of the audited model. */
interface AuditedMapper {
  readonly streamMapping: StreamMapping
  readonly object: string
  readonly operation: string
  readonly irreversible: boolean
  describe(column: string): ColumnMeaning | undefined
}

export interface AuditedModel {
  readonly columns: readonly Column[]
  readonly figures: AuditFigures
  readonly mapper: AuditedMapper
  /** Blank text counts as null. */
  readonly blankIsNull: boolean
  /** Whether a value past the limit costs its row, rather than being cut or omitted. */
  readonly rejectsLong: (isText: boolean) => boolean
  /** IANA name of the zone for times without one. */
  readonly timeZone: string
  /** Null rates of an earlier audit, by column. */
  readonly previous: ReadonlyMap<string, number>
}

/** The profile of a stream from aggregates that the warehouse computed, as if its rows had been read. */
export function profileFromFigures(model: AuditedModel): StreamProfile {
  const { figures, mapper, columns } = model
  const { rows } = figures
  const { stream } = mapper.streamMapping
  const rejected = rejectedOf(model).filter((one) => one.rows > 0)
  const lost = Math.min(
    rows,
    rejected.reduce((sum, one) => sum + one.rows, 0),
  )
  return {
    stream: stream.name,
    namespace: stream.namespace ?? null,
    object: mapper.object,
    operation: mapper.operation,
    irreversible: mapper.irreversible,
    identifier: mapper.streamMapping.person.find(({ kind }) => kind === 'id')?.column ?? null,
    time_zone: model.timeZone,
    read_in_full: true,
    read: rows,
    delivered: rows - lost,
    skipped: {},
    rejected: rejected.sort((a, b) => b.rows - a.rows),
    counts: {},
    people: mapper.streamMapping.definition.describesPeople ? peopleOf(figures.identifiers[0]) : null,
    events: eventsOf(model),
    columns: columns.map((column) => columnOf(column, model)),
    columns_not_shown: 0,
  }
}

function columnOf(column: Column, model: AuditedModel): ColumnProfile {
  const { figures, mapper, previous, blankIsNull } = model
  const measured = figures.columns.get(column.name) ?? {}
  const meaning = mapper.describe(column.name)
  const there = figure(measured, 'present') - (blankIsNull ? figure(measured, 'blank') : 0)
  const from = kindOf(column.kind)
  const to = meaning === undefined ? undefined : (kindOfType(meaning.type) ?? from)
  const schema = mapper.streamMapping.stream.columns.get(column.name)
  const isText = column.kind === 'text'
  const [first, last] = [momentOf(measured['first_s']), momentOf(measured['last_s'])]
  const sizeOf = (size: string | null) => (size === null ? null : isText ? `${size} characters` : size)
  const nulls = figures.rows - there
  return {
    column: column.name,
    attribute: meaning?.attribute ?? null,
    role: roleOf(column.name, mapper.streamMapping) ?? null,
    declared: declaredType(schema),
    without_zone: isWithoutZone(schema),
    by_rule: meaning?.byRule ?? false,
    rows: figures.rows,
    nulls,
    on_null: meaning?.onNull ?? 'left_out',
    cleared: meaning?.onNull === 'cleared' ? nulls : 0,
    left_out: 0,
    large_numbers: to === 'number' && meaning?.type !== 'string' ? figure(measured, 'large') : 0,
    is_excluded: mapper.streamMapping.attributeNameOf(column.name) === undefined,
    from: there === 0 ? {} : { [from]: there },
    to: there === 0 || to === undefined ? {} : sentKinds(to, there, figure(measured, 'large')),
    changed: to === undefined || to === from ? 0 : there,
    smallest: first === undefined ? sizeOf(measured['smallest'] ?? null) : isoOf(first),
    largest: last === undefined ? sizeOf(measured['largest'] ?? null) : isoOf(last),
    first_s: first ?? null,
    last_s: last ?? null,
    samples: [],
    categories: shares(column.kind, measured, there),
    looks: looksOf(measured),
    previous_null_rate: previous.get(column.name) ?? null,
  }
}

/** Numbers past 2^53 are sent as text. */
function sentKinds(to: Kind, there: number, large: number): ColumnProfile['to'] {
  if (to !== 'number' || large === 0) return { [to]: there }
  return large === there ? { text: there } : { number: there - large, text: large }
}

function shares(kind: ColumnKind, measured: Measured, there: number): ColumnProfile['categories'] {
  if (kind !== 'boolean' || there === 0) return []
  const yes = figure(measured, 'yes')
  return [
    { value: 'true', rows: yes },
    { value: 'false', rows: there - yes },
  ].filter(({ rows }) => rows > 0)
}

function looksOf(measured: Measured): ValuePatterns {
  const [day, month] = [figure(measured, 'day_first') > 0, figure(measured, 'month_first') > 0]
  return {
    times: figure(measured, 'times'),
    local_dates: figure(measured, 'local_dates'),
    day_first: day === month ? null : day,
    local_separator: measured['separator'] ?? null,
    // SQL tells the layout and not whether a layout reads every value.
    local_unreadable: figure(measured, 'local_dates'),
    epoch_milliseconds: figure(measured, 'epoch_milliseconds'),
    json: figure(measured, 'json'),
    numbers: figure(measured, 'numbers') - figure(measured, 'epoch_milliseconds'),
    booleans: figure(measured, 'booleans'),
    null_words: figure(measured, 'null_words'),
    padded: figure(measured, 'padded'),
  }
}

function peopleOf(identifier: Measured | undefined): PeopleProfile | null {
  if (identifier === undefined) return null
  const distinct = figure(identifier, 'distinct')
  return {
    distinct,
    repeated_rows: figure(identifier, 'present') - distinct,
    look_alike: distinct - figure(identifier, 'distinct_folded'),
    is_full: false,
  }
}

function eventsOf({ figures, mapper, columns }: AuditedModel): EventProfile | null {
  const { definition, columns: columnByField } = mapper.streamMapping
  const { eventTimeField } = definition
  if (eventTimeField === undefined || figures.ages === undefined) return null
  const column = columns.find(({ name }) => name === columnByField.get(eventTimeField))
  const measured = figures.columns.get(column?.name ?? '') ?? {}
  return eventsFromCounts({
    ...figures.ages,
    rows: figures.rows,
    firstS: momentOf(measured['first_s']),
    lastS: momentOf(measured['last_s']),
  })
}

/** The rows that would be rejected, according to the aggregates. A row with two problems counts twice. */
function rejectedOf({ figures, mapper, columns, rejectsLong }: AuditedModel): RejectedProfile[] {
  const { streamMapping } = mapper
  const isLimited = streamMapping.operation.attributes?.isLimited === true
  const first = streamMapping.person[0]?.column ?? null
  const [identifier = {}] = figures.identifiers
  const one = (rejection: Rejection, rows: number): RejectedProfile => ({
    code: rejection.code,
    field: rejection.field ?? null,
    column: rejection.column ?? null,
    rows,
    message: rejectionMessage(rejection),
  })
  const who =
    first === null
      ? []
      : [
          one({ code: 'missing_identifier', field: first }, figures.rows - figure(identifier, 'present')),
          one({ code: 'blank_identifier', field: first }, figure(identifier, 'blank')),
          one({ code: 'null_word_identifier', field: first }, figure(identifier, 'null_words')),
          one({ code: 'identifier_too_long', field: first, limit: 150 }, figure(identifier, 'too_long')),
          ...(streamMapping.person[0]?.kind === 'id'
            ? [one({ code: 'reserved_cio_prefix', field: first }, figure(identifier, 'cio_prefix'))]
            : []),
          one({ code: 'invalid_email', field: first }, figure(identifier, 'no_email')),
        ]
  const { emails = 0, ids = 0 } = figures.sharedEmails ?? {}
  const email = streamMapping.person.find(({ kind }) => kind === 'email')?.column ?? 'email'
  const shared = one({ code: 'email_on_two_ids', field: email }, ids - emails)
  const attributes = columns.flatMap(({ name, kind }): RejectedProfile[] => {
    const meaning = mapper.describe(name)
    const measured = figures.columns.get(name) ?? {}
    if (meaning === undefined) return []
    if (meaning.refusal !== undefined)
      return [one({ ...meaning.refusal, field: meaning.attribute }, figure(measured, 'present'))]
    if (!isLimited || !rejectsLong(kind === 'text')) return []
    return [
      one({ code: 'value_too_long', field: meaning.attribute, limit: MAX_VALUE_BYTES }, figure(measured, 'too_long')),
    ]
  })
  return [...who, shared, ...attributes]
}

function figure(measured: Measured, name: string): number {
  const number = Number(measured[name] ?? 0)
  return Number.isFinite(number) ? number : 0
}

function momentOf(cell: string | null | undefined): number | undefined {
  return cell === null || cell === undefined ? undefined : Math.floor(Number(cell))
}

function kindOf(kind: ColumnKind): Kind {
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'date':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return 'timestamp'
    case 'json':
      return 'JSON'
    case 'text':
    case 'time':
    case 'binary':
    case 'other':
      return 'text'
  }
}
