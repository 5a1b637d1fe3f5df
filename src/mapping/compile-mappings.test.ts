import { ConfigError } from '../core/errors'
import { createWorkspaceObjects } from './workspace-objects'
import { compileMappings } from './compile-mappings'
import { createConfig, createMapping, createStream, personMapping } from './testing/mapping-factories'

/** What is wrong with a configuration and its streams, a line each. */
function problemsOf(config: Readonly<Record<string, unknown>>, ...streams: readonly ReturnType<typeof createStream>[]) {
  try {
    compileMappings(createConfig(config), streams)
    return []
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError)
    return (thrown as Error).message.split('\n- ').slice(1)
  }
}
const PERSON = { stream: 's', object: 'person', id_column: 'id' }
const EVENT = { stream: 's', object: 'event', id_column: 'id', event_name: 'x' }
const activation = (objectName: string, columns: readonly string[], more = {}) =>
  createStream('s', columns, { objectName, ...more })

describe('a stream without a rule', () => {
  it('is told with its columns and a rule to paste', () => {
    const [problem] = problemsOf({}, createStream('people', ['ID', 'EMAIL'], { namespace: 'shop' }))
    expect(problem).toContain('The stream shop.people has no rule in streams')
    expect(problem).toContain('Its columns are ID, EMAIL.')
    expect(JSON.parse(problem!.slice(problem!.indexOf('{')))).toEqual({
      stream: 'people',
      object: 'person',
      id_column: 'THE_COLUMN_WITH_THE_ID',
    })
  })

  it('is told of the rule that may have been meant', () => {
    expect(problemsOf({ streams: [PERSON] }, createStream('S'))[0]).toContain('There is one for s.')
    expect(
      problemsOf({ streams: [{ ...PERSON, namespace: 'a' }] }, createStream('s', [], { namespace: 'b' }))[0],
    ).toContain('There is one for s of another namespace. Its columns are not declared.')
  })
})

describe('rules without streams', () => {
  it.each([
    [[PERSON, PERSON], 'streams[1] (s): expected one rule per stream; streams[0] has the same stream.'],
    [
      [{ stream: 's', object: 'person' }],
      'expected one of cio_id_column, id_column, email_column, phone_column; found none.',
    ],
    [
      [{ ...EVENT, event_name_column: 'e', timestamp_column: 't' }],
      '.event_name: expected this or event_name_column; found both.',
    ],
    [
      [{ stream: 's', object: 'event', id_column: 'id', timestamp_column: 't' }],
      ': expected event_name or event_name_column; found none.',
    ],
    [[EVENT], '.timestamp_column: expected a column; found none: an event needs the time it happened'],
    [[{ stream: 's', object: 'object', object_type_id: '1' }], ': expected object_id_column; found none.'],
    [
      [{ stream: 's', object: 'person_merge', primary_id_column: 'a' }],
      '.secondary_id_column: expected a column; found none: the secondary side',
    ],
    [
      [
        {
          ...PERSON,
          columns: {
            rename: [
              { from: 'a', to: 'b' },
              { from: 'a', to: 'c' },
            ],
          },
        },
      ],
      "expected one new name for 'a'; found several.",
    ],
  ])('%j', (streams, problem) => expect(problemsOf({ streams })).toEqual([expect.stringContaining(problem)]))

  it.each([
    [
      [{ attribute: 'a' }, { attribute: 'a' }],
      'attributes[1] (a): expected one rule per attribute; attributes[0] has the same attribute.',
    ],
    [
      [{ attribute: 'a', type: 'string', unit: 'seconds' }],
      '.unit: expected it only with the type timestamp; found the type string.',
    ],
    [[{ attribute: 'a', type: 'timestamp', format: 'HH:mm' }], '.format: expected a layout that names a year'],
    [
      [{ attribute: 'a', type: 'timestamp', format: 'yyyy-MM-dd HH:mm a' }],
      '.format: expected a layout that names a year',
    ],
    [
      [{ attribute: 'a', null_handling: 'default' }],
      '.default_value: expected a value, because null_handling is default; found none.',
    ],
    [
      [{ attribute: 'a', type: 'number', null_handling: 'default', default_value: 'x' }],
      '.default_value: expected a number; found "x".',
    ],
    [
      [{ attribute: 'a', type: 'json', null_handling: 'default', default_value: 'null' }],
      'because a null or a blank text clears',
    ],
    [
      [{ attribute: 'a', type: 'string', null_handling: 'default', default_value: 'x'.repeat(1001) }],
      'expected at most 1000 bytes',
    ],
  ])('%j', (attributes, problem) => expect(problemsOf({ attributes })).toEqual([expect.stringContaining(problem)]))

  it('takes one rule for each namespace, and one for all others', () => {
    const streams = [PERSON, { ...PERSON, namespace: 'a', operation: 'delete' }]
    const operationIn = (namespace: string | undefined) =>
      createMapping({ streams }, createStream('s', [], { namespace })).mapper.operation
    expect([operationIn('a'), operationIn('b'), operationIn(undefined)]).toEqual(['delete', 'upsert', 'upsert'])
  })
})

