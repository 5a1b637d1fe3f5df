import type { Clock } from '../lib/clock'
import { People, setAttributes, type Identifiers, type Person, type Stored } from './people'
import { isObject, textOf, type Operation } from './rules'
import { DEFAULT_SETTINGS, type Settings } from './settings'

export interface StoredEvent {
  readonly id: string | undefined
  readonly name: string
  readonly type: string
  /** Unix seconds. */
  readonly timestamp: number
  readonly data: Readonly<Record<string, unknown>>
  /** cio_id of the person, or undefined for an anonymous one. */
  readonly person: string | undefined
  readonly anonymousId: string | undefined
  /** Young enough to start a campaign when it came. */
  readonly canTrigger: boolean
}

export interface StoredObject {
  readonly typeId: string
  readonly objectId: string
  readonly attributes: Map<string, Stored>
}

export interface Segment {
  readonly id: number
  readonly name: string
  readonly type: 'manual' | 'dynamic'
}

const TRIGGER_S = 72 * 3600
const IDENTIFIERS = ['id', 'email', 'phone'] as const

/** The state of one workspace, and what each operation does to it (docs.customer.io, Track API reference). */
export class Workspace {
  readonly settings: Settings
  readonly people: People
  readonly events: StoredEvent[] = []
  readonly objects = new Map<string, StoredObject>()
  readonly objectTypes = new Map<string, string>([['1', 'Companies']])
  readonly segments = new Map<number, Segment>()
  private readonly eventIds = new Set<string>()
  /** Events that were known already and changed nothing. */
  repeatedEvents = 0

