import { BATCH } from './endpoints'
import { BatchItem } from './batch-item'
import { MAX_ATTRIBUTES } from '../core/api-limits'
import { mergeItems } from './merge'
import { createStream } from './testing/mapping-factories'

const stream = createStream('s')
const createRowRef = { stream, position: 1, checkpointWindow: 0, key: undefined, row: undefined, settled: false }

function set(attributes: string, identifiers = '{"id":"1"}'): BatchItem {
  const json = `{"type":"person","identifiers":${identifiers},"action":"identify","attributes":${attributes}}`
  return BatchItem.of(BATCH, 'upsert', 1, createRowRef, Buffer.byteLength(json), { json })
}

const merged = (older: BatchItem, newer: BatchItem) => {
  const item = mergeItems(older, newer)
  return item && (JSON.parse(item.json) as { attributes: unknown }).attributes
}

describe('mergeEntries', () => {
  it('takes the later value of each attribute and weighs the result', () => {
    const item = mergeItems(set('{"a":1,"b":"ä"}'), set('{"b":"ö","c":null}'))!
    expect(item.json).toContain('"attributes":{"a":1,"b":"ö","c":null}')
    expect(item.bytes).toBe(Buffer.byteLength(item.json))
    expect(item.mergedFrom).toHaveLength(2)
  })

  it('keeps every part of what was merged before, in order', () => {
    const [a, b, c] = [set('{"a":1}'), set('{"a":2}'), set('{"a":3}')]
    expect(mergeItems(mergeItems(a, b)!, c)!.mergedFrom).toEqual([a, b, c])
  })

  it('is not fooled by an identifier that looks like attributes, nor by prototype names', () => {
    const odd = JSON.stringify({ id: '"attributes":{' })
    expect(merged(set('{"a":1}', odd), set('{"__proto__":2}', odd))).toEqual(JSON.parse('{"a":1,"__proto__":2}'))
  })

  it.each([
    ['another person', set('{"a":1}'), set('{"a":1}', '{"id":"2"}')],
    ['an update that must create nobody into an upsert', set('{"a":1}'), set('{"_update":true,"a":1}')],
    ['an upsert into an update', set('{"_update":true,"a":1}'), set('{"a":1}')],
    ['what would be too large', set(`{"a":"${'x'.repeat(20_000)}"}`), set(`{"b":"${'x'.repeat(20_000)}"}`)],
    [
      'what would have too many attributes',
      set(JSON.stringify(Object.fromEntries(Array.from({ length: MAX_ATTRIBUTES }, (_, n) => [`a${n}`, n])))),
      set('{"one_more":1}'),
    ],
  ])('does not merge %s', (_, older, newer) => expect(mergeItems(older, newer)).toBeUndefined())

  it('merges no more rows than can be handled one by one', () => {
    let merged = set('{"a":0}')
    for (let n = 1; n < 1000; n++) merged = mergeItems(merged, set(`{"a":${n}}`))!
    expect(merged.mergedFrom).toHaveLength(1000)
    expect(mergeItems(merged, set('{"a":1000}'))).toBeUndefined()
  })

  it('merges two updates into one', () =>
    expect(merged(set('{"_update":true,"a":1}'), set('{"_update":true,"b":2}'))).toEqual({ _update: true, a: 1, b: 2 }))
})
