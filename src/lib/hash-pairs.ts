import type { Hash64 } from './hash'

const SHARDS = 256
const FIRST_SLOTS = 16
/** A shard doubles once it is this full. */
const MAX_LOAD = 0.9
const GROWTH = 2
const WORD_BYTES = 4

/**
 * The words of a slot lie in arrays of their own: a search looks at the high ones alone until it finds its own, and so
 * it touches one line of the processor's cache rather than several.
 */
interface Shard {
  /** 0 is an empty slot. */
  high: Int32Array
  low: Int32Array
  values: Int32Array | undefined
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
  private count = 0

  constructor(private readonly hasValues: boolean) {
    this.shards = Array.from({ length: SHARDS }, (_, index) =>
      newShard(Math.ceil(FIRST_SLOTS * GROWTH ** (index / SHARDS)), hasValues),
    )
  }

  /** Entries held. */
  get size(): number {
    return this.count
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.shards.reduce((sum, { slots }) => sum + slots * (this.hasValues ? 3 : 2) * WORD_BYTES, 0)
  }

  /**
   * Enters a key that is not there, with its value (32 bits; without values any is ignored). Says
   * whether the key was new, had this value, or had another one.
   */
  put(key: Hash64, value = 0): 'new' | 'same' | 'other' {
    // What takes the place of zero must be of the same shard.
    const high = key.high | 0 || SHARDS
    const low = key.low | 0
    const shard = this.shards[high & (SHARDS - 1)] as Shard
    if (shard.size >= shard.slots * MAX_LOAD) this.grow(shard)
    const { values } = shard
    const at = find(shard, high, low)
    if (shard.high[at] === 0) {
      shard.high[at] = high
      shard.low[at] = low
      if (values !== undefined) values[at] = value
      shard.size++
      this.count++
      return 'new'
    }
    return values === undefined || values[at] === (value | 0) ? 'same' : 'other'
  }

  private grow(shard: Shard): void {
    const { high, low, values } = shard
    Object.assign(shard, { ...newShard(Math.ceil(shard.slots * GROWTH), this.hasValues), size: shard.size })
    for (let from = 0; from < high.length; from++) {
      const word = high[from] as number
      if (word === 0) continue
      const at = find(shard, word, low[from] as number)
      shard.high[at] = word
      shard.low[at] = low[from] as number
      if (values !== undefined) (shard.values as Int32Array)[at] = values[from] as number
    }
  }
}

function newShard(slots: number, hasValues: boolean): Shard {
  return {
    high: new Int32Array(slots),
    low: new Int32Array(slots),
    values: hasValues ? new Int32Array(slots) : undefined,
    slots,
    size: 0,
  }
}

/** Index of the key's slot, or of the empty slot where it belongs. */
function find({ high: highs, low: lows, slots }: Shard, high: number, low: number): number {
  let at = (low >>> 1) % slots
  for (let word = highs[at]; word !== 0; word = highs[at]) {
    if (word === high && lows[at] === low) return at
    if (++at === slots) at = 0
  }
  return at
}
