import type { RejectionCause } from '../core/outcome'
import { personAttribute, personNameProblem, suggestedPersonName, type SpecialAttribute } from './special-attributes'

/** What Customer.io does with the attributes of one kind of thing. */
export interface AttributeKind {
  readonly name: 'person' | 'event' | 'object' | 'relationship' | 'device'
  /** Their names, values and number have limits. Event data is limited by the bytes of its item alone. */
  readonly isLimited: boolean
  /** What a null can do beside being left out: remove the value, be sent as data, or nothing. */
  readonly nulls: 'clear' | 'send' | 'none'
  /** Every value is sent as text. */
  readonly isText: boolean
  /** Names that Customer.io keeps for itself (Track and App API references; docs.customer.io/journeys/attributes). */
  readonly reserved: ReadonlySet<string>
  /** What an attribute means to Customer.io; undefined for one that is the user's own. */
  readonly special: (name: string) => SpecialAttribute | undefined
  /** Why a name that is not reserved cannot be used. */
  readonly nameProblem: (name: string) => RejectionCause | undefined
  /** The name with a meaning that was probably meant; undefined where nothing is close. */
  readonly suggestedName: (name: string) => string | undefined
  /** What Customer.io does with a name that the user may not know; undefined for nothing. */
  readonly caution: (name: string) => string | undefined
}

const PLAIN = {
  isText: false,
  special: () => undefined,
  nameProblem: () => undefined,
  suggestedName: () => undefined,
  caution: () => undefined,
} satisfies Partial<AttributeKind>

export const PERSON_ATTRIBUTES: AttributeKind = {
  name: 'person',
  isText: false,
  isLimited: true,
  nulls: 'clear',
  reserved: new Set(['cio_id', 'cio_relationships', 'timezone_valid', 'cio_email_tracking_consent']),
  special: personAttribute,
  nameProblem: personNameProblem,
  suggestedName: suggestedPersonName,
  caution: () => undefined,
}

/** Names in event data that change the messages which the event starts (Track API reference, events). */
const REDIRECTS: ReadonlyMap<string, string> = new Map([
  ['recipient', 'Customer.io sends the messages that the event starts to this address instead of that of the person'],
  ['from_address', 'Customer.io sends the messages that the event starts from this address'],
  ['reply_to', 'replies to the messages that the event starts go to this address'],
])

export const EVENT_ATTRIBUTES: AttributeKind = {
  ...PLAIN,
  name: 'event',
  isLimited: false,
  nulls: 'send',
  reserved: new Set(),
  caution: (name) => REDIRECTS.get(name),
}

export const OBJECT_ATTRIBUTES: AttributeKind = {
  ...PLAIN,
  name: 'object',
  isLimited: true,
  nulls: 'clear',
  reserved: new Set(['cio_object_id', 'object_id', 'objectId', 'object_type_id', 'relationship']),
}

export const RELATIONSHIP_ATTRIBUTES: AttributeKind = {
  ...PLAIN,
  name: 'relationship',
  isLimited: true,
  nulls: 'clear',
  reserved: new Set(),
}

/** Customer.io documents no limits of these, and no way to remove one (Track API reference, device attributes). */
export const DEVICE_ATTRIBUTES: AttributeKind = {
  ...PLAIN,
  name: 'device',
  isLimited: false,
  nulls: 'none',
  isText: true,
  reserved: new Set(['_last_status']),
}
