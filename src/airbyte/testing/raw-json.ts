import fc from 'fast-check'

/**
 * JSON as another serializer might write it, and sometimes invalid JSON: texts with and without escapes,
 * numbers in every spelling, nested values, white space where it may stand.
 */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 12 }).map((one) => JSON.stringify(one)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }).map((one) => JSON.stringify(one)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '""',
      '" "',
      '" x"',
      '"\\u0061\\/"',
      '"\\ud83d\\ude00 \\ud83d"',
      '"2024-02-29T12:00:00Z"',
      '"2024-02-30T12:00:00.123Z"',
      '"2024-02-29 12:00:00"',
      '"2024-07-01T12:00:00+02:00"',
      '"2024-07-01"',
      '"true"',
      '"{\\"a\\":[1]}"',
      '"12.50"',
      '"\u007f"',
      '"\u2028"',
    ),
  },
  fc.integer({ min: 990, max: 1010 }).map((length) => JSON.stringify('x'.repeat(length))),
)

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => JSON.stringify(one)),
  fc.tuple(fc.nat(1e6), fc.nat(1e6)).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom(
    '0',
    '-0',
    '0.0',
    '-0.5',
    '0.000001',
    '0.0000001',
    '1.10',
    '1.0',
    '1e3',
    '1E-2',
    '999999999999999',
    '1234567890123456',
    '9007199254740993',
    '-9007199254740993',
    '123456789012.123',
    '123456789012.1234',
    '1e400',
    '12345678901234567890123.5',
  ),
)

const nested = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.stringify(one)),
  fc.constantFrom('{}', '[]', '{"a":9007199254740993}', '{"b":1,"1":2}', '{"a":1,"a":2}', '[1.0,"}"]'),
  fc.integer({ min: 90, max: 110 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
)

const literal = fc.constantFrom('null', 'null', 'true', 'false')

const broken = fc.constantFrom(
  '"a"b"',
  '"\t"',
  '"\\x"',
  '"open',
  '01',
  '1.',
  '.5',
  '-',
  '+1',
  '1e',
  '1_0',
  '[1,]',
  '{"a"}',
  'nul',
  'True',
  'nulll',
  '',
)

const value = fc.oneof(
  { weight: 12, arbitrary: text },
  { weight: 9, arbitrary: number },
  { weight: 6, arbitrary: literal },
  { weight: 3, arbitrary: nested },
  { weight: 1, arbitrary: broken },
)

const NAMES = ['id', 'email', 'a', 'b', 'c d', 'é', 'UPPER', '"', 'seen_at', 'aa', 'constructor']

/**
 * The members of `data` of some rows, as raw text without their braces. The first row has all columns, in the order that
 * most of the other rows use.
 */
export function rawMembers(names: readonly string[] = NAMES, maxRows = 8): fc.Arbitrary<string[]> {
  const space = fc.oneof({ weight: 50, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant(' ') })
  const member = (name: string) => fc.tuple(space, value).map(([gap, raw]) => `${JSON.stringify(name)}:${gap}${raw}`)
  const join = (members: readonly string[]) => members.join(',')
  return fc.shuffledSubarray([...names], { minLength: 1 }).chain((columns) => {
    const row = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(...columns.map(member)).map(join) },
      { weight: 3, arbitrary: fc.subarray(columns).chain((some) => fc.tuple(...some.map(member)).map(join)) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...names).chain(member), { maxLength: 4 }).map(join) },
    )
    const first = join(columns.map((name) => `${JSON.stringify(name)}:null`))
    return fc.array(row, { minLength: 1, maxLength: maxRows }).map((rows) => [first, ...rows])
  })
}
