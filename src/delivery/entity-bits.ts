const FIRST_SLOTS = 1024

/**
 * Four bits for each of many entities, whose keys are hashes that are spread evenly: 10 to 20 bytes an entity in two flat
 * arrays, where a Map takes 60.
 */
export class EntityBits {
  private keys = new Int32Array(FIRST_SLOTS)
  /** 0 is an empty slot. */
  private bits = new Uint8Array(FIRST_SLOTS)
  private size = 0

  /** 0 for an entity that has none. */
  get(key: number): number {
    return this.bits[this.find(key)] as number
  }

  /** Sets bits of an entity; `bits` is not 0. */
  add(key: number, bits: number): void {
    const at = this.find(key)
    if (this.bits[at] === 0) {
      this.keys[at] = key
      this.size++
    }
    this.bits[at] = (this.bits[at] as number) | bits
    if (this.size * 2 > this.keys.length) this.grow()
  }

  /** Index of the key's slot, or of the empty slot where it belongs. */
  private find(key: number): number {
    const mask = this.keys.length - 1
    let at = key & mask
    while (this.bits[at] !== 0 && this.keys[at] !== key) at = (at + 1) & mask
    return at
  }

  private grow(): void {
    const { keys, bits } = this
    this.keys = new Int32Array(keys.length * 2)
    this.bits = new Uint8Array(keys.length * 2)
    for (let from = 0; from < keys.length; from++) {
      if (bits[from] === 0) continue
      const at = this.find(keys[from] as number)
      this.keys[at] = keys[from] as number
      this.bits[at] = bits[from] as number
    }
  }
}
