import { exceedsBytes } from '../lib/bytes'
import type { AttributeKind } from './objects/definition'
import type { Rejection } from '../core/outcome'

export type NameStyle = 'auto' | 'keep' | 'lower' | 'snake'

/** A column's name as an attribute's. `auto` lowers a name that is all upper case, because Snowflake shouts. */
export function styleName(name: string, style: NameStyle): string {
  switch (style) {
    case 'keep':
      return name
    case 'lower':
      return name.toLowerCase()
    case 'auto':
      return name === name.toUpperCase() ? name.toLowerCase() : name
    case 'snake':
      return name
        .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
        .replace(/[^\p{L}\p{N}]+/gu, '_')
        .replace(/^_+|_+$/g, '')
        .toLowerCase()
  }
}

/** Limit of names of attributes of people, objects and relationships (Track API reference, limits). */
const MAX_NAME_BYTES = 150

/** Names that Customer.io keeps for itself (Track and App API references; docs.customer.io/journeys/attributes). */
const RESERVED: Readonly<Record<AttributeKind, ReadonlySet<string>>> = {
  person: new Set(['cio_id', 'cio_relationships', 'timezone_valid', 'cio_email_tracking_consent']),
  event: new Set(),
  object: new Set(['cio_object_id', 'object_id', 'objectId', 'object_type_id', 'relationship']),
  relationship: new Set(),
}
const PREFERENCES = 'cio_subscription_preferences.'

/** Why no row may have a value under this name; undefined for a name that Customer.io takes. */
export function nameRefusal(name: string, column: string, kind: AttributeKind): Rejection | undefined {
  if (kind !== 'event' && exceedsBytes(name, MAX_NAME_BYTES)) {
    return { code: 'name_too_long', field: name.slice(0, 40), column, limit: MAX_NAME_BYTES }
  }
  if (name.trim() === '') {
    return { code: 'reserved_name', field: name, column, why: 'unnamed_column' }
  }
  if ((kind !== 'event' && name.startsWith('_')) || RESERVED[kind].has(name)) {
    return { code: 'reserved_name', field: name, column }
  }
  if (
    kind === 'person' &&
    name.startsWith(PREFERENCES) &&
    !/^(topics\.topic_\d+|channels\.[^.]+)$/.test(name.slice(PREFERENCES.length))
  ) {
    return { code: 'reserved_name', field: name, column, why: 'unknown_subscription_preference' }
  }
  return undefined
}
