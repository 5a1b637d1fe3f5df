import { parseJson } from '../lib/json'
import { canonicalText } from '../mapping/canonical-text'
import type { ExpectedPerson } from './expected-profile'

/** What the App API holds of a person. Every attribute is a text. */
export interface HeldPerson {
  readonly cioId: string
  readonly id: string | undefined
  readonly email: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  /** Unix seconds of the last change of each attribute, where the API says so. */
  readonly changedS: Readonly<Record<string, number>>
  readonly unsubscribed: boolean
}

/** A change that Customer.io answered 200 to and did not make. */
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

export type CellState = 'match' | 'differs' | 'pending' | 'missing' | 'only_in_customer_io'

export interface Cell {
  readonly attribute: string
  readonly state: CellState
  /** What was sent, as JSON text; null where nothing was. */
  readonly sent: string | null
  /** What Customer.io holds, null where it holds nothing. */
  readonly held: string | null
  readonly note: string | null
}

/** Control attributes, and what the App API does not show. */
const NOT_READ: ReadonlySet<string> = new Set(['_update', 'cio_relationships', 'anonymous_id'])
/** What Customer.io keeps of everybody. */
const SYSTEM = /^(id|email|phone|cio_id|unsubscribed|cio_subscription_preferences|_.*)$/
const TOPIC = /^cio_subscription_preferences\.topics\.(topic_\d+)$/
const DECIMAL = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/**
 * The cells of one person, before anybody decides whether a difference is still on its way: `differs` and `missing` are
 * what is seen now. `sinceS` is when the run began, in unix seconds.
 */
export function compareAttributes(expected: ExpectedPerson, held: HeldPerson): readonly Cell[] {
  const cells: Cell[] = []
  for (const [attribute, sent] of Object.entries(expected.attributes)) {
    if (NOT_READ.has(attribute)) continue
    cells.push(compareCell(attribute, sent, heldValue(held, attribute)))
  }
  for (const [attribute, value] of Object.entries(held.attributes)) {
    if (Object.hasOwn(expected.attributes, attribute) || SYSTEM.test(attribute)) continue
    cells.push({ attribute, state: 'only_in_customer_io', sent: null, held: value, note: null })
  }
  return cells
}

function compareCell(attribute: string, sent: unknown, held: string | undefined): Cell {
  const cell = { attribute, sent: JSON.stringify(sent), held: held ?? null }
  const isRemoval = sent === null || sent === ''
  if (isRemoval) {
    const isGone = held === undefined || held === '' || held === 'null'
    return { ...cell, state: isGone ? 'match' : 'differs', note: isGone ? null : 'sent to be removed' }
  }
  if (held === undefined) return { ...cell, state: 'missing', note: null }
  if (isSame(attribute, sent, held)) return { ...cell, state: 'match', note: null }
  return { ...cell, state: 'differs', note: noteOn(sent, held) }
}

/** What Customer.io holds under a name, the two that are kept elsewhere included. */
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

/** True where the text that the API returns is the value that was sent. E-mails are the same in any case. */
export function isSame(attribute: string, sent: unknown, held: string): boolean {
  if (typeof sent === 'string') return attribute === 'email' ? held.toLowerCase() === sent.toLowerCase() : held === sent
  if (typeof sent === 'number') return DECIMAL.test(held) && Number(held) === sent
  if (typeof sent === 'boolean') return held.toLowerCase() === String(sent)
  const parsed = readJson(held)
  // Both through the same parser, which keeps large numbers in a form of its own.
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    canonicalText(parsed) === canonicalText(readJson(JSON.stringify(sent)))
  )
}

/** What a text of the API looks like: it does not say what type the value has. */
export function looksLike(held: string): 'number' | 'boolean' | 'JSON' | 'text' {
  if (DECIMAL.test(held)) return 'number'
  if (/^(true|false)$/i.test(held)) return 'boolean'
  return /^[[{]/.test(held) && readJson(held) !== undefined ? 'JSON' : 'text'
}

/** The same for a value that is sent. Text that looks like a number is like one: the API tells them not apart. */
export function sentLooksLike(sent: unknown): 'number' | 'boolean' | 'JSON' | 'text' {
  if (typeof sent === 'string') return looksLike(sent)
  return typeof sent === 'number' ? 'number' : typeof sent === 'boolean' ? 'boolean' : 'JSON'
}

function noteOn(sent: unknown, held: string): string | null {
  const [was, is] = [sentLooksLike(sent), looksLike(held)]
  if (was !== is) return `sent as ${was}, held as ${is}`
  if (typeof sent === 'string' && sent.trim().toLowerCase() === held.trim().toLowerCase())
    return 'differs in case or white space alone'
  return null
}

function readJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
