import type { Settings } from './settings'

export interface Stored {
  readonly value: unknown
  /** Unix seconds of the update that set it. */
  readonly at: number
}

export interface Person {
  readonly cioId: string
  id: string | undefined
  email: string | undefined
  phone: string | undefined
  readonly attributes: Map<string, Stored>
  readonly devices: Map<string, Record<string, unknown>>
  /** Attributes of the relationship by `type/object id`. */
  readonly relationships: Map<string, Map<string, Stored>>
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

const KINDS = ['id', 'email', 'phone', 'cio_id'] as const
const OWNED = 'The identifier is already associated with a different profile.'

/** People by their identifiers, and what happens when two of them meet. */
export class People {
  private readonly by: Readonly<Record<Kind, Map<string, Person>>> = {
    id: new Map(),
    email: new Map(),
    phone: new Map(),
    cio_id: new Map(),
  }
  readonly suppressed = new Set<string>()
  readonly failedChanges: FailedChange[] = []
  private minted = 0

  constructor(private readonly settings: Settings) {}

  get all(): Iterable<Person> {
    return this.by.cio_id.values()
  }

  get size(): number {
    return this.by.cio_id.size
  }

  find(kind: Kind, value: string): Person | undefined {
    return this.by[kind].get(normal(kind, value))
  }

  /** The person whom identifiers name. */
  named(identifiers: Identifiers): Person | undefined {
    const [kind, value] = only(identifiers)
    return kind === undefined ? undefined : this.find(kind, value)
  }

  /** The person, made where there is none; undefined where nobody may be made (unknown cio_id, suppressed). */
  namedOrNew(identifiers: Identifiers): Person | undefined {
    const [kind, value] = only(identifiers)
    if (kind === undefined || this.isSuppressed(kind, value)) return undefined
    return this.find(kind, value) ?? (kind === 'cio_id' ? undefined : this.create(kind, value))
  }

  isSuppressed(kind: Kind, value: string): boolean {
    return this.suppressed.has(`${kind}/${normal(kind, value)}`)
  }

  create(kind: Exclude<Kind, 'cio_id'>, value: string): Person {
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
    return person
  }

  remove(person: Person): void {
    for (const kind of KINDS) {
      const value = kind === 'cio_id' ? person.cioId : person[kind]
      if (value !== undefined) this.by[kind].delete(normal(kind, value))
    }
  }

  /** Gives a person an identifier, or notes why not. */
  claim(person: Person, kind: Exclude<Kind, 'cio_id'>, value: string, at: number): void {
    const current = person[kind]
    if (current !== undefined && normal(kind, current) === normal(kind, value)) return
    const owner = this.find(kind, value)
    const mayChange = current === undefined || (kind === 'email' && this.settings.allowEmailUpdateById)
    if (owner === undefined && mayChange) this.assign(person, kind, value)
    else this.fail(person, kind, value, at, owner === undefined ? 'The identifier cannot be changed.' : OWNED)
  }

  fail(person: Person | undefined, field: string, value: string, at: number, reason: string): void {
    this.failedChanges.push({ customerId: person?.id ?? person?.email ?? '', at, field, value, reason })
  }

  /**
   * The person that an identify call means: the one who has the identifier, else the one who has another identifier
   * among the attributes and may take this one, else somebody new.
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
    for (const other of ['id', 'email', 'phone'] as const) {
      const also = attributes[other]
      if (other === kind || typeof also !== 'string' || also === '') continue
      const owner = this.find(other, also)
      if (owner === undefined) continue
      if (owner[kind] === undefined || (kind === 'id' && this.settings.takenEmail === 'take_id')) {
        this.assign(owner, kind, value)
        return owner
      }
    }
    if (mayCreate) return this.create(kind, value)
    this.fail(undefined, kind, value, at, 'The profile does not exist and the update may not create it.')
    return undefined
  }

  private assign(person: Person, kind: Exclude<Kind, 'cio_id'>, value: string): void {
    const current = person[kind]
    if (current !== undefined) this.by[kind].delete(normal(kind, current))
    person[kind] = value
    this.by[kind].set(normal(kind, value), person)
  }
}

/** E-mails are the same in any case, ids are not. */
function normal(kind: Kind, value: string): string {
  return kind === 'email' ? value.toLowerCase() : value
}

function only(identifiers: Identifiers): readonly [Kind, string] | readonly [undefined, ''] {
  for (const kind of KINDS) {
    const value = identifiers[kind]
    if (value !== undefined) return [kind, typeof value === 'string' ? value : JSON.stringify(value)]
  }
  return [undefined, '']
}

/** Sets attributes the way Customer.io does: an older update never overwrites, null and "" remove where `removes`. */
export function setAttributes(
  target: Map<string, Stored>,
  values: Readonly<Record<string, unknown>>,
  at: number,
  removes: boolean,
): void {
  for (const [name, value] of Object.entries(values)) {
    const before = target.get(name)
    if (before !== undefined && before.at > at) continue
    if (removes && (value === null || value === '')) target.delete(name)
    else target.set(name, { value, at })
  }
}
