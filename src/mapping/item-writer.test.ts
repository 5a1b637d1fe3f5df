import fc from 'fast-check'
import { JsonWriter } from '../lib/json-writer'
import type { Row } from '../core/row'
import { MAX_ITEM_BYTES } from '../core/api-limits'
import { createMapping, createStream, NOW_MS, type Mapping } from './testing/mapping-factories'

/** The JSON of a row's item, or its skip or rejection. A body gets the same bytes as the text has. */
function jsonOf({ map }: Mapping, data: Row['data']) {
  const mapped = map(data)
  if (mapped.kind !== 'item') return mapped
  const text = mapped.item.json.toString()
  const body = new JsonWriter(Buffer.alloc(9, '#'))
  body.append(BEFORE)
  mapped.item.json.copyTo(body)
  expect(body.toString()).toBe(BEFORE + text)
  expect(mapped.item.json.bytes).toBe(Buffer.byteLength(text))
  return text
}

const BEFORE = '{"batch":[{"before":"é"},'
const COLUMNS = ['id', 'name', 'at', 'key', 'a', 'b']
const RULE = {
  object: 'event',
  id_column: 'id',
  event_name_column: 'name',
  timestamp_column: 'at',
  event_id_columns: ['key'],
}
const event = (): Mapping =>
  createMapping({ streams: [{ stream: 'events', ...RULE }] }, createStream('events', COLUMNS))

describe('ItemWriter', () => {
  // Long heads: 150 bytes of what takes two or six bytes in JSON, and names of hundreds.
  const unit = fc.constantFrom('"', '\\', '\u0001', 'a', 'é', '€', '😀', '\u2028')
  const long = (max: number) =>
    fc
      .tuple(unit, fc.nat(max))
      .chain(([one, count]) => fc.string({ unit, maxLength: 5 }).map((some) => one.repeat(count) + some))
  const data = fc.record({
    id: long(150),
    name: long(110),
    at: fc.constantFrom(NOW_MS / 1000, '2026-11-23T00:00:00Z'),
    key: fc.nat(),
    a: fc.oneof(fc.jsonValue(), long(400)),
    b: fc.oneof(fc.constant(null), long(30)),
  })

  it('writes the same events whatever item it wrote before, however long their heads are', () => {
    let items = 0
    fc.assert(
      fc.property(fc.array(data, { minLength: 1, maxLength: 5 }), (rows) => {
        const mapping = event()
        for (const row of rows) {
          const text = jsonOf(mapping, row)
          // A repeated key is for the duplicate detector, which a fresh mapping does not know.
          if (typeof text !== 'string') continue
          items++
          expect(text).toBe(jsonOf(event(), row))
          const { name, identifiers, attributes } = JSON.parse(text) as Record<string, Record<string, unknown>>
          expect(name).toBe(row.name.trim())
          expect(Object.keys(identifiers!)).toEqual(['id'])
          if (typeof row.b === 'string' && row.b.trim() !== '') expect(attributes!['b']).toBe(row.b)
        }
      }),
      { numRuns: 300 },
    )
    expect(items).toBeGreaterThan(50)
  })

  it('takes an item of exactly as many bytes as Customer.io does, and none of one more', () => {
    const bytes = Buffer.byteLength(jsonOf(event(), { id: 'é', name: 'n', at: 1, key: 1, a: 'x' }) as string)
    for (const [over, pad] of [
      [0, 'x'],
      [0, '€'],
      [1, 'x'],
      [1, '€'],
    ] as const) {
      const wanted = MAX_ITEM_BYTES + over - bytes + 1
      const size = Buffer.byteLength(pad)
      const a = 'x'.repeat(wanted % size) + pad.repeat(Math.floor(wanted / size))
      const row = { id: 'é', name: 'n', at: 1, key: 1, a }
      const text = jsonOf(event(), row)
      if (over === 0) expect(Buffer.byteLength(text as string)).toBe(MAX_ITEM_BYTES)
      else expect(text).toMatchObject({ kind: 'rejected', rejection: { code: 'item_too_large' } })
    }
  })

  it('writes no trace of a huge row into the next item', () => {
    const mapping = event()
    const row = (key: number, a: unknown) => ({ id: '1', name: 'n', at: 1, key, a })
    expect(jsonOf(mapping, row(1, 'x'.repeat(3_000_000)))).toMatchObject({ kind: 'rejected' })
    expect(jsonOf(mapping, row(2, 'y'))).toBe(jsonOf(event(), row(2, 'y')))
  })

  it('writes an item of an endpoint that takes bare identifiers', () => {
    const mapping = createMapping(
      { streams: [{ stream: 'members', object: 'segment_membership', id_column: 'id', segment_id: '7' }] },
      createStream('members', ['id']),
    )
    expect(jsonOf(mapping, { id: 'é"' })).toBe('"é\\""')
  })
})
