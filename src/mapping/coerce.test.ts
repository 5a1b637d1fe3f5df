import fc from 'fast-check'
import { LosslessNumber } from '../lib/json'
import { canonicalText } from './canonical-text'
import { compileCoercion, isTooDeep, type CoerceOptions } from './coerce'
import { declaredType, type ValueType } from './value-type'
import { Invalid } from './invalid-value'

const options = (type: ValueType, more: Partial<CoerceOptions> = {}): CoerceOptions => ({
  type,
  timeZone: 'UTC',
  datesAs: 'timestamp',
  declaredByRule: false,
  ...more,
})
const coerce = (type: ValueType, value: unknown, more: Partial<CoerceOptions> = {}) =>
  compileCoercion(options(type, more))(value)
const BIG = new LosslessNumber('12345678901234567890')
const bad = expect.any(Invalid) as unknown

describe('coercion', () => {
  const cases: readonly (readonly [ValueType, unknown, unknown, Partial<CoerceOptions>?])[] = [
    ['string', 'x', 'x'],
    ['string', 1.5, '1.5'],
    ['string', 1e21, '1000000000000000000000'],
    ['string', BIG, '12345678901234567890'],
    ['string', true, 'true'],
    ['string', {}, bad],
    ['number', 1.5, 1.5],
    ['number', ' 12.50 ', 12.5],
    ['number', '1e3', 1000],
    ['number', '+7', 7],
    ['number', BIG, '12345678901234567890'],
    ['number', '12345678901234567890.50', '12345678901234567890.5'],
    ['number', new LosslessNumber('1e20'), '100000000000000000000'],
    ['number', new LosslessNumber('1e400'), '1e400'],
    ['number', new LosslessNumber('1e9999'), '1e9999'],
    ['number', 'twelve', bad],
    ['number', '0x10', bad],
    ['number', 'NaN', bad],
    ['number', '', bad],
    ['number', true, bad],
    ['integer', 3, 3],
    ['integer', '3.0', 3],
    ['integer', 3.5, bad],
    ['integer', BIG, '12345678901234567890'],
    ['integer', {}, bad],
    ['boolean', true, true],
    ['boolean', 'FALSE', false],
    ['boolean', 1, bad],
    ['boolean', 1, true, { declaredByRule: true }],
    ['boolean', '0', false, { declaredByRule: true }],
    ['boolean', 2, bad, { declaredByRule: true }],
    ['timestamp', '2024-02-29T10:11:12.999999Z', 1709201472],
    ['timestamp', '2024-02-29 10:11:12', 1709201472],
    ['timestamp', '2024-02-29T10:11', 1709201460],
    ['timestamp', '2024-02-29T12:11:12+02:00', 1709201472],
    ['timestamp', '2024-02-29T12:11:12+0200', 1709201472],
    ['timestamp', '2024-02-29T05:11:12.5-05', 1709201472],
    ['timestamp', '1969-12-31T23:59:59.5Z', -1],
    ['timestamp', '2024-02-29', 1709164800],
    ['timestamp', '2016-12-31T23:59:60Z', 1483228800],
    ['timestamp', '2023-02-29T00:00:00Z', bad],
    ['timestamp', '2024-01-01T24:00:00Z', bad],
    ['timestamp', '2024-01-01T00:00:00+99:00', bad],
    ['timestamp', '0000-01-01T00:00:00Z', bad],
    ['timestamp', '2024-01-01T00:00:0xZ', bad],
    ['timestamp', '2024-01-01T00:00:00.', bad],
    ['timestamp', 1709201472, bad],
    ['timestamp', 1709201472, 1709201472, { unit: 'seconds' }],
    ['timestamp', 1709201472999, 1709201472, { unit: 'milliseconds' }],
    ['timestamp', '1709201472999999', 1709201472, { unit: 'microseconds' }],
    ['timestamp', new LosslessNumber('253402300799999999'), 253402300799, { unit: 'microseconds' }],
    ['timestamp', '-62135596799999999.5', -62135596800, { unit: 'microseconds' }],
    ['timestamp', new LosslessNumber('17092014729999990000'), bad, { unit: 'microseconds' }],
    ['timestamp', 1709201472999, bad, { unit: 'seconds' }],
    ['timestamp', -1, -1, { unit: 'milliseconds' }],
    ['timestamp', -1000, -1, { unit: 'milliseconds' }],
    ['timestamp', 8589934592999999, 8589934592, { unit: 'microseconds' }],
    ['timestamp', '1e999', bad, { unit: 'seconds' }],
    ['timestamp', true, bad, { unit: 'seconds' }],
    ['timestamp', new LosslessNumber('1e999'), bad, { unit: 'seconds' }],
    ['timestamp', '29/02/2024 10:11', 1709201460, { format: 'dd/MM/yyyy HH:mm' }],
    ['timestamp', '29/02/2024 10:11 +02:00', 1709194260, { format: 'dd/MM/yyyy HH:mm ZZ' }],
    ['timestamp', '31/02/2024 10:11', bad, { format: 'dd/MM/yyyy HH:mm' }],
    ['timestamp', '2024-02-29T10:11:12Z', bad, { format: 'dd/MM/yyyy HH:mm' }],
    ['timestamp', '10:11', bad, { format: 'HH:mm' }],
    ['timestamp', 'Day 29.02.2024', 1709164800, { format: "'Day' dd.MM.yyyy" }],
    ['timestamp', '1709201472', 1709201472, { format: 'dd/MM/yyyy', unit: 'seconds' }],
    ['timestamp', '0001-01-01T00:00:00', -62135596800],
    ['timestamp', '9999-12-31T23:59:59.999999Z', 253402300799],
    ['timestamp', '0001-01-01T00:00:00+01:00', bad],
    ['timestamp', '2024-02-29 10:11:12.123 +0530', 1709181672],
    ['timestamp', '2024-02-29T10:11:12,5Z', 1709201472],
    ['timestamp', '2024-02-29T10:11:12.123456789', 1709201472],
    ['timestamp', '2000-02-29', 951782400],
    ['timestamp', '1900-02-29', bad],
    ['timestamp', '20240229', bad],
    ['timestamp', 'soon', bad],
    ['timestamp', '', bad],
    ['date', '1990-02-01', 633830400],
    ['date', '1990-02-01', 633848400, { timeZone: 'America/New_York' }],
    ['date', '1990-02-01T00:00:00', 633830400],
    ['date', '1990-02-01', '1990-02-01', { datesAs: 'text' }],
    ['date', '1990-02-30', bad],
    ['date', '1990-02-01T10:00:00', bad],
    ['date', 5, bad],
    ['date', '1990-02-01T00:00:00Z', '1990-02-01', { datesAs: 'text' }],
    ['json', { a: [1, BIG] }, { a: [1, '12345678901234567890'] }],
    ['json', '{"a":1}', '{"a":1}'],
    ['json', '{"a":1}', { a: 1 }, { declaredByRule: true }],
    ['json', 'null', null, { declaredByRule: true }],
    ['json', '{', bad, { declaredByRule: true }],
    ['any', false, false],
    ['any', BIG, '12345678901234567890'],
    ['json', '12345678901234567890', '12345678901234567890', { declaredByRule: true }],
    ['timestamp', '2024-02-29T10:11:12+0x', bad],
    ['any', 'NaN', 'NaN'],
    ['any', [[BIG], 1], [['12345678901234567890'], 1]],
    ['string', -0, '0'],
    ['string', [], bad],
    ['string', '', ''],
    ['integer', 1e20, 1e20],
    ['integer', '1.5e1', 15],
    ['boolean', 'yes', bad, { declaredByRule: true }],
  ]

  // The options are spelled out: a callback of four parameters would get Jest's `done` where a row has three.
  it.each(cases.map(([type, value, expected, more = {}]) => [type, value, more, expected] as const))(
    '%s from %j with %j',
    (type, value, more, expected) => expect(coerce(type, value, more)).toEqual(expected),
  )

  it('hands on JSON that needs no change as it is', () => {
    const value = { a: [1, { b: null }] }
    expect(coerce('json', value)).toBe(value)
  })

  it('says what would have been taken, and not what was found', () => {
    const reason = (type: ValueType, more: Partial<CoerceOptions>) => (coerce(type, {}, more) as Invalid).expected
    expect(reason('timestamp', { unit: 'milliseconds' })).toEqual({ type: 'timestamp', unit: 'milliseconds' })
    expect(reason('timestamp', { format: 'dd.MM.yyyy' })).toEqual({ type: 'timestamp', format: 'dd.MM.yyyy' })
    expect(reason('boolean', {})).toEqual({ type: 'boolean' })
  })

  it('refuses what is nested too deeply, without running out of stack', () => {
    const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown
    expect(coerce('any', nested(100))).toEqual(nested(100))
    expect(coerce('any', nested(101))).toMatchObject({ code: 'too_deep' })
    expect([isTooDeep(nested(100)), isTooDeep(nested(101)), isTooDeep(BIG), isTooDeep('[')]).toEqual([
      false,
      true,
      false,
      false,
    ])
    expect(coerce('json', '['.repeat(50_000) + ']'.repeat(50_000), { declaredByRule: true })).toMatchObject({
      code: 'too_deep',
    })
  })

  it('is total: any JSON is converted or invalid, and what it makes is JSON again', () => {
    const types: ValueType[] = ['string', 'number', 'integer', 'boolean', 'timestamp', 'date', 'json', 'any']
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.oneof(
          fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
          fc.constantFrom(BIG, [BIG], { a: { b: BIG } }, new LosslessNumber('-1e999')),
          fc.date().map(String),
          fc.double().map(String),
        ),
        fc.boolean(),
        fc.constantFrom<Partial<CoerceOptions>>({}, { unit: 'seconds' }, { format: 'yyyy' }, { datesAs: 'text' }),
        (type, value, declaredByRule, more) => {
          const result = coerce(type, value, { declaredByRule, timeZone: 'Europe/Berlin', ...more })
          if (result instanceof Invalid) return
          expect(JSON.parse(JSON.stringify(result))).toEqual(result)
          if (type === 'timestamp') expect(Number.isInteger(result)).toBe(true)
          if (type === 'boolean') expect(typeof result).toBe('boolean')
          if (type === 'string') expect(typeof result).toBe('string')
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    [undefined, 'any'],
    [{ type: ['null', 'string'] }, 'string'],
    [{ type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' }, 'timestamp'],
    [{ type: 'string', format: 'date-time' }, 'timestamp'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'time', airbyte_type: 'time_without_timezone' }, 'string'],
    [{ type: 'number', airbyte_type: 'integer' }, 'integer'],
    [{ type: 'string', airbyte_type: 'big_number' }, 'number'],
    [{ type: 'number' }, 'number'],
    [{ type: 'object' }, 'json'],
    [{ type: ['string', 'number'] }, 'any'],
    [{ type: 'potato' }, 'any'],
    [{ oneOf: [{ type: 'string' }] }, 'string'],
    [{ oneOf: [{ type: 'null' }, { type: 'string', format: 'date-time' }] }, 'timestamp'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'any'],
    [{ anyOf: [] }, 'any'],
    [{}, 'any'],
    [{ format: 'date' }, 'date'],
    [{ type: ['null'] }, 'any'],
    [{ type: ['null', 'string'], format: 'date' }, 'date'],
    [{ type: 'integer', format: 'date-time' }, 'integer'],
    [{ type: 'array' }, 'json'],
    [{ type: 'string', contentEncoding: 'base64' }, 'string'],
  ] as const)('takes %j for %s', (column, type) => expect(declaredType(column)).toBe(type))

  it.each([
    [1, '1'],
    [1.0, '1'],
    [-0, '0'],
    [1e-7, '0.0000001'],
    [1.5e300, `15${'0'.repeat(299)}`],
    [5e-324, `0.${'0'.repeat(323)}5`],
    ['x', 'x'],
    [null, 'null'],
    [{ 10: 1, 9: 2, b: { d: null, c: 1.0 } }, '{"10":1,"9":2,"b":{"c":1,"d":null}}'],
    [new LosslessNumber('9007199254740993.0'), '9007199254740993'],
    [new LosslessNumber('-12345678901234567.250'), '-12345678901234567.25'],
    [true, 'true'],
    [{ b: 1, a: [BIG] }, '{"a":[12345678901234567890],"b":1}'],
  ])('has one text for %j', (value, text) => expect(canonicalText(value)).toBe(text))
})
