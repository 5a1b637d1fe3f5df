import type { Outcome } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { EntityKey, PersonRef } from './entity'

/**
 * Where items go. One object an endpoint for the whole run: the batcher keeps one open body for each.
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
export type ConflictClass = 'upsert' | 'append' | 'link' | 'exclusive'

/** Where an item is that does not stand in an open body: it waits elsewhere, its body is closed, or it is over. */
const WAITING = -1
const DEPARTED = -2
const SETTLED = -3

const NONE: readonly never[] = []
/** Items that are settled: those to come are made of them, because there is one a row and most live long. */
const settled: BatchItem[] = []

/** What an item may have beside what all of them have. */
export interface BatchItemExtras {
  /** The item's JSON text, where no body has it. */
  readonly json?: string
  readonly moreEntities?: readonly EntityKey[] | undefined
  readonly exclusive?: EntityKey | undefined
  readonly moreRows?: readonly RowRef[]
  readonly mergedFrom?: readonly BatchItem[]
}

/** One operation on its way. There is one a row, and many thousands at a time: it holds no array unless it must. */
export class BatchItem {
  /** The item's JSON text; empty while only the body has it. */
  json = ''
  /** Where the item begins in its body. */
  bodyOffset = 0
  private index = WAITING
  /** Whom it concerns beside `entity`. */
  moreEntities: readonly EntityKey[] = NONE
  /** One of its entities on which nothing else may be on its way, such as the pair that a relationship ties. */
  exclusive: EntityKey | undefined = undefined
  moreRows: readonly RowRef[] = NONE
  /** The items that were merged into this one, oldest first; undefined for one row. */
  mergedFrom: readonly BatchItem[] | undefined = undefined

  private constructor(
    public endpoint: Endpoint,
    public conflictClass: ConflictClass,
    /** Whom it concerns. */
    public entity: EntityKey,
    public row: RowRef,
    /** UTF-8 bytes of the item. */
    public bytes: number,
  ) {}

  /** An item, made of a settled one where there is one. */
  static of(
    endpoint: Endpoint,
    conflictClass: ConflictClass,
    entity: EntityKey,
    row: RowRef,
    bytes: number,
    extras?: BatchItemExtras,
  ): BatchItem {
    const item = settled.pop() ?? new BatchItem(endpoint, conflictClass, entity, row, bytes)
    item.endpoint = endpoint
    item.conflictClass = conflictClass
    item.entity = entity
    item.row = row
    item.bytes = bytes
    item.index = WAITING
    item.json = ''
    if (extras !== undefined) item.add(extras)
    return item
  }

  /** Its index in an open body; undefined where it is in none. */
  get bodyIndex(): number | undefined {
    return this.index < 0 ? undefined : this.index
  }

  /** It waits in an open body, or for somebody to put it there: another one may still be merged into it. */
  get isWaiting(): boolean {
    return this.index >= WAITING
  }

  /** It takes a place in an open body. */
  placeInBody(place: number): void {
    this.index = place
  }

  /** Its body is closed: only the body has its text now. */
  markInFlight(): void {
    this.index = DEPARTED
    this.json = ''
  }

  get isInFlight(): boolean {
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
    if (isPlain && this.mergedFrom === undefined) settled.push(this)
  }

  private add({ json = '', moreEntities = NONE, exclusive, moreRows = NONE, mergedFrom }: BatchItemExtras): void {
    this.json = json
    // Keys are hashes: two of one item may be the same.
    this.moreEntities = moreEntities.length === 0 ? NONE : [...new Set([this.entity, ...moreEntities])].slice(1)
    this.exclusive = exclusive
    this.moreRows = moreRows
    this.mergedFrom = mergedFrom
  }
}

/** The facts of an event that a guard reports. */
export interface LiveEvent {
  /** The name under which it is sent. */
  readonly name: string
  /** When it happened, in unix seconds. */
  readonly timestampS: number
}

/** What the mapper makes of a row: an item, or the outcome that settles it now. */
export type Mapped =
  | {
      readonly kind: 'item'
      readonly item: BatchItem
      /** Who the row is about, where it is about somebody. */
      readonly person?: PersonRef | undefined
      /** Present for an event young enough to start a campaign in Customer.io. */
      readonly liveEvent?: LiveEvent | undefined
      /** It cannot be undone; what the operation of the stream says where it is left out. */
      readonly irreversible?: boolean | undefined
      /** It removes the value of an attribute that `guards.max_null_percent` watches. */
      readonly clearsWatched?: boolean | undefined
    }
  | Exclude<Outcome, { kind: 'delivered' }>
