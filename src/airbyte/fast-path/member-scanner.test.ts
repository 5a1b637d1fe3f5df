import fc from 'fast-check'
import { ABSENT, VALUE_WORDS, RawRecord, NESTED, PARSED } from '../../core/raw-record'
import { Literal } from './literal'
import { scanMembers } from './member-scanner'

/** Scans one value; the kind of its cell, and what it holds. */
function scan(raw: string | Buffer) {
  const bytes = Buffer.concat([Buffer.from('"n":'), Buffer.from(raw), Buffer.from('}\n')])
  const shape = { names: ['n'], indexes: new Map([['n', 0]]) }
  const cells = new RawRecord(shape, bytes, new Int32Array(VALUE_WORDS), 0)
  const end = scanMembers(bytes, 0, [new Literal('"n":')], cells)
  return { isRead: end === bytes.length - 1, kind: cells.kindAt(0), value: cells.valueAt(0) }
}

/** What the parser makes of a text; undefined where it is no JSON. */
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

  it('leaves as they are only numbers that JSON.stringify writes the same, and reads all others', () => {
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

  it('leaves as they are only texts that JSON.stringify writes the same, and reads all others', () => {
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

  it('leaves as they are only objects and lists that JSON.stringify writes the same, and reads all others', () => {
    // Few names, so that they repeat; and some that the parser puts before others.
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

  it('takes no bytes for characters that are none', () => {
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const raw = Buffer.concat([Buffer.from('"a'), Buffer.from(bytes), Buffer.from('"')])
      expect(scan(raw)).toMatchObject({ isRead: true, kind: PARSED, value: JSON.parse(raw.toString()) as unknown })
      expect(scan(Buffer.concat([Buffer.from('['), raw, Buffer.from(']')])).kind).toBe(PARSED)
    }
  })

  it('leaves names to the parser that it would put in front', () => {
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

  it('knows what is missing', () => {
    const cells = new RawRecord(
      { names: ['a', 'b'], indexes: new Map() },
      Buffer.from('}\n'),
      new Int32Array(2 * VALUE_WORDS),
      0,
    )
    expect(scanMembers(cells.bytes, 0, [new Literal('"a":'), new Literal('"b":')], cells)).toBe(1)
    expect([cells.kindAt(0), cells.kindAt(1), cells.valueAt(0), cells.toRecord()]).toEqual([
      ABSENT,
      ABSENT,
      undefined,
      {},
    ])
  })
})
