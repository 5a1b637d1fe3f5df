import fc from 'fast-check'
import { ABSENT, VALUE_WORDS, RawRecord, NESTED, PARSED } from '../../core/raw-record'
import { Literal } from './literal'
import { scanMembers } from './member-scanner'

/** Scans one value, and returns its kind and its parsed value. */
function scan(raw: string | Buffer) {
  const bytes = Buffer.concat([Buffer.from('"n":'), Buffer.from(raw), Buffer.from('}\n')])
  const shape = { names: ['n'], indexes: new Map([['n', 0]]) }
  const record = new RawRecord(shape, bytes, new Int32Array(VALUE_WORDS), 0)
  const end = scanMembers(bytes, 0, [new Literal('"n":')], record)
  return { isRead: end === bytes.length - 1, kind: record.kindAt(0), value: record.valueAt(0) }
}

/** Parses a text; undefined if it is not JSON. */
function parse(raw: string): { readonly parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(raw) as unknown }
  } catch {
    return undefined
  }
}

describe('scanMembers', () => {
  const digits = fc.stringMatching(/^(0|0{1,9}\d{0,7}|\d{1,17})$/)
  const number = fc
    .tuple(fc.constantFrom('', '-'), digits, fc.option(digits, { nil: undefined }), fc.constantFrom('', '', '', 'e2'))
    .map(([sign, whole, part, exponent]) => `${sign}${whole}${part === undefined ? '' : `.${part}`}${exponent}`)

  it('copies only numbers that JSON.stringify writes the same, and parses all others', () => {
    fc.assert(
      fc.property(number, (raw) => {
        const { isRead, kind, value } = scan(raw)
        const json = parse(raw)
        if (json === undefined) {
          expect(isRead).toBe(false)
          return
        }
        const { parsed } = json
        expect(isRead).toBe(true)
        if (kind !== PARSED) expect(JSON.stringify(parsed)).toBe(raw)
        if (kind !== PARSED || Number.isSafeInteger(parsed)) expect(value).toBe(parsed)
      }),
      { numRuns: 20_000 },
    )
  })

  it('copies only texts that JSON.stringify writes the same, and parses all others', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('\\u0041', '\\n', '\\', '"', '\x7f'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const raw = Buffer.from(`"${pieces.join('')}"`).toString()
        if (raw.includes('\n')) return
        const { isRead, kind, value } = scan(raw)
        const json = parse(raw)
        if (json === undefined) {
          expect(isRead).toBe(false)
          return
        }
        const { parsed } = json
        expect({ isRead, value }).toEqual({ isRead: true, value: parsed })
        if (kind !== PARSED) expect(JSON.stringify(parsed)).toBe(raw)
      }),
      { numRuns: 20_000 },
    )
  })

  it('copies only objects and lists that JSON.stringify writes the same, and parses all others', () => {
    // Few names, so that they repeat, and some that the parser moves before others.
    const name = fc.constantFrom(
      'a',
      'b',
      'é',
      '0',
      '1',
      '9',
      '10',
      '-1',
      '01',
      '__proto__',
      'constructor',
      '\\n',
      '\\u0061',
      '',
    )
    const scalar = fc.oneof(
      number,
      fc.string({ unit: 'binary', maxLength: 3 }).map((one) => JSON.stringify(one)),
      fc.constantFrom(
        'null',
        'true',
        'false',
        '"\\/"',
        '"\\ud800"',
        '"\x7f"',
        ' 1',
        'nul',
        '',
        '{}',
        '[]',
        '[1,]',
        '{"a"}',
      ),
    )
    const { value: raws } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
        fc
          .array(fc.tuple(name, tie('value')), { maxLength: 4 })
          .map((members) => `{${members.map(([key, one]) => `"${key}":${one}`).join(',')}}`),
      ),
    }))
    let kept = 0
    fc.assert(
      fc.property(raws, (one) => {
        const raw = `[${one}]`
        const { isRead, kind, value } = scan(raw)
        const json = parse(raw)
        if (json === undefined) {
          expect(isRead).toBe(false)
          return
        }
        const { parsed } = json
        expect(isRead).toBe(true)
        if (kind !== NESTED) return
        kept++
        expect(JSON.stringify(parsed)).toBe(raw)
        expect(value).toEqual(parsed)
      }),
      { numRuns: 20_000 },
    )
    expect(kept).toBeGreaterThan(1000)
  })

  it('parses bytes that are not valid UTF-8 instead of copying them', () => {
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const raw = Buffer.concat([Buffer.from('"a'), Buffer.from(bytes), Buffer.from('"')])
      expect(scan(raw)).toMatchObject({ isRead: true, kind: PARSED, value: JSON.parse(raw.toString()) as unknown })
      expect(scan(Buffer.concat([Buffer.from('['), raw, Buffer.from(']')])).kind).toBe(PARSED)
    }
  })

  it('leaves objects to the parser if it would reorder their names', () => {
    for (const [name, kind] of [
      ['0', PARSED],
      ['9', PARSED],
      ['/', NESTED],
      [':', NESTED],
      ['-0', NESTED],
    ] as const) {
      expect(scan(`{"a":1,"${name}":2}`).kind).toBe(kind)
    }
  })

  it('leaves deep and wide values to the parser', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect([16, 17].map((levels) => scan(deep(levels)).kind)).toEqual([NESTED, PARSED])
    const wide = (names: number) => `{${Array.from({ length: names }, (_, n) => `"a${n}":${n}`).join(',')}}`
    expect([64, 65].map((names) => scan(wide(names)).kind)).toEqual([NESTED, PARSED])
  })

  it.each(['"\\', '"a\\', '{"a":"\\', '[', '{', '"', 'tru', '-', '[1', '{"a":{"b":"}', ''])(
    'ends where the line ends: %s',
    (raw) => expect(scan(raw).isRead).toBe(false),
  )

  it('records missing columns as absent', () => {
    const record = new RawRecord(
      { names: ['a', 'b'], indexes: new Map() },
      Buffer.from('}\n'),
      new Int32Array(2 * VALUE_WORDS),
      0,
    )
    expect(scanMembers(record.bytes, 0, [new Literal('"a":'), new Literal('"b":')], record)).toBe(1)
    expect([record.kindAt(0), record.kindAt(1), record.valueAt(0), record.toRecord()]).toEqual([
      ABSENT,
      ABSENT,
      undefined,
      {},
    ])
  })
})
