import fc from 'fast-check'
import { createConfig, createMapping, createStream, mappingOf, personMapping } from './testing/mapping-factories'

describe('nulls', () => {
  const row = { id: '1', a: null, b: ' ', c: 'x' }

  it('leaves nulls and blanks out, unless they clear', () => {
    expect(personMapping().attributes(row)).toEqual({ c: 'x' })
    const clear = personMapping({ null_handling: 'clear' })
    expect(clear.attributes(row)).toEqual({ a: '', b: '', c: 'x' })
    expect(clear.mapper.stats.counts.attributes_cleared).toBe(2)
    expect(personMapping({ null_handling: 'clear', clear_with: 'null' }).attributes(row)).toEqual({
      a: null,
      b: null,
      c: 'x',
    })
  })

  it('sends blank text where that is asked for', () =>
    expect(personMapping({ empty_text: 'send' }).attributes(row)).toEqual({ b: ' ', c: 'x' }))

  it('never clears what is protected: not by null, JSON null, blank text, nor what people decided', () => {
    const config = {
      null_handling: 'clear',
      empty_text: 'send',
      attributes: [
        { attribute: 'kept', type: 'string', protected: true },
        { attribute: 'json', type: 'json', protected: true, null_handling: 'clear' },
      ],
    }
    const nulls = ['kept', 'json', 'unsubscribed', 'cio_subscription_preferences', 'email', 'phone']
    const mapping = personMapping(config)
    expect(mapping.attributes({ id: '1', ...Object.fromEntries(nulls.map((name) => [name, null])) })).toEqual({})
    expect(mapping.attributes({ id: '1', kept: '', json: 'null' })).toEqual({})
    expect(mapping.attributes({ id: '1', kept: ' ', json: { a: null } })).toEqual({ json: { a: null } })
    expect(mapping.attributes({ id: '1', 'cio_subscription_preferences.topics.topic_1': null, a: null })).toEqual({
      a: '',
    })
  })

  it('sends a converted default for a null, but neither clears nor replaces a lost value', () => {
    const config = {
      null_handling: 'clear',
      attributes: [{ attribute: 'n', type: 'number', null_handling: 'default', default_value: '7' }],
    }
    const mapping = personMapping(config)
    expect(mapping.attributes({ id: '1', n: null, a: null })).toEqual({ n: 7, a: '' })
    expect(mapping.attributes({ id: '1', n: null, a: null }, { nulled: ['n', 'a'] })).toEqual({})
  })

  it('prefers the rule of this stream over one for all, in any order', () => {
    const attributes = [
      { attribute: 'a', null_handling: 'skip' },
      { attribute: 'a', stream: 'people', null_handling: 'clear' },
      { attribute: 'b', stream: 'other', null_handling: 'clear' },
    ]
    expect(personMapping({ attributes }).attributes({ id: '1', a: null, b: null })).toEqual({ a: '' })
  })

  it('leaves a null of an event out, and clears one of an object or a relationship', () => {
    const streams = [
      {
        stream: 'events',
        object: 'event',
        id_column: 'id',
        event_name: 'x',
        event_id_columns: ['id'],
        timestamp_column: 'at',
      },
      { stream: 'objects', object: 'object', object_type_id: '1', object_id_column: 'id' },
      { stream: 'ties', object: 'relationship', object_type_id: '1', object_id_column: 'o', id_column: 'id' },
    ]
    const of = (name: string) => createMapping({ streams, null_handling: 'clear' }, createStream(name))
    expect(of('events').attributes({ id: '1', at: '2026-11-01', a: null, b: '' })).toEqual({})
    expect(of('objects').attributes({ id: '1', a: null })).toEqual({ a: '' })
    expect(of('ties').item({ id: '1', o: 'acme', a: null })).toMatchObject({
      cio_relationships: [
        { identifiers: { object_type_id: '1', object_id: 'acme' }, relationship_attributes: { a: '' } },
      ],
    })
    const nulls = createMapping({ streams, null_handling: 'clear', clear_with: 'null' }, createStream('ties'))
    expect(nulls.item({ id: '1', o: 'acme', a: null })).toMatchObject({
      cio_relationships: [{ relationship_attributes: { a: null } }],
    })
    expect(nulls.mapper.stats.counts.attributes_cleared).toBe(1)
  })

  it('leaves a null of an event out, sends it, or replaces it, as the rule of the attribute says', () => {
    const event = { object: 'event', id_column: 'id', event_name: 'x', event_id_columns: ['k'], timestamp_column: 'at' }
    const attributes = [
      { attribute: 'a', null_handling: 'null' },
      { attribute: 'b', null_handling: 'default', default_value: 'none' },
      { attribute: 'c', null_handling: 'skip' },
    ]
    const mapping = createMapping({ streams: [{ stream: 's', ...event }], attributes }, createStream('s'))
    const row = { id: '1', k: '1', at: '2026-11-01' }
    expect(mapping.attributes({ ...row, a: null, b: ' ', c: null })).toEqual({ k: '1', a: null, b: 'none' })
    expect(mapping.attributes({ ...row, k: '2', a: ' ', b: 'x', c: 'x' })).toEqual({ k: '2', a: null, b: 'x', c: 'x' })
    expect(mapping.attributes({ ...row, k: '3', a: null }, { nulled: ['a'] })).toEqual({ k: '3' })
  })

  it('counts the nulls of watched attributes, also those that a rule turns into something else', () => {
    const guards = { max_null_percent: [{ attribute: 'a', percent: 10 }] }
    const mapping = personMapping({ guards, attributes: [{ attribute: 'a', type: 'json' }] }, ['id', 'a', 'b'])
    for (const a of [null, '', 'null', '[]', '{']) mapping.map({ id: '1', a, b: null })
    mapping.map({ id: '1' })
    // The row with broken JSON was rejected and is not counted; the one without the column has no null there.
    expect(mapping.mapper.nulls).toEqual({ rows: 5, byAttribute: new Map([['a', 3]]) })
    expect(personMapping().mapper.nulls).toBeUndefined()
  })
})

