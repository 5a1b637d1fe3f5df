import fc from 'fast-check'
import { LosslessNumber, parseJson, toJson } from './json'

/** With it in the text, the lossless parser is used. */
const LARGE = '1e400'

describe('parseJson', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '-99999999999999999999999999999999999999',
    '1e400',
    '-1.5e+400',
    '1E+16',
    '1e16',
    '0.00012345e25',
    '900719925474099.3e1',
    '12345678901234567.25',
    '9007199254740993.0',
  ])('keeps every digit of %s', (text) => {
    const { n } = parseJson(`{"n":${text}}`) as { n: unknown }
    expect(n).toBeInstanceOf(LosslessNumber)
    expect(toJson({ n })).toBe(`{"n":${text}}`)
    expect(parseJson(` ${text} `)).toEqual(n)
  })

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '1e15',
    '123456789012345678e-3',
    '0.12345678901234567890',
    '1e-400',
  ])('parses %s as an ordinary number, also next to a large one', (text) => {
    expect(parseJson(text)).toBe(Number(text))
    expect(parseJson(`[${text},${LARGE}]`)).toEqual([Number(text), new LosslessNumber(LARGE)])
  })

  it('finds every integer past 2^53 at any position', () => {
    const integer = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
    fc.assert(
      fc.property(integer, fc.array(fc.constantFrom('a', '[', '__proto__'), { maxLength: 8 }), (n, path) => {
        const text = path.reduceRight((inner, key) => (key === '[' ? `[${inner}]` : `{"${key}":${inner}}`), String(n))
        expect(toJson(parseJson(text))).toBe(text)
      }),
    )
  })

  it('does not treat a text as a number', () => {
    const text = '{"a":"12345678901234567890","b":"x,12345678901234567890e9","550e8400":"1e400"}'
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it('returns the same value as JSON.parse, in both of its parsers', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', '1', '10', '2', 'toString', 'a'), fc.string())
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
      fc.boolean(),
      fc.constant(null),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf.map((value) => JSON.stringify(value)),
        fc.array(tie('tree'), { maxLength: 4 }).map((items) => `[ ${items.join(' ,')}]`),
        // Assembled as text, so that keys may repeat.
        fc
          .array(fc.tuple(key, tie('tree')), { maxLength: 5 })
          .map(
            (members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:\t${value as string}`).join()}}`,
          ),
      ),
    }))
    fc.assert(
      fc.property(tree, (text) => {
        const expected: unknown = JSON.parse(text)
        const inBoth = [parseJson(text), (parseJson(`[${text},${LARGE}]`) as unknown[])[0]]
        for (const parsed of inBoth) {
          expect(parsed).toEqual(expected)
          // The order of keys too.
          expect(JSON.stringify(parsed)).toBe(JSON.stringify(expected))
        }
      }),
    )
  })

  it('keeps the last of repeated keys and treats prototype names as ordinary keys, in both parsers', () => {
    for (const tail of ['', `,"d":${LARGE}`]) {
      const parsed = parseJson(`{"a":1,"a":2,"__proto__":{"x":1},"constructor":3${tail}}`) as Record<string, unknown>
      expect(parsed['a']).toBe(2)
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
      expect(Object.getOwnPropertyDescriptor(parsed, '__proto__')).toMatchObject({ value: { x: 1 }, enumerable: true })
      expect(parsed['x']).toBeUndefined()
      expect(parsed['constructor']).toBe(3)
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it.each(['', '{', '{"a":1234567890123456789', '01', 'undefined', '[1,]', `[${LARGE},]`, '{"a":1e400,}'])(
    'throws a SyntaxError on %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError)
    },
  )

  it('accepts the same depth of nesting as JSON.parse, unless the text has a large number', () => {
    const nested = (depth: number, inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth)
    expect(() => parseJson(nested(200_000, '1'))).not.toThrow()
    expect(toJson(parseJson(nested(900, LARGE)))).toBe(nested(900, LARGE))
    expect(() => parseJson(`[${LARGE},${nested(200_000, '1')}]`)).toThrow(RangeError)
  })
})

describe('toJson', () => {
  it('writes the same text as JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(toJson(value)).toBe(JSON.stringify(value))
      }),
    )
    expect(toJson({ a: undefined, b: [undefined], c: 1 })).toBe('{"b":[null],"c":1}')
    expect(toJson(undefined)).toBe('null')
  })

  it('writes an object with the properties of a LosslessNumber as an object', () => {
    const text = '{"isLosslessNumber":true,"value":"1,2","toString":"x","toJSON":1}'
    expect(toJson(parseJson(text))).toBe(text)
  })

  it('accepts any depth of nesting', () => {
    const text = toJson(JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)))
    expect(text).toBe(`${'['.repeat(1000)}null${']'.repeat(1000)}`)
  })
})
