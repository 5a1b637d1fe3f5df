import type { Hash64 } from './hash'

const SHARDS = 256
const FIRST_SLOTS = 16
/** A shard grows by half once it is this full. */
const MAX_LOAD = 0.8
const GROWTH = 1.5
/** Two words of key a slot; a key of zero is an empty slot. */
const KEY_WORDS = 2

interface Shard {
  words: Int32Array
  slots: number
  size: number
}

/**
 * A table of 64-bit keys in typed arrays, each with a 32-bit value where `hasValues`. Open addressing, in shards that
 * grow one at a time and at different sizes: no growth takes long, and memory grows smoothly. A slot is 8 bytes, 12 with
 * a value; with the free ones an entry takes 12 and 18. Values are set once: the first one stays.
 */
export class HashPairs {
  private readonly shards: Shard[]
  private readonly slotWords: number
  private count = 0

  constructor(private readonly hasValues: boolean) {
    this.slotWords = KEY_WORDS + (hasValues ? 1 : 0)
    this.shards = Array.from({ length: SHARDS }, (_, index) => {
      const slots = Math.ceil(FIRST_SLOTS * GROWTH ** (index / SHARDS))
      return { words: new Int32Array(slots * this.slotWords), slots, size: 0 }
    })
  }

  /** Entries held. */
  get size(): number {
    return this.count
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.shards.reduce((sum, { words }) => sum + words.byteLength, 0)
  }

  /**
   * Enters a key that is not there, with its value (32 bits; without values any is ignored). Says
   * whether the key was new, had this value, or had another one.
   */
  put(key: Hash64, value = 0): 'new' | 'same' | 'other' {
    const high = key.high | 0
    const low = high === 0 && key.low === 0 ? 1 : key.low | 0
    const shard = this.shards[high & (SHARDS - 1)] as Shard
    if (shard.size >= shard.slots * MAX_LOAD) this.grow(shard)
    const { words } = shard
    const at = this.find(shard, high, low)
    if (words[at] === 0 && words[at + 1] === 0) {
      words[at] = high
      words[at + 1] = low
      if (this.hasValues) words[at + KEY_WORDS] = value | 0
      shard.size++
      this.count++
      return 'new'
    }
    return !this.hasValues || words[at + KEY_WORDS] === (value | 0) ? 'same' : 'other'
  }

  /** Index of the key's slot, or of the empty slot where it belongs. */
  private find({ words, slots }: Shard, high: number, low: number): number {
    const { slotWords } = this
    let at = ((low >>> 1) % slots) * slotWords
    while ((words[at] !== high || words[at + 1] !== low) && (words[at] !== 0 || words[at + 1] !== 0)) {
      at += slotWords
      if (at === words.length) at = 0
    }
    return at
  }

  private grow(shard: Shard): void {
    const { slotWords } = this
    const old = shard.words
    shard.slots = Math.ceil(shard.slots * GROWTH)
    shard.words = new Int32Array(shard.slots * slotWords)
    const { words } = shard
    for (let from = 0; from < old.length; from += slotWords) {
      const high = old[from] as number
      const low = old[from + 1] as number
      if (high === 0 && low === 0) continue
      const at = this.find(shard, high, low)
      for (let word = 0; word < slotWords; word++) words[at + word] = old[from + word] as number
    }
  }
}
