import fc from 'fast-check'
import { truncateToBytes, utf8Bytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import { createMapping, createStream, NOW_MS, personMapping } from './testing/mapping-factories'

const LONG = 'ä'.repeat(501)
const EVENT = {
  object: 'event',
  id_column: 'id',
  event_name_column: 'n',
  event_id_columns: ['k'],
  timestamp_column: 'at',
}
const S = NOW_MS / 1000

describe('a text cut to bytes', () => {
  it('is the longest beginning that fits and ends between two characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 60 }), (text, max) => {
        const cut = truncateToBytes(text, max)
        expect(text.startsWith(cut)).toBe(true)
        expect(utf8Bytes(cut)).toBeLessThanOrEqual(max)
        const [next = ''] = text.slice(cut.length)
        expect(next === '' || utf8Bytes(cut) + utf8Bytes(next) > max).toBe(true)
      }),
    )
    expect(truncateToBytes('a😀b', 4)).toBe('a')
    expect(truncateToBytes('a😀b', 5)).toBe('a😀')
  })
})

describe('too_long', () => {
  const row = { id: '1', bio: LONG, plan: 'pro' }

  it.each<[object, unknown]>([
    [{}, 'value_too_long'],
    [{ invalid_values: 'skip_attribute' }, { plan: 'pro' }],
    [{ too_long: 'reject_record', invalid_values: 'skip_attribute' }, 'value_too_long'],
    [{ too_long: 'skip_attribute' }, { plan: 'pro' }],
    [{ too_long: 'truncate' }, { bio: 'ä'.repeat(500), plan: 'pro' }],
  ])('decides about a value: %j', (options, expected) => {
    const mapping = personMapping({ ...options })
    expect(mapping.attributes(row)).toEqual(expected)
    const { values_truncated: truncated, attributes_left_out: left } = mapping.mapper.stats.counts
    const isTruncated = 'too_long' in options && options.too_long === 'truncate'
    expect([truncated, left]).toEqual([isTruncated ? 1 : 0, typeof expected === 'string' || isTruncated ? 0 : 1])
  })

  it('says once what was truncated', () => {
    const mapping = personMapping({ too_long: 'truncate' })
    for (let n = 0; n < 3; n++) mapping.map(row)
    expect(mapping.mapper.stats.hints()).toEqual([
      'Texts of bio in people were longer than 1000 bytes and were truncated.',
    ])
  })

  it.each<[string, object, object]>([
    ['JSON', { bio: { a: LONG } }, {}],
    ['a number', { bio: new LosslessNumber('1'.repeat(1001)) }, {}],
    ['the text of a number', { bio: '1'.repeat(1001) }, { attributes: [{ attribute: 'bio', type: 'number' }] }],
    ['JSON in text', { bio: JSON.stringify([LONG]) }, { attributes: [{ attribute: 'bio', type: 'json' }] }],
    [
      'an email address',
      { e: `${'x'.repeat(1000)}@x.io` },
      { streams: [{ stream: 'people', object: 'person', id_column: 'id', email_column: 'e' }] },
    ],
    ['what would be blank', { bio: `${' '.repeat(1000)}x` }, {}],
  ])('truncates no value that would be another one: %s', (_, values, more) => {
    expect(personMapping({ too_long: 'truncate', ...more }).attributes({ id: '1', ...values })).toBe('value_too_long')
    expect(
      personMapping({ too_long: 'truncate', invalid_values: 'skip_attribute', ...more }).attributes({
        id: '1',
        ...values,
      }),
    ).toEqual({})
  })

  it.each<[object, string, string]>([
    [{}, 'n'.repeat(101), 'event_name_too_long'],
    [{ too_long: 'skip_attribute' }, 'n'.repeat(101), 'event_name_too_long'],
    [{ too_long: 'truncate' }, 'n'.repeat(101), 'n'.repeat(100)],
    [{ too_long: 'truncate' }, `${'n'.repeat(99)} x`, 'n'.repeat(99)],
    [{ too_long: 'truncate' }, `${'n'.repeat(99)}ä`, 'n'.repeat(99)],
    [{ too_long: 'truncate' }, 'n'.repeat(100), 'n'.repeat(100)],
    [{ too_long: 'truncate', events: { stale: 'rename' } }, 'n'.repeat(95), `${'n'.repeat(89)}_historical`],
    [{ too_long: 'truncate', events: { stale: 'rename', rename_suffix: 's'.repeat(100) } }, 'n', 'event_name_too_long'],
  ])('decides about the name of an event: %j %s', (options, n, expected) => {
    const mapping = createMapping({ streams: [{ stream: 's', ...EVENT }], ...options }, createStream('s'))
    const at = 'events' in options ? S - 80 * 3600 : S
    const item = mapping.item({ id: '1', k: '1', at, n })
    expect(typeof item === 'string' ? item : (item as { name: string }).name).toBe(expected)
  })

  it('keeps the ids of events apart whose names are equal when truncated', () => {
    const mapping = createMapping({ streams: [{ stream: 's', ...EVENT }], too_long: 'truncate' }, createStream('s'))
    const ids = ['a', 'b'].map(
      (end) => mapping.item({ id: '1', k: '1', at: S, n: `${'n'.repeat(100)}${end}` }) as { id: string },
    )
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2)
    expect(mapping.mapper.stats.counts.values_truncated).toBe(2)
  })
})
