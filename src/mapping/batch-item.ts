import type { RowRef } from '../lib/rows'
import type { EntityKey, PersonRef } from './entity'
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

/** Where an entry is that does not stand in an open body: it waits elsewhere, its body is closed, or it is over. */
const WAITING = -1
const DEPARTED = -2
const SETTLED = -3

const NONE: readonly never[] = []
/** Entries that are settled: those to come are made of them, because there is one a row and most live long. */
const settled: Entry[] = []

/** What an entry may have beside what all of them have. */
export interface EntryExtras {
  /** The item's JSON text, where no body has it. */
  readonly json?: string
  readonly moreEntities?: readonly EntityKey[] | undefined
  readonly exclusive?: EntityKey | undefined
  readonly moreRows?: readonly RowRef[]
  readonly parts?: readonly Entry[]
  readonly live?: boolean | undefined
}

/** One operation on its way. There is one a row, and many thousands at a time: it holds no array unless it must. */
export class Entry {
  /** The item's JSON text; empty while only the body has it. */
  json = ''
  /** Where the item begins in its body. */
  at = 0
  private index = WAITING
  /** Whom it concerns beside `entity`. */
  moreEntities: readonly EntityKey[] = NONE
  /** One of its entities on which nothing else may be on its way, such as the pair that a relationship ties. */
  exclusive: EntityKey | undefined = undefined
  moreRows: readonly RowRef[] = NONE
  /** The entries that were merged into this one, oldest first; undefined for one row. */
  parts: readonly Entry[] | undefined = undefined
  /** An event young enough to start a campaign in Customer.io. */
  live = false

  private constructor(
    public endpoint: Endpoint,
    public order: Order,
    /** Whom it concerns. */
    public entity: EntityKey,
    public row: RowRef,
    /** UTF-8 bytes of the item. */
    public bytes: number,
  ) {}

  /** An entry, made of a settled one where there is one. */
  static of(
    endpoint: Endpoint,
    order: Order,
    entity: EntityKey,
    row: RowRef,
    bytes: number,
    extras?: EntryExtras,
  ): Entry {
    const entry = settled.pop() ?? new Entry(endpoint, order, entity, row, bytes)
    entry.endpoint = endpoint
    entry.order = order
    entry.entity = entity
    entry.row = row
    entry.bytes = bytes
    entry.index = WAITING
    entry.json = ''
    entry.live = false
    if (extras !== undefined) entry.add(extras)
    return entry
  }

  /** Its index in an open body; undefined where it is in none. */
  get place(): number | undefined {
    return this.index < 0 ? undefined : this.index
  }

  /** It waits in an open body, or for somebody to put it there: another one may still be merged into it. */
  get isWaiting(): boolean {
    return this.index >= WAITING
  }

  /** It takes a place in an open body. */
  enter(place: number): void {
    this.index = place
  }

  /** Its body is closed: only the body has its text now. */
  depart(): void {
    this.index = DEPARTED
    this.json = ''
  }

  get isDeparted(): boolean {
    return this.index === DEPARTED
  }

  get entities(): readonly EntityKey[] {
    return [this.entity, ...this.moreEntities]
  }

  get rows(): readonly RowRef[] {
    return [this.row, ...this.moreRows]
  }

  /** It has its outcome, and nobody holds it any more. One that was merged, or that is not alone, is left to be collected. */
  release(): void {
    this.index = SETTLED
    this.json = ''
    const isPlain = this.moreRows.length === 0 && this.moreEntities.length === 0 && this.exclusive === undefined
    if (isPlain && this.parts === undefined) settled.push(this)
  }

  private add({ json = '', moreEntities = NONE, exclusive, moreRows = NONE, parts, live = false }: EntryExtras): void {
    this.json = json
    // Keys are hashes: two of one entry may be the same.
    this.moreEntities = moreEntities.length === 0 ? NONE : [...new Set([this.entity, ...moreEntities])].slice(1)
    this.exclusive = exclusive
    this.moreRows = moreRows
    this.parts = parts
    this.live = live
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
