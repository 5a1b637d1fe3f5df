import type { People, Person } from './people'
import type { Settings } from './settings'

export interface StoredEvent {
  readonly id: string | undefined
  readonly name: string
  readonly type: string
  /** Unix seconds. */
  readonly timestamp: number
  readonly data: Readonly<Record<string, unknown>>
  /** cio_id of the person; undefined for an anonymous one and for an invitation. */
  readonly person: string | undefined
  readonly anonymousId: string | undefined
  /** Young enough to start a campaign when it came. */
  readonly canTrigger: boolean
}

/** Only events of the past 72 hours can trigger campaigns (Track API reference, v1 events). */
const TRIGGER_S = 72 * 3600
/** Anonymous events are tied to a person, and events move in a merge, for 30 days (same). */
const MEMORY_S = 30 * 86_400

/** The events that came, in the order in which they came. */
export class Events {
  readonly all: StoredEvent[] = []
  /** Events that were known already and changed nothing. */
  repeated = 0
  /** When (unix seconds) each event id came, by id, with the person where ids are compared within a person. */
  private readonly cameAt = new Map<string, number>()
  /** Whose an anonymous_id is: it is never reused. */
  private readonly anonymousOwner = new Map<string, string>()

  constructor(
    private readonly settings: Settings,
    private readonly people: People,
  ) {}

  /** True, and counted, where an event of this id came before. */
  isRepeated(id: string | undefined, whose: string, now: number): boolean {
    if (id === undefined) return false
    const key = this.settings.dedupeScope === 'person' ? `${whose} ${id}` : id
    const before = this.cameAt.get(key)
    const { dedupeHours } = this.settings
    if (before !== undefined && (dedupeHours === 0 || now - before < dedupeHours * 3600)) {
      this.repeated++
      return true
    }
    this.cameAt.set(key, now)
    return false
  }

  add(event: Omit<StoredEvent, 'canTrigger' | 'person'>, person: Person | undefined, now: number): void {
    const owner = person ?? this.ownerOf(event.anonymousId)
    // An anonymous event waits for its person; an invitation needs none.
    const isAnonymous = owner === undefined && event.anonymousId !== undefined
    const canTrigger = !isAnonymous && this.isLive(event.timestamp, now)
    this.all.push({ ...event, person: owner?.cioId, canTrigger })
    this.people.note(event.type, owner, event.timestamp, event.data, event.name)
  }

  /** Somebody comes with an anonymous_id: its events of the last 30 days are theirs from now on. */
  adopt(anonymousId: string, person: Person, now: number): void {
    if (!this.settings.mergeAnonymousEvents || this.anonymousOwner.has(anonymousId)) return
    this.anonymousOwner.set(anonymousId, person.cioId)
    this.people.note('anon_merge', person, now)
    this.all.forEach((event, index) => {
      if (event.anonymousId !== anonymousId || event.person !== undefined || now - event.timestamp > MEMORY_S) return
      this.all[index] = { ...event, person: person.cioId, canTrigger: this.isLive(event.timestamp, now) }
    })
  }

  /** A merge moves the events of the last 30 days, and none of them triggers anything. */
  move(from: Person, to: Person, now: number): void {
    this.all.forEach((event, index) => {
      if (event.person !== from.cioId || now - event.timestamp > MEMORY_S) return
      this.all[index] = { ...event, person: to.cioId, canTrigger: false }
    })
  }

  private ownerOf(anonymousId: string | undefined): Person | undefined {
    const cioId = anonymousId === undefined ? undefined : this.anonymousOwner.get(anonymousId)
    return cioId === undefined ? undefined : this.people.find('cio_id', cioId)
  }

  private isLive(timestamp: number, now: number): boolean {
    return now - timestamp <= TRIGGER_S && (timestamp <= now || this.settings.futureEventsTrigger)
  }
}
