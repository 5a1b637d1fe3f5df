import { IntMap } from '../lib/int-map'
import type { EntityKey } from '../mapping/entity'
import type { ConflictClass } from '../mapping/mapped-item'
import type { BatchItem } from './batch-item'

const NOTHING: readonly BatchItem[] = []

/** How many items of each conflict class; those that may be sent, where nothing else is said. */
class ConflictCounts {
  upsert = 0
  append = 0
  orderedAppend = 0
  link = 0
  exclusive = 0

  get isZero(): boolean {
    return this.upsert + this.append + this.orderedAppend + this.link + this.exclusive === 0
  }

  add(conflictClass: ConflictClass, count: 1 | -1): void {
    switch (conflictClass) {
      case 'upsert':
        this.upsert += count
        return
      case 'append':
        this.append += count
        return
      case 'ordered_append':
        this.orderedAppend += count
        return
      case 'link':
        this.link += count
        return
      case 'exclusive':
        this.exclusive += count
    }
  }

  /** True where one of them must not be reordered with an item of `conflictClass` that comes after it. */
  conflictWith(conflictClass: ConflictClass): boolean {
    switch (conflictClass) {
      case 'upsert':
        return this.upsert + this.link + this.exclusive > 0
      case 'append':
        return this.exclusive > 0
      case 'ordered_append':
        return this.upsert + this.exclusive > 0
      case 'link':
        return this.upsert + this.exclusive > 0
      case 'exclusive':
        return !this.isZero
    }
  }
}

/** Items that wait for an entity, and how many of each conflict class they are. */
class BlockedItems extends ConflictCounts {
  /** In the order of their rows. */
  readonly items: BatchItem[] = []
}

/** The items of one entity without an outcome. Its own counts are those of items in an open body, a closed one or in flight. */
class EntityState extends ConflictCounts {
  /** Created when it is first needed. */
  blocked: BlockedItems | undefined = undefined
  /** The last upsert, as long as no item but an event came after it: until its body is closed another one may be merged into it. */
  mergeable: BatchItem | undefined = undefined
}

/**
 * Keeps the order that the API does not promise: two conflicting items of one entity are never sent before one of them
 * has its outcome.
 *
 * `upsert` conflicts with `upsert`, `link` and `exclusive`; `append` with `exclusive`; `ordered_append` with `exclusive` and
 * with `upsert` items before it; `link` with `upsert` and
 * `exclusive`; `exclusive` with everything. An item that conflicts with an item of any of its entities is blocked under
 * each of them, and goes on, oldest first, once nothing before it conflicts. The oldest blocked item is the first in all
 * its queues and waits only for items that were sent, so a deadlock is impossible.
 */
export class ConflictQueue {
  /** The item itself where it is the only one of its entity and has no other entity, which saves an object for nearly all. */
  private readonly entities = new IntMap<BatchItem | EntityState>()
  private blockedCount = 0

  /** Number of blocked items. */
  get blockedItems(): number {
    return this.blockedCount
  }

  /** Adds an item; true when it may be sent, false when it is blocked. */
  admit(item: BatchItem): boolean {
    if (
      item.moreEntities.length === 0 &&
      item.exclusive === undefined &&
      this.entities.get(item.entity) === undefined
    ) {
      this.entities.set(item.entity, item)
      return true
    }
    const free = this.isFree(item)
    for (const key of item.entities) {
      const entity = this.entityOf(key)
      const conflictClass = conflictClassOn(item, key)
      if (free) entity.add(conflictClass, 1)
      else {
        entity.blocked ??= new BlockedItems()
        entity.blocked.add(conflictClass, 1)
        entity.blocked.items.push(item)
      }
      if (!isAppend(conflictClass)) entity.mergeable = conflictClass === 'upsert' ? item : undefined
    }
    if (!free) this.blockedCount++
    return free
  }

  /** The item that `newer` may be merged into: one that is blocked or waits in an open body. */
  mergeTarget(newer: BatchItem): BatchItem | undefined {
    if (newer.conflictClass !== 'upsert' || newer.moreEntities.length > 0) return undefined
    const found = this.entities.get(newer.entity)
    const target = found instanceof EntityState ? found.mergeable : found
    return target?.conflictClass === 'upsert' && target.moreEntities.length === 0 && target.isWaiting
      ? target
      : undefined
  }

