import fc from 'fast-check'
import { Literal } from './literal'

describe('Literal', () => {
  it('matches exactly where its bytes are, at any offset', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(text, text, fc.nat(3), (expected, around, offset) => {
        const literal = new Literal(expected)
        // At an offset within a larger buffer, as pooled buffers are.
        const bytes = Buffer.from(`${'x'.repeat(offset)}${around}${expected}${around}`).subarray(offset)
        for (let at = 0; at <= bytes.length; at++) {
          const found = bytes.subarray(at, at + literal.length).equals(Buffer.from(expected))
          expect(literal.isAt(bytes, at)).toBe(found)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
