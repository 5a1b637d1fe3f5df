import { IntMap } from '../lib/int-map'
import type { EntityKey } from '../mapping/entity'
import type { Entry, Order } from '../mapping/entry'

const NOTHING: readonly Entry[] = []

/** How many entries of each order; on their way where nothing else is said. */
class Counts {
  set = 0
  append = 0
  relate = 0
  barrier = 0

  get isZero(): boolean {
    return this.set + this.append + this.relate + this.barrier === 0
  }

  add(order: Order, count: 1 | -1): void {
    switch (order) {
      case 'set':
        this.set += count
        return
      case 'append':
        this.append += count
        return
      case 'relate':
        this.relate += count
        return
      case 'barrier':
        this.barrier += count
    }
  }

  /** True where one of them must not change places with `order`. */
  conflictWith(order: Order): boolean {
    switch (order) {
      case 'set':
        return this.set + this.relate + this.barrier > 0
      case 'append':
        return this.barrier > 0
      case 'relate':
        return this.set + this.barrier > 0
      case 'barrier':
        return !this.isZero
    }
  }
}

/** Entries that wait for an entity, and how many of each order they are. */
class Queue extends Counts {
  /** In the order in which they came. */
  readonly entries: Entry[] = []
}

/** What is unsettled about one entity: its own counts are of what is on its way (in an open body, a closed one, or in flight). */
class Entity extends Counts {
  /** Made when it is first needed. */
  parked: Queue | undefined = undefined
  /** The last `set`, while nothing that conflicts came after it: until its body is closed it can take another one in. */
  mergeable: Entry | undefined = undefined
}

/**
 * Order without order from the API: two conflicting operations on one entity are never on their way together.
 *
 * `set` conflicts with `set`, `barrier` with everything, `append` with `barrier` only, `relate` with both of these but
 * not with its like. An entry that conflicts with an unsettled one of any of its entities is parked under each of them and leaves parking, oldest first, when nothing
 * before it conflicts any more. The oldest parked entry is first in all its queues and waits only for entries on
 * their way, so nothing can wait in a circle.
 */
export class Parking {
  /** An entry stands for its entity where it is the only one there, and has no other: nearly all do, and there are many. */
  private readonly entities = new IntMap<Entry | Entity>()
  private parkedCount = 0

  /** Entries that wait here. */
  get parked(): number {
    return this.parkedCount
  }

  /** Takes an entry in; true when it may go on at once, false when it is parked. */
  admit(entry: Entry): boolean {
    if (
      entry.moreEntities.length === 0 &&
      entry.exclusive === undefined &&
      this.entities.get(entry.entity) === undefined
    ) {
      this.entities.set(entry.entity, entry)
      return true
    }
    const free = this.isFree(entry)
    for (const key of entry.entities) {
      const entity = this.entityOf(key)
      const order = orderOn(entry, key)
      if (free) entity.add(order, 1)
      else {
        entity.parked ??= new Queue()
        entity.parked.add(order, 1)
        entity.parked.entries.push(entry)
      }
      if (order !== 'append') entity.mergeable = order === 'set' ? entry : undefined
    }
    if (!free) this.parkedCount++
    return free
  }

  /** The entry that `newer` may be merged into: it is parked, or it waits in an open body. */
  mergeTarget(newer: Entry): Entry | undefined {
    if (newer.order !== 'set' || newer.moreEntities.length > 0) return undefined
    const found = this.entities.get(newer.entity)
    const target = found instanceof Entity ? found.mergeable : found
    return target?.order === 'set' && target.isWaiting ? target : undefined
  }

  /** Puts a merged entry in the place of the one that waited. */
  replace(older: Entry, merged: Entry): void {
    for (const key of merged.entities) {
      const found = this.entities.get(key)
      if (found === older) this.entities.set(key, merged)
      if (!(found instanceof Entity) || found.mergeable !== older) continue
      found.mergeable = merged
      const index = found.parked?.entries.indexOf(older) ?? -1
      if (index >= 0) (found.parked as Queue).entries[index] = merged
    }
  }

  /** The entry is settled; returns the entries that may go on now, in their order. */
  settle(entry: Entry): readonly Entry[] {
    // The entry stands there itself, or the one that it was a part of.
    if (!(this.entities.get(entry.entity) instanceof Entity)) {
      this.entities.delete(entry.entity)
      return NOTHING
    }
    let isAwaited = false
    for (const key of entry.entities) {
      const entity = this.entities.get(key) as Entity
      entity.add(orderOn(entry, key), -1)
      if (entity.mergeable === entry) entity.mergeable = undefined
      if (entity.parked !== undefined) isAwaited = true
      else if (entity.isZero) this.entities.delete(key)
    }
    return isAwaited ? this.release(entry) : NOTHING
  }

  private release(settled: Entry): readonly Entry[] {
    const released: Entry[] = []
    // An entry that leaves may have been what the queue of another of its entities waited for: look there as well.
    const keys = [...settled.entities]
    for (const key of keys) {
      for (let head = this.headOf(key); head !== undefined; head = this.headOf(key)) {
        if (!this.mayLeave(head)) break
        this.leave(head)
        released.push(head)
        keys.push(...head.entities.filter((other) => other !== key))
      }
    }
    return released
  }

  /** The oldest entry that is parked under a key. */
  private headOf(key: EntityKey): Entry | undefined {
    const found = this.entities.get(key)
    return found instanceof Entity ? found.parked?.entries[0] : undefined
  }

  private isFree(entry: Entry): boolean {
    for (const key of entry.entities) {
      if (this.entities.get(key) === undefined) continue
      const entity = this.entityOf(key)
      const order = orderOn(entry, key)
      if (entity.conflictWith(order) || entity.parked?.conflictWith(order) === true) return false
    }
    return true
  }

  private mayLeave(entry: Entry): boolean {
    return entry.entities.every((key) => {
      const entity = this.entityOf(key)
      return entity.parked?.entries[0] === entry && !entity.conflictWith(orderOn(entry, key))
    })
  }

  private leave(entry: Entry): void {
    this.parkedCount--
    for (const key of entry.entities) {
      const entity = this.entityOf(key)
      const parked = entity.parked as Queue
      const order = orderOn(entry, key)
      parked.entries.shift()
      parked.add(order, -1)
      if (parked.isZero) entity.parked = undefined
      entity.add(order, 1)
    }
  }

  /** What is counted of an entity, begun with the entry that stood for it. */
  private entityOf(key: EntityKey): Entity {
    const found = this.entities.get(key)
    if (found instanceof Entity) return found
    const entity = new Entity()
    if (found !== undefined) {
      entity.add(found.order, 1)
      if (found.order === 'set') entity.mergeable = found
    }
    this.entities.set(key, entity)
    return entity
  }
}

/** What an entry is to one of its entities. */
function orderOn(entry: Entry, key: EntityKey): Order {
  return key === entry.exclusive ? 'barrier' : entry.order
}