  constructor(
    settings: Partial<Settings>,
    private readonly clock: Clock,
  ) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings }
    this.people = new People(this.settings)
    for (const [id, name] of [
      [1, 'Beta testers'],
      [2, 'Newsletter'],
      [7, 'Sandbox segment'],
    ] as const) {
      this.segments.set(id, { id, name, type: 'manual' })
    }
  }

  /** Applies an operation that the rules take; what it names in vain has no effect and no error. */
  apply(operation: Operation): void {
    const now = Math.floor(this.clock.now() / 1000)
    if (operation['type'] === 'object') this.applyToObject(operation, now)
    else this.applyToPerson(operation, now)
  }

  addToSegment(segmentId: number, kind: 'id' | 'email' | 'cio_id', ids: readonly string[], add: boolean): void {
    for (const id of ids) {
      const person = this.people.find(kind, id)
      if (add) person?.segments.add(segmentId)
      else person?.segments.delete(segmentId)
    }
  }

  private applyToPerson(operation: Operation, now: number): void {
    const identifiers = (operation['identifiers'] ?? {}) as Identifiers
    switch (operation['action']) {
      case 'identify':
        this.identify(identifiers, operation, now)
        return
      case 'event':
      case 'page':
      case 'screen':
        this.track(identifiers, operation, now)
        return
      case 'delete':
        this.remove(identifiers)
        return
      case 'suppress':
        this.suppress(identifiers)
        return
      case 'unsuppress':
        for (const [kind, value] of Object.entries(identifiers)) {
          this.people.suppressed.delete(`${kind}/${kind === 'email' ? textOf(value).toLowerCase() : textOf(value)}`)
        }
        return
      case 'add_device':
      case 'delete_device':
        this.changeDevice(identifiers, operation)
        return
      case 'add_relationships':
      case 'delete_relationships':
        this.relate(identifiers, operation, now)
        return
      case 'merge':
        this.merge(operation)
    }
  }

  private identify(identifiers: Identifiers, operation: Operation, now: number): void {
    const { _update: update, ...attributes } = (operation['attributes'] ?? {}) as Record<string, unknown>
    const at = typeof operation['timestamp'] === 'number' ? operation['timestamp'] : now
    const person = this.people.identify(identifiers, attributes, update !== true, at)
    if (person === undefined) return
    const ordinary: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const [name, value] of Object.entries(attributes)) {
      const identifier = IDENTIFIERS.find((kind) => kind === name)
      const topic = /^cio_subscription_preferences\.topics\.(topic_\d+)$/.exec(name)
      // Identifiers are never removed by a null.
      if (identifier !== undefined) {
        if (value !== null && value !== '') this.people.claim(person, identifier, textOf(value), at)
      } else if (topic !== null) setTopic(person, topic[1] as string, value, at)
      else if (name !== 'cio_relationships') ordinary[name] = name === 'unsubscribed' ? readUnsubscribed(value) : value
    }
    setAttributes(person.attributes, ordinary, at, this.settings.nullRemovesFromPeople)
    const relationships = operation['cio_relationships']
    if (Array.isArray(relationships)) this.relateTo(person, relationships, at, true)
  }

  private track(identifiers: Identifiers, operation: Operation, now: number): void {
    const { id } = operation
    if (typeof id === 'string') {
      if (this.eventIds.has(id)) {
        this.repeatedEvents++
        return
      }
      this.eventIds.add(id)
    }
    const anonymousId = identifiers['anonymous_id']
    const person =
      anonymousId !== undefined
        ? undefined
        : this.settings.eventsCreatePeople
          ? this.people.namedOrNew(identifiers)
          : this.people.named(identifiers)
    if (person === undefined && anonymousId === undefined) return
    const timestamp = typeof operation['timestamp'] === 'number' ? operation['timestamp'] : now
    this.events.push({
      id: typeof id === 'string' ? id : undefined,
      name: textOf(operation['name']).trim(),
      type: textOf(operation['action']),
      timestamp,
      data: (operation['attributes'] ?? {}) as Record<string, unknown>,
      person: person?.cioId,
      anonymousId: anonymousId === undefined ? undefined : textOf(anonymousId),
      canTrigger: now - timestamp <= TRIGGER_S,
    })
  }

  private remove(identifiers: Identifiers): Person | undefined {
    const person = this.people.named(identifiers)
    if (person !== undefined) this.people.remove(person)
    return person
  }

  private suppress(identifiers: Identifiers): void {
    const person = this.remove(identifiers)
    const blocked = {
      ...identifiers,
      ...(person?.id && { id: person.id }),
      ...(person?.email && { email: person.email }),
    }
    for (const [kind, value] of Object.entries(blocked)) {
      this.people.suppressed.add(`${kind}/${kind === 'email' ? textOf(value).toLowerCase() : textOf(value)}`)
    }
  }

  private changeDevice(identifiers: Identifiers, operation: Operation): void {
    const device = operation['device'] as Record<string, unknown>
    const token = textOf(device['token'])
    if (operation['action'] === 'delete_device') this.people.named(identifiers)?.devices.delete(token)
    else this.people.namedOrNew(identifiers)?.devices.set(token, device)
  }

  private relate(identifiers: Identifiers, operation: Operation, now: number): void {
    const add = operation['action'] === 'add_relationships'
    const person = add ? this.people.namedOrNew(identifiers) : this.people.named(identifiers)
    if (person !== undefined) this.relateTo(person, operation['cio_relationships'] as unknown[], now, add)
  }

  private relateTo(person: Person, relationships: readonly unknown[], at: number, add: boolean): void {
    for (const one of relationships) {
      if (!isObject(one)) continue
      const { typeId, objectId } = objectRef(one['identifiers'])
      const key = `${typeId}/${objectId}`
      if (!add) {
        person.relationships.delete(key)
        continue
      }
      if (!this.objects.has(key) && !this.settings.relationshipsCreateObjects) continue
      this.object(typeId, objectId)
      const attributes = person.relationships.get(key) ?? new Map<string, Stored>()
      person.relationships.set(key, attributes)
      setAttributes(attributes, (one['relationship_attributes'] ?? {}) as Record<string, unknown>, at, true)
    }
  }

  /** The primary person takes what it lacks; the secondary one is gone. Nothing happens without a primary one. */
  private merge(operation: Operation): void {
    const primary = this.people.named(operation['primary'] as Identifiers)
    const secondary = this.people.named(operation['secondary'] as Identifiers)
    if (primary === undefined || secondary === undefined || primary === secondary) return
    this.people.remove(secondary)
    for (const [name, stored] of secondary.attributes) {
      const own = primary.attributes.get(name)?.value
      if (own === undefined || own === '') primary.attributes.set(name, stored)
    }
    for (const kind of IDENTIFIERS) {
      const value = secondary[kind]
      if (primary[kind] === undefined && value !== undefined) this.people.claim(primary, kind, value, 0)
    }
    for (const segment of secondary.segments) primary.segments.add(segment)
    this.events.forEach((event, index) => {
      if (event.person === secondary.cioId) this.events[index] = { ...event, person: primary.cioId, canTrigger: false }
    })
  }

  private applyToObject(operation: Operation, now: number): void {
    const { typeId, objectId } = objectRef(operation['identifiers'])
    const key = `${typeId}/${objectId}`
    if (operation['action'] === 'delete') {
      this.objects.delete(key)
      for (const person of this.people.all) person.relationships.delete(key)
      return
    }
    const object = this.object(typeId, objectId)
    setAttributes(object.attributes, (operation['attributes'] ?? {}) as Record<string, unknown>, now, true)
  }

  private object(typeId: string, objectId: string): StoredObject {
    const key = `${typeId}/${objectId}`
    const object = this.objects.get(key) ?? { typeId, objectId, attributes: new Map<string, Stored>() }
    this.objects.set(key, object)
    if (!this.objectTypes.has(typeId)) this.objectTypes.set(typeId, `Object type ${typeId}`)
    return object
  }
}

function objectRef(identifiers: unknown): { typeId: string; objectId: string } {
  const { object_type_id: typeId, object_id: objectId } = identifiers as Record<string, unknown>
  return { typeId: textOf(typeId), objectId: textOf(objectId) }
}

/** true in any letter case, 1 and "1" count as unsubscribed; anything else as subscribed. */
function readUnsubscribed(value: unknown): unknown {
  if (value === null || value === '') return value
  return value === true || value === 1 || value === '1' || textOf(value).toLowerCase() === 'true'
}

/** One topic changes and the others stay, which the flat key is for. */
function setTopic(person: Person, topic: string, value: unknown, at: number): void {
  const stored = person.attributes.get('cio_subscription_preferences')?.value
  const before = isObject(stored) && isObject(stored['topics']) ? stored['topics'] : {}
  person.attributes.set('cio_subscription_preferences', { value: { topics: { ...before, [topic]: value } }, at })
}
