import type { SourceStream } from '../../core/stream'
import type { StreamRule } from '../../mapping/map-by-rule'
import { declaredType } from '../../mapping/value-type'
import type { Finding } from './finding'
import { isTime } from './value-kinds'

/** A start for the user to check and to paste. */
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
 * A rule for a stream that has none, from the names of its columns: a guess that the user reads before it is used, never
 * one that is acted on.
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
    const keys =
      stream.primaryKey.length > 0
        ? stream.primaryKey
        : columns.filter((column) => EVENT_ID.test(column) && column !== personId).slice(0, 1)
    return {
      ...base,
      object: 'event',
      ...identifiers(personId, email),
      ...(eventName === undefined ? { event_name: stream.name } : { event_name_column: eventName }),
      event_id_columns: keys.length > 0 ? keys : [moment],
      timestamp_column: moment,
    }
  }
  const key = stream.primaryKey.length === 1 ? stream.primaryKey[0] : undefined
  const id = key !== undefined && key !== email ? key : has(PERSON_ID)
  return { ...base, object: 'person', ...identifiers(id, email, columns[0]) }
}

function identifiers(id: string | undefined, email: string | undefined, first?: string): Record<string, string> {
  const named = {
    ...(id === undefined ? {} : { id_column: id }),
    ...(email === undefined ? {} : { email_column: email }),
  }
  return Object.keys(named).length > 0 ? named : { id_column: first ?? 'THE_COLUMN_WITH_THE_ID' }
}

/** One rule an attribute, made of all that the findings say about it. */
export function suggestAttributes(findings: readonly Finding[]): Suggestion['attributes'] {
  const rules = new Map<string, Record<string, unknown>>()
  for (const { fix, code } of findings) {
    // What may be as it should be is for the user to choose.
    if (fix.where !== 'attributes' || OPTIONAL.has(code)) continue
    const rule = JSON.parse(fix.line) as { attribute: string }
    rules.set(rule.attribute, { ...rule, ...rules.get(rule.attribute) })
  }
  return [...rules.values()]
}

const OPTIONAL: ReadonlySet<string> = new Set([
  'numbers_in_text',
  'time_without_zone',
  'columns_not_sent',
  'values_left_out',
])
