import { hash64, type Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'
import { EmailOwners } from './email-owners'

/** From here on events are no longer compared: 75 MB of memory is enough. */
const MAX_EVENTS = 5_000_000

/**
 * Remembers the owners of email addresses and the events of a run, as hashes. Including the gaps in the table it takes about
 * 15 bytes per event. Each 64-bit key has a 32-bit value to compare: one difference in 4 billion is not detected.
 */
export class DuplicateDetector {
  readonly emails = new EmailOwners()
  private readonly events = new Hash64Table(true)
  private readonly key: Hash64 = { high: 0, low: 0 }
  private saidFull = false

  constructor(private readonly maxEvents = MAX_EVENTS) {}

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
