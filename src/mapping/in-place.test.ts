import fc from 'fast-check'
import { JsonWriter } from '../lib/json-writer'
import type { Row, RowRef } from '../core/row'
import { MAX_ITEM_BYTES } from '../core/api-limits'
import { createMapping, createStream, NOW_MS, personMapping, type Mapping } from './testing/mapping-factories'

// What is written where it is sent from must be what the item would have as its own text.

const BEFORE = '{"batch":[{"before":"é"},'

/** Maps a row behind what a body has already; the item's text or why there is none, and what stands before it. */
function mapInPlace({ mapper }: Mapping, data: Row['data'], json: JsonWriter) {
  const { stream } = mapper.streamMapping
  const ref: RowRef = { stream, position: 1, checkpointWindow: 0, key: undefined, row: undefined, settled: false }
  json.length = 0
  json.append(BEFORE)
  const start = json.length
  const mapped = mapper.map({ kind: 'row', stream, data, emittedAtMs: NOW_MS, nulled: [] }, ref, NOW_MS, json)
  expect(json.toString(0, start)).toBe(BEFORE)
  if (mapped.kind !== 'item') return mapped
  expect(mapped.item.json).toBe('')
  expect(mapped.item.bytes).toBe(json.length - start)
  return json.toString(start)
}

function mapApart({ map }: Mapping, data: Row['data']) {
  const mapped = map(data)
  if (mapped.kind !== 'item') return mapped
  expect(mapped.item.bytes).toBe(Buffer.byteLength(mapped.item.json))
  return mapped.item.json
}

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

describe('Mapper', () => {
  // Long heads: 150 bytes of what takes two or six bytes in JSON, and names of hundreds.
  const unit = fc.constantFrom('"', '\\', '\u0001', 'a', 'é', '€', '😀', '\u2028', '\ud800')
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

  it.each([
    ['events', event],
    ['people', () => personMapping({}, COLUMNS)],
  ])('writes %s in place as it makes their texts, however long their heads are', (_, make) => {
    let items = 0
    fc.assert(
      fc.property(fc.array(data, { minLength: 1, maxLength: 5 }), fc.nat(2000), (rows, size) => {
        const [one, other] = [make(), make()]
        const json = new JsonWriter(Buffer.alloc(size, '#'))
        for (const row of rows) {
          const text = mapInPlace(one, row, json)
          expect(text).toEqual(mapApart(other, row))
          if (typeof text !== 'string') continue
          items++
          JSON.parse(text)
        }
      }),
      { numRuns: 200 },
    )
    expect(items).toBeGreaterThan(50)
  })

  it('takes an item of exactly as many bytes as Customer.io does, and none of one more', () => {
    const bytes = Buffer.byteLength(mapApart(event(), { id: 'é', name: 'n', at: 1, key: 1, a: 'x' }) as string)
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
      const text = mapInPlace(event(), row, new JsonWriter())
      if (over === 0) expect(Buffer.byteLength(text as string)).toBe(MAX_ITEM_BYTES)
      else expect(text).toMatchObject({ kind: 'rejected', rejection: { code: 'item_too_large' } })
    }
  })

  it('leaves no trace of a huge row in the next one', () => {
    const mapping = event()
    const json = new JsonWriter()
    const row = (key: number, a: unknown) => ({ id: '1', name: 'n', at: 1, key, a })
    expect(mapInPlace(mapping, row(1, 'x'.repeat(3_000_000)), json)).toMatchObject({ kind: 'rejected' })
    expect(mapInPlace(mapping, row(2, 'y'), json)).toBe(mapApart(event(), row(2, 'y')))
    // The same where the mapper has a buffer of its own.
    expect(mapApart(mapping, row(3, 'x'.repeat(3_000_000)))).toMatchObject({ kind: 'rejected' })
    expect(mapApart(mapping, row(4, 'y'))).toBe(mapApart(event(), row(4, 'y')))
  })

  it('gives an item of another endpoint its own text, whatever was written for it', () => {
    const mapping = createMapping(
      { streams: [{ stream: 'members', object: 'segment_membership', id_column: 'id', segment_id: '7' }] },
      createStream('members', ['id']),
    )
    const ref: RowRef = {
      stream: mapping.mapper.streamMapping.stream,
      position: 1,
      checkpointWindow: 0,
      key: undefined,
      row: undefined,
      settled: false,
    }
    const row: Row = { kind: 'row', stream: ref.stream, data: { id: 'é"' }, emittedAtMs: NOW_MS, nulled: [] }
    const mapped = mapping.mapper.map(row, ref, NOW_MS, new JsonWriter())
    expect(mapped).toMatchObject({ kind: 'item', item: { json: '"é\\""', bytes: 6 } })
  })
})
