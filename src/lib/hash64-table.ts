import type { Hash64 } from './hash'

/** Slots of a segment; a power of two, 48 kB with values. */
const SEGMENT_SLOTS = 4096
const SEGMENT_BITS = 12
const SLOT_MASK = SEGMENT_SLOTS - 1
/** The table grows by a quarter once it is this full. */
const MAX_LOAD = 0.9
const GROWTH = 0.25
/** Two words of key a slot; a high word of zero is an empty slot. */
const KEY_WORDS = 2
const WORD_BYTES = 4
/** High words are ordered as the signed integers that they are. */
const HIGH_OFFSET = 2 ** 31
const HIGH_RANGE = 2 ** 32

/**
 * A table of 64-bit keys in typed arrays, each with a 32-bit value where `hasValues`. It is a sorted list with gaps: a
 * key's place is where its high word lies among all there can be, or as near behind it as there is room. To grow is to put
 * empty segments in front and to move all keys down to their new places, in their order: nothing is copied to be thrown
 * away, and memory grows smoothly. A slot is 8 bytes, 12 with a value; with the gaps an entry takes 10 and 15. Values are
 * set once: the first one stays.
 */
export class Hash64Table {
  private segments: Int32Array[]
  private readonly slotWords: number
  /** Places there are for high words. What does not fit at their end is in a segment behind them. */
  private slots = SEGMENT_SLOTS
  private scale = SEGMENT_SLOTS / HIGH_RANGE
  private count = 0

  constructor(hasValues: boolean) {
    this.slotWords = KEY_WORDS + (hasValues ? 1 : 0)
    this.segments = [this.newSegment(), this.newSegment()]
  }

  /** Entries held. */
  get size(): number {
    return this.count
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.segments.length * SEGMENT_SLOTS * this.slotWords * WORD_BYTES
  }

  /**
   * Enters a key that is not there, with its value (32 bits; without values any is ignored). Says
   * whether the key was new, had this value, or had another one.
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
    if (segment[word] !== 0) this.makeRoom(at)
    segment[word] = high
    segment[word + 1] = low
    if (slotWords > KEY_WORDS) segment[word + KEY_WORDS] = value
    this.count++
    return 'new'
  }

  /** The place of a high word. Exact, because no product has more than 53 bits: the order of words is that of places. */
  private homeOf(high: number): number {
    return Math.floor((high + HIGH_OFFSET) * this.scale)
  }

  /** Moves what stands at `at`, and all that follows without a gap, one slot up. */
  private makeRoom(at: number): void {
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
      // Never above where it is: its new place is at most as much further on as there is more room in front.
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

  /** More keys than the last segment holds have no room at the end. */
  private extend(): Int32Array {
    const segment = this.newSegment()
    this.segments.push(segment)
    return segment
  }

  private newSegment(): Int32Array {
    return new Int32Array(SEGMENT_SLOTS * this.slotWords)
  }
}
