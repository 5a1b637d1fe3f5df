import type { Hash64 } from './hash'

/** Slots per segment; a power of two. A segment with values has 48 kB. */
const SEGMENT_SLOTS = 4096
const SEGMENT_BITS = 12
const SLOT_MASK = SEGMENT_SLOTS - 1
/** The table grows by a quarter once it is this full. */
const MAX_LOAD = 0.9
const GROWTH = 0.25
/** A key has two words per slot. A high word of zero marks an empty slot. */
const KEY_WORDS = 2
const WORD_BYTES = 4
/** High words are ordered as signed integers. */
const HIGH_OFFSET = 2 ** 31
const HIGH_RANGE = 2 ** 32

/**
 * A table of 64-bit keys in typed arrays, each with a 32-bit value if `hasValues`. It is a sorted list with gaps: the home
 * slot of a key is proportional to its high word, and a displaced key is in the next free slot after it. To grow, the table
 * prepends empty segments and moves all keys down to their new slots, in order. No array is copied and discarded, so memory
 * grows in small steps. A slot has 8 bytes, 12 with a value; including the gaps, a key takes 10 or 15 bytes. The first value
 * of a key is kept, unless `set` replaces it.
 */
export class Hash64Table {
  private segments: Int32Array[]
  private readonly slotWords: number
  /** The number of home slots. Keys displaced beyond the last one are in an additional segment. */
  private slots = SEGMENT_SLOTS
  private scale = SEGMENT_SLOTS / HIGH_RANGE
  private count = 0

  constructor(hasValues: boolean) {
    this.slotWords = KEY_WORDS + (hasValues ? 1 : 0)
    this.segments = [this.newSegment(), this.newSegment()]
  }

  /** The number of keys. */
  get size(): number {
    return this.count
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.segments.length * SEGMENT_SLOTS * this.slotWords * WORD_BYTES
  }

  /**
   * Adds a key with its 32-bit value, unless it exists. Returns whether the key was new, had this value, or had another one.
   * A table without values ignores `value`.
   */
  put(key: Hash64, value = 0): 'new' | 'same' | 'other' {
    if (this.count >= this.slots * MAX_LOAD) this.grow()
    const { slotWords } = this
    const high = key.high | 0 || 1
    const low = key.low | 0
    let at = this.homeOf(high)
    let segment = this.segmentOf(at)
    let word = (at & SLOT_MASK) * slotWords
    for (let found = segment[word] as number; found !== 0 && found <= high; found = segment[word] as number) {
      if (found === high && segment[word + 1] === low) {
        return slotWords === KEY_WORDS || segment[word + KEY_WORDS] === (value | 0) ? 'same' : 'other'
      }
      word += slotWords
      if ((++at & SLOT_MASK) !== 0) continue
      segment = this.segmentOf(at)
      word = 0
    }
    if (segment[word] !== 0) this.shiftUp(at)
    segment[word] = high
    segment[word + 1] = low
    if (slotWords > KEY_WORDS) segment[word + KEY_WORDS] = value
    this.count++
    return 'new'
  }

  /** The value of a key; undefined for one that was not added. A table without values has none. */
  get(key: Hash64): number | undefined {
    const at = this.find(key)
    return at === undefined ? undefined : this.segmentOf(at)[(at & SLOT_MASK) * this.slotWords + KEY_WORDS]
  }

  has(key: Hash64): boolean {
    return this.find(key) !== undefined
  }

  /** Adds a key with its value, or replaces its value. */
  set(key: Hash64, value: number): void {
    if (this.put(key, value) !== 'other') return
    const at = this.find(key) as number
    this.segmentOf(at)[(at & SLOT_MASK) * this.slotWords + KEY_WORDS] = value
  }

  /** The slot of a key. */
  private find(key: Hash64): number | undefined {
    const { slotWords } = this
    const high = key.high | 0 || 1
    const low = key.low | 0
    for (let at = this.homeOf(high); ; at++) {
      const segment = this.segmentOf(at)
      const word = (at & SLOT_MASK) * slotWords
      const found = segment[word] as number
      if (found === 0 || found > high) return undefined
      if (found === high && segment[word + 1] === low) return at
    }
  }

  /** The home slot of a high word. Products have at most 53 bits, so the result is exact and preserves the order of words. */
  private homeOf(high: number): number {
    return Math.floor((high + HIGH_OFFSET) * this.scale)
  }

  /** Moves the key at `at`, and all keys that follow without a gap, up by one slot. */
  private shiftUp(at: number): void {
    const { slotWords } = this
    const segment = this.segmentOf(at)
    const first = (at & SLOT_MASK) * slotWords
    let end = first
    while (end < segment.length && segment[end] !== 0) end += slotWords
    if (end < segment.length) {
      segment.copyWithin(first + slotWords, first, end)
      return
    }
    let gap = at
    while (this.segmentOf(gap)[(gap & SLOT_MASK) * slotWords] !== 0) gap++
    for (let to = gap; to > at; to--) this.copySlot(to - 1, to)
  }

  private grow(): void {
    const { slotWords } = this
    const more = Math.ceil((this.slots * GROWTH) / SEGMENT_SLOTS)
    this.segments = [...Array.from({ length: more }, () => this.newSegment()), ...this.segments]
    this.slots += more * SEGMENT_SLOTS
    this.scale = this.slots / HIGH_RANGE
    const end = this.segments.length * SEGMENT_SLOTS
    let free = 0
    for (let from = more * SEGMENT_SLOTS; from < end; from++) {
      const segment = this.segmentOf(from)
      const word = (from & SLOT_MASK) * slotWords
      const high = segment[word] as number
      if (high === 0) continue
      // A key never moves up: its new home slot is at most as many slots further as were prepended.
      const to = Math.max(free, this.homeOf(high))
      if (to !== from) {
        this.copySlot(from, to)
        segment[word] = 0
      }
      free = to + 1
    }
  }

  private copySlot(from: number, to: number): void {
    const { slotWords } = this
    const [source, target] = [this.segmentOf(from), this.segmentOf(to)]
    const sourceWord = (from & SLOT_MASK) * slotWords
    const targetWord = (to & SLOT_MASK) * slotWords
    for (let word = 0; word < slotWords; word++) target[targetWord + word] = source[sourceWord + word] as number
  }

  private segmentOf(slot: number): Int32Array {
    return this.segments[slot >> SEGMENT_BITS] ?? this.extend()
  }

  /** Appends a segment for keys that are displaced beyond the last one. */
  private extend(): Int32Array {
    const segment = this.newSegment()
    this.segments.push(segment)
    return segment
  }

  private newSegment(): Int32Array {
    return new Int32Array(SEGMENT_SLOTS * this.slotWords)
  }
}