describe('what people decided', () => {
  it.each([
    [true, true],
    ['TRUE', true],
    [1, true],
    ['1', true],
    [false, false],
    [' false ', false],
    [0, false],
    ['0', false],
    ['yes', 'invalid_value'],
    [2, 'invalid_value'],
    [{}, 'invalid_value'],
  ])('unsubscribed: %j', (value, expected) => {
    const sent = personMapping().attributes({ id: '1', unsubscribed: value })
    expect(typeof expected === 'string' ? sent : (sent as { unsubscribed: unknown }).unsubscribed).toBe(expected)
    const topic = personMapping().attributes({ id: '1', 'cio_subscription_preferences.topics.topic_3': value })
    expect(typeof expected === 'string' ? topic : Object.values(topic as object)).toEqual(
      typeof expected === 'string' ? expected : [expected],
    )
  })

  it('is judged whatever a rule declares', () => {
    const attributes = [{ attribute: 'unsubscribed', type: 'string' }]
    expect(personMapping({ attributes }).attributes({ id: '1', unsubscribed: 'no' })).toBe('invalid_value')
    expect(
      personMapping({ attributes, invalid_values: 'skip_attribute' }).attributes({ id: '1', unsubscribed: 'no' }),
    ).toEqual({})
  })

  it.each([
    [{ topics: { topic_1: true } }, true],
    ['{"topics": {"topic_1": false, "topic_22": true}}', true],
    [{ topics: { newsletter: true } }, false],
    [{ topics: { topic_1: 'yes' } }, false],
    [{ topics: [], x: 1 }, true],
    [{ channels: { email: true, sms: false } }, true],
    ['{"channels": {"email": true}}', true],
    [{ topics: { topic_1: true }, channels: { email: false } }, true],
    [{ channels: { email: 'yes' } }, false],
    [{ topics: { topic_1: true }, channels: 'all' }, false],
    [{ topics: null, channels: { email: true } }, false],
    [{}, false],
    ['text', false],
    [[], false],
    [5, false],
  ])('preferences: %j', (value, taken) => {
    const sent = personMapping().attributes({ id: '1', cio_subscription_preferences: value })
    expect(sent).toEqual(
      taken
        ? { cio_subscription_preferences: typeof value === 'string' ? (JSON.parse(value) as unknown) : value }
        : 'invalid_value',
    )
  })

  it('takes an event attribute of the same name as any other', () => {
    const streams = [
      {
        stream: 's',
        object: 'event',
        id_column: 'id',
        event_name: 'x',
        event_id_columns: ['id'],
        timestamp_column: 'at',
      },
    ]
    const mapping = createMapping({ streams }, createStream('s'))
    expect(mapping.attributes({ id: '1', at: '2026-11-01', unsubscribed: 'no', email: 'no', _x: 1 })).toEqual({
      id: undefined,
      unsubscribed: 'no',
      email: 'no',
      _x: 1,
    })
  })
})

