import { EVENT_ATTRIBUTES } from '../attribute-kinds'
import { exceedsBytes, truncateToBytes, utf8Bytes } from '../../lib/bytes'
import type { PersonRef } from '../entity'
import { isDamaged } from '../../lib/unicode'
import type { JsonPiece } from '../../lib/json-writer'
import { MAX_EVENT_NAME_BYTES, MAX_ITEM_BYTES } from '../../core/api-limits'
import { valueOf } from '../../core/row'
import { canonicalText, decimalOf } from '../canonical-text'
import { isNumeric } from '../value-type'
import { isTooDeep } from '../coerce'
import { MAX_DEPTH } from '../invalid-value'
import { compileRowTime, TIME_OPTIONS } from './row-time'
import { canTrigger, classifyAge } from '../event-age'
import { eventId, isUlid } from '../event-id'
import type { BuildResult, CompileContext, ObjectDefinition, RowView } from './definition'
import { beforeIdOf, isBlank, PERSON_KINDS, personEntity, reject, unquotedJson } from './item-parts'

const TYPES = ['event', 'page', 'screen'] as const
const TAIL = Buffer.from('}}')
const MEMORY_FULL =
  'This run has brought so many events that later ones are no longer compared: an event that comes twice in it is sent twice, ' +
  'and Customer.io drops the second by its id.'

export const event: ObjectDefinition = {
  name: 'event',
  title: 'Event',
  description: 'An event of a person. One row is one event, and its id is the same in every run.',
  eventTimeField: 'event_timestamp',
  stage: 'events',
  personKinds: [...PERSON_KINDS, 'anonymous_id'],
  fields: [
    {
      name: 'event_name',
      title: 'Event name',
      description: 'The name of the event, at most 100 bytes.',
      type: 'string',
      required: true,
      missingCode: 'missing_event_name',
      maxLength: MAX_EVENT_NAME_BYTES,
      columnOption: 'event_name_column',
      constantOption: 'event_name',
    },
    {
      name: 'event_timestamp',
      title: 'Event timestamp',
      description:
        'The time of the event: ISO 8601 text, or a number of unix seconds. You need it unless events.missing_timestamp allows events without it.',
      type: 'timestamp',
      required: false,
      columnOption: 'timestamp_column',
    },
    {
      name: 'event_id',
      title: 'Event key',
      description:
        'The stable key of the event in your data. The id for Customer.io is derived from it. You need it unless events.missing_id allows events without it.',
      type: 'string',
      required: false,
      staysInData: true,
    },
    {
      name: 'event_type',
      title: 'Event type',
      description: 'event, page (a page view) or screen (a screen view). If you omit it, it is event.',
      type: 'string',
      required: false,
      constantOption: 'event_type',
      values: TYPES,
    },
  ],
  ruleOptions: [
    ...TIME_OPTIONS,
    {
      name: 'event_id_columns',
      schema: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        title: 'Event key columns',
        description:
          'The columns that together identify one event of your stream, so that a repeated sync sends the same event id. You can omit it if the stream has a primary key.',
      },
    },
    {
      name: 'event_id_scope',
      schema: {
        type: 'string',
        default: '',
        title: 'Event key scope',
        description:
          'A constant text that becomes part of the event id. Set it if two of your tables number the same kind of event independently.',
      },
    },
  ],
  operations: [
    {
      name: 'insert',
      title: 'Add',
      syncMode: 'append',
      matchingKeys: [],
      conflictClass: 'append',
      irreversible: false,
      attributes: EVENT_ATTRIBUTES,
      examples: [
        { id: '42', event_name: 'cart_updated', event_id: 'c-1', event_timestamp: 1735689600, total: 12.5 },
        {
          email: 'ada@example.com',
          event_name: '/pricing',
          event_type: 'page',
          event_id: 'v-9',
          event_timestamp: '2025-01-01T00:00:00Z',
        },
      ],
    },
  ],
  missingRequirements({ columns, primaryKey, rule }, { events }) {
    const lacking = []
    if (keyColumns(columns, primaryKey, rule).length === 0 && events.missing_id === 'reject_record') {
      lacking.push({
        field: 'event_id',
        option: 'event_id_columns',
        why: 'an event needs a stable key, the columns that together tell it from all others, or a second run triggers it again (events.missing_id: send_without allows that)',
      })
    }
    if (!columns.has('event_timestamp') && events.missing_timestamp === 'reject_record') {
      lacking.push({
        field: 'event_timestamp',
        option: 'timestamp_column',
        why: 'an event needs the time it happened, or Customer.io takes it for now (events.missing_timestamp: use_emitted_at allows that)',
      })
    }
    return lacking
  },
  review({ person, columns, primaryKey, rule }) {
    const key = keyColumns(columns, primaryKey, rule)
    const isPersonAlone = key.length > 0 && key.every((one) => person.some(({ column }) => column === one))
    if (!isPersonAlone) return { problems: [], warnings: [] }
    const names = key.join(', ')
    if (key !== primaryKey) {
      const warning = `event_id_columns names only the person (${names}), so each person has one event of a name forever. Later events of the person are skipped.`
      return { problems: [], warnings: [warning] }
    }
    return { problems: [{ code: 'event_key_is_person', path: [], columns: key }], warnings: [] }
  },
  compile,
}

