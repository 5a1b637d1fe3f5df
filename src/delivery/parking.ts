import type { Entry, Order } from '../mapping/entry'

/** A slot of an entry that is parked rather than in an open body. */
const PARKED = -1
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
  /** Made when it is first needed: nearly all entities never have one, and there is one of them a row. */
  parked: Queue | undefined = undefined
  /** The last `set` that can still take another one in: it waits, and nothing that conflicts came after it. */
  mergeable: Entry | undefined = undefined
  /** Where that waits. */
  slot = PARKED
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
  private readonly entities = new Map<string, Entity>()
  private parkedCount = 0

  /** Entries that wait here. */
  get parked(): number {
    return this.parkedCount
  }

  /** Takes an entry in; true when it may go on at once, false when it is parked. */
  admit(entry: Entry): boolean {
    const free = this.isFree(entry)
    for (const key of entry.entities) {
      const entity = this.entities.get(key) ?? this.insert(key)
      const order = orderOn(entry, key)
      if (free) entity.add(order, 1)
      else {
        entity.parked ??= new Queue()
        entity.parked.add(order, 1)
        entity.parked.entries.push(entry)
      }
      if (order === 'append') continue
      entity.mergeable = order === 'set' && !free ? entry : undefined
      entity.slot = PARKED
    }
    if (!free) this.parkedCount++
    return free
  }

  /** Remembers that a `set` that may go on waits in its endpoint's open body at `slot`. */
  place(entry: Entry, slot: number): void {
    if (entry.order !== 'set') return
    for (const key of entry.entities) {
      const entity = this.entities.get(key)
      // A set parked behind it, or a barrier, is the newer neighbour: merging past it would change the order.
      if (entity === undefined || entity.parked !== undefined || entity.barrier + entity.relate > 0) continue
      entity.mergeable = entry
      entity.slot = slot
    }
  }

  /** The entry that `newer` may be merged into, and where it waits (`parked`, or its slot in the open body). */
  mergeTarget(newer: Entry): { readonly entry: Entry; readonly slot: number | 'parked' } | undefined {
    if (newer.order !== 'set' || newer.entities.length !== 1) return undefined
    const entity = this.entities.get(newer.entities[0] as string)
    if (entity?.mergeable === undefined) return undefined
    return { entry: entity.mergeable, slot: entity.slot === PARKED ? 'parked' : entity.slot }
  }

  /** Puts a merged entry in the place of the one that waited. */
  replace(older: Entry, merged: Entry): void {
    for (const key of merged.entities) {
      const entity = this.entities.get(key)
      if (entity?.mergeable !== older) continue
      entity.mergeable = merged
      const index = entity.parked?.entries.indexOf(older) ?? -1
      if (index >= 0) (entity.parked as Queue).entries[index] = merged
    }
  }

  /** The entry's body is closed: nothing is merged into it any more. */
  depart(entry: Entry): void {
    if (entry.order !== 'set') return
    for (const key of entry.entities) {
      const entity = this.entities.get(key)
      if (entity?.mergeable === entry) entity.mergeable = undefined
    }
  }

  /** The entry is settled; returns the entries that may go on now, in their order. */
  settle(entry: Entry): readonly Entry[] {
    let isAwaited = false
    for (const key of entry.entities) {
      const entity = this.entities.get(key) as Entity
      entity.add(orderOn(entry, key), -1)
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
      const entity = this.entities.get(key)
      for (let head = entity?.parked?.entries[0]; head !== undefined; head = entity?.parked?.entries[0]) {
        if (!this.mayLeave(head)) break
        this.leave(head)
        released.push(head)
        keys.push(...head.entities.filter((other) => other !== key))
      }
    }
    return released
  }

  private isFree(entry: Entry): boolean {
    for (const key of entry.entities) {
      const entity = this.entities.get(key)
      if (entity === undefined) continue
      const order = orderOn(entry, key)
      if (entity.conflictWith(order) || entity.parked?.conflictWith(order) === true) return false
    }
    return true
  }

  private mayLeave(entry: Entry): boolean {
    return entry.entities.every((key) => {
      const entity = this.entities.get(key) as Entity
      return entity.parked?.entries[0] === entry && !entity.conflictWith(orderOn(entry, key))
    })
  }

  private leave(entry: Entry): void {
    this.parkedCount--
    for (const key of entry.entities) {
      const entity = this.entities.get(key) as Entity
      const parked = entity.parked as Queue
      const order = orderOn(entry, key)
      parked.entries.shift()
      parked.add(order, -1)
      if (parked.isZero) entity.parked = undefined
      entity.add(order, 1)
      if (entity.mergeable === entry) entity.mergeable = undefined
    }
  }

  private insert(key: string): Entity {
    const entity = new Entity()
    this.entities.set(key, entity)
    return entity
  }
}

/** What an entry is to one of its entities. */
function orderOn(entry: Entry, key: string): Order {
  return key === entry.exclusive ? 'barrier' : entry.order
}