describe('names', () => {
  it.each([
    ['_secret', 'reserved_name'],
    ['__proto__', 'reserved_name'],
    ['cio_relationships', 'reserved_name'],
    ['', 'reserved_name'],
    ['  ', 'reserved_name'],
    ['cio_subscription_preferences.topics.news', 'reserved_name'],
    ['cio_subscription_preferences', 'invalid_value'],
    ['n'.repeat(151), 'name_too_long'],
    ['id2', undefined],
    ['cio_subscription_preferences.channels.email', 'invalid_value'],
    ['ö'.repeat(75), undefined],
  ])('%j', (name, code) => {
    const sent = personMapping().attributes(JSON.stringify({ id: '1' }).replace('}', `,${JSON.stringify(name)}:"x"}`))
    if (code === undefined) expect(sent).toEqual({ [name]: 'x' })
    else expect(sent).toBe(code)
  })

  it('says how to rename, and lets nulls of such a column pass', () => {
    const mapping = personMapping({}, ['id', '_x'])
    expect(mapping.map({ id: '1', _x: null })).toMatchObject({ kind: 'item' })
    expect(mapping.map({ id: '1', _x: 1 })).toMatchObject({
      rejection: { code: 'reserved_name', field: '_x', column: '_x' },
    })
    expect(mapping.warnings).toEqual([expect.stringContaining('will be rejected (reserved_name)')])
  })

  it('knows a column by what it ends in: renamed first, then styled', () => {
    const columns = { rename: [{ from: 'A', to: 'BcD' }], exclude: ['NO'] }
    const data = { id: '1', A: 1, SHOUT: 2, camelCase: 3, NO: 4 }
    const styled = (name_style: string) =>
      personMapping({}, [], { columns: { ...columns, name_style } }).attributes(data)
    expect(styled('auto')).toEqual({ BcD: 1, shout: 2, camelCase: 3 })
    expect(styled('keep')).toEqual({ BcD: 1, SHOUT: 2, camelCase: 3 })
    expect(styled('lower')).toEqual({ bcd: 1, shout: 2, camelcase: 3 })
    expect(styled('snake')).toEqual({ bc_d: 1, shout: 2, camel_case: 3 })
  })

  it('gives the name to the column of the catalog, even if another column of a row comes first', () => {
    const mapping = personMapping({}, ['id', 'PLAN'], { columns: { name_style: 'lower' } })
    expect(mapping.attributes({ Plan: 'a', id: '1' })).toBe('duplicate_name')
    expect(mapping.attributes({ Plan: null, id: '1', PLAN: 'b' })).toEqual({ plan: 'b' })
  })

  it('refuses two columns of a row that end in one name, though no schema declares them', () => {
    const mapping = personMapping({}, [], { columns: { name_style: 'lower' } })
    expect(mapping.attributes({ id: '1', Plan: 'a', PLAN: null })).toEqual({ plan: 'a' })
    expect(mapping.attributes({ id: '1', Plan: 'a', PLAN: 'b' })).toBe('duplicate_name')
    // It would identify the person, and no option declares it.
    expect(mapping.attributes({ id: '1', ID: '2' })).toEqual({})
  })
})

