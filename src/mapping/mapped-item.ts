import type { JsonWriter } from '../lib/json-writer'
import type { Outcome } from '../core/outcome'
import type { EntityKey, PersonRef } from './entity'

/**
 * Where items are sent. There is one object per endpoint in a run: the batcher keeps one open body for each.
 * A body is `open + items.join(',') + close`.
 */
export interface Endpoint {
  /** Path below the Track API's base URL, with its query. */
  readonly path: string
  readonly open: string
  readonly close: string
  /** A body, wrapper included, stays below this many bytes. */
  readonly maxBytes: number
  /** And holds at most this many items. */
  readonly maxItems: number
}

/**
 * Which items of an entity must keep their order. `upsert` only sets attributes; `append` adds an event, `ordered_append`
 * one that waits for the `upsert` items before it, which do not wait for it; `link` needs
 * something that must exist before (a relationship, a device, a membership); `exclusive` (delete, suppress, merge) keeps its
 * order to every other item.
 */
export type ConflictClass = 'upsert' | 'append' | 'ordered_append' | 'link' | 'exclusive'

/** JSON of an item. A mapper reuses its memory: it is valid until the mapper maps the next row. */
export interface ItemJson {
  /** UTF-8 bytes. */
  readonly bytes: number
  copyTo(out: JsonWriter): void
  toString(): string
}

/** Properties that few items have. */
export interface ItemExtras {
  /** Entities that it concerns in addition to its `entity`. */
  readonly moreEntities?: readonly EntityKey[] | undefined
  /** The one of its entities that no other item may share while it has no outcome, such as the pair of a relationship. */
  readonly exclusive?: EntityKey | undefined
}

/** What is sent for a row. */
export interface MappedItem {
  readonly endpoint: Endpoint
  readonly conflictClass: ConflictClass
  /** The entity that it concerns. */
  readonly entity: EntityKey
  readonly extras: ItemExtras | undefined
  readonly json: ItemJson
}

/** The facts of an event that a guard reports. */
export interface LiveEvent {
  /** The name under which it is sent. */
  readonly name: string
  /** When it happened, in unix seconds. */
  readonly timestampS: number
}

/** The result of mapping a row: an item, or the outcome that the row has already. */
export type Mapped =
  | {
      readonly kind: 'item'
      readonly item: MappedItem
      /** The person that the row describes, if there is one. */
      readonly person?: PersonRef | undefined
      /** Present for an event recent enough to start a campaign in Customer.io. */
      readonly liveEvent?: LiveEvent | undefined
      /** It cannot be undone; by default, what the operation of the stream says. */
      readonly irreversible?: boolean | undefined
      /** It removes the value of an attribute that `guards.max_null_percent` watches. */
      readonly clearsWatched?: boolean | undefined
    }
  | Exclude<Outcome, { kind: 'delivered' }>

/** All entities that an item concerns, each once. Keys are hashes: two of them may be equal. */
export function entitiesOf({ entity, extras }: MappedItem): readonly EntityKey[] {
  return [...new Set([entity, ...(extras?.moreEntities ?? [])])]
}
