import { hash64, type Hash64 } from '../lib/hash'
import { HashPairs } from '../lib/hash-pairs'

/** From here on events are no longer compared: 80 MB of memory is enough. */
const MAX_EVENTS = 5_000_000

/**
 * What one run remembers across rows, as hashes: which id an e-mail came with, which e-mail an id came with, and which
 * events were seen. 16 bytes an entry and the free slots of its table.
 */
export class RunMemory {
  private readonly emails = new HashPairs()
  private readonly ids = new HashPairs()
  private readonly events = new HashPairs()
  private readonly key: Hash64 = { high: 0, low: 0 }
  private readonly value: Hash64 = { high: 0, low: 0 }

  constructor(private readonly maxEvents = MAX_EVENTS) {}

  /**
   * Notes that a person with this id has this e-mail. `taken`: the e-mail came with another id before, whose it stays.
   * `changed`: the id came with another e-mail before.
   */
  claimEmail(email: string, id: string): 'free' | 'taken' | 'changed' {
    hash64(email, this.key)
    hash64(id, this.value)
    if (this.emails.put(this.key, this.value) === 'other') return 'taken'
    return this.ids.put(this.value, this.key) === 'other' ? 'changed' : 'free'
  }

  /** Notes an event. `repeat`: the same id with the same content came before; `conflict`: with other content. */
  seeEvent(id: string, content: string): 'new' | 'repeat' | 'conflict' {
    if (this.isFull) return 'new'
    const seen = this.events.put(hash64(id, this.key), hash64(content, this.value))
    return seen === 'new' ? 'new' : seen === 'same' ? 'repeat' : 'conflict'
  }

  /** True once so many events were seen that later ones are no longer compared. */
  get isFull(): boolean {
    return this.events.size >= this.maxEvents
  }
}
