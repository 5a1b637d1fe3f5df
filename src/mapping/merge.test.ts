import { MAX_ATTRIBUTES } from '../core/api-limits'
import { mergeItems } from './merge'

const set = (attributes: string, identifiers = '{"id":"1"}') =>
  `{"type":"person","identifiers":${identifiers},"action":"identify","attributes":${attributes}}`

const merged = (older: string, newer: string) => {
  const item = mergeItems(older, newer)
  return item && (JSON.parse(item) as { attributes: unknown }).attributes
}

describe('mergeItems', () => {
  it('takes the newer value of each attribute', () => {
    const item = mergeItems(set('{"a":1,"b":"ä"}'), set('{"b":"ö","c":null}'))
    expect(item).toBe(set('{"a":1,"b":"ö","c":null}'))
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

  it('merges two updates into one', () =>
    expect(merged(set('{"_update":true,"a":1}'), set('{"_update":true,"b":2}'))).toEqual({ _update: true, a: 1, b: 2 }))
})
