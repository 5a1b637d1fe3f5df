import type { RowRef } from '../lib/rows'
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

export interface Entry {
  readonly endpoint: Endpoint
  /** Whom it concerns, as opaque keys such as `person/id/42`: at least one. */
  readonly entities: readonly string[]
  readonly order: Order
  /** One of `entities` on which nothing else may be on its way, such as the pair that a relationship ties. */
  readonly exclusive?: string | undefined
  /** The item's JSON text, made once; emptied when the body it went into is closed. */
  json: string
  /** UTF-8 bytes of `json`. */
  readonly bytes: number
  readonly rows: readonly RowRef[]
  /** The entries that were merged into this one, oldest first; undefined for one row. */
  readonly parts?: readonly Entry[] | undefined
  /** An event young enough to start a campaign in Customer.io. */
  readonly live?: boolean | undefined
}

export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }

/** What the mapper makes of a row: an entry, or the outcome that settles it now. */
export type Mapped = { readonly kind: 'entry'; readonly entry: Entry } | Exclude<Outcome, { kind: 'delivered' }>
