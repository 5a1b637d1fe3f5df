import { hash64, type Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'

/** From here on events are no longer compared: 75 MB of memory is enough. */
const MAX_EVENTS = 5_000_000

/**
 * Remembers the ids, the id of each email address, and the events of a run, as hashes. Including the gaps in the tables it
 * takes about 15 bytes per event, and 25 bytes per person of the streams with an id and an email address. Each 64-bit key
 * has a 32-bit value to compare: one difference in 4 billion is not detected.
 */
export class DuplicateDetector {
  private readonly emails = new Hash64Table(true)
  private readonly ids = new Hash64Table(false)
  private readonly events = new Hash64Table(true)
  private readonly key: Hash64 = { high: 0, low: 0 }
  private readonly value: Hash64 = { high: 0, low: 0 }

  private saidFull = false

  constructor(private readonly maxEvents = MAX_EVENTS) {}

  /**
   * Records that a person with this id has this email address. `taken`: it came with another id before, and remains there.
   * `changed`: it is new, and the id came with another one before. `free`: neither.
   */
  claimEmail(email: string, id: string): 'free' | 'taken' | 'changed' {
    const owner = hash64(id, this.value)
    const key = hash64(email, this.key)
    const claim = this.emails.put(key, owner.low)
    if (claim === 'other') return 'taken'
    if (claim === 'same') return 'free'
    return this.ids.put(owner) === 'same' ? 'changed' : 'free'
  }

  /**
   * Notes an event, of which `content` is a hash. `repeat`: the same id with the same content came before; `conflict`: with other content. `full`: so
   * many events came before that from this one on none is compared; `off` for those after it.
   */
  seeEvent(id: string, content: number): 'new' | 'repeat' | 'conflict' | 'full' | 'off' {
    if (this.events.size >= this.maxEvents) {
      if (this.saidFull) return 'off'
      this.saidFull = true
      return 'full'
    }
    const seen = this.events.put(hash64(id, this.key), content)
    return seen === 'new' ? 'new' : seen === 'same' ? 'repeat' : 'conflict'
  }
}
