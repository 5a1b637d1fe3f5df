import { hash64, type Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'
import { entityOfHash, type EntityKey, type PersonRef } from './entity'

/** Stands for no email address: the person was deleted. */
const NONE = 0
const NOTHING: readonly never[] = []

/** What a person with an id and an email address means for earlier rows of the run. */
export type EmailClaim = 'free' | 'taken' | 'changed'

/**
 * Remembers which id has which email address, and follows what happens in the run: a change of the address, a deletion, a
 * suppression and a merge free an address for others. The address of a merged person counts as free once the person is written
 * again. Ids and addresses are hashes: one pair in 4 billion is confused.
 * A person takes about 25 bytes, one whose address changed or who was deleted 15 more.
 */
export class EmailOwners {
  /** By address: the first 32 bits of the hash of the id that claimed it last. */
  private readonly owners = new Hash64Table(true)
  /** Ids that have claimed an address. */
  private readonly ids = new Hash64Table(false)
  /** By owner: its present address, where that is not the one it claimed first. */
  private readonly present = new Hash64Table(true)
  /** By owner: the person into whom it was merged, and who may have its address now. */
  private readonly heirs = new Map<number, number>()
  private readonly address: Hash64 = { high: 0, low: 0 }
  private readonly id: Hash64 = { high: 0, low: 0 }
  private readonly owner: Hash64 = { high: 0, low: 0 }

  /** Addresses that named the person of a deletion, a suppression or a merge. */
  private readonly named = new Hash64Table(false)

  /** Entities whose items must be settled before that of the last claim: those whose items freed the address. */
  before: readonly EntityKey[] = NOTHING

  /**
   * Records that a person with this id has this email address. `taken`: another person has it, and keeps it. `changed`: the
   * person had another one before, which is free now if `isMove` says that the row moves the person to the new one.
   */
  claim(email: string, id: string, isMove: boolean): EmailClaim {
    this.before = NOTHING
    const owner = hash64(id, this.id).low
    const address = hash64(email, this.address)
    const claim = this.owners.put(address, owner)
    if (this.named.size > 0 && this.named.has(address)) this.before = [entityOfHash('email', address.low)]
    if (claim === 'other' && !this.takeOver(address, owner)) return 'taken'
    const isKnown = this.ids.put(this.id) === 'same'
    if (claim === 'same') {
      if (this.present.size > 0 && this.presentOf(owner) !== undefined) this.setPresent(owner, address.low)
      return 'free'
    }
    if (!isKnown) return 'free'
    const isAlive = this.presentOf(owner) !== NONE
    if (isMove || !isAlive) this.setPresent(owner, address.low)
    return isAlive ? 'changed' : 'free'
  }

  /** A person is deleted or suppressed. Returns further entities that the item concerns. */
  release(person: PersonRef): readonly EntityKey[] {
    const entities = this.entitiesOf(person)
    const owner = this.find(person)
    if (owner !== undefined) this.setPresent(owner, NONE)
    return entities
  }

  /**
   * `secondary` is merged into `primary`, who gets its address if it has none. Returns further entities that the item
   * concerns.
   */
  merge(primary: PersonRef, secondary: PersonRef): readonly EntityKey[] {
    const entities = [...this.entitiesOf(primary), ...this.entitiesOf(secondary)]
    const from = this.find(secondary)
    // Two identifiers of one person are not merged.
    if (from !== undefined && from !== this.idOf(primary)) {
      const heir = primary.kind === 'id' ? hash64(primary.value, this.id) : undefined
      if (heir !== undefined && this.ids.put(heir) === 'new') this.heirs.set(from, heir.low)
      else this.setPresent(from, NONE)
    }
    return entities
  }

  /** Where an email address names the person: the person by id who had it last, and the address as it is compared. */
  private entitiesOf({ kind, value }: PersonRef): readonly EntityKey[] {
    if (kind !== 'email') return NOTHING
    const address = hash64(value.toLowerCase(), this.address)
    this.named.put(address)
    const owner = this.lastOwner(address)
    const entity = entityOfHash('email', address.low)
    return owner === undefined ? [entity] : [entityOfHash('id', owner), entity]
  }

  /** False if another person has the address. Otherwise the claimant has it now. */
  private takeOver(address: Hash64, claimant: number): boolean {
    const owner = this.lastOwner(address) as number
    if (owner !== claimant) {
      if (this.holds(owner, address.low)) return false
      this.before = [...this.before, entityOfHash('id', owner)]
    }
    this.owners.set(address, claimant)
    return true
  }

  /** The person who has the address or had it last, through all merges; undefined for an address that no one had. */
  private lastOwner(address: Hash64): number | undefined {
    let owner = this.owners.get(address)
    while (owner !== undefined && this.holds(owner, address.low)) {
      const heir = this.heirs.get(owner)
      if (heir === undefined) return owner
      owner = heir
    }
    return owner
  }

  private holds(owner: number, addressLow: number): boolean {
    const present = this.presentOf(owner)
    return present === undefined || present === addressLow
  }

  /** Undefined for a person of whom no row has told an address, and for one who was merged into another. */
  private find(person: PersonRef): number | undefined {
    if (this.owners.size === 0) return undefined
    const owner = this.idOf(person)
    if (owner === undefined || this.heirs.has(owner)) return undefined
    return person.kind === 'email' || this.ids.has(this.id) ? owner : undefined
  }

  /** The hash of the person's id, undefined where it is not known. */
  private idOf({ kind, value }: PersonRef): number | undefined {
    if (kind === 'id') return hash64(value, this.id).low
    if (kind !== 'email') return undefined
    const address = hash64(value.toLowerCase(), this.address)
    const owner = this.lastOwner(address)
    return owner !== undefined && this.holds(owner, address.low) ? owner : undefined
  }

  private presentOf(owner: number): number | undefined {
    return this.present.size === 0 ? undefined : this.present.get(this.keyOf(owner))
  }

  private setPresent(owner: number, addressLow: number): void {
    this.present.set(this.keyOf(owner), addressLow)
    this.heirs.delete(owner)
  }

  private keyOf(owner: number): Hash64 {
    this.owner.high = owner
    return this.owner
  }
}