/** The columns of an event's key: those the user named, else the one of data activation, else the primary key. */
export function keyColumns(
  columns: ReadonlyMap<string, string>,
  primaryKey: readonly string[],
  rule: Readonly<Record<string, unknown>>,
): readonly string[] {
  const named = rule['event_id_columns'] as readonly string[] | undefined
  if (named !== undefined && named.length > 0) return named
  const single = columns.get('event_id')
  return single === undefined ? primaryKey : [single]
}

function compile(context: CompileContext): (parts: RowView) => BuildResult {
  const { config, tools } = context
  const { events } = config
  const readId = compileId(context)
  const readTimestamp = compileTimestamp(context)
  const nameOf = compileName(context)
  const limits = { liveHours: events.live_hours, maxFutureMinutes: events.max_future_minutes }
  const { counts } = tools.stats
  const type = context.constants.get('event_type')
  const beforeId = beforeIdOf(event.personKinds)
  return (parts) => {
    const name = parts.text('event_name') as string
    const timestampS = readTimestamp(parts)
    if (typeof timestampS !== 'number') return timestampS
    const age = classifyAge(timestampS, parts.nowMs, limits)
    if (age === 'future') {
      return reject('future_event', 'event_timestamp', { limit: events.max_future_minutes })
    }
    if (age === 'stale' && events.stale === 'skip') return { kind: 'skipped', why: 'stale_event' }
    if (age === 'stale' && events.stale === 'reject_record') {
      return reject('stale_event', 'event_timestamp', { limit: events.live_hours })
    }
    const sentName = nameOf(name, age === 'stale' && events.stale === 'rename' ? events.rename_suffix : '')
    if (typeof sentName !== 'string') return sentName
    const action = type ?? parts.text('event_type') ?? 'event'
    if (!(TYPES as readonly string[]).includes(action)) {
      return reject('invalid_field', 'event_type', { expected: { type: 'one_of', values: TYPES } })
    }
    const id = readId(parts, name)
    if (typeof id === 'object') return id
    const person = parts.person as PersonRef
    const idJson = id === '' ? '' : `,"id":"${id}"`
    const json = [
      beforeId[person.kind] as Uint8Array,
      unquotedJson(person.value),
      `"},"action":"${action}","name":${JSON.stringify(sentName)}${idJson},"timestamp":${timestampS},"attributes":{`,
    ]
    const built: BuildResult = {
      kind: 'built',
      json,
      tail: TAIL,
      entity: personEntity(person),
      ...(canTrigger(timestampS, parts.nowMs) ? { liveEvent: { name: sentName, timestampS } } : {}),
    }
    // An item that is too large is not sent, so it is neither remembered nor counted as an event.
    const bytes = json.reduce((sum, piece) => sum + bytesOf(piece), parts.attributes.bytes + TAIL.length)
    if (bytes > MAX_ITEM_BYTES) return built
    if (id !== '') {
      const seen = tools.memory.seeEvent(id, parts.attributes.hashAfter(json))
      if (seen === 'full') tools.stats.noteOnce('event_memory_full', () => MEMORY_FULL)
      if (seen === 'repeat') return { kind: 'skipped', why: 'duplicate_event' }
      if (seen === 'conflict') {
        return reject('duplicate_event_id', 'event_id')
      }
    }
    if (age === 'live') counts.events_live++
    else counts.events_stale++
    return built
  }
}

