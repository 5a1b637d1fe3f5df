import { entityKey, relationshipKey } from './entity'

/** The most keys that share their lowest bits, where there is one key a place on average. */
function mostOfOnePlace(keys: readonly number[], bits: number): number {
  const places = new Map<number, number>()
  for (const key of keys) places.set(key & (2 ** bits - 1), (places.get(key & (2 ** bits - 1)) ?? 0) + 1)
  return Math.max(...places.values())
}

const BITS = 14
const COUNT = 2 ** BITS
const times = <T>(make: (n: number) => T) => Array.from({ length: COUNT }, (_, n) => make(n))
const uuid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

// Tables find their places by the lowest bits of a key.
describe.each([
  ['ids in a row', times((n) => entityKey('id', String(n)))],
  ['ids of one length', times((n) => entityKey('id', String(1_000_000_000 + n)))],
  ['ids in steps of a power of two', times((n) => entityKey('id', String(n * 65_536)))],
  ['e-mails', times((n) => entityKey('email', `user${n}@example.com`))],
  ['UUIDs that differ at their end', times((n) => entityKey('id', uuid(n)))],
  ['the same character, ever more often', times((n) => entityKey('id', 'a'.repeat(n % 300) + String(n >> 8)))],
  ['objects', times((n) => entityKey('object/1', String(n)))],
  ['people of one object', times((n) => relationshipKey(entityKey('id', String(n)), entityKey('object/1', 'acme')))],
  ['objects of one person', times((n) => relationshipKey(entityKey('id', '42'), entityKey('object/1', String(n))))],
  [
    'pairs of the same number',
    times((n) => relationshipKey(entityKey('id', String(n)), entityKey('object/1', String(n)))),
  ],
  [
    'members of segments',
    times((n) => relationshipKey(entityKey('id', String(n >> 4)), entityKey('segment', String(n % 16)))),
  ],
])('entity keys of %s', (_, keys) => {
  it('are 32-bit integers that hardly ever meet', () => {
    expect(keys.every((key) => key === (key | 0))).toBe(true)
    // Of 16,384 random ones 0.03 meet on average.
    expect(new Set(keys).size).toBeGreaterThan(COUNT - 4)
  })

  it('are spread evenly over the places of a table', () => {
    // Random keys: the fullest of so many places has 7 or 8; 12 or more have a chance of 1 in 100,000.
    expect(mostOfOnePlace(keys, BITS)).toBeLessThan(12)
  })
})

describe('entityKey', () => {
  it('tells kinds apart, and which is which', () => {
    const keys = [
      entityKey('id', 'a'),
      entityKey('email', 'a'),
      entityKey('object/1', 'a'),
      entityKey('object/2', 'a'),
      relationshipKey(entityKey('id', 'a'), entityKey('id', 'b')),
      relationshipKey(entityKey('id', 'b'), entityKey('id', 'a')),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})