describe('rules and their streams', () => {
  it('names a column that the stream does not have, and the one that may have been meant', () => {
    const streams = [
      { ...PERSON, columns: { include: ['x'], exclude: ['name'], rename: [{ from: 'elsewhere', to: 'y' }] } },
    ]
    expect(problemsOf({ streams }, createStream('s', ['ID', 'NAME']))).toEqual([
      "streams[0] (s).id_column: expected a column of the stream; found 'id'. Did you mean 'ID'? Case matters.",
      "streams[0] (s).columns.exclude[0]: expected a column of the stream; found 'name'. Did you mean 'NAME'? Case matters.",
    ])
    const events = [{ ...EVENT, timestamp_column: 'at', event_id_columns: ['id', 'oder_id'] }]
    expect(problemsOf({ streams: events }, createStream('s', ['id', 'at', 'order_id']))).toEqual([
      "streams[0] (s).event_id_columns[1]: expected a column of the stream; found 'oder_id'. Did you mean 'order_id'?",
    ])
  })

  it.each([
    [{}, ['Plan', 'PLAN', 'plan'], 'the columns PLAN and plan, which would both become the attribute plan.'],
    [
      { id_column: 'USER_ID' },
      ['USER_ID', 'ID'],
      'the columns USER_ID and ID, which would both become id, by which the stream identifies people.',
    ],
    [
      { columns: { rename: [{ from: 'a', to: 'b' }] } },
      ['id', 'a', 'b'],
      'the columns a and b, which would both become the attribute b.',
    ],
    [
      { email_column: 'MAIL' },
      ['id', 'MAIL', 'EMAIL'],
      'the columns MAIL and EMAIL, which would both become the attribute email.',
    ],
  ])('refuses two columns that end in one name: %j', (rule, columns, problem) => {
    const streams = [{ ...PERSON, ...rule }]
    const names = 'id_column' in rule ? columns : ['id', ...columns]
    expect(problemsOf({ streams }, createStream('s', [...new Set(names)]))).toEqual([expect.stringContaining(problem)])
  })

  it('asks for the key of an event, unless the stream has one', () => {
    const streams = [{ ...EVENT, timestamp_column: 'at' }]
    expect(problemsOf({ streams }, createStream('s', ['id', 'at']))).toEqual([
      expect.stringContaining('The stream s (event insert) lacks event_id_columns: an event needs a stable key'),
    ])
    expect(problemsOf({ streams }, createStream('s', ['id', 'k', 'at'], { primaryKey: ['k'] }))).toEqual([])
    expect(problemsOf({ streams, events: { missing_id: 'send_without' } }, createStream('s', ['id', 'at']))).toEqual([])
  })

  it('judges a default by the type that the schema declares', () => {
    const attributes = [{ attribute: 'n', null_handling: 'default', default_value: 'none' }]
    const streams = [PERSON]
    const of = (type: string) => problemsOf({ streams, attributes }, createStream('s', { id: {}, n: { type } }))
    expect(of('string')).toEqual([])
    expect(of('integer')).toEqual([
      'attributes[0] (n).default_value: expected a number without a fraction; found "none".',
    ])
    const unsubscribed = [{ attribute: 'unsubscribed', null_handling: 'default', default_value: 'no' }]
    expect(problemsOf({ streams, attributes: unsubscribed }, createStream('s', ['id', 'unsubscribed']))).toHaveLength(1)
  })
})

