import type { Entry, Order } from '../mapping/entry'

/** With which orders an order must not change places on an entity that they share. */
const CONFLICTS: Readonly<Record<Order, readonly Order[]>> = {
  set: ['set', 'relate', 'barrier'],
  append: ['barrier'],
  relate: ['set', 'barrier'],
  barrier: ['set', 'append', 'relate', 'barrier'],
}

type Counts = Record<Order, number>

/** What is unsettled about one entity. */
interface Entity {
  /** On their way or parked. */
  readonly all: Counts
  /** On their way: in an open body, in a closed one, or in flight. */
  readonly active: Counts
  /** Entries that wait for this entity, in the order in which they came. */
  parked: Entry[]
  /** The last `set` that can still take another one in: it waits, and nothing that conflicts came after it. */
  mergeable: { entry: Entry; slot: number } | undefined
}

/** A slot of an entry that is parked rather than in an open body. */
const PARKED = -1

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
    let free = true
    for (const key of entry.entities) {
      const entity = this.entities.get(key)
      if (entity !== undefined && conflicts(orderOn(entry, key), entity.all)) free = false
    }
    for (const key of entry.entities) {
      const entity = this.entities.get(key) ?? this.insert(key)
      const order = orderOn(entry, key)
      entity.all[order]++
      if (free) entity.active[order]++
      else entity.parked.push(entry)
      if (order === 'barrier' || order === 'relate') entity.mergeable = undefined
      else if (order === 'set') entity.mergeable = free ? undefined : { entry, slot: PARKED }
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
      if (entity?.parked.length === 0 && entity.all.barrier + entity.all.relate === 0)
        entity.mergeable = { entry, slot }
    }
  }

  /** The entry that `newer` may be merged into, and where it waits (`parked`, or its slot in the open body). */
  mergeTarget(newer: Entry): { readonly entry: Entry; readonly slot: number | 'parked' } | undefined {
    if (newer.order !== 'set' || newer.entities.length !== 1) return undefined
    const mergeable = this.entities.get(newer.entities[0] as string)?.mergeable
    if (mergeable === undefined) return undefined
    return { entry: mergeable.entry, slot: mergeable.slot === PARKED ? 'parked' : mergeable.slot }
  }

  /** Puts a merged entry in the place of the one that waited. */
  replace(older: Entry, merged: Entry): void {
    for (const key of merged.entities) {
      const entity = this.entities.get(key)
      if (entity?.mergeable?.entry !== older) continue
      entity.mergeable = { entry: merged, slot: entity.mergeable.slot }
      const index = entity.parked.indexOf(older)
      if (index >= 0) entity.parked[index] = merged
    }
  }

  /** The entry's body is closed: nothing is merged into it any more. */
  depart(entry: Entry): void {
    if (entry.order !== 'set') return
    for (const key of entry.entities) {
      const entity = this.entities.get(key)
      if (entity?.mergeable?.entry === entry) entity.mergeable = undefined
    }
  }

  /** The entry is settled; returns the entries that may go on now, in their order. */
  settle(entry: Entry): readonly Entry[] {
    const released: Entry[] = []
    for (const key of entry.entities) {
      const entity = this.entities.get(key) as Entity
      const order = orderOn(entry, key)
      entity.all[order]--
      entity.active[order]--
      const { set, append, relate, barrier } = entity.all
      if (set + append + relate + barrier === 0) this.entities.delete(key)
    }
    // An entry that leaves may have been what the queue of another of its entities waited for: look there as well.
    const keys = [...entry.entities]
    for (const key of keys) {
      const entity = this.entities.get(key)
      let head = entity?.parked[0]
      while (entity !== undefined && head !== undefined && this.mayLeave(head)) {
        this.leave(head)
        released.push(head)
        keys.push(...head.entities.filter((other) => other !== key))
        head = entity.parked[0]
      }
    }
    return released
  }

  private mayLeave(entry: Entry): boolean {
    return entry.entities.every((key) => {
      const entity = this.entities.get(key) as Entity
      return entity.parked[0] === entry && !conflicts(orderOn(entry, key), entity.active)
    })
  }

  private leave(entry: Entry): void {
    this.parkedCount--
    for (const key of entry.entities) {
      const entity = this.entities.get(key) as Entity
      entity.parked.shift()
      entity.active[orderOn(entry, key)]++
      if (entity.mergeable?.entry === entry) entity.mergeable = undefined
    }
  }

  private insert(key: string): Entity {
    const entity: Entity = { all: newCounts(), active: newCounts(), parked: [], mergeable: undefined }
    this.entities.set(key, entity)
    return entity
  }
}

function newCounts(): Counts {
  return { set: 0, append: 0, relate: 0, barrier: 0 }
}

/** What an entry is to one of its entities. */
function orderOn(entry: Entry, key: string): Order {
  return key === entry.exclusive ? 'barrier' : entry.order
}

function conflicts(order: Order, counts: Counts): boolean {
  for (const other of CONFLICTS[order]) if (counts[other] > 0) return true
  return false
}
