import type { ActivityLog, CustomerIdentifiers } from './activities'
import type { Settings } from './settings'
import { textOf, type Attributes } from './values'

export interface Person {
  readonly cioId: string
  id: string | undefined
  email: string | undefined
  phone: string | undefined
  readonly attributes: Attributes
  readonly devices: Map<string, Record<string, unknown>>
  /** Attributes of the relationship by `type/object id`. */
  readonly relationships: Map<string, Attributes>
  readonly segments: Set<number>
}

/** Something that Customer.io answers 200 to and does not do; only its activity log shows it. */
export interface FailedChange {
  readonly customerId: string
  readonly at: number
  readonly field: string
  readonly value: string
  readonly reason: string
}

export type Identifiers = Readonly<Record<string, unknown>>
export type Kind = 'id' | 'email' | 'phone' | 'cio_id'
/** Kinds that a person can be given. */
export type GivenKind = Exclude<Kind, 'cio_id'>

export const GIVEN_KINDS = ['id', 'email', 'phone'] as const
const KINDS = [...GIVEN_KINDS, 'cio_id'] as const
/** The text that was seen in an activity log (github.com/customerio/customerio-flutter/issues/235). */
const OWNED = 'The identifier is already associated with a different profile.'
const MAX_FAILED_CHANGES = 5_000

/** People by their identifiers, and what happens when two of them meet. */
export class People {
  private readonly by: Readonly<Record<Kind, Map<string, Person>>> = {
    id: new Map(),
    email: new Map(),
    phone: new Map(),
    cio_id: new Map(),
  }
  /** Keys such as `email/jane@example.com`. */
  readonly suppressed = new Set<string>()
  /** By key, all that were suppressed together with it: they come free together. */
  private readonly suppressedWith = new Map<string, readonly string[]>()
  /** The latest of them. */
  readonly failedChanges: FailedChange[] = []
  failedChangeCount = 0
  private minted = 0

  constructor(
    private readonly settings: Settings,
    private readonly activities: ActivityLog,
  ) {}

  get all(): Iterable<Person> {
    return this.by.cio_id.values()
  }

  get size(): number {
    return this.by.cio_id.size
  }

  /** True for a kind of identifier that the workspace uses. */
  uses(kind: Kind): boolean {
    return kind === 'cio_id' || this.settings.identifiers.split('+').includes(kind)
  }

  find(kind: Kind, value: string): Person | undefined {
    return this.by[kind].get(normal(kind, value))
  }

  /** The person whom identifiers name. */
  named(identifiers: Identifiers): Person | undefined {
    const [kind, value] = only(identifiers)
    return kind === undefined || this.isSuppressed(kind, value) ? undefined : this.find(kind, value)
  }

  /** The person, made where there is none and `mayCreate`; undefined where nobody may be made (unknown cio_id, suppressed). */
  namedOrNew(identifiers: Identifiers, mayCreate: boolean, at: number): Person | undefined {
    const [kind, value] = only(identifiers)
    if (kind === undefined || this.isSuppressed(kind, value)) return undefined
    return this.find(kind, value) ?? (kind === 'cio_id' || !mayCreate ? undefined : this.create(kind, value, at))
  }

  isSuppressed(kind: Kind, value: string): boolean {
    return this.suppressed.has(keyOf(kind, value))
  }

  /** Removes the person, if there is one, and blocks the identifier named and those that the person had. */
  suppress(identifiers: Identifiers, at: number): void {
    const person = this.named(identifiers)
    const keys = new Set(Object.entries(identifiers).map(([kind, value]) => keyOf(kind as Kind, textOf(value))))
    for (const kind of GIVEN_KINDS) {
      const value = person?.[kind]
      if (value !== undefined) keys.add(keyOf(kind, value))
    }
    if (person !== undefined) this.remove(person, at)
    for (const key of keys) {
      this.suppressed.add(key)
      this.suppressedWith.set(key, [...keys])
    }
  }

  /** Frees an identifier and those that were blocked together with it. */
  unsuppress(identifiers: Identifiers): void {
    for (const [kind, value] of Object.entries(identifiers)) {
      for (const key of this.suppressedWith.get(keyOf(kind as Kind, textOf(value))) ?? []) {
        this.suppressed.delete(key)
        this.suppressedWith.delete(key)
      }
    }
  }

  remove(person: Person, at: number, type = 'profile_delete'): void {
    this.note(type, person, at)
    for (const kind of KINDS) {
      const value = kind === 'cio_id' ? person.cioId : person[kind]
      if (value !== undefined) this.by[kind].delete(normal(kind, value))
    }
  }

