import { parseJson } from '../lib/json'
import { canonicalText } from '../mapping/canonical-text'
import type { ExpectedPerson } from './expected-profile'

/** A person as the App API returns them. Every attribute value is text. */
export interface HeldPerson {
  readonly cioId: string
  readonly id: string | undefined
  readonly email: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  /** Unix seconds of the last change of each attribute, where the API reports it. */
  readonly changedS: Readonly<Record<string, number>>
  readonly unsubscribed: boolean
}

/** A change that Customer.io accepted with status 200 and did not apply. */
export interface FailedChange {
  readonly customerId: string | undefined
  readonly email: string | undefined
  readonly cioId: string | undefined
  readonly field: string
  readonly value: string
  readonly reason: string
  /** Unix seconds. */
  readonly atS: number
}

export type AttributeState = 'match' | 'differs' | 'pending' | 'missing' | 'only_in_customer_io'

export interface ComparedAttribute {
  readonly attribute: string
  readonly state: AttributeState
  /** The value that was sent, as JSON text; null if none was sent. */
  readonly sent: string | null
  /** The value that Customer.io holds; null if it holds none. */
  readonly held: string | null
  readonly note: string | null
}

/** Control attributes, which set no value, and attributes that the App API does not return. */
const NOT_READ: ReadonlySet<string> = new Set(['_update', 'cio_relationships', 'anonymous_id'])
/** Attributes that Customer.io stores for every person. */
const SYSTEM = /^(id|email|phone|cio_id|unsubscribed|cio_subscription_preferences|_.*)$/
const TOPIC = /^cio_subscription_preferences\.topics\.(topic_\d+)$/
const DECIMAL = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/**
 * Compares the attributes of one person as they are now. The caller decides which of `differs` and `missing` are `pending`
 * because Customer.io may not have applied them yet.
 */
export function compareAttributes(expected: ExpectedPerson, held: HeldPerson): readonly ComparedAttribute[] {
  const attributes: ComparedAttribute[] = []
  for (const [attribute, sent] of Object.entries(expected.attributes)) {
    if (NOT_READ.has(attribute)) continue
    attributes.push(compareAttribute(attribute, sent, heldValue(held, attribute)))
  }
  for (const [attribute, value] of Object.entries(held.attributes)) {
    if (Object.hasOwn(expected.attributes, attribute) || SYSTEM.test(attribute)) continue
    attributes.push({ attribute, state: 'only_in_customer_io', sent: null, held: value, note: null })
  }
  return attributes
}

function compareAttribute(attribute: string, sent: unknown, held: string | undefined): ComparedAttribute {
  const comparison = { attribute, sent: JSON.stringify(sent), held: held ?? null }
  const isRemoval = sent === null || sent === ''
  if (isRemoval) {
    const isGone = held === undefined || held === '' || held === 'null'
    return { ...comparison, state: isGone ? 'match' : 'differs', note: isGone ? null : 'should have been removed' }
  }
  if (held === undefined) return { ...comparison, state: 'missing', note: null }
  if (isSame(attribute, sent, held)) return { ...comparison, state: 'match', note: null }
  return { ...comparison, state: 'differs', note: noteOn(sent, held) }
}

/** The value that Customer.io holds for an attribute, including those that the App API returns outside of the attributes. */
export function heldValue(held: HeldPerson, attribute: string): string | undefined {
  if (attribute === 'unsubscribed') return String(held.unsubscribed)
  if (attribute === 'email') return held.attributes['email'] ?? held.email
  if (attribute === 'id') return held.attributes['id'] ?? held.id
  const topic = TOPIC.exec(attribute)?.[1]
  const own = Object.hasOwn(held.attributes, attribute) ? held.attributes[attribute] : undefined
  if (topic === undefined || own !== undefined) return own
  const preferences = readJson(held.attributes['cio_subscription_preferences'] ?? '')
  const topics = (preferences as { topics?: Readonly<Record<string, unknown>> } | undefined)?.topics
  const flag = topics?.[topic]
  return flag === undefined ? undefined : JSON.stringify(flag)
}

/** True if the text that the API returns represents the value that was sent. Email addresses are compared without case. */
export function isSame(attribute: string, sent: unknown, held: string): boolean {
  if (typeof sent === 'string') return attribute === 'email' ? held.toLowerCase() === sent.toLowerCase() : held === sent
  if (typeof sent === 'number') return DECIMAL.test(held) && Number(held) === sent
  if (typeof sent === 'boolean') return held.toLowerCase() === String(sent)
  const parsed = readJson(held)
  // Both sides go through the same parser, because it represents large numbers in a special form.
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    canonicalText(parsed) === canonicalText(readJson(JSON.stringify(sent)))
  )
}

/** The type that a text of the API can be read as. The API does not return the type. */
export function typeOfText(held: string): 'number' | 'boolean' | 'JSON' | 'text' {
  if (DECIMAL.test(held)) return 'number'
  if (/^(true|false)$/i.test(held)) return 'boolean'
  return /^[[{]/.test(held) && readJson(held) !== undefined ? 'JSON' : 'text'
}

/** The same for a value that was sent. The API does not distinguish numeric text from a number, so neither does this. */
export function typeOfSent(sent: unknown): 'number' | 'boolean' | 'JSON' | 'text' {
  if (typeof sent === 'string') return typeOfText(sent)
  return typeof sent === 'number' ? 'number' : typeof sent === 'boolean' ? 'boolean' : 'JSON'
}

function noteOn(sent: unknown, held: string): string | null {
  const [was, is] = [typeOfSent(sent), typeOfText(held)]
  if (was !== is) return `sent as ${was}, held as ${is}`
  if (typeof sent === 'string' && sent.trim().toLowerCase() === held.trim().toLowerCase())
    return 'differs only in case or white space'
  return null
}

function readJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