  /** Replaces the item that waited with the merged one. */
  replace(older: BatchItem, merged: BatchItem): void {
    for (const key of merged.entities) {
      const found = this.entities.get(key)
      if (found === older) this.entities.set(key, merged)
      if (!(found instanceof EntityState) || found.mergeable !== older) continue
      found.mergeable = merged
      const index = found.blocked?.items.indexOf(older) ?? -1
      if (index >= 0) (found.blocked as BlockedItems).items[index] = merged
    }
  }

  /** The item has its outcome. Returns the items that may be sent now, oldest first. */
  settle(item: BatchItem): readonly BatchItem[] {
    // The value is the item itself, or the merged item that it was a part of.
    if (!(this.entities.get(item.entity) instanceof EntityState)) {
      this.entities.delete(item.entity)
      return NOTHING
    }
    let isAwaited = false
    for (const key of item.entities) {
      const entity = this.entities.get(key) as EntityState
      entity.add(conflictClassOn(item, key), -1)
      if (entity.mergeable === item) entity.mergeable = undefined
      if (entity.blocked !== undefined) isAwaited = true
      else if (entity.isZero) this.entities.delete(key)
    }
    return isAwaited ? this.release(item) : NOTHING
  }

  private release(settled: BatchItem): readonly BatchItem[] {
    const released: BatchItem[] = []
    // A released item may have been the head that blocked the queue of another of its entities: check that queue as well.
    const keys = [...settled.entities]
    for (const key of keys) {
      for (let head = this.headOf(key); head !== undefined; head = this.headOf(key)) {
        if (!this.canProceed(head)) break
        this.unblock(head)
        released.push(head)
        keys.push(...head.entities.filter((other) => other !== key))
      }
    }
    return released
  }

  /** The oldest item that is blocked under a key. */
  private headOf(key: EntityKey): BatchItem | undefined {
    const found = this.entities.get(key)
    return found instanceof EntityState ? found.blocked?.items[0] : undefined
  }

  private isFree(item: BatchItem): boolean {
    for (const key of item.entities) {
      if (this.entities.get(key) === undefined) continue
      const entity = this.entityOf(key)
      const conflictClass = conflictClassOn(item, key)
      if (entity.conflictWith(conflictClass) || entity.blocked?.conflictWith(conflictClass) === true) return false
    }
    return true
  }

  private canProceed(item: BatchItem): boolean {
    return item.entities.every((key) => {
      const entity = this.entityOf(key)
      return entity.blocked?.items[0] === item && !entity.conflictWith(conflictClassOn(item, key))
    })
  }

  private unblock(item: BatchItem): void {
    this.blockedCount--
    for (const key of item.entities) {
      const entity = this.entityOf(key)
      const blocked = entity.blocked as BlockedItems
      const conflictClass = conflictClassOn(item, key)
      blocked.items.shift()
      blocked.add(conflictClass, -1)
      if (blocked.isZero) entity.blocked = undefined
      entity.add(conflictClass, 1)
    }
  }

  /** The counts of an entity, created from the single item where there was one. */
  private entityOf(key: EntityKey): EntityState {
    const found = this.entities.get(key)
    if (found instanceof EntityState) return found
    const entity = new EntityState()
    if (found !== undefined) {
      entity.add(found.conflictClass, 1)
      if (found.conflictClass === 'upsert') entity.mergeable = found
    }
    this.entities.set(key, entity)
    return entity
  }
}

function isAppend(conflictClass: ConflictClass): boolean {
  return conflictClass === 'append' || conflictClass === 'ordered_append'
}

/** One bit for each conflict class, so that several fit into a number. */
const BITS: Readonly<Record<ConflictClass, number>> = {
  upsert: 1,
  append: 2,
  link: 4,
  exclusive: 8,
  ordered_append: 16,
}
const CLASSES = Object.keys(BITS) as readonly ConflictClass[]

export function bitsOf(conflictClass: ConflictClass): number {
  return BITS[conflictClass]
}

/** The bits of the classes that must not be reordered with an item of `conflictClass`. */
export function conflictingBits(conflictClass: ConflictClass): number {
  return CONFLICTING[conflictClass]
}

const CONFLICTING = Object.fromEntries(
  CLASSES.map((next) => {
    const others = CLASSES.filter((other) => {
      const counts = new ConflictCounts()
      counts.add(other, 1)
      return counts.conflictWith(next)
    })
    return [next, others.reduce((bits, other) => bits | BITS[other], 0)]
  }),
) as Record<ConflictClass, number>

/** The conflict class of an item on one of its entities. */
export function conflictClassOn(item: BatchItem, key: EntityKey): ConflictClass {
  return key === item.exclusive ? 'exclusive' : item.conflictClass
}
