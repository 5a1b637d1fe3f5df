import fc from 'fast-check'
import { hash32, hash64, hash64Bytes } from './hash'

describe('hash32', () => {
  it('is the low half of hash64, and hash64Bytes is the hash of an ASCII text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { high, low } = hash64(text, { high: 0, low: 0 })
        expect(hash32(text)).toBe(low)
        const bytes = Buffer.from(text)
        if (bytes.length !== text.length) return
        expect(hash64Bytes(bytes, 0, bytes.length, { high: 0, low: 0 })).toEqual({ high, low })
      }),
    )
  })
})

describe('keys that are crafted to meet in one slot of a table', () => {
  const SLOTS = 256

  /** The hash of a program that has no seed: all that a sender can know. */
  function unseeded(text: string): number {
    let h1 = 0xdeadbeef
    let h2 = 0x41c6ce57
    for (let i = 0; i < text.length; i++) {
      h1 = Math.imul(h1 ^ text.charCodeAt(i), 2654435761)
      h2 = Math.imul(h2 ^ text.charCodeAt(i), 1597334677)
    }
    return Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909)
  }
  const slotsOf = (keys: readonly string[], slotOf: (key: string) => number) => new Set(keys.map(slotOf)).size

  it('are spread by the seed of the process', () => {
    const crafted: string[] = []
    for (let n = 0; crafted.length < 200; n++) if ((unseeded(`p${n}`) & (SLOTS - 1)) === 0) crafted.push(`p${n}`)
    expect(slotsOf(crafted, (key) => unseeded(key) & (SLOTS - 1))).toBe(1)
    // 200 random keys take about 139 of 256 slots.
    expect(slotsOf(crafted, (key) => hash32(key) & (SLOTS - 1))).toBeGreaterThan(90)
    const hash = { high: 0, low: 0 }
    expect(slotsOf(crafted, (key) => hash64(key, hash).high >>> 24)).toBeGreaterThan(90)
  })

  it('are spread where their characters differ only in high bits, under any seed', () => {
    const similar = Array.from({ length: 512 }, (_, n) =>
      String.fromCharCode(97 + 1024 * (n % 8), 98 + 1024 * (Math.floor(n / 8) % 8), 99 + 1024 * Math.floor(n / 64)),
    )
    expect(slotsOf(similar, (key) => hash32(key) & (SLOTS - 1))).toBeGreaterThan(150)
  })
})
