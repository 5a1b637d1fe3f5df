import type { SourceStream } from '../../core/stream'
import type { StreamRule } from '../../mapping/map-by-rule'
import { declaredType } from '../../mapping/value-type'
import { PERSON_ATTRIBUTES } from '../../mapping/attribute-kinds'
import { styleName } from '../../mapping/attribute-names'
import { findingsOfColumn } from './column-findings'
import type { ColumnProfile, StreamProfile } from './profile'
import { isTime } from './value-kinds'

/** A suggested configuration that the user checks and pastes. */
export interface Suggestion {
  readonly streams: readonly StreamRule[]
  readonly attributes: readonly Readonly<Record<string, unknown>>[]
}

const PERSON_ID = /^(user|customer|person|contact|member|account|profile)?_?(id|uuid|guid)$/i
const EMAIL = /(^|_)e?_?mail(_?address)?$/i
const MOMENT = /(^|_)(timestamp|time|occurred|happened|occurred_at|happened_at|created_at|sent_at|event_time|at)$/i
const EVENT_NAME = /^(event|event_name|event_type|action)$/i
const EVENT_ID = /^(event|message|order|transaction|session|row)?_?(id|uuid|guid|key)$/i

/**
 * Suggests a rule for a stream without a rule, from the names of its columns. The program shows the suggestion and never
 * applies it.
 */
export function guessRule(stream: SourceStream): StreamRule {
  const columns = [...stream.columns.keys()]
  const has = (pattern: RegExp) => columns.find((column) => pattern.test(column))
  const namespace = stream.namespace === undefined ? {} : { namespace: stream.namespace }
  const base = { stream: stream.name, ...namespace }
  const email = has(EMAIL)
  const moment = columns.find((column) => MOMENT.test(column) && isTime(declaredType(stream.columns.get(column))))
  const eventName = has(EVENT_NAME)
  const looksLikeEvents = /event|track|activity|log|order|purchase|visit|view|click/i.test(stream.name)
  if (moment !== undefined && (eventName !== undefined || looksLikeEvents)) {
    const personId = columns.find(
      (column) => PERSON_ID.test(column) && /^(user|customer|person|contact|member|account|profile)/i.test(column),
    )
    const people = identifiers(personId, email)
    const isPerson = (column: string) => Object.values(people).includes(column)
    const own = stream.primaryKey.filter((column) => !isPerson(column))
    const eventId = columns.find((column) => EVENT_ID.test(column) && !isPerson(column))
    return {
      ...base,
      object: 'event',
      ...people,
      ...(eventName === undefined ? { event_name: stream.name } : { event_name_column: eventName }),
      // A key of the person alone would be one event for ever, and one without the person may repeat.
      event_id_columns: [...Object.values(people), ...(own.length > 0 ? own : [eventId ?? moment])],
      timestamp_column: moment,
    }
  }
  const key = stream.primaryKey.length === 1 ? stream.primaryKey[0] : undefined
  const id = key !== undefined && key !== email ? key : has(PERSON_ID)
  const people = identifiers(id, email, columns[0])
  return { ...base, object: 'person', ...people, ...otherIdentifiers(columns, people) }
}

/** Columns whose names are identifiers of people: each is declared, or excluded where another column has its role. */
function otherIdentifiers(columns: readonly string[], people: Readonly<Record<string, string>>): object {
  const rule: Record<string, string> = {}
  const exclude: string[] = []
  for (const column of columns) {
    const name = styleName(column, 'auto')
    if (PERSON_ATTRIBUTES.special(name)?.identifier === undefined || Object.values(people).includes(column)) continue
    const option = `${name}_column`
    if (option in people || option in rule || name === 'id') exclude.push(column)
    else rule[option] = column
  }
  return { ...rule, ...(exclude.length === 0 ? {} : { columns: { exclude, name_style: 'auto' } }) }
}

function identifiers(id: string | undefined, email: string | undefined, first?: string): Record<string, string> {
  const named = {
    ...(id === undefined ? {} : { id_column: id }),
    ...(email === undefined ? {} : { email_column: email }),
  }
  return Object.keys(named).length > 0 ? named : { id_column: first ?? 'THE_COLUMN_WITH_THE_ID' }
}

/** The rules that declare every attribute as it arrives now: type, nulls, and protection of what people decided. */
export function suggestContract(profiles: readonly StreamProfile[]): Suggestion['attributes'] {
  const rules = new Map<string, Readonly<Record<string, unknown>>>()
  for (const profile of profiles) {
    for (const column of profile.columns) {
      const { attribute } = column
      if (attribute !== null && !rules.has(attribute)) rules.set(attribute, contractRule(column, attribute, profile))
    }
  }
  return [...rules.values()]
}

function contractRule(
  column: ColumnProfile,
  attribute: string,
  profile: StreamProfile,
): Readonly<Record<string, unknown>> {
  const type = findingsOfColumn(column, profile).find(
    ({ change, needsDecision }) => change?.kind === 'attribute' && 'type' in change.rule && needsDecision !== true,
  )?.change
  const readable = type?.kind === 'attribute' ? type.rule : { type: typeSent(column) }
  const isDecision = SUPPRESSION_NAME.test(attribute)
  return {
    attribute,
    ...readable,
    null_handling: column.on_null === 'cleared' ? 'clear' : 'skip',
    ...(isDecision ? { protected: true } : {}),
  }
}

/** Names under which models keep what people decided about being written to. */
const SUPPRESSION_NAME = /subscribe|subscription|opt_?(in|out)|consent|suppress|do_?not_?(contact|email|sell)|gdpr/i

function typeSent({ declared, to, from }: ColumnProfile): string {
  switch (declared) {
    case 'timestamp':
    case 'date':
      return 'timestamp'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'json':
      return 'json'
    case 'string':
      return 'string'
    case 'any': {
      const kinds = Object.keys(Object.keys(to).length > 0 ? to : from)
      const [kind = 'text'] = kinds
      if (kinds.length > 1) return 'any'
      return { text: 'string', number: 'number', boolean: 'boolean', JSON: 'json' }[kind] ?? 'timestamp'
    }
  }
}