describe('data activation', () => {
  it.each([
    ['persn', ['id'], {}, "has the object 'persn', which does not exist. The known objects are person, event, object,"],
    ['persn', ['id'], {}, 'Did you mean person?'],
    ['object_companies', ['object_id'], {}, 'need credentials.app_api_key.'],
    [
      'event',
      ['id'],
      { syncMode: 'update' },
      "has the mode 'update', which 'event' does not support; its modes are append.",
    ],
    [
      'person',
      ['name'],
      { syncMode: 'append_dedup' },
      'maps no column to cio_id or id or email or phone, so nothing identifies the person.',
    ],
    [
      'person',
      ['id', 'name'],
      { syncMode: 'append_dedup', primaryKey: ['name'] },
      'is matched by name; allowed are id, email, cio_id, phone.',
    ],
    [
      'person',
      ['id'],
      { syncMode: 'append_dedup', primaryKey: ['email'] },
      'is matched by email, and no column is mapped to email.',
    ],
    [
      'relationship',
      ['id', 'object_id'],
      { syncMode: 'append_dedup', primaryKey: ['object_id', 'id'] },
      'lacks object_type_id: The number of the object type',
    ],
    ['device', ['id', 'device_token'], { syncMode: 'append_dedup' }, 'lacks device_platform: ios or android.'],
    ['event', ['id', 'event_name', 'event_timestamp'], {}, 'lacks event_id: an event needs a stable key'],
    ['event', ['id', 'event_name', 'event_id'], {}, 'lacks event_timestamp: an event needs the time it happened'],
    ['person_merge', ['primary_id'], {}, 'lacks secondary_id: the secondary side of a merge needs an identifier.'],
    [
      'person_suppression',
      ['id'],
      { syncMode: 'overwrite' },
      "has the mode 'overwrite', which 'person_suppression' does not support; its modes are append, soft_delete.",
    ],
    [
      'person_identify',
      ['person_email'],
      { syncMode: 'soft_delete' },
      "has the mode 'soft_delete', which 'person_identify' does not support; its modes are append_dedup, append.",
    ],
    [
      'person_identify',
      ['x'],
      { syncMode: 'append' },
      'maps no column to person_cio_id or person_id or person_email, so nothing',
    ],
    [
      'person_identify',
      ['person_email', 'x'],
      { syncMode: 'append_dedup', primaryKey: ['x'] },
      'is matched by x; allowed are person_id, person_email, person_cio_id.',
    ],
  ] as const)('%s with %j, %j', (object, columns, more, problem) => {
    expect(problemsOf({}, activation(object, columns, more))).toEqual([expect.stringContaining(problem)])
  })

  it('identifies by the matching key, and sends the others as attributes', () => {
    const stream = activation('person', ['id', 'email', 'a'], { syncMode: 'append_dedup', primaryKey: ['email'] })
    const { item } = createMapping({}, stream)
    expect(item({ id: 5, email: 'A@x.com', a: 1 })).toEqual({
      type: 'person',
      identifiers: { email: 'a@x.com' },
      action: 'identify',
      attributes: { id: '5', a: 1 },
    })
    expect(item({ id: 5, email: null })).toBe('missing_identifier')
  })

  it('keeps the names that the user chose, timestamp among them', () => {
    const stream = activation('person', ['id', 'SHOUT', 'timestamp'], { syncMode: 'update', primaryKey: ['id'] })
    expect(createMapping({}, stream).item({ id: '1', SHOUT: 1, timestamp: 'x' })).toEqual({
      type: 'person',
      identifiers: { id: '1' },
      action: 'identify',
      attributes: { _update: true, SHOUT: 1, timestamp: 'x' },
    })
  })

  it('uses the first identifier with a value if the catalog declares no columns', () => {
    const { item } = createMapping({}, activation('person', [], { syncMode: 'append_dedup' }))
    expect(item({ email: 'a@x.com' })).toMatchObject({ identifiers: { email: 'a@x.com' } })
  })

  it('writes objects and segments of the workspace by name', () => {
    const live = createWorkspaceObjects([{ id: '3', name: 'Companies' }], [{ id: '9', name: 'Beta' }])
    const company = activation('object_companies', ['object_id', 'name'], {
      syncMode: 'append_dedup',
      primaryKey: ['object_id'],
    })
    expect(createMapping({}, company, live).item({ object_id: 'acme', name: 'Acme' })).toEqual({
      type: 'object',
      identifiers: { object_type_id: '3', object_id: 'acme' },
      action: 'identify',
      attributes: { name: 'Acme' },
    })
    const member = createMapping({}, activation('segment_membership_beta', ['id']), live).map({ id: '1' })
    expect(member).toMatchObject({ item: { endpoint: { path: '/api/v1/segments/9/add_customers?id_type=id' } } })
    expect(() => createMapping({}, activation('object_people', ['object_id']), live)).toThrow('refresh the connection')
  })

  it('takes a reset for the first operation, and says that nothing is deleted', () => {
    const { mapper, warnings } = createMapping({}, activation('person', ['id'], { syncMode: 'overwrite' }))
    expect(mapper.operation).toBe('upsert')
    expect(warnings).toEqual([expect.stringContaining('s: the mode overwrite deletes nothing in Customer.io.')])
  })
})

