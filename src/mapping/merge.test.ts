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

  it('accepts identifiers with the text of attributes, and prototype names', () => {
    const odd = JSON.stringify({ id: '"attributes":{' })
    expect(merged(set('{"a":1}', odd), set('{"__proto__":2}', odd))).toEqual(JSON.parse('{"a":1,"__proto__":2}'))
  })

  it.each([
    ['another person', set('{"a":1}'), set('{"a":1}', '{"id":"2"}')],
    ['an update that must create no one into an upsert', set('{"a":1}'), set('{"_update":true,"a":1}')],
    ['an upsert into an update', set('{"_update":true,"a":1}'), set('{"a":1}')],
    ['another email address', set('{"email":"one@x.io"}'), set('{"email":"shared@x.io"}')],
    ['an email address into an update without one', set('{"a":1}'), set('{"email":"shared@x.io"}')],
    ['another anonymous id', set('{"anonymous_id":"A"}'), set('{"anonymous_id":"B"}')],
    ['an anonymous id into an update without one', set('{"a":1}'), set('{"anonymous_id":"B"}')],
    ['another phone number', set('{"phone":"+491"}'), set('{"phone":"+492"}')],
    [
      'preferences into one topic of them',
      set('{"cio_subscription_preferences.topics.topic_1":true}'),
      set('{"cio_subscription_preferences":{"topics":{"topic_1":false}}}'),
    ],
    [
      'one topic into all preferences',
      set('{"cio_subscription_preferences":{"topics":{"topic_1":true}}}'),
      set('{"cio_subscription_preferences.topics.topic_1":false}'),
    ],
    ['a nested name into its attribute', set('{"a":{"b":1}}'), set('{"a.b":2}')],
    ['an item that would be too large', set(`{"a":"${'x'.repeat(20_000)}"}`), set(`{"b":"${'x'.repeat(20_000)}"}`)],
    [
      'what would have too many attributes',
      set(JSON.stringify(Object.fromEntries(Array.from({ length: MAX_ATTRIBUTES }, (_, n) => [`a${n}`, n])))),
      set('{"one_more":1}'),
    ],
  ])('does not merge %s', (_, older, newer) => expect(mergeItems(older, newer)).toBeUndefined())

  it('merges two updates into one', () =>
    expect(merged(set('{"_update":true,"a":1}'), set('{"_update":true,"b":2}'))).toEqual({ _update: true, a: 1, b: 2 }))

  it('merges updates with the same identifiers, and an update that has fewer', () => {
    expect(merged(set('{"email":"a@x.io","a":1}'), set('{"email":"a@x.io","a":2}'))).toEqual({ email: 'a@x.io', a: 2 })
    expect(merged(set('{"email":"a@x.io","a":1}'), set('{"a":2}'))).toEqual({ email: 'a@x.io', a: 2 })
  })

  it('keeps an attribute called email of an object like any other', () => {
    const object = (attributes: string) =>
      `{"type":"object","identifiers":{"object_type_id":"1","object_id":"a"},"action":"identify","attributes":${attributes}}`
    expect(mergeItems(object('{"email":"a"}'), object('{"email":"b"}'))).toBe(object('{"email":"b"}'))
  })
})
