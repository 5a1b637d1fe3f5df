import { hash32 } from '../lib/hash'
import type { IdentifierKind } from './identifier'

/**
 * What an item concerns, a person or a thing, as 32 bits of a hash: two that share a key wait for each other without
 * need, and nothing else comes of it.
 */
export type EntityKey = number

/** Who a row is about. */
export interface PersonRef {
  readonly kind: IdentifierKind
  readonly value: string
}

/** The key of an entity by its kind and what identifies it. */
export function entityKey(kind: string, value: string): EntityKey {
  return entityOfHash(kind, hash32(value))
}

/** The same from `hash32` of what identifies it. */
export function entityOfHash(kind: string, hash: number): EntityKey {
  return hash ^ hash32(kind)
}

/** The key of the relationship between two entities. */
export function relationshipKey(one: EntityKey, other: EntityKey): EntityKey {
  // Mixed well: both keys may be of one text, such as the number that a person and their account share.
  const mixed = Math.imul(one ^ (one >>> 16), 0x45d9f3b) + other
  const again = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b)
  return again ^ (again >>> 16)
}
