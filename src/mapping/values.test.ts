import fc from 'fast-check'
import { LosslessNumber } from '../lib/json'
import { canonicalText } from './canonical-text'
import { canTrigger, classifyAge } from './event-age'
import { eventId, isUlid } from './event-id'
import { compileIdentifier, IdentifierRejection, type IdentifierColumn, type IdentifierKind } from './identifier'
import { styleName } from './attribute-names'
import { RepeatSample } from './repeat-sample'
import { DuplicateDetector } from './duplicate-detector'
import { ValueHints } from './value-hints'

const BIG = new LosslessNumber('12345678901234567890')

describe('identifiers', () => {
  const compile = (
    kind: IdentifierKind,
    {
      normalize = true,
      trim = true,
      ...more
    }: Partial<IdentifierColumn> & { normalize?: boolean; trim?: boolean } = {},
  ) =>
    compileIdentifier(
      { kind, column: 'COLUMN', ...more },
      { trim_identifiers: trim, identity: { normalize_email: normalize } },
    )
  const read = (kind: IdentifierKind, value: unknown, more?: Parameters<typeof compile>[1]) => {
    const result = compile(kind, more)(value)
    return result instanceof IdentifierRejection ? result.rejection.code : result
  }
  it.each([
    ['id', '42', '42'],
    ['id', 42, '42'],
    ['id', BIG, '12345678901234567890'],
    ['id', 1.5, 'invalid_identifier'],
    ['id', true, 'invalid_identifier'],
    ['id', null, 'missing_identifier'],
    ['id', undefined, 'missing_identifier'],
    ['id', '  ', 'blank_identifier'],
    ['id', 'NULL', 'null_word_identifier'],
    ['id', ' None ', 'null_word_identifier'],
    ['id', 'nan', 'null_word_identifier'],
    ['id', 'undefined', 'null_word_identifier'],
    ['id', 'x'.repeat(150), 'x'.repeat(150)],
    ['id', 'ä'.repeat(76), 'identifier_too_long'],
    ['id', 'cio_123', 'reserved_cio_prefix'],
    ['cio_id', 'cio_123', '123'],
    ['cio_id', 'a3', 'a3'],
    ['cio_id', 'cio_', 'blank_identifier'],
    ['id', '\ud83d\ude00'.repeat(38), 'identifier_too_long'],
    ['id', new LosslessNumber('1e9999'), 'invalid_identifier'],
    ['id', {}, 'invalid_identifier'],
    ['id', -7, '-7'],
    ['id', 'nullable', 'nullable'],
    ['object_id', 'cio_1', 'cio_1'],
    ['email', 42, 'invalid_email'],
    ['email', ' Ada@Example.COM ', 'ada@example.com'],
    ['email', 'a@b', 'invalid_email'],
    ['email', 'a b@example.com', 'invalid_email'],
    ['email', 'a@@example.com', 'invalid_email'],
    ['id', '42  ', '42'],
    ['id', '\t42\u00a0', '42'],
    ['id', ' cio_1', 'reserved_cio_prefix'],
    ['cio_id', ' cio_1 ', '1'],
    ['anonymous_id', ' a ', 'a'],
    ['object_id', ' acme', 'acme'],
    ['object_id', 'x'.repeat(151), 'identifier_too_long'],
    ['device_token', 't'.repeat(200), 't'.repeat(200)],
    ['device_token', 'null', 'null_word_identifier'],
    ['email', `${'a'.repeat(150)}@x.com`, `${'a'.repeat(150)}@x.com`],
    ['anonymous_id', 'a'.repeat(151), 'a'.repeat(151)],
    ['cio_id', 'a'.repeat(151), 'a'.repeat(151)],
    ['phone', ' +4915112345678 ', '+4915112345678'],
    ['phone', '+491234', '+491234'],
    ['phone', '+49', '+49'],
    ['phone', '+49 151 12345678', 'invalid_phone'],
    ['phone', '0049151', 'invalid_phone'],
    ['phone', '+0151', 'invalid_phone'],
    ['phone', '+1234567890123456', 'invalid_phone'],
    ['phone', 4915112345678, 'invalid_phone'],
    ['phone', 'n/a', 'invalid_phone'],
  ] as const)('%s from %j', (kind, value, expected) => expect(read(kind, value)).toBe(expected))

  it.each([
    ['a number', 42, '42'],
    ['a number with a zero fraction', 42.0, '42'],
    ['its text', '42', '42'],
    ['decimal text', '42.0', '42'],
    ['decimal text of a warehouse', '42.000000000', '42'],
    ['decimal text with white space', ' 42.0 ', '42'],
    ['text with an exponent', '4.2e1', '42'],
    ['text past 2^53', '9007199254740993.000', '9007199254740993'],
    ['a negative number', '-7.0', '-7'],
    ['a sign of zero', '-0.0', '0'],
    ['leading zeros', '007', '7'],
    ['a number with a fraction', 43.5, 'invalid_identifier'],
    ['the decimal text of one', '43.500000000', 'invalid_identifier'],
    ['text that is not a number', 'abc', 'abc'],
  ])('%s in a column of numbers: %j', (_, value, expected) => {
    for (const kind of ['id', 'cio_id', 'object_id', 'anonymous_id', 'device_token'] as const)
      expect(read(kind, value, { isNumeric: true })).toBe(expected)
  })

  it.each(['007', '42.0', '43.5'])('keeps %s of a text column', (text) => expect(read('id', text)).toBe(text))

  it('keeps white space where trim_identifiers is false, but never sends a blank', () => {
    const options = { trim: false, normalize: false }
    expect(read('id', ' 42 ', options)).toBe(' 42 ')
    expect(read('email', 'Ada@example.com', options)).toBe('Ada@example.com')
    expect(read('email', ' Ada@example.com ', { trim: false })).toBe('ada@example.com')
    expect([read('id', '  ', options), read('id', ' null ', options)]).toEqual([
      'blank_identifier',
      'null_word_identifier',
    ])
  })

  it('reports each value that lost white space', () => {
    const onTrimmed = jest.fn()
    const readId = compile('id', { onTrimmed })
    for (const value of ['42', ' 42', 7, ' ']) readId(value)
    expect(onTrimmed.mock.calls).toEqual([['COLUMN']])
  })

  it('says what is wrong with which column, and not what it holds', () => {
    const secret = 'no-address-of-mine'
    expect((compile('email', { column: 'MAIL' })(secret) as IdentifierRejection).rejection).toEqual({
      code: 'invalid_email',
      field: 'MAIL',
    })
  })

  it('is total, and what it makes is fit to send', () => {
    const kinds = ['id', 'email', 'cio_id', 'phone', 'anonymous_id', 'object_id'] as const
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.oneof(fc.jsonValue(), fc.emailAddress(), fc.nat()), (kind, value) => {
        const result = compile(kind)(value)
        if (result instanceof IdentifierRejection) return
        expect(result).not.toBe('')
        expect(result.trim()).toBe(result)
      }),
    )
  })
})