const LONG_NAME = reject('event_name_too_long', 'event_name', { limit: MAX_EVENT_NAME_BYTES })

/** Makes the function that gives the name that is sent. A name that is too long is cut in front of the suffix. */
function compileName({
  config,
  tools,
  stream,
}: CompileContext): (name: string, suffix: string) => string | BuildResult {
  return (name, suffix) => {
    const full = suffix === '' ? name : `${name}${suffix}`
    if (!exceedsBytes(full, MAX_EVENT_NAME_BYTES)) return full
    const available = MAX_EVENT_NAME_BYTES - utf8Bytes(suffix)
    const cut = config.too_long === 'truncate' ? truncateToBytes(name, available).trimEnd() : ''
    if (cut === '') return LONG_NAME
    tools.stats.noteTruncated('the event name', MAX_EVENT_NAME_BYTES, stream)
    return `${cut}${suffix}`
  }
}

function bytesOf(piece: JsonPiece): number {
  return typeof piece === 'string' ? utf8Bytes(piece) : piece.length
}

/** Makes the function that reads when an event happened, in unix seconds; or why it does not say. */
function compileTimestamp({ config, tools, rule }: CompileContext): (parts: RowView) => number | BuildResult {
  const readTime = compileRowTime({ rule }, config.time_zone, 'event_timestamp')
  return (parts) => {
    const raw = parts.value('event_timestamp')
    if (!isBlank(raw)) return readTime(raw)
    if (config.events.missing_timestamp === 'reject_record') return reject('missing_timestamp', 'event_timestamp')
    const { emittedAtMs } = parts.row
    if (emittedAtMs === undefined) return reject('missing_timestamp', 'emitted_at')
    tools.stats.counts.timestamps_from_emitted_at++
    return Math.floor(emittedAtMs / 1000)
  }
}

/** Creates a function that reads the id of an event: a ULID, the empty text without an id, or a rejection. */
function compileId({
  columns,
  primaryKey,
  rule,
  config,
  tools,
  stream,
}: CompileContext): (parts: RowView, name: string) => string | BuildResult {
  const keys = keyColumns(columns, primaryKey, rule)
  const scope = (rule['event_id_scope'] as string | undefined) ?? ''
  const numeric = new Set(keys.filter((column) => isNumeric(stream.columns.get(column))))
  const { missing_id: missing, keep_ulids: keepUlids } = config.events
  return ({ row }, name) => {
    const texts: string[] = []
    for (const column of keys) {
      const value = valueOf(row, column)
      if (isBlank(value)) break
      if (isTooDeep(value)) return reject('too_deep', column, { limit: MAX_DEPTH })
      const decimal = typeof value === 'string' && numeric.has(column) ? decimalOf(value) : undefined
      const text = decimal ?? canonicalText(value)
      if (isDamaged(text)) return reject('invalid_identifier', column, { why: 'damaged_text' })
      texts.push(text)
    }
    if (texts.length === keys.length && keys.length > 0) {
      const [only] = texts
      if (keepUlids && texts.length === 1 && isUlid(only as string)) return only as string
      return eventId(scope, name, texts)
    }
    if (missing === 'reject_record') {
      return reject('missing_event_id', 'event_id')
    }
    tools.stats.counts.events_without_id++
    tools.stats.noteOnce(
      'events_without_id',
      () => 'Events without an id were sent: a second run can trigger them again.',
    )
    return ''
  }
}