describe('the contract', () => {
  it('lets a field without a rule not exist, whatever its name is', () => {
    const config = { unknown_attributes: 'skip', attributes: [{ attribute: 'plan' }] }
    const mapping = personMapping(config, [], { email_column: 'mail' })
    expect(mapping.attributes({ id: '1', mail: 'A@x.com', plan: 'pro', _x: 1, y: 2 })).toEqual({
      email: 'a@x.com',
      plan: 'pro',
    })
  })

  it('rejects what it does not know, where that is asked for', () => {
    const config = {
      unknown_attributes: 'reject_record',
      invalid_values: 'skip_attribute',
      attributes: [{ attribute: 'plan' }],
    }
    expect(personMapping(config).attributes({ id: '1', plan: 'pro', y: null })).toEqual({ plan: 'pro' })
    expect(personMapping(config).attributes({ id: '1', y: 2 })).toBe('unknown_attribute')
  })

  it('rejects an invalid value, or leaves it out and says so once', () => {
    const attributes = [{ attribute: 'n', type: 'number' }]
    const data = { id: '1', n: 'x', email: 'none', long: 'x'.repeat(1001) }
    expect(personMapping({ attributes }).attributes({ id: '1', n: 'x' })).toBe('invalid_value')
    expect(
      personMapping({ attributes }, [], { email_column: 'email' }).attributes({ id: '1', email: 'no address' }),
    ).toBe('invalid_email')
    expect(personMapping({}).attributes({ id: '1', long: 'ä'.repeat(501) })).toBe('value_too_long')
    expect(personMapping({}).attributes({ id: '1', long: ['x'.repeat(1000)] })).toBe('value_too_long')
    const lenient = personMapping({ attributes, invalid_values: 'skip_attribute' }, [], { email_column: 'email' })
    expect(lenient.attributes(data)).toEqual({})
    expect(lenient.attributes(data)).toEqual({})
    expect(lenient.mapper.stats.counts.attributes_left_out).toBe(6)
    expect(lenient.mapper.stats.hints()).toEqual([
      'Values of n in people were left out (invalid_value): n is not a number.',
      expect.stringContaining('(null_word_identifier)'),
      expect.stringContaining('(value_too_long)'),
    ])
  })

  it('takes 300 attributes, one less beside a control attribute', () => {
    const data = (count: number) =>
      Object.fromEntries([['id', '1'], ...Array.from({ length: count }, (_, n) => [`a${n}`, n] as [string, unknown])])
    expect(personMapping().item(data(300))).toMatchObject({ type: 'person' })
    expect(personMapping().item(data(301))).toBe('too_many_attributes')
    expect(personMapping({}, [], { operation: 'update' }).item(data(299))).toMatchObject({
      attributes: { _update: true },
    })
    expect(personMapping({}, [], { operation: 'update' }).item(data(300))).toBe('too_many_attributes')
  })
})

describe('numbers past 2^53', () => {
  const data = '{"id": "1", "n": 12345678901234567890, "t": 253402300799999999}'
  it('leave as text with every digit, told once with the line that declares it', () => {
    const mapping = personMapping()
    expect(mapping.attributes(data)).toEqual({ n: '12345678901234567890', t: '253402300799999999' })
    mapping.map(data)
    expect(mapping.mapper.stats.counts.numbers_sent_as_text).toBe(4)
    expect(mapping.mapper.stats.hints()[0]).toContain('{"attribute": "n", "type": "string"}')
  })

  it('are not reported if text is declared, or if they become a time', () => {
    const attributes = [
      { attribute: 'n', type: 'string' },
      { attribute: 't', type: 'timestamp', unit: 'microseconds' },
    ]
    const mapping = personMapping({ attributes })
    expect(mapping.attributes(data)).toEqual({ n: '12345678901234567890', t: 253402300799 })
    expect(mapping.mapper.stats.hints()).toEqual([])
  })
})

