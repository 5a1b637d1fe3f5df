import { createMapping, createStream, personMapping } from './testing/mapping-factories'

const oneWay = (more: object = {}) => ({ attributes: [{ attribute: 'unsubscribed', one_way: true, ...more }] })

describe('a one-way attribute', () => {
  it.each([
    ['unsubscribed', {}, [true, 1, 'TRUE'], [false, 0, 'false', null, '']],
    ['vip', { type: 'boolean' }, [true, 1, 'true'], [false, '0', null, ' ']],
    ['cio_subscription_preferences.topics.topic_1', {}, [true], [false, null]],
  ])('sends only true: %s', (attribute, more, sent, omitted) => {
    const mapping = personMapping({
      attributes: [{ attribute, one_way: true, ...more }],
      null_handling: 'clear',
      empty_text: 'send',
    })
    for (const value of sent) expect(mapping.attributes({ id: '1', [attribute]: value })).toEqual({ [attribute]: true })
    for (const value of omitted.filter((one) => typeof one !== 'string' || one.trim() !== ''))
      expect(mapping.attributes({ id: '1', [attribute]: value })).toEqual({})
    expect(mapping.attributes({ id: '1', [attribute]: 'x' })).toBe('invalid_value')
    expect(mapping.mapper.stats.counts.attributes_cleared).toBe(0)
  })

  it('is also sent as true for a null, if the rule says so, and never for a false', () => {
    const mapping = personMapping(oneWay({ null_handling: 'default', default_value: 'true' }))
    expect(mapping.attributes({ id: '1', unsubscribed: null })).toEqual({ unsubscribed: true })
    expect(mapping.attributes({ id: '1', unsubscribed: false })).toEqual({})
    expect(() => personMapping(oneWay({ type: 'boolean', null_handling: 'default', default_value: 'false' }))).toThrow(
      'expected one of true; found "false"',
    )
  })

  it('needs a boolean', () => {
    const problem = (rule: object, columns: Readonly<Record<string, object>>) => () =>
      personMapping({ attributes: [{ attribute: 'vip', one_way: true, ...rule }] }, { id: {}, ...columns })
    expect(problem({ type: 'string' }, {})).toThrow(
      /attributes\[0\] \(vip\)\.one_way: expected it on a boolean attribute; found the type string/,
    )
    expect(problem({}, { vip: { type: 'string' } })).toThrow('found the type string')
    expect(problem({}, { vip: {} })).toThrow('found the type any')
    expect(problem({}, { vip: { type: 'boolean' } })).not.toThrow()
    expect(problem({ type: 'boolean' }, { vip: {} })).not.toThrow()
    expect(() => personMapping(oneWay(), { id: {}, unsubscribed: {} })).not.toThrow()
  })

  it('is warned about with a null handling that it makes useless', () => {
    expect(personMapping(oneWay({ null_handling: 'clear' }), ['id', 'unsubscribed']).warnings).toEqual([
      'attributes[0].null_handling clear has no effect, because unsubscribed is one-way.',
    ])
  })

  it('works in events, as well', () => {
    const streams = [
      {
        stream: 's',
        object: 'event',
        id_column: 'id',
        event_name: 'x',
        event_id_columns: ['k'],
        timestamp_column: 'at',
      },
    ]
    const mapping = createMapping(
      { streams, attributes: [{ attribute: 'a', type: 'boolean', one_way: true }] },
      createStream('s'),
    )
    expect(mapping.attributes({ id: '1', k: '1', at: '2026-11-01', a: false })).toEqual({ k: '1' })
    expect(mapping.attributes({ id: '1', k: '2', at: '2026-11-01', a: true })).toEqual({ k: '2', a: true })
  })
})

describe('unsubscribed: false', () => {
  const hintsOf = (more: Readonly<Record<string, unknown>>, ...values: unknown[]) => {
    const mapping = personMapping(more)
    for (const unsubscribed of values) mapping.map({ id: '1', unsubscribed })
    return mapping.mapper.stats.hints()
  }

  it('is reported once, with the rule that sends only true', () => {
    expect(hintsOf({}, true, false, 0)).toEqual([
      expect.stringMatching(/subscribes people again .* \{"attribute": "unsubscribed", "one_way": true\}$/),
    ])
  })

  it('is not reported where none comes, or only true is sent', () => {
    expect(hintsOf({}, true, null)).toEqual([])
    expect(hintsOf(oneWay(), true, false)).toEqual([])
  })
})
