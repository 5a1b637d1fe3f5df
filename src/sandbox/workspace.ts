import type { Clock } from '../lib/clock'
import { ActivityLog } from './activities'
import { Events, type StoredEvent } from './events'
import { objectRef, Objects } from './objects'
import { GIVEN_KINDS, People, type Identifiers, type Kind, type Person } from './people'
import { Relationships } from './relationships'
import type { Operation } from './rules'
import { DEFAULT_SETTINGS, type Settings } from './settings'
import { isObject, isUlid, setAttributes, textOf } from './values'

export interface Segment {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly type: 'manual' | 'dynamic'
}

/** The segments of a new workspace. The API must not change segment 3, which is data-driven. */
const SEGMENTS: readonly Segment[] = [
  { id: 1, name: 'Beta testers', description: 'A manual segment', type: 'manual' },
  { id: 2, name: 'Newsletter', description: 'A manual segment', type: 'manual' },
  { id: 3, name: 'Everyone who signed up', description: 'A data-driven segment', type: 'dynamic' },
  { id: 7, name: 'Sandbox segment', description: 'A manual segment', type: 'manual' },
]
/** Attributes that control an identify call and are not stored. */
const CONTROL = new Set(['_update', '_timestamp', 'cio_relationships', 'cio_id', ...GIVEN_KINDS])

/** The state of one workspace, and the effects of operations on it (docs.customer.io, Track API reference). */
export class Workspace {
  readonly settings: Settings
  readonly activities = new ActivityLog()
  readonly people: People
  readonly objects: Objects
  readonly segments = new Map(SEGMENTS.map((segment) => [segment.id, segment]))
  private readonly eventLog: Events
  private readonly relationships: Relationships