describe("objects of Airbyte's own connector", () => {
  const identify = (more = {}, columns = ['person_email', 'person_id', 'a']) =>
    activation('person_identify', columns, { syncMode: 'append_dedup', primaryKey: ['person_email'], ...more })

  it('person_identify in either mode; a row without an email address is rejected', () => {
    for (const more of [{}, { syncMode: 'append', primaryKey: [] }, { syncMode: 'overwrite', primaryKey: [] }]) {
      const { item } = createMapping({}, identify(more))
      expect(item({ person_email: 'Ada@x.com', person_id: 7, a: null })).toEqual({
        type: 'person',
        identifiers: { email: 'ada@x.com' },
        action: 'identify',
        attributes: { id: '7' },
      })
      expect(item({ person_email: null })).toBe('missing_identifier')
      expect(item({ a: 1 })).toBe('missing_identifier')
      expect(item({ person_email: 'null' })).toBe('null_word_identifier')
    }
  })

  it('identifies as identifierType says where no matching key does', () => {
    const byType = (identifierType: string, more = {}) =>
      createMapping({ identifierType }, identify({ syncMode: 'append', primaryKey: [], ...more })).item({
        person_email: 'a@x.com',
        person_id: 7,
      })
    expect(byType('id')).toMatchObject({ identifiers: { id: '7' }, attributes: { email: 'a@x.com' } })
    expect(byType('cio_id')).toMatchObject({ identifiers: { id: '7' } })
    expect(byType('id', { primaryKey: ['person_email'] })).toMatchObject({ identifiers: { email: 'a@x.com' } })
  })

  it('person_event: the time as an integer, the id as a ULID, both missed with a warning', () => {
    const all = ['person_email', 'event_name', 'event_id', 'timestamp', 'a']
    const full = createMapping({}, activation('person_event', all))
    expect(full.warnings).toEqual([])
    expect(
      full.item({ person_email: 'a@x.com', event_name: 'e', event_id: 'k', timestamp: '2026-11-20T10:00:00.9Z', a: 1 }),
    ).toEqual({
      type: 'person',
      identifiers: { email: 'a@x.com' },
      action: 'event',
      name: 'e',
      id: expect.stringMatching(/^01HK153X00/) as unknown,
      timestamp: 1795168800,
      attributes: { event_id: 'k', a: 1 },
    })
    expect(full.item({ person_email: 'a@x.com', event_name: 'e', event_id: null, timestamp: 1795168800 })).toBe(
      'missing_event_id',
    )
    const bare = createMapping({}, activation('person_event', ['person_email', 'event_name']))
    expect(bare.warnings).toEqual([
      expect.stringContaining('maps nothing to event_id, so its events leave without an id'),
      expect.stringContaining('maps nothing to timestamp, so its events are dated when the source read them'),
    ])
    expect(bare.item({ person_email: 'a@x.com', event_name: 'e' }, { emittedAtMs: 1795168800999 })).toEqual({
      type: 'person',
      identifiers: { email: 'a@x.com' },
      action: 'event',
      name: 'e',
      timestamp: 1795168800,
      attributes: {},
    })
  })
})

describe('warnings', () => {
  it('say what is allowed and probably not meant', () => {
    const config = {
      streams: [PERSON, { ...PERSON, stream: 'peple' }],
      test_cohort: ['1'],
      attributes: [
        { attribute: 'plann', protected: true },
        { attribute: 'nowhere', type: 'string' },
        { attribute: 'x', stream: 'elsewhere', type: 'string' },
        { attribute: 'plan', stream: 's', type: 'string' },
      ],
      guards: { max_null_percent: [{ attribute: 'paln', percent: 1 }] },
    }
    const streams = [
      createStream('s', ['id', 'plan', 'Unsubscribed', '_x'], { syncMode: 'overwrite' }),
      createStream('people', ['id'], { syncMode: 'overwrite', objectName: 'person' }),
    ]
    expect(compileMappings(createConfig(config), streams).warnings).toEqual([
      'test_cohort is set: only one person is written and no state is acknowledged, so the next run reads everything again.',
      's, people: the mode overwrite deletes nothing in Customer.io. Rows are written as their rule or object says.',
      'A rule names the stream peple, which this sync does not bring. Did you mean people?',
      expect.stringContaining(
        'The column Unsubscribed of s becomes the attribute Unsubscribed. Customer.io knows only unsubscribed',
      ),
      expect.stringContaining('Every row of s with a value in _x will be rejected (reserved_name)'),
      'attributes[0] is about the attribute plann, but no column of any stream becomes it. Did you mean plan?',
      'attributes[1] is about the attribute nowhere, but no column of any stream becomes it.',
      'attributes[2] is about the stream elsewhere, which this sync does not bring.',
      'guards.max_null_percent[0] is about the attribute paln, but no column of any stream becomes it. Did you mean plan?',
    ])
  })

  it('are not reported for a stream with undeclared columns, nor for a correct configuration', () => {
    expect(personMapping({ attributes: [{ attribute: 'plann' }] }).warnings).toEqual([])
    expect(personMapping({ test_cohort: ['1', '2'] }, ['id']).warnings).toEqual([
      expect.stringContaining('only 2 people are'),
    ])
  })
})
