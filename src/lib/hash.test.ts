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
