import { createMapping, createStream, NOW_MS } from './testing/mapping-factories'

// Text whose characters were lost: as an identifier it could be equal to another one.

const DAMAGED = ['a\uFFFDb', 'a\uD83D', '\uDE00b']
const rule = (object: string, more: Readonly<Record<string, unknown>>) => ({
  streams: [{ stream: 's', object, ...more } as Readonly<Record<string, unknown>>],
})

describe('a row with a damaged identifier', () => {
  it.each([
    ['an id', rule('person', { id_column: 'x' }), {}, 'invalid_identifier'],
    ['an email address', rule('person', { email_column: 'x' }), {}, 'invalid_identifier'],
    ['the id of an object', rule('object', { object_type_id: '1', object_id_column: 'x' }), {}, 'invalid_identifier'],
    [
      'a device token',
      rule('device', { id_column: 'id', token_column: 'x', platform: 'ios' }),
      { id: '1' },
      'invalid_identifier',
    ],
    [
      'an event key',
      rule('event', { id_column: 'id', event_name: 'e', event_id_columns: ['x'], timestamp_column: 'at' }),
      { id: '1', at: NOW_MS / 1000 },
      'invalid_identifier',
    ],
  ])('is rejected: %s', (_, config, more, code) => {
    const { item } = createMapping(config, createStream('s', ['x', 'at', ...('id' in more ? ['id'] : [])]))
    for (const text of DAMAGED) {
      const x = config.streams[0]?.['email_column'] === undefined ? text : `${text}@example.com`
      expect(item({ x, ...more })).toBe(code)
    }
    const whole = config.streams[0]?.['email_column'] === undefined ? 'Zoë 😀' : 'zoe@example.com'
    expect(typeof item({ x: whole, ...more })).toBe('object')
  })

  it('is delivered where the damage is in another attribute', () => {
    const { attributes } = createMapping(rule('person', { id_column: 'id' }), createStream('s', ['id', 'note']))
    expect(attributes({ id: '1', note: 'a\uFFFDb' })).toEqual({ note: 'a\uFFFDb' })
  })
})
