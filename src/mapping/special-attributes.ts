import type { RejectionCause } from '../core/outcome'
import { compileCoercion, isContainer, type CoerceOptions } from './coerce'
import { compileSeconds } from './coerce-times'
import { Invalid } from './invalid-value'
import type { ValueType } from './value-type'
import { compileZoneName } from './zones'
import { compileIdentifier, type IdentifierKind, type IdentityOptions } from './identifier'

/** What the conversion of a special attribute may depend on. */
export interface SpecialColumn {
  readonly options: IdentityOptions
  readonly isNumeric: boolean
  readonly onTrimmed: ((attribute: string) => void) | undefined
  /** What the column is declared to be. */
  readonly coercion: CoerceOptions
}

/** An attribute with a special meaning in Customer.io. No rule can change the type that is sent. */
export interface SpecialAttribute {
  readonly type: ValueType
  /** Customer.io knows the person by it. */
  readonly identifier?: IdentifierKind
  /** Neither a null nor a blank text removes it. */
  readonly isNeverCleared: boolean
  /** A column that is declared a time is converted as any other, also from bytes. */
  readonly isTime?: true
  /** False undoes a decision of the person. */
  readonly isUndoneByFalse?: true
  /** Its value may be longer than other values. */
  readonly hasNoValueLimit?: true
  /** Makes the function that converts its values. It never throws; nulls are the caller's. */
  readonly compile: (column: SpecialColumn) => (value: unknown) => unknown
}

const PREFERENCES = 'cio_subscription_preferences'
const KNOWN_PREFERENCE = /^cio_subscription_preferences\.(topics\.topic_\d+|channels\.[^.]+)$/

const NOT_A_FLAG = new Invalid('invalid_value', { type: 'subscription_flag' })
const NOT_PREFERENCES = new Invalid('invalid_value', { type: 'subscription_preferences' })

const SPECIAL: ReadonlyMap<string, SpecialAttribute> = new Map<string, SpecialAttribute>([
  ['id', identifier('id')],
  ['email', identifier('email')],
  ['phone', identifier('phone')],
  ['cio_id', identifier('cio_id')],
  ['anonymous_id', identifier('anonymous_id')],
  ['unsubscribed', { ...subscription('boolean', toFlag), isUndoneByFalse: true }],
  [
    'created_at',
    { type: 'timestamp', isNeverCleared: false, isTime: true, compile: ({ coercion }) => compileSeconds(coercion) },
  ],
  ['timezone', { type: 'string', isNeverCleared: false, compile: () => compileZoneName() }],
  [PREFERENCES, { ...subscription('json', compilePreferences()), hasNoValueLimit: true }],
])
const PREFERENCE_FLAG = subscription('boolean', toFlag)

/** What a person's attribute means to Customer.io; undefined for one that is the user's own. */
export function personAttribute(name: string): SpecialAttribute | undefined {
  return SPECIAL.get(name) ?? (name.startsWith(`${PREFERENCES}.`) ? PREFERENCE_FLAG : undefined)
}

/** Why a person's attribute cannot have this name; undefined for one that Customer.io accepts. */
export function personNameProblem(name: string): RejectionCause | undefined {
  return name.startsWith(`${PREFERENCES}.`) && !KNOWN_PREFERENCE.test(name)
    ? 'unknown_subscription_preference'
    : undefined
}

/**
 * The name that was probably meant where a person's attribute differs from one with a meaning by its case alone:
 * Customer.io's names are case sensitive, so `Unsubscribed` unsubscribes no one.
 */
export function suggestedPersonName(name: string): string | undefined {
  const lower = name.toLowerCase()
  return lower !== name && personAttribute(lower) !== undefined ? lower : undefined
}

function identifier(kind: IdentifierKind): SpecialAttribute {
  return {
    type: 'string',
    identifier: kind,
    isNeverCleared: true,
    compile: ({ options, isNumeric, onTrimmed }) =>
      compileIdentifier({ kind, column: kind, isNumeric, ...(onTrimmed && { onTrimmed }) }, options),
  }
}

/** A decision of the person about messages. */
function subscription(type: SpecialAttribute['type'], convert: (value: unknown) => unknown): SpecialAttribute {
  return { type, isNeverCleared: true, compile: () => convert }
}

/** A decision is sent as the boolean that it is, or not at all. */
function toFlag(value: unknown): unknown {
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
      return NOT_A_FLAG
  }
}

function compilePreferences(): (value: unknown) => unknown {
  const parse = compileCoercion({ type: 'json', timeZone: 'UTC', datesAs: 'text', declaredByRule: true })
  return (value) => {
    const parsed = parse(value)
    if (parsed === null) return null
    if (typeof parsed !== 'object' || Array.isArray(parsed) || parsed instanceof Invalid) return NOT_PREFERENCES
    const { topics, channels } = parsed as { topics?: unknown; channels?: unknown }
    const given = [topics, channels].filter((one) => one !== undefined)
    const areFlags = given.every((one) => isContainer(one) && Object.values(one).every((on) => typeof on === 'boolean'))
    const areTopics = Object.keys(topics ?? {}).every((name) => /^topic_\d+$/.test(name))
    return given.length > 0 && areFlags && areTopics ? parsed : NOT_PREFERENCES
  }
}
