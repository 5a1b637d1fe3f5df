import { createMapping, createStream, type Mapping } from './testing/mapping-factories'

const RULE = { stream: 's', object: 'device', id_column: 'id', token_column: 't', platform: 'ios' }
const device = (mapping: Mapping, row: object) =>
  (mapping.item({ id: '1', t: 'x', ...row }) as { device: object }).device

describe('attributes of a device', () => {
  it('are its other columns, as text', () => {
    const columns = { id: {}, t: {}, app_version: {}, seen: { type: 'string', format: 'date-time' }, push_enabled: {} }
    const mapping = createMapping({ streams: [RULE] }, createStream('s', columns))
    expect(
      device(mapping, {
        app_version: 2.5,
        seen: '2025-01-01T00:00:00Z',
        push_enabled: true,
        build: '7',
        _airbyte_meta: {},
      }),
    ).toEqual({
      token: 'x',
      platform: 'ios',
      attributes: { app_version: '2.5', seen: '1735689600', push_enabled: 'true', build: '7' },
    })
    expect(device(mapping, {})).toEqual({ token: 'x', platform: 'ios' })
    expect(mapping.item({ id: '1', t: 'x', app_version: { a: 1 } })).toBe('invalid_value')
    expect(mapping.item({ id: '1', t: 'x', _last_status: 'sent' })).toBe('reserved_name')
  })

  it('follow columns and attribute rules, and are never cleared', () => {
    const attributes = [{ attribute: 'version', null_handling: 'default', default_value: '0' }]
    const columns = { include: ['v*'], rename: [{ from: 'v1', to: 'version' }] }
    const mapping = createMapping(
      { streams: [{ ...RULE, columns }], attributes, null_handling: 'clear' },
      createStream('s'),
    )
    expect(device(mapping, { v1: null, v2: null, w: 'x' })).toMatchObject({ attributes: { version: '0' } })
    expect(() =>
      createMapping(
        { streams: [RULE], attributes: [{ attribute: 'v', null_handling: 'clear' }] },
        createStream('s', ['id', 't', 'v']),
      ),
    ).toThrow('found clear, and the attribute is one of s, which have no value to clear')
  })

  it('are not sent with a removal', () => {
    const mapping = createMapping({ streams: [{ ...RULE, operation: 'delete' }] }, createStream('s'))
    expect(device(mapping, { v: '1' })).toEqual({ token: 'x' })
  })
})

describe('columns of objects that take no attributes', () => {
  it.each([
    ['person_suppression', { object: 'person_suppression', id_column: 'id' }],
    ['person_merge', { object: 'person_merge', primary_id_column: 'id', secondary_id_column: 'other' }],
    ['segment_membership', { object: 'segment_membership', id_column: 'id', segment_id: '7' }],
  ])('are reported once: %s', (object, rule) => {
    for (const declared of [['id', 'other', 'x'], []]) {
      const mapping = createMapping({ streams: [{ stream: 's', ...rule }] }, createStream('s', declared))
      mapping.item({ id: '1', other: '2', y: 1, _airbyte_meta: {} })
      mapping.item({ id: '1', other: '2', z: 1 })
      const hints = mapping.mapper.stats.hints()
      expect(hints).toHaveLength(1)
      expect(hints[0]).toMatch(`are not sent, because a ${object} has no attributes: `)
      expect(hints[0]).toMatch(declared.length > 0 ? /\bx, y\.$/ : /\by\.$/)
      expect(hints[0]).not.toMatch(/\bz\b/)
    }
  })

  it('are not reported where every column is read, nor for deletions of objects that have attributes', () => {
    const membership = { stream: 's', object: 'segment_membership', id_column: 'id', segment_id: '7' }
    const deletion = { stream: 's', object: 'person', operation: 'delete', id_column: 'id' }
    for (const [rule, row] of [
      [membership, { id: '1', _ab_cdc_deleted_at: null }],
      [deletion, { id: '1', plan: 'pro' }],
    ] as const) {
      const mapping = createMapping({ streams: [rule] }, createStream('s'))
      mapping.item(row)
      expect(mapping.mapper.stats.hints()).toEqual([])
    }
  })
})

describe('options of a rule without effect', () => {
  const warningsOf = (rule: object) =>
    createMapping({ streams: [{ stream: 's', ...rule }] }, createStream('s')).warnings

  it.each([
    [
      { object: 'person', operation: 'delete', id_column: 'id', timestamp_column: 'at' },
      'timestamp_column has no effect',
    ],
    [{ ...RULE, operation: 'delete', last_used_column: 'at' }, 'last_used_column has no effect'],
    [
      { object: 'person', operation: 'delete', id_column: 'id', columns: { exclude: ['x'] } },
      'columns of the stream s has no effect, because person delete sends no attributes',
    ],
    [
      { object: 'person', id_column: 'id', missing_identifier: 'next_column' },
      'missing_identifier of the stream s has no',
    ],
  ])('are warned about: %j', (rule, words) => expect(warningsOf(rule)).toEqual([expect.stringContaining(words)]))

  it.each([
    { object: 'person', id_column: 'id', timestamp_column: 'at', columns: { exclude: ['x'] } },
    { object: 'person', operation: 'delete', id_column: 'id', columns: {} },
    { ...RULE, last_used_column: 'at' },
    { object: 'person', id_column: 'id', email_column: 'e', missing_identifier: 'next_column' },
  ])('are not found in %j', (rule) => expect(warningsOf(rule)).toEqual([]))
})
