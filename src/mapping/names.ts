import type { AttributeKind } from './objects/definition'

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

/** Names that Customer.io keeps for itself (Track and App API references; docs.customer.io/journeys/attributes). */
const RESERVED: Readonly<Record<AttributeKind, ReadonlySet<string>>> = {
  person: new Set(['cio_id', 'cio_relationships', 'timezone_valid', 'cio_email_tracking_consent']),
  event: new Set(),
  object: new Set(['cio_object_id', 'object_id', 'objectId', 'object_type_id', 'relationship']),
  relationship: new Set(),
}

/** True for a name that would be read as a control attribute or is kept for the system. */
export function isReservedName(name: string, kind: AttributeKind): boolean {
  return (kind === 'event' ? false : name.startsWith('_')) || RESERVED[kind].has(name)
}