describe('hints', () => {
  const twenty = (mapping: ReturnType<typeof personMapping>, data: Readonly<Record<string, unknown>>) => {
    for (let n = 0; n < 20; n++) mapping.map({ id: String(n), ...data })
    return mapping.mapper.stats.hints()
  }
  it('name text that contains times and numbers that are milliseconds, with the line to add', () => {
    expect(twenty(personMapping(), { t: '2026-01-01 10:00', ms: 1750000000000, plain: 'x' })).toEqual([
      expect.stringContaining('{"attribute": "t", "type": "timestamp"}'),
      expect.stringContaining('{"attribute": "ms", "type": "timestamp", "unit": "milliseconds"}'),
    ])
  })

  it('are omitted if the type is declared', () => {
    const columns = { id: {}, d: { type: 'string', format: 'date' }, at: { type: 'string', format: 'date-time' } }
    const data = { d: '2026-01-01', at: '2026-01-01T00:00:00Z', r: '2026-01-01' }
    expect(
      twenty(personMapping({ dates_as: 'text', attributes: [{ attribute: 'r', type: 'string' }] }, columns), data),
    ).toEqual([])
  })
})

describe('any row', () => {
  it('becomes an item within the limits, a skip or a rejection, and never throws', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom('email', 'unsubscribed', 'ID', '_x', 'cio_subscription_preferences', '__proto__', 'a', 'A'),
    )
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        null,
        '',
        'null',
        '{',
        '2026-01-01',
        'ada@example.com',
        1e300,
        'x'.repeat(1001),
        'ü'.repeat(16_000),
      ),
    )
    const configs = fc.record({
      null_handling: fc.constantFrom('skip', 'clear'),
      clear_with: fc.constantFrom('empty_string', 'null'),
      empty_text: fc.constantFrom('as_null', 'send'),
      unknown_attributes: fc.constantFrom('send', 'skip', 'reject_record'),
      invalid_values: fc.constantFrom('reject_record', 'skip_attribute'),
      dates_as: fc.constantFrom('timestamp', 'text'),
    })
    const types = fc.dictionary(
      fc.constantFrom('a', 'b', 'email', 'id'),
      fc.constantFrom({ type: 'number' }, { type: 'string', format: 'date' }, { type: 'object' }, {}),
    )
    const base = createConfig({
      streams: [
        {
          stream: 'people',
          object: 'person',
          id_column: 'id',
          email_column: 'email',
          columns: { name_style: 'keep' },
        },
      ],
      attributes: [
        { attribute: 'a', type: 'json', protected: true },
        { attribute: 'b', type: 'timestamp' },
      ],
    })
    fc.assert(
      fc.property(
        configs,
        types,
        fc.array(fc.tuple(names, values), { maxLength: 8 }),
        fc.nat(),
        (config, columns, fields, id) => {
          const mapping = mappingOf({ ...base, ...config }, createStream('people', { id: {}, email: {}, ...columns }))
          // As a row is parsed: an own property for any name.
          const data = JSON.parse(
            `{${[['id', id] as const, ...fields].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
          ) as Record<string, unknown>
          const mapped = mapping.map(data)
          if (mapped.kind !== 'item') return
          const { bytes } = mapped.item.json
          const json = mapped.item.json.toString()
          expect(bytes).toBe(Buffer.byteLength(json))
          expect(bytes).toBeLessThanOrEqual(32_000)
          const { attributes: sent } = JSON.parse(json) as { attributes: Record<string, unknown> }
          for (const [name, value] of Object.entries(sent)) {
            expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150)
            const text = typeof value === 'string' ? value : JSON.stringify(value)
            if (name !== 'cio_subscription_preferences') expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1000)
          }
          if ('unsubscribed' in sent) expect(typeof sent['unsubscribed']).toBe('boolean')
          if ('a' in sent) expect([null, '']).not.toContain(sent['a'])
          if (config.null_handling === 'skip' && config.empty_text === 'as_null') {
            expect(Object.values(sent).filter((value) => value === null || value === '')).toEqual([])
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
