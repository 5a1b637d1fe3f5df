import fc from 'fast-check'
import { ABSENT, CELL, Cells, PARSED, TEXT } from '../lib/cells'
import { scanMembers } from './scan'

/** Scans one value; the kind of its cell, and what it holds. */
function scan(raw: string) {
  const bytes = Buffer.from(`"n":${raw}}\n`)
  const shape = { names: ['n'], indexes: new Map([['n', 0]]) }
  const cells = new Cells(shape, bytes, new Int32Array(CELL), 0)
  const end = scanMembers(bytes, 0, [Buffer.from('"n":')], cells)
  return { isRead: end === bytes.length - 1, kind: cells.kindAt(0), value: cells.valueAt(0) }
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
        let parsed: unknown
        try {
          parsed = JSON.parse(raw)
        } catch {
          expect(isRead).toBe(false)
          return
        }
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
        let parsed: unknown
        try {
          parsed = JSON.parse(raw)
        } catch {
          expect(isRead).toBe(false)
          return
        }
        expect({ isRead, value }).toEqual({ isRead: true, value: parsed })
        if (kind === TEXT) expect(JSON.stringify(parsed)).toBe(raw)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each(['"\\', '"a\\', '{"a":"\\', '[', '{', '"', 'tru', '-', '[1', '{"a":{"b":"}', ''])(
    'ends where the line ends: %s',
    (raw) => expect(scan(raw).isRead).toBe(false),
  )

  it('knows what is missing', () => {
    const cells = new Cells({ names: ['a', 'b'], indexes: new Map() }, Buffer.from('}\n'), new Int32Array(2 * CELL), 0)
    expect(scanMembers(cells.bytes, 0, [Buffer.from('"a":'), Buffer.from('"b":')], cells)).toBe(1)
    expect([cells.kindAt(0), cells.kindAt(1), cells.valueAt(0), cells.toRecord()]).toEqual([
      ABSENT,
      ABSENT,
      undefined,
      {},
    ])
  })
})
