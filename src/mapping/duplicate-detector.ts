import { hash64, type Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'

/** From here on events are no longer compared: 75 MB of memory is enough. */
const MAX_EVENTS = 5_000_000

/**
 * What one run remembers across rows, as hashes: which id an e-mail came with, which ids came, and which events. With
 * the gaps in the tables that is about 15 bytes an event and 25 bytes a person of the streams that carry an id
 * and an e-mail. A 32-bit value is compared under each 64-bit key: one difference in 4 billion goes unnoticed.
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
   * Notes that a person with this id has this e-mail. `taken`: the e-mail came with another id before, whose it stays.
   * `changed`: the e-mail is new and the id came with another one before. `free`: neither.
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