  constructor(
    settings: Partial<Settings>,
    private readonly clock: Clock,
  ) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings }
    this.people = new People(this.settings, this.activities)
    this.objects = new Objects(this.settings, this.activities)
    this.eventLog = new Events(this.settings, this.people)
    this.relationships = new Relationships(this.settings, this.people, this.objects)
  }

  get events(): readonly StoredEvent[] {
    return this.eventLog.all
  }

  /** Ignored events, whose id was received before. */
  get repeatedEvents(): number {
    return this.eventLog.repeated
  }

  /** Unix seconds. */
  get now(): number {
    return Math.floor(this.clock.now() / 1000)
  }

  /** Applies an operation that the rules accept. An operation on an unknown target has no effect and no error. */
  apply(operation: Operation): void {
    switch (operation['type']) {
      case 'object':
        this.applyToObject(operation)
        return
      case 'delivery':
        this.activities.add({
          type: `${textOf(operation['name'])}_push`,
          name: undefined,
          customer: undefined,
          timestamp: this.now,
          data: { delivery_id: textOf((operation['identifiers'] as Identifiers)['id']) },
        })
        return
      default:
        this.applyToPerson(operation)
    }
  }

  changeSegment(segmentId: number, kind: 'id' | 'email' | 'cio_id', ids: readonly string[], add: boolean): void {
    for (const id of ids) {
      const person = this.people.find(kind, id)
      if (add) person?.segments.add(segmentId)
      else person?.segments.delete(segmentId)
    }
  }

  createSegment(name: string, description: string): Segment {
    const segment: Segment = { id: Math.max(...this.segments.keys()) + 1, name, description, type: 'manual' }
    this.segments.set(segment.id, segment)
    return segment
  }

  private applyToPerson(operation: Operation): void {
    const identifiers = (operation['identifiers'] ?? {}) as Identifiers
    switch (operation['action']) {
      case 'identify':
        this.identify(identifiers, operation)
        return
      case 'event':
      case 'page':
      case 'screen':
        this.track(identifiers, operation)
        return
      case 'delete': {
        const person = this.people.named(identifiers)
        if (person !== undefined) this.people.remove(person, this.now)
        return
      }
      case 'suppress':
        this.people.suppress(identifiers, this.now)
        return
      case 'unsuppress':
        this.people.unsuppress(identifiers)
        return
      case 'add_device':
      case 'delete_device':
        this.changeDevice(identifiers, operation)
        return
      case 'add_relationships':
      case 'delete_relationships':
        this.relatePerson(identifiers, operation)
        return
      case 'merge':
        this.merge(operation)
    }
  }

  private identify(identifiers: Identifiers, operation: Operation): void {
    const attributes = (operation['attributes'] ?? {}) as Record<string, unknown>
    const at = this.timeOf(operation, attributes)
    const person = this.people.identify(identifiers, attributes, attributes['_update'] !== true, at)
    if (person === undefined) return
    const by = Object.keys(identifiers)[0] as Kind
    for (const kind of GIVEN_KINDS) {
      const value = attributes[kind]
      // A null never removes an identifier.
      if (value === undefined || value === null || value === '') continue
      if (this.people.uses(kind)) this.people.claim(person, kind, textOf(value), at, by)
    }
    this.setPersonAttributes(person, attributes, at)
    const anonymousId = attributes['anonymous_id']
    if (typeof anonymousId === 'string' && anonymousId !== '') {
      this.eventLog.adopt(anonymousId, person, this.now)
      this.relationships.adopt(anonymousId, person, this.now)
    }
    const relationships = operation['cio_relationships']
    if (Array.isArray(relationships)) {
      const add = operation['relationship_action'] !== 'delete_relationships'
      this.relationships.changeOfPerson(person, relationships, at, add)
    }
  }

  private setPersonAttributes(person: Person, attributes: Readonly<Record<string, unknown>>, at: number): void {
    const ordinary: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const [name, value] of Object.entries(attributes)) {
      const topic = /^cio_subscription_preferences\.topics\.(topic_\d+)$/.exec(name)
      if (topic !== null)
        ordinary['cio_subscription_preferences'] = withTopic(person, ordinary, topic[1] as string, value)
      else if (!CONTROL.has(name) || (isGivenKind(name) && !this.people.uses(name))) ordinary[name] = value
    }
    const { nullRemovesFromPeople, attributesPerProfile } = this.settings
    const overLimit = setAttributes(person.attributes, ordinary, at, nullRemovesFromPeople, attributesPerProfile)
    for (const name of overLimit) {
      this.people.fail(person, name, textOf(ordinary[name]), at, `A profile holds ${attributesPerProfile} attributes.`)
    }
    this.people.note('attribute_change', person, at, ordinary)
  }

  /** The time of an update: its timestamp, or the current time. Unix seconds. */
  private timeOf(operation: Operation, attributes: Readonly<Record<string, unknown>> = {}): number {
    const own = this.settings.timestampAmongAttributes ? attributes['_timestamp'] : undefined
    const seconds = Number(operation['timestamp'] ?? own ?? NaN)
    return Number.isInteger(seconds) ? seconds : this.now
  }

  private track(identifiers: Identifiers, operation: Operation): void {
    const anonymous = identifiers['anonymous_id']
    const hasNoIdentifier = Object.keys(identifiers).length === 0
    const { otherEventIds, eventsCreatePeople } = this.settings
    const id = typeof operation['id'] === 'string' ? operation['id'] : undefined
    const keptId = otherEventIds === 'ignore' && !isUlid(id) ? undefined : id
    if (this.eventLog.isRepeated(keptId, JSON.stringify(identifiers), this.now)) return
    const person =
      anonymous === undefined && !hasNoIdentifier
        ? this.people.namedOrNew(identifiers, eventsCreatePeople, this.now)
        : undefined
    if (person === undefined && anonymous === undefined && !hasNoIdentifier) return
    this.eventLog.add(
      {
        id: keptId,
        name: textOf(operation['name']).trim(),
        type: textOf(operation['action']),
        timestamp: this.timeOf(operation),
        data: (operation['attributes'] ?? {}) as Record<string, unknown>,
        anonymousId: anonymous === undefined ? undefined : textOf(anonymous),
      },
      person,
      this.now,
    )
  }

  private changeDevice(identifiers: Identifiers, operation: Operation): void {
    const device = operation['device'] as Record<string, unknown>
    const token = textOf(device['token'])
    const add = operation['action'] === 'add_device'
    const person = this.people.namedOrNew(identifiers, add && this.settings.devicesCreatePeople, this.now)
    if (person === undefined) return
    if (add) person.devices.set(token, device)
    else person.devices.delete(token)
    this.people.note('device_change', person, this.now, { token })
  }

  private relatePerson(identifiers: Identifiers, operation: Operation): void {
    const add = operation['action'] === 'add_relationships'
    const person = this.people.namedOrNew(identifiers, add && this.settings.relationshipsCreatePeople, this.now)
    if (person === undefined) return
    this.relationships.changeOfPerson(person, operation['cio_relationships'] as unknown[], this.now, add)
  }

  /** Copies what the primary person lacks, and removes the secondary one. Has no effect if one of them is unknown. */
  private merge(operation: Operation): void {
    const primary = this.people.named(operation['primary'] as Identifiers)
    const secondary = this.people.named(operation['secondary'] as Identifiers)
    if (primary === undefined || secondary === undefined || primary === secondary) return
    this.people.remove(secondary, this.now, 'profile_merge')
    for (const [name, stored] of secondary.attributes) {
      const own = primary.attributes.get(name)?.value
      if (own === undefined || own === null || own === '') primary.attributes.set(name, stored)
    }
    for (const kind of GIVEN_KINDS) {
      const value = secondary[kind]
      if (primary[kind] === undefined && value !== undefined)
        this.people.claim(primary, kind, value, this.now, 'cio_id')
    }
    for (const segment of secondary.segments) primary.segments.add(segment)
    this.eventLog.move(secondary, primary, this.now)
  }

  private applyToObject(operation: Operation): void {
    const ref = objectRef(operation['identifiers'])
    const relationships = Array.isArray(operation['cio_relationships'])
      ? (operation['cio_relationships'] as unknown[])
      : []
    switch (operation['action']) {
      case 'delete': {
        const object = this.objects.find(ref)
        if (object === undefined) return
        this.objects.remove(object, this.now)
        this.relationships.dropObject(object)
        return
      }
      case 'delete_relationships':
        this.relationships.changeOfObject(ref, relationships, this.now, false)
        return
      case 'add_relationships':
        this.relationships.changeOfObject(ref, relationships, this.now, true)
        return
      case 'identify':
      case 'identify_anonymous': {
        const object = this.objects.findOrNew(ref, this.now)
        if (object === undefined) return
        this.objects.set(object, (operation['attributes'] ?? {}) as Record<string, unknown>, this.now)
        const anonymousId = operation['anonymous_id']
        const anonymous = anonymousId === undefined ? [] : [{ identifiers: { anonymous_id: anonymousId } }]
        this.relationships.changeOfObject(ref, [...relationships, ...anonymous], this.now, true)
      }
    }
  }
}

function isGivenKind(name: string): name is (typeof GIVEN_KINDS)[number] {
  return GIVEN_KINDS.some((kind) => kind === name)
}

/** Changes one topic and keeps the others, which is the purpose of the flat key. */
function withTopic(person: Person, update: Record<string, unknown>, topic: string, value: unknown): unknown {
  const before = update['cio_subscription_preferences'] ?? person.attributes.get('cio_subscription_preferences')?.value
  const preferences = isObject(before) ? before : {}
  const topics = isObject(preferences['topics']) ? preferences['topics'] : {}
  return { ...preferences, topics: { ...topics, [topic]: value } }
}