describe('event ids', () => {
  // Computed with Python's hashlib over json.dumps(..., ensure_ascii=False, separators=(',', ':')).
  it.each([
    ['', 'cart_updated', ['e1'], '01HK153X00NR3D924NCRR2BEDT'],
    ['carts', 'cart_abandoned', ['42', '2026-11-24'], '01HK153X00FG9CSXE958QEX99Y'],
    ['', 'Größe ä😀', ['1', 'true'], '01HK153X00TCG2RD05SCR8H65J'],
  ] as const)('scope %j, name %j, key %j', (scope, name, key, id) => expect(eventId(scope, name, key)).toBe(id))

  it('are ULIDs, the same for the same event and others for others', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.string(), { minLength: 1 }), (scope, name, key) => {
        const id = eventId(scope, name, key)
        expect(isUlid(id)).toBe(true)
        expect(eventId(scope, name, key)).toBe(id)
        expect(eventId(`${scope}x`, name, key)).not.toBe(id)
        expect(eventId(scope, name, [...key, 'x'])).not.toBe(id)
      }),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: false }), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(eventId('', 'x', [canonicalText(reversed)])).toBe(eventId('', 'x', [canonicalText(value)]))
      }),
    )
  })

  it('knows a ULID when it sees one', () => {
    expect(isUlid('81HK153X00NR3D924NCRR2BEDT')).toBe(false)
    expect(isUlid('01HK153X00NR3D924NCRR2BEDL')).toBe(false)
    expect(isUlid('01HK')).toBe(false)
  })
})

