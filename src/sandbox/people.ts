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

/** A change that Customer.io accepts with status 200 and does not apply. Only its activity log shows it. */
export interface FailedChange {
  readonly customerId: string
  readonly at: number
  readonly field: string
  readonly value: string
  readonly reason: string
}

export type Identifiers = Readonly<Record<string, unknown>>
export type Kind = 'id' | 'email' | 'phone' | 'cio_id'
/** Kinds of identifier that clients can set. */
export type GivenKind = Exclude<Kind, 'cio_id'>

export const GIVEN_KINDS = ['id', 'email', 'phone'] as const
const KINDS = [...GIVEN_KINDS, 'cio_id'] as const
/** The text that a user reported from an activity log (github.com/customerio/customerio-flutter/issues/235). */
const OWNED = 'The identifier is already associated with a different profile.'
const MAX_FAILED_CHANGES = 5_000

/** People by their identifiers, and the rules for conflicts between identifiers. */
export class People {
  private readonly by: Readonly<Record<Kind, Map<string, Person>>> = {
    id: new Map(),
    email: new Map(),
    phone: new Map(),
    cio_id: new Map(),
  }
  /** Keys such as `email/jane@example.com`. */
  readonly suppressed = new Set<string>()
  /** For each key, the keys that were suppressed together with it. They are unsuppressed together. */
  private readonly suppressedWith = new Map<string, readonly string[]>()
  /** The latest failed changes. */
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

  /** The person with these identifiers, unless they are suppressed. */
  named(identifiers: Identifiers): Person | undefined {
    const [kind, value] = only(identifiers)
    return kind === undefined || this.isSuppressed(kind, value) ? undefined : this.find(kind, value)
  }

  /** Finds or creates the person; undefined if they may not be created (`mayCreate`, unknown cio_id, suppressed). */
  namedOrNew(identifiers: Identifiers, mayCreate: boolean, at: number): Person | undefined {
    const [kind, value] = only(identifiers)
    if (kind === undefined || this.isSuppressed(kind, value)) return undefined
    return this.find(kind, value) ?? (kind === 'cio_id' || !mayCreate ? undefined : this.create(kind, value, at))
  }

  isSuppressed(kind: Kind, value: string): boolean {
    return this.suppressed.has(keyOf(kind, value))
  }

  /** Removes the person, if they exist, and suppresses the given identifier and all identifiers of the person. */
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

  /** Releases a suppressed identifier and those that were suppressed together with it. */
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
   * Sets an identifier of a person, or logs why not. `by` is the kind of identifier that addressed the person: an existing
   * identifier changes only by cio_id, and an email address also by id if the workspace allows it.
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

  /** Adds a line about a person to the activity log. */
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
   * The person whom an identify call addresses: the person with this identifier, or a person with another identifier among
   * the attributes, who then receives this one, or a new person (Track API reference, v1 identify).
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
    // An identify call with an unknown cio_id has no effect.
    if (kind === 'cio_id') return undefined
    const [owner, by] = this.ownerAmong(attributes, kind)
    if (owner !== undefined) {
      if (owner[kind] !== undefined && kind === 'id' && this.settings.takenEmail === 'take_id') {
        this.assign(owner, kind, value)
        return owner
      }
      // An owner who has another id is a different person.
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

/** The identifiers of a person as the App API returns them. */
export function identifiersOf(person: Person): CustomerIdentifiers {
  return { id: person.id ?? null, email: person.email ?? null, cio_id: person.cioId }
}

/** Email addresses are compared without case, ids with case. */
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
