import type { RowRef } from '../core/row'
import { utf8Bytes } from '../lib/bytes'
import type { EntityKey } from '../mapping/entity'
import type { ConflictClass, Endpoint, ItemExtras, MappedItem } from '../mapping/mapped-item'
import type { ObjectPool } from './pools/object-pool'

/** States of an item that is not in an open body: it waits elsewhere, its body is closed, or its rows have outcomes. */
const WAITING = -1
const IN_FLIGHT = -2
const SETTLED = -3

const NONE: readonly never[] = []

/**
 * An item between mapping and its outcome. There is one per row, and many thousands at a time, so most have no arrays. A
 * pool reuses it: no code may keep a reference to an item that was released.
 */
export class BatchItem {
  /** The item's JSON text; empty while only its body holds it. */
  json = ''
  /** Offset of the item in its body. */
  bodyOffset = 0
  private index = WAITING
  /** Entities that it concerns in addition to `entity`. */
  moreEntities: readonly EntityKey[] = NONE
  /** The one of its entities that no other item may share while it has no outcome. */
  exclusive: EntityKey | undefined = undefined
  moreRows: readonly RowRef[] = NONE
  /** The items that were merged into this one, oldest first; undefined for one row. */
  mergedFrom: readonly BatchItem[] | undefined = undefined

  private constructor(
    public endpoint: Endpoint,
    public conflictClass: ConflictClass,
    public entity: EntityKey,
    public row: RowRef,
    /** UTF-8 bytes of the item. */
    public bytes: number,
  ) {}

  /** The item of a row. Its JSON is not kept. */
  static of({ endpoint, conflictClass, entity, json, extras }: MappedItem, row: RowRef, pool: ObjectPool<BatchItem>) {
    const reused = pool.take()
    const item = reused ?? new BatchItem(endpoint, conflictClass, entity, row, json.bytes)
    if (reused !== undefined) {
      reused.endpoint = endpoint
      reused.conflictClass = conflictClass
      reused.entity = entity
      reused.row = row
      reused.bytes = json.bytes
      reused.index = WAITING
    }
    if (extras !== undefined) item.add(extras)
    return item
  }

  /** An item that holds its own text. */
  static withText({ endpoint, conflictClass, entity, extras }: Omit<MappedItem, 'json'>, row: RowRef, json: string) {
    const item = new BatchItem(endpoint, conflictClass, entity, row, utf8Bytes(json))
    item.json = json
    if (extras !== undefined) item.add(extras)
    return item
  }

  /** One item for two of the same entities, whose JSON is `json`. */
  static merged(older: BatchItem, newer: BatchItem, json: string): BatchItem {
    const { endpoint, conflictClass, entity } = newer
    const item = BatchItem.withText({ endpoint, conflictClass, entity, extras: undefined }, older.row, json)
    item.moreEntities = newer.moreEntities
    item.moreRows = [...older.moreRows, ...newer.rows]
    item.mergedFrom = [...older.parts, ...newer.parts]
    return item
  }

  /** Its index in an open body; undefined if it is in none. */
  get bodyIndex(): number | undefined {
    return this.index < 0 ? undefined : this.index
  }

  /** It waits in an open body, or to be placed in one: another item may still be merged into it. */
  get isWaiting(): boolean {
    return this.index >= WAITING
  }

  placeInBody(index: number): void {
    this.index = index
  }

  /** Its body is closed: only the body has its text now. */
  markInFlight(): void {
    this.index = IN_FLIGHT
    this.json = ''
  }

  get isInFlight(): boolean {
    return this.index === IN_FLIGHT
  }

  get entities(): readonly EntityKey[] {
    return [this.entity, ...this.moreEntities]
  }

  get rows(): readonly RowRef[] {
    return [this.row, ...this.moreRows]
  }

  /** The items of single rows that it consists of, oldest first. */
  get parts(): readonly BatchItem[] {
    return this.mergedFrom ?? [this]
  }

  /** Its rows have outcomes, and no code has a reference to it any more. Merged items and those with extras are not reused. */
  release(pool: ObjectPool<BatchItem>): void {
    this.index = SETTLED
    this.json = ''
    const isPlain = this.moreRows.length === 0 && this.moreEntities.length === 0 && this.exclusive === undefined
    if (isPlain && this.mergedFrom === undefined) pool.give(this)
  }

  private add({ moreEntities = NONE, exclusive }: ItemExtras): void {
    // Keys are hashes: two of one item may be equal.
    if (moreEntities.length > 0) this.moreEntities = [...new Set([this.entity, ...moreEntities])].slice(1)
    this.exclusive = exclusive
  }
}
