import fc from 'fast-check'
import { exceedsBytes, utf8Bytes } from './bytes'

it('counts the bytes of a text as it is sent', () => {
  expect(utf8Bytes('aä\u20ac\u{1f600}')).toBe(1 + 2 + 3 + 4)
  // A lone surrogate is sent as the replacement character.
  expect(utf8Bytes('\ud83d')).toBe(3)
})

it('finds texts that are too long', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\u00e4', '\u20ac', '\u{1f600}'), maxLength: 20 })
  fc.assert(
    fc.property(text, fc.nat(40), (sample, maxBytes) => {
      expect(exceedsBytes(sample, maxBytes)).toBe(Buffer.byteLength(sample) > maxBytes)
    }),
  )
})
