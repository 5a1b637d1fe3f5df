import fc from 'fast-check'
import { LosslessNumber, parseJson, toJson } from './json'

describe('parseJson', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-99999999999999999999999999999999999999', '-99999999999999999999999999999999999999'],
    ['1e400', '1e400'],
    ['1E+16', '1E+16'],
    ['12345678901234567.25', '12345678901234567.25'],
  ])('keeps every digit of %s', (text, kept) => {
    const { n } = parseJson(`{"n":${text}}`) as { n: unknown }
    expect(n).toBeInstanceOf(LosslessNumber)
    expect(toJson({ n })).toBe(`{"n":${kept}}`)
  })

  it('leaves ordinary numbers ordinary beside a large one', () => {
    expect(parseJson('[9007199254740991, 0.1, 1e3, 12345678901234567890]')).toEqual([
      9007199254740991,
      0.1,
      1000,
      new LosslessNumber('12345678901234567890'),
    ])
  })

  it('reads whatever JSON.parse reads the same way, in both of its parsers', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', '1', 'toString', 'a'), fc.string())
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
      fc.boolean(),
      fc.constant(null),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: false }),
      ),
    }))
    fc.assert(
      fc.property(tree, fc.boolean(), (value, large) => {
        // Text with sixteen digits takes the lossless parser.
        const text = JSON.stringify({ value, text: large ? '0123456789012345' : '' })
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('takes the last of repeated keys and keeps prototype names ordinary, in both parsers', () => {
    for (const tail of ['', ',"d":1234567890123456']) {
      const parsed = parseJson(`{"a":1,"a":2,"__proto__":{"x":1}${tail}}`) as Record<string, unknown>
      expect(parsed['a']).toBe(2)
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
      expect(Object.keys(parsed)).toContain('__proto__')
    }
  })

  it.each(['', '{', '{"a":1234567890123456', '01', 'undefined', '[1,]'])('throws on %j', (text) => {
    expect(() => parseJson(text)).toThrow()
  })
})
