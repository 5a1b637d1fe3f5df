import { compileCoercion, Invalid, type ValueType } from './coerce'
import { readIdentifier, type IdentifierKind } from './identifier'

/** A null never removes these: they hold what people decided about being written to. */
const SUPPRESSION = /^(unsubscribed|cio_subscription_preferences(\..*)?)$/
const TOPIC = /^cio_subscription_preferences\.topics\.topic_\d+$/
/** Attributes of a person that are identifiers beside the one that identifies the row. */
const IDENTIFIERS: ReadonlyMap<string, IdentifierKind> = new Map([
  ['id', 'id'],
  ['email', 'email'],
  ['phone', 'phone'],
])

const NO_FLAG = new Invalid('invalid_value', { type: 'subscription_flag' })
const NO_PREFERENCES = new Invalid('invalid_value', { type: 'subscription_preferences' })

/** True for what holds people's decisions about being written to. */
export function isSuppression(name: string): boolean {
  return SUPPRESSION.test(name)
}

/** True for a name by which Customer.io knows the person. */
export function isIdentifierName(name: string): boolean {
  return IDENTIFIERS.has(name)
}

/**
 * The name that was probably meant where a person's attribute differs from one with a meaning by its case alone:
 * Customer.io's names are case sensitive, and `Unsubscribed` keeps nobody from being written to.
 */
export function suggestedName(name: string): string | undefined {
  const lower = name.toLowerCase()
  return lower !== name && (isSuppression(lower) || isIdentifierName(lower)) ? lower : undefined
}

/** The conversion of a person's attribute that has a meaning of its own; undefined for any other. */
export function compilePersonAttribute(
  name: string,
  normalizeEmail: boolean,
): ((value: unknown) => unknown) | undefined {
  const kind = IDENTIFIERS.get(name)
  if (kind !== undefined) return (value) => readIdentifier(kind, name, value, normalizeEmail)
  if (name === 'unsubscribed' || TOPIC.test(name)) return toSubscriptionFlag
  return name === 'cio_subscription_preferences' ? toPreferences : undefined
}

/** The type of a person's attribute that has a meaning of its own; undefined for any other. */
export function personAttributeType(name: string): ValueType | undefined {
  if (IDENTIFIERS.has(name)) return 'string'
  if (name === 'unsubscribed' || TOPIC.test(name)) return 'boolean'
  return name === 'cio_subscription_preferences' ? 'json' : undefined
}

/** What people decided is sent as the boolean that it is, or not at all. */
function toSubscriptionFlag(value: unknown): unknown {
  switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
    case true:
    case 1:
    case 'true':
    case '1':
      return true
    case false:
    case 0:
    case 'false':
    case '0':
      return false
    default:
      return NO_FLAG
  }
}

const parsePreferences = compileCoercion({ type: 'json', timeZone: 'UTC', datesAs: 'text', declaredByRule: true })

function toPreferences(value: unknown): unknown {
  const parsed = parsePreferences(value)
  if (parsed === null) return null
  if (typeof parsed !== 'object' || Array.isArray(parsed) || parsed instanceof Invalid) return NO_PREFERENCES
  const { topics } = parsed as { topics?: unknown }
  if (typeof topics !== 'object' || topics === null) return NO_PREFERENCES
  const isTopic = ([name, on]: [string, unknown]) => /^topic_\d+$/.test(name) && typeof on === 'boolean'
  return Object.entries(topics).every(isTopic) ? parsed : NO_PREFERENCES
}