describe('event age', () => {
  // Both edges belong to live: exactly live_hours old, and exactly max_future_minutes ahead.
  const limits = { liveHours: 72, maxFutureMinutes: 60 }
  const now = 1_800_000_000
  it.each([
    [now, 'live'],
    [now - 72 * 3600, 'live'],
    [now - 72 * 3600 - 1, 'stale'],
    [now + 3600, 'live'],
    [now + 3601, 'future'],
  ])('%d is %s', (at, age) => expect(classifyAge(at, now * 1000, limits)).toBe(age))

  it('lets 72 hours trigger, whatever is called live', () => {
    expect(canTrigger(now - 72 * 3600, now * 1000)).toBe(true)
    expect(canTrigger(now - 72 * 3600 - 1, now * 1000)).toBe(false)
  })
})

describe('DuplicateDetector', () => {
  it('tells repeated events from conflicting ones, until it is full', () => {
    const memory = new DuplicateDetector(2)
    expect(memory.seeEvent('e1', 1)).toBe('new')
    expect(memory.seeEvent('e1', 1)).toBe('repeat')
    expect(memory.seeEvent('e1', 2)).toBe('conflict')
    expect(memory.seeEvent('e2', 1)).toBe('new')
    expect(memory.seeEvent('e1', 1)).toBe('full')
    expect(memory.seeEvent('e1', 1)).toBe('off')
  })

  it('estimates how many rows repeat a person', () => {
    const model = new RepeatSample()
    const raw = new RepeatSample()
    for (let n = 0; n < 4000; n++) {
      model.see(`p${n}`)
      raw.see(`p${n % 1000}`)
    }
    expect(model.hint('s')).toBeUndefined()
    expect(raw.hint('s')).toMatch(/About 7\d % of the rows of s repeat a person/)
  })
})

describe('hints', () => {
  it.each([
    ['2024-01-01T00:00:00Z', '"type": "timestamp"}'],
    [1_700_000_000_000, '"unit": "milliseconds"}'],
  ])('%s gets the line that fixes it', (value, line) => {
    const hints = new ValueHints('seen')
    for (let n = 0; n < 30; n++) hints.look(value)
    expect(hints.hint).toContain(line)
  })

  it('keeps quiet about a few, or about ordinary values', () => {
    const few = new ValueHints('a')
    few.look('2024-01-01')
    expect(few.hint).toBeUndefined()
    const ordinary = new ValueHints('a')
    for (let n = 0; n < 1000; n++) ordinary.look(n % 5 === 0 ? '2024-01-01' : 'text')
    expect(ordinary.hint).toBeUndefined()
    expect(ordinary.isLooking).toBe(false)
  })
})

it.each([
  ['FIRST_NAME', 'auto', 'first_name'],
  ['First_Name', 'auto', 'First_Name'],
  ['FIRST_NAME', 'keep', 'FIRST_NAME'],
  ['FirstName', 'lower', 'firstname'],
  ['FirstName', 'snake', 'first_name'],
  ['Größe (cm)', 'snake', 'größe_cm'],
] as const)('styles %s by %s as %s', (name, style, styled) => expect(styleName(name, style)).toBe(styled))
