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
  /** Recent enough to start a campaign when it was received. */
  readonly canTrigger: boolean
}

/** Only events of the past 72 hours can trigger campaigns (Track API reference, v1 events). */
const TRIGGER_S = 72 * 3600
/** Anonymous events are assigned to a person, and a merge moves events, for 30 days (same reference). */
const MEMORY_S = 30 * 86_400

/** The received events, in order. */
export class Events {
  readonly all: StoredEvent[] = []
  /** Ignored events, whose id was received before. */
  repeated = 0
  /** When (unix seconds) each event id was received. The key includes the person if ids are compared per person. */
  private readonly cameAt = new Map<string, number>()
  /** The cio_id of the owner of each anonymous_id. An anonymous_id has one owner forever. */
  private readonly anonymousOwner = new Map<string, string>()

  constructor(
    private readonly settings: Settings,
    private readonly people: People,
  ) {}

  /** True if an event with this id was received before. Counts it. */
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
    // An anonymous event cannot trigger until it has a person. An invitation has neither, and can.
    const isAnonymous = owner === undefined && event.anonymousId !== undefined
    const canTrigger = !isAnonymous && this.isLive(event.timestamp, now)
    this.all.push({ ...event, person: owner?.cioId, canTrigger })
    this.people.note(event.type, owner, event.timestamp, event.data, event.name)
  }

  /** Assigns the events of an anonymous_id of the last 30 days to the person who was identified with it. */
  adopt(anonymousId: string, person: Person, now: number): void {
    if (!this.settings.mergeAnonymousEvents || this.anonymousOwner.has(anonymousId)) return
    this.anonymousOwner.set(anonymousId, person.cioId)
    this.people.note('anon_merge', person, now)
    this.all.forEach((event, index) => {
      if (event.anonymousId !== anonymousId || event.person !== undefined || now - event.timestamp > MEMORY_S) return
      this.all[index] = { ...event, person: person.cioId, canTrigger: this.isLive(event.timestamp, now) }
    })
  }

  /** Moves the events of the last 30 days in a merge. Moved events do not trigger campaigns. */
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
