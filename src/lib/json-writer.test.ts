import fc from 'fast-check'
import { JsonWriter } from './json-writer'

describe('JsonWriter', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    // Lengths around the threshold between the two methods of writing, with a non-ASCII character last.
    fc
      .tuple(fc.nat(70), fc.constantFrom('', '\x7f', '\x80', 'é', '€', '😀'))
      .map(([length, last]) => 'x'.repeat(length) + last),
  )
  const integer = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer(),
    fc.constantFrom(0, 9, 10, 0x7fffffff, 0x80000000, -0x80000000, 2 ** 53 - 1, 1 - 2 ** 53, 1e15, -1e10),
  )
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), text }),
    fc.record({ kind: fc.constant('put' as const), text, isBytes: fc.boolean() }),
    fc.record({ kind: fc.constant('integer' as const), value: integer }),
    fc.record({ kind: fc.constant('copy' as const), text, before: fc.nat(9), after: fc.nat(9) }),
    fc.record({ kind: fc.constant('takeBack' as const), text }),
    fc.record({ kind: fc.constant('shrink' as const), size: fc.nat(300) }),
  )
  const piece = (one: string, isBytes: boolean) => (isBytes ? Buffer.from(one) : one)

  it('writes the concatenation of its pieces, wherever the buffer has to grow', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20, size: 'max' }), fc.nat(200), (steps, size) => {
        const json = new JsonWriter(Buffer.alloc(size, '#'))
        let expected = ''
        for (const one of steps) {
          const start = json.length
          switch (one.kind) {
            case 'append':
              json.append(one.text)
              expected += one.text
              break
            case 'put':
              json.put(piece(one.text, one.isBytes))
              expected += one.text
              break
            case 'integer':
              json.appendInteger(one.value)
              expected += String(one.value)
              break
            case 'copy': {
              const from = Buffer.from('<'.repeat(one.before) + one.text + '>'.repeat(one.after))
              json.copy(from, one.before, from.length - one.after)
              expected += one.text
              break
            }
            case 'takeBack':
              json.append(one.text)
              json.length = start
              break
            case 'shrink':
              json.shrink(one.size)
          }
          expect(json.length).toBe(Buffer.byteLength(expected))
          expect(json.bytes.length).toBeGreaterThanOrEqual(json.length)
        }
        expect(json.toString()).toBe(expected)
        const middle = Math.floor(json.length / 2)
        expect(json.toString(middle)).toBe(Buffer.from(expected).toString('utf8', middle))
      }),
      { numRuns: 1500 },
    )
  })

  it('fills a buffer to its last byte without growing it', () => {
    for (const text of ['x'.repeat(30), '€'.repeat(10), 'é', 'x']) {
      const bytes = Buffer.alloc(5 + Buffer.byteLength(text))
      const json = new JsonWriter(bytes)
      json.append('12345')
      json.append(text)
      expect(json.bytes).toBe(bytes)
      expect(json.toString()).toBe(`12345${text}`)
    }
  })

  it('writes a lone surrogate as the replacement character', () => {
    const json = new JsonWriter()
    json.append('a\ud83d')
    json.append(`${'b'.repeat(30)}\ude00`)
    expect(json.toString()).toBe(`a\ufffd${'b'.repeat(30)}\ufffd`)
  })

  it('releases a buffer that is too large, unless content would be lost', () => {
    const json = new JsonWriter(Buffer.alloc(10))
    json.append('x'.repeat(1000))
    const grown = json.bytes
    json.shrink(999)
    expect(json.bytes).toBe(grown)
    json.length = 5
    json.shrink(100)
    expect(json.bytes).toHaveLength(100)
    expect(json.toString()).toBe('xxxxx')
    json.shrink(200)
    expect(json.bytes).toHaveLength(100)
  })
})
