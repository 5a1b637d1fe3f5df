import { IntMap } from '../lib/int-map'
import type { EntityKey } from '../mapping/entity'
import type { BatchItem, ConflictClass } from '../mapping/batch-item'

const NOTHING: readonly BatchItem[] = []

/** How many items of each conflictClass; on their way where nothing else is said. */
class ConflictCounts {
  upsert = 0
  append = 0
  link = 0
  exclusive = 0

  get isZero(): boolean {
    return this.upsert + this.append + this.link + this.exclusive === 0
  }

  add(conflictClass: ConflictClass, count: 1 | -1): void {
    switch (conflictClass) {
      case 'upsert':
        this.upsert += count
        return
      case 'append':
        this.append += count
        return
      case 'link':
        this.link += count
        return
      case 'exclusive':
        this.exclusive += count
    }
  }

  /** True where one of them must not change places with `conflictClass`. */
  conflictWith(conflictClass: ConflictClass): boolean {
    switch (conflictClass) {
      case 'upsert':
        return this.upsert + this.link + this.exclusive > 0
      case 'append':
        return this.exclusive > 0
      case 'link':
        return this.upsert + this.exclusive > 0
      case 'exclusive':
        return !this.isZero
    }
  }
}

/** Items that wait for an entity, and how many of each conflictClass they are. */
class BlockedItems extends ConflictCounts {
  /** In the conflictClass in which they came. */
  readonly items: BatchItem[] = []
}

/** What is unsettled about one entity: its own counts are of what is on its way (in an open body, a closed one, or in flight). */
class EntityState extends ConflictCounts {
  /** Made when it is first needed. */
  blocked: BlockedItems | undefined = undefined
  /** The last `set`, while nothing that conflicts came after it: until its body is closed it can take another one in. */
  mergeable: BatchItem | undefined = undefined
}

/**
 * Order without conflictClass from the API: two conflicting operations on one entity are never on their way together.
 *
 * `set` conflicts with `set`, `barrier` with everything, `append` with `barrier` only, `relate` with both of these but
 * not with its like. An item that conflicts with an unsettled one of any of its entities is blocked under each of them and leaves conflicts, oldest first, when nothing
 * before it conflicts any more. The oldest blocked item is first in all its queues and waits only for items on
 * their way, so nothing can wait in a circle.
 */
export class ConflictQueue {
  /** An item stands for its entity where it is the only one there, and has no other: nearly all do, and there are many. */
  private readonly entities = new IntMap<BatchItem | EntityState>()
  private blockedCount = 0

  /** Items that wait here. */
  get blockedItems(): number {
    return this.blockedCount
  }

  /** Takes an item in; true when it may go on at once, false when it is blocked. */
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
      const conflictClass = orderOn(item, key)
      if (free) entity.add(conflictClass, 1)
      else {
        entity.blocked ??= new BlockedItems()
        entity.blocked.add(conflictClass, 1)
        entity.blocked.items.push(item)
      }
      if (conflictClass !== 'append') entity.mergeable = conflictClass === 'upsert' ? item : undefined
    }
    if (!free) this.blockedCount++
    return free
  }

  /** The item that `newer` may be merged into: it is blocked, or it waits in an open body. */
  mergeTarget(newer: BatchItem): BatchItem | undefined {
    if (newer.conflictClass !== 'upsert' || newer.moreEntities.length > 0) return undefined
    const found = this.entities.get(newer.entity)
    const target = found instanceof EntityState ? found.mergeable : found
    return target?.conflictClass === 'upsert' && target.isWaiting ? target : undefined
  }

  /** Puts a merged item in the place of the one that waited. */
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

  /** The item is settled; returns the items that may go on now, in their conflictClass. */
  settle(item: BatchItem): readonly BatchItem[] {
    // The item stands there itself, or the one that it was a part of.
    if (!(this.entities.get(item.entity) instanceof EntityState)) {
      this.entities.delete(item.entity)
      return NOTHING
    }
    let isAwaited = false
    for (const key of item.entities) {
      const entity = this.entities.get(key) as EntityState
      entity.add(orderOn(item, key), -1)
      if (entity.mergeable === item) entity.mergeable = undefined
      if (entity.blocked !== undefined) isAwaited = true
      else if (entity.isZero) this.entities.delete(key)
    }
    return isAwaited ? this.release(item) : NOTHING
  }

  private release(settled: BatchItem): readonly BatchItem[] {
    const released: BatchItem[] = []
    // An item that leaves may have been what the queue of another of its entities waited for: look there as well.
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
      const conflictClass = orderOn(item, key)
      if (entity.conflictWith(conflictClass) || entity.blocked?.conflictWith(conflictClass) === true) return false
    }
    return true
  }

  private canProceed(item: BatchItem): boolean {
    return item.entities.every((key) => {
      const entity = this.entityOf(key)
      return entity.blocked?.items[0] === item && !entity.conflictWith(orderOn(item, key))
    })
  }

  private unblock(item: BatchItem): void {
    this.blockedCount--
    for (const key of item.entities) {
      const entity = this.entityOf(key)
      const blocked = entity.blocked as BlockedItems
      const conflictClass = orderOn(item, key)
      blocked.items.shift()
      blocked.add(conflictClass, -1)
      if (blocked.isZero) entity.blocked = undefined
      entity.add(conflictClass, 1)
    }
  }

  /** What is counted of an entity, begun with the item that stood for it. */
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

/** What an item is to one of its entities. */
function orderOn(item: BatchItem, key: EntityKey): ConflictClass {
  return key === item.exclusive ? 'exclusive' : item.conflictClass
}
