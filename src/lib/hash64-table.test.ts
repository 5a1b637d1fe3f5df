import fc from 'fast-check'
import { hash64 } from './hash'
import { Hash64Table } from './hash64-table'

describe('Hash64Table', () => {
  const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(256, -1, 0x7fffffff, -0x80000000))

  it.each([true, false])('behaves as a map that keeps the first value of a key (with values: %s)', (hasValues) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 200, size: 'max' }), (puts) => {
        const table = new Hash64Table(hasValues)
        const reference = new Map<string, number>()
        for (const [high, low, value] of puts) {
          // A high word of zero marks an empty slot, so it is stored as another value.
          const key = `${high === 0 ? 1 : high}/${low}`
          const known = reference.get(key)
          const expected = known === undefined ? 'new' : known === value || !hasValues ? 'same' : 'other'
          if (known === undefined) reference.set(key, value)
          expect(table.has({ high, low })).toBe(known !== undefined)
          expect(table.put({ high, low }, value)).toBe(expected)
        }
        expect(table.size).toBe(reference.size)
      }),
    )
  })

  it('finds and replaces values as a map does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 200, size: 'max' }), (sets) => {
        const table = new Hash64Table(true)
        const reference = new Map<string, number>()
        for (const [high, low, value] of sets) {
          const key = `${high === 0 ? 1 : high}/${low}`
          expect([table.get({ high, low }), table.has({ high, low })]).toEqual([reference.get(key), reference.has(key)])
          table.set({ high, low }, value)
          reference.set(key, value)
        }
        for (const [high, low] of sets) {
          expect(table.get({ high, low })).toBe(reference.get(`${high === 0 ? 1 : high}/${low}`))
        }
      }),
    )
  })

  it('accepts any number of keys with the highest high word', () => {
    const table = new Hash64Table(true)
    const put = () => Array.from({ length: 10_000 }, (_, n) => table.put({ high: -1, low: n % 6000 }, n))
    expect(new Set(put().slice(0, 6000))).toEqual(new Set(['new']))
    expect(new Set(put().slice(0, 6000))).toEqual(new Set(['same']))
    expect(table.size).toBe(6000)
  })

  it.each([true, false])('keeps all keys as it grows, however they are clustered (with values: %s)', (hasValues) => {
    const crowds = [-0x80000000, -0x7ffff000, -1, 0, 0x7fffefff, 0x7fffffff - 300]
    const spread = { high: 0, low: 0 }
    const keys = Array.from({ length: 16_000 }, (_, n) =>
      n % 3 === 0
        ? { high: (crowds[(n / 3) % crowds.length] as number) + Math.floor(n / 60), low: n }
        : { ...hash64(String(n), spread) },
    )
    const table = new Hash64Table(hasValues)
    const put = () => new Set(keys.map((key, n) => table.put(key, n)))
    const before = table.bytes
    expect(put()).toEqual(new Set(['new']))
    expect(table.bytes).toBeGreaterThan(before * 2)
    expect(put()).toEqual(new Set(['same']))
    expect(table.size).toBe(keys.length)
    expect(keys.every((key) => table.has(key))).toBe(true)
    // The same high word with another low word is another key.
    expect(new Set(keys.slice(0, 1000).map(({ high, low }) => table.put({ high, low: ~low }, 7)))).toEqual(
      new Set(['new']),
    )
  })

  it.each([
    [true, 15],
    [false, 10],
  ])('grows in small steps to 200,000 keys (with values: %s, about %d bytes each)', (hasValues, bytesEach) => {
    const table = new Hash64Table(hasValues)
    const key = { high: 0, low: 0 }
    const wrong: number[] = []
    const costs: number[] = []
    for (let n = 0; n < 200_000; n++) {
      if (table.put(hash64(`person-${n}`, key), n) !== 'new') wrong.push(n)
      if (n >= 50_000 && n % 1000 === 0) costs.push(table.bytes / table.size)
    }
    for (let n = 0; n < 200_000; n++) if (table.put(hash64(`person-${n}`, key), n) !== 'same') wrong.push(n)
    expect(wrong).toEqual([])
    expect(Math.min(...costs)).toBeGreaterThan(bytesEach * 0.9)
    expect(Math.max(...costs)).toBeLessThan(bytesEach * 1.2)
  })
})

describe('hash64', () => {
  it('distributes similar texts over both words', () => {
    const highs = new Set<number>()
    const lows = new Set<number>()
    const key = { high: 0, low: 0 }
    for (let n = 0; n < 100_000; n++) {
      hash64(`user${n}@example.com`, key)
      highs.add(key.high)
      lows.add(key.low)
    }
    // A random 32-bit function makes about one collision of 100,000 texts: n^2 / 2^33.
    expect(highs.size).toBeGreaterThan(99_980)
    expect(lows.size).toBeGreaterThan(99_980)
  })
})
