const FIRST_SLOTS = 1024

/**
 * A map from evenly distributed 32-bit hashes. Open addressing in two flat arrays: millions of keys that are added and
 * deleted leave no garbage, unlike those of a Map.
 */
export class IntMap<V extends object> {
  private keys = new Int32Array(FIRST_SLOTS)
  /** An empty slot is undefined. */
  private values: (V | undefined)[] = new Array<undefined>(FIRST_SLOTS).fill(undefined)
  private mask = FIRST_SLOTS - 1
  private count = 0

  /** The number of keys. */
  get size(): number {
    return this.count
  }

  get(key: number): V | undefined {
    return this.values[this.find(key)]
  }

  set(key: number, value: V): void {
    const at = this.find(key)
    if (this.values[at] === undefined) {
      this.count++
      this.keys[at] = key
    }
    this.values[at] = value
    if (this.count * 2 > this.keys.length) this.grow()
  }

  delete(key: number): void {
    const { keys, values, mask } = this
    let gap = this.find(key)
    if (values[gap] === undefined) return
    this.count--
    // Keys that were displaced past this slot move back, because an empty slot ends every search.
    for (let at = (gap + 1) & mask; values[at] !== undefined; at = (at + 1) & mask) {
      const home = (keys[at] as number) & mask
      if (((at - home) & mask) < ((at - gap) & mask)) continue
      keys[gap] = keys[at] as number
      values[gap] = values[at]
      gap = at
    }
    values[gap] = undefined
  }

  /** Index of the key's slot, or of the empty slot where it belongs. */
  private find(key: number): number {
    const { keys, values, mask } = this
    let at = key & mask
    while (values[at] !== undefined && keys[at] !== key) at = (at + 1) & mask
    return at
  }

  private grow(): void {
    const { keys, values } = this
    const slots = keys.length * 2
    this.keys = new Int32Array(slots)
    this.values = new Array<undefined>(slots).fill(undefined)
    this.mask = slots - 1
    for (let from = 0; from < keys.length; from++) {
      const value = values[from]
      if (value === undefined) continue
      const at = this.find(keys[from] as number)
      this.keys[at] = keys[from] as number
      this.values[at] = value
    }
  }
}
