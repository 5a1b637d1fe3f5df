import type { Hash64 } from './hash'

const SHARDS = 256
const FIRST_SLOTS = 16
/** A shard grows by half once it is this full: memory grows smoothly and no growth takes long. */
const MAX_LOAD = 0.8
const GROWTH = 1.5
const WORDS = 4

interface Shard {
  /** Four words a slot: key high, key low, value high, value low. A key of zero is an empty slot. */
  words: Uint32Array
  size: number
}

/**
 * A table from 64-bit keys to 64-bit values in typed arrays, 16 bytes a slot (20 to 30 bytes an entry with the free
 * slots). Values are set once: the first one stays.
 */
export class HashPairs {
  private readonly shards: Shard[] = Array.from({ length: SHARDS }, () => ({
    words: new Uint32Array(FIRST_SLOTS * WORDS),
    size: 0,
  }))
  private count = 0

  /** Entries held. */
  get size(): number {
    return this.count
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.shards.reduce((sum, { words }) => sum + words.byteLength, 0)
  }

  /** Sets the value of a key that has none; says whether the key was new, had this value, or had another one. */
  put(key: Hash64, value: Hash64): 'new' | 'same' | 'other' {
    // Zero marks an empty slot.
    const high = key.high
    const low = high === 0 && key.low === 0 ? 1 : key.low
    const shard = this.shards[high & (SHARDS - 1)] as Shard
    if (shard.size >= (shard.words.length / WORDS) * MAX_LOAD) grow(shard)
    const { words } = shard
    const at = find(words, high, low)
    if (words[at] === 0 && words[at + 1] === 0) {
      words[at] = high
      words[at + 1] = low
      words[at + 2] = value.high
      words[at + 3] = value.low
      shard.size++
      this.count++
      return 'new'
    }
    return words[at + 2] === value.high && words[at + 3] === value.low ? 'same' : 'other'
  }
}

/** Index of the key's slot, or of the empty slot where it belongs. */
function find(words: Uint32Array, high: number, low: number): number {
  const slots = words.length / WORDS
  let slot = low % slots
  for (;;) {
    const at = slot * WORDS
    if (words[at] === high && words[at + 1] === low) return at
    if (words[at] === 0 && words[at + 1] === 0) return at
    slot = slot + 1 === slots ? 0 : slot + 1
  }
}

function grow(shard: Shard): void {
  const old = shard.words
  shard.words = new Uint32Array(Math.ceil((old.length / WORDS) * GROWTH) * WORDS)
  for (let from = 0; from < old.length; from += WORDS) {
    const high = old[from] as number
    const low = old[from + 1] as number
    if (high === 0 && low === 0) continue
    shard.words.set(old.subarray(from, from + WORDS), find(shard.words, high, low))
  }
}