  /**
   * Gives a person an identifier, or notes why not. `by` is the kind of identifier that named the person: one that is
   * set changes only by cio_id, and an e-mail by id where the workspace allows it.
   */
  claim(person: Person, kind: GivenKind, value: string, at: number, by: Kind): void {
    const current = person[kind]
    if (current !== undefined && normal(kind, current) === normal(kind, value)) return
    if (this.isSuppressed(kind, value)) {
      this.fail(person, kind, value, at, 'The identifier is suppressed.')
      return
    }
    const byId = kind === 'email' && by === 'id' && this.settings.allowEmailUpdateById
    const mayChange = current === undefined || by === 'cio_id' || byId
    const owner = this.find(kind, value)
    if (owner !== undefined) this.fail(person, kind, value, at, OWNED)
    else if (mayChange) this.assign(person, kind, value)
    else this.fail(person, kind, value, at, 'The identifier is set and may not be changed.')
  }

  fail(person: Person | undefined, field: string, value: string, at: number, reason: string): void {
    this.failedChangeCount++
    const customerId = person?.id ?? person?.email ?? person?.phone ?? person?.cioId ?? ''
    this.failedChanges.push({ customerId, at, field, value, reason })
    if (this.failedChanges.length > MAX_FAILED_CHANGES) this.failedChanges.shift()
    this.note('failed_attribute_change', person, at, { [field]: { reason, value } }, field)
  }

  /** Writes a line about somebody into the activity log. */
  note(
    type: string,
    person: Person | undefined,
    timestamp: number,
    data: Readonly<Record<string, unknown>> = {},
    name?: string,
  ): void {
    this.activities.add({ type, name, customer: person && identifiersOf(person), timestamp, data })
  }

  /**
   * The person that an identify call means: the one who has the identifier, else the one who has another identifier
   * among the attributes and takes this one, else somebody new (Track API reference, v1 identify).
   */
  identify(
    identifiers: Identifiers,
    attributes: Readonly<Record<string, unknown>>,
    mayCreate: boolean,
    at: number,
  ): Person | undefined {
    const [kind, value] = only(identifiers)
    if (kind === undefined || this.isSuppressed(kind, value)) return undefined
    const known = this.find(kind, value)
    if (known !== undefined) return known
    // An unknown cio_id is dropped.
    if (kind === 'cio_id') return undefined
    const [owner, by] = this.ownerAmong(attributes, kind)
    if (owner !== undefined) {
      if (owner[kind] !== undefined && kind === 'id' && this.settings.takenEmail === 'take_id') {
        this.assign(owner, kind, value)
        return owner
      }
      // Somebody with another id is somebody else.
      if (owner[kind] === undefined || kind !== 'id') {
        this.claim(owner, kind, value, at, by)
        return owner
      }
    }
    if (mayCreate) return this.create(kind, value, at)
    if (this.settings.logUpdateMisses) {
      this.fail(undefined, kind, value, at, 'The profile does not exist and the update may not create it.')
    }
    return undefined
  }

  private ownerAmong(
    attributes: Readonly<Record<string, unknown>>,
    but: Kind,
  ): readonly [Person, Kind] | readonly [undefined, 'id'] {
    for (const kind of GIVEN_KINDS) {
      const value = attributes[kind]
      const isValue = (typeof value === 'string' && value !== '') || typeof value === 'number'
      if (kind === but || !isValue || !this.uses(kind) || this.isSuppressed(kind, textOf(value))) continue
      const owner = this.find(kind, textOf(value))
      if (owner !== undefined) return [owner, kind]
    }
    return [undefined, 'id']
  }

  private create(kind: GivenKind, value: string, at: number): Person {
    const person: Person = {
      cioId: `a3${(++this.minted).toString(16).padStart(10, '0')}`,
      id: undefined,
      email: undefined,
      phone: undefined,
      attributes: new Map(),
      devices: new Map(),
      relationships: new Map(),
      segments: new Set(),
    }
    this.by.cio_id.set(person.cioId, person)
    this.assign(person, kind, value)
    this.note('profile_create', person, at)
    return person
  }

  private assign(person: Person, kind: GivenKind, value: string): void {
    const current = person[kind]
    if (current !== undefined) this.by[kind].delete(normal(kind, current))
    person[kind] = kind === 'email' && this.settings.lowerCaseEmails ? value.toLowerCase() : value
    this.by[kind].set(normal(kind, value), person)
  }
}

/** The identifiers of a person as the App API has them. */
export function identifiersOf(person: Person): CustomerIdentifiers {
  return { id: person.id ?? null, email: person.email ?? null, cio_id: person.cioId }
}

/** E-mails are the same in any case, ids are not. */
function normal(kind: Kind, value: string): string {
  return kind === 'email' ? value.toLowerCase() : value
}

function keyOf(kind: Kind, value: string): string {
  return `${kind}/${normal(kind, value)}`
}

function only(identifiers: Identifiers): readonly [Kind, string] | readonly [undefined, ''] {
  for (const kind of KINDS) {
    const value = identifiers[kind]
    if (value !== undefined) return [kind, textOf(value)]
  }
  return [undefined, '']
}
