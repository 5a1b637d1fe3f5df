import type { RowRef } from '../lib/rows'
import type { EntityKey } from './entity'
import type { PersonRef } from './objects/definition'
import type { Rejection, SkipReason } from './rejection'

/**
 * Where entries go. One object an endpoint for the whole run: the packer keeps one open body for each.
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
 * What a row becomes: one operation of Customer.io. `set` only sets attributes; `append` adds an event; `relate` ties
 * something to what must exist before (a relationship, a device, a membership); `barrier` (delete, suppress, merge)
 * must not change places with anything on its entities.
 */
export type Order = 'set' | 'append' | 'relate' | 'barrier'

/** Where an entry is that does not stand in an open body. */
export const PARKED = -1
/** Its body is closed: nothing is merged into it any more. */
export const DEPARTED = -2

const NONE: readonly never[] = []

/** What an entry is made of. */
export interface EntryParts {
  readonly endpoint: Endpoint
  readonly order: Order
  /** Whom it concerns: at least one. */
  readonly entities: readonly EntityKey[]
  /** One of `entities` on which nothing else may be on its way, such as the pair that a relationship ties. */
  readonly exclusive?: EntityKey | undefined
  readonly json: string
  readonly bytes: number
  /** At least one. */
  readonly rows: readonly RowRef[]
  readonly parts?: readonly Entry[] | undefined
  readonly live?: boolean | undefined
}

/** One operation on its way. There is one a row, and many thousands at a time: it holds no array unless it must. */
export class Entry {
  readonly endpoint: Endpoint
  readonly order: Order
  readonly entity: EntityKey
  readonly moreEntities: readonly EntityKey[]
  readonly exclusive: EntityKey | undefined
  /** The item's JSON text; empty while only the body has it. */
  json: string
  /** UTF-8 bytes of the item. */
  readonly bytes: number
  /** Where the item begins in its body. */
  at = 0
  /** Its index in the open body, or one of the constants above. */
  place = PARKED
  readonly row: RowRef
  readonly moreRows: readonly RowRef[]
  /** The entries that were merged into this one, oldest first; undefined for one row. */
  readonly parts: readonly Entry[] | undefined
  /** An event young enough to start a campaign in Customer.io. */
  readonly live: boolean

  constructor({ endpoint, order, entities, exclusive, json, bytes, rows, parts, live = false }: EntryParts) {
    this.endpoint = endpoint
    this.order = order
    this.entity = entities[0] as EntityKey
    // Keys are hashes: two of one entry may be the same.
    this.moreEntities = entities.length === 1 ? NONE : [...new Set(entities)].slice(1)
    this.exclusive = exclusive
    this.json = json
    this.bytes = bytes
    this.row = rows[0] as RowRef
    this.moreRows = rows.length === 1 ? NONE : rows.slice(1)
    this.parts = parts
    this.live = live
  }

  get entities(): readonly EntityKey[] {
    return [this.entity, ...this.moreEntities]
  }

  get rows(): readonly RowRef[] {
    return [this.row, ...this.moreRows]
  }
}

export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }

/** What the mapper makes of a row: an entry, or the outcome that settles it now. */
export type Mapped =
  | {
      readonly kind: 'entry'
      readonly entry: Entry
      /** Who the row is about, where it is about somebody. */
      readonly person?: PersonRef | undefined
    }
  | Exclude<Outcome, { kind: 'delivered' }>
