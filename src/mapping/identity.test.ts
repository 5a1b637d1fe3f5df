import type { ColumnSchema } from '../core/stream'
import { createMapping, createStream, NOW_MS, personMapping, type Mapping } from './testing/mapping-factories'

const NUMBER: ColumnSchema = { type: ['null', 'number'] }
const INTEGER: ColumnSchema = { type: 'string', airbyte_type: 'integer' }
const SPELLINGS = [42, 42.0, '42', '42.0', '42.000000000', ' 42.00 ']
const NOW_S = NOW_MS / 1000

/** A rule of each object whose identifiers are numbers, with a row and what is sent of it. */
const OBJECTS: readonly [string, object, (id: unknown) => Readonly<Record<string, unknown>>][] = [
  ['person', { object: 'person', id_column: 'n' }, (n) => ({ n })],
  ['person delete', { object: 'person', operation: 'delete', id_column: 'n' }, (n) => ({ n })],
  [
    'event',
    { object: 'event', id_column: 'n', event_name: 'x', timestamp_column: 'at', event_id_columns: ['n', 'k'] },
    (n) => ({ n, k: n, at: NOW_S }),
  ],
  ['object', { object: 'object', object_type_id_column: 'k', object_id_column: 'n' }, (n) => ({ n, k: n })],
  [
    'relationship',
    { object: 'relationship', object_type_id: '1', object_id_column: 'n', id_column: 'k' },
    (n) => ({ n, k: n }),
  ],
  ['device', { object: 'device', id_column: 'n', token_column: 'k', platform: 'ios' }, (n) => ({ n, k: n })],
  [
    'segment membership',
    { object: 'segment_membership', id_column: 'n', segment_id_column: 'k' },
    (n) => ({ n, k: n }),
  ],
  ['suppression', { object: 'person_suppression', id_column: 'n' }, (n) => ({ n })],
  [
    'merge',
    { object: 'person_merge', primary_id_column: 'n', secondary_email_column: 'e' },
    (n) => ({ n, e: 'a@x.io' }),
  ],
]

function mappingOf(rule: object, schema: ColumnSchema): Mapping {
  const columns = { n: schema, k: schema, e: {}, at: { type: 'integer' } }
  return createMapping({ streams: [{ stream: 's', ...rule }] }, createStream('s', columns))
}

describe('a number that identifies', () => {
  it.each(OBJECTS)('is one identity in every spelling: %s', (_, rule, rowOf) => {
    for (const schema of [NUMBER, INTEGER]) {
      const sent = SPELLINGS.map((value) => JSON.stringify(mappingOf(rule, schema).item(rowOf(value))))
      expect(sent[0]).toContain('42')
      expect(new Set(sent.map((text) => text.replace(/"k":("[^"]*"|\d+)/, '"k":42'))).size).toBe(1)
    }
  })

  it.each(OBJECTS)('is rejected with a fraction, as a number and as text: %s', (_, rule, rowOf) => {
    for (const value of [43.5, '43.500000000']) {
      expect(['invalid_identifier', 'invalid_field']).toContain(mappingOf(rule, NUMBER).item(rowOf(value)))
    }
  })

  it('keeps the text of a text column', () => {
    const mapping = personMapping({}, { id: { type: 'string' } })
    expect(mapping.item({ id: '007' })).toMatchObject({ identifiers: { id: '007' } })
    expect(mapping.item({ id: '42.0' })).toMatchObject({ identifiers: { id: '42.0' } })
  })

  it('is one identity beside another identifier, too', () => {
    const mapping = personMapping(
      {},
      { e: {}, n: NUMBER },
      { id_column: 'n', email_column: undefined, cio_id_column: 'e' },
    )
    expect(mapping.attributes({ e: 'a1', n: '42.0' })).toEqual({ id: '42' })
  })

  it('has one canonical decimal as an event key', () => {
    const rule = { object: 'event', id_column: 'e', event_name: 'x', timestamp_column: 'at', event_id_columns: ['n'] }
    const idOf = (n: unknown) => (mappingOf(rule, NUMBER).item({ e: '1', n, at: NOW_S }) as { id: string }).id
    expect(new Set([43.5, '43.5', '43.500000000', '+43.50'].map(idOf)).size).toBe(1)
    expect(new Set([42, '42.0', '42.000000000'].map(idOf)).size).toBe(1)
    expect(idOf(42)).not.toBe(idOf(43.5))
  })
})

describe('white space around identifiers', () => {
  it('is removed, counted and reported once', () => {
    const mapping = personMapping({}, [], { email_column: 'email' })
    expect(mapping.item({ id: '42  ', email: ' Ada@x.io' })).toMatchObject({
      identifiers: { id: '42' },
      attributes: { email: 'ada@x.io' },
    })
    mapping.item({ id: ' 43' })
    expect(mapping.mapper.stats.counts.identifiers_trimmed).toBe(3)
    expect(mapping.mapper.stats.hints().filter((hint) => hint.includes('trim_identifiers'))).toHaveLength(2)
  })

  it('stays where trim_identifiers is false', () => {
    expect(personMapping({ trim_identifiers: false }).item({ id: '42  ' })).toMatchObject({
      identifiers: { id: '42  ' },
    })
  })

  it('does not hide a person from the test cohort', () => {
    const mapping = personMapping({ test_cohort: [' 42', 'Ada@x.io '] }, [], { email_column: 'email' })
    expect(mapping.item({ id: '42 ' })).toMatchObject({ identifiers: { id: '42' } })
    expect(mapping.item({ id: '9', email: 'ada@x.io' })).toMatchObject({ identifiers: { id: '9' } })
    expect(mapping.item({ id: '43' })).toBe('not_in_test_cohort')
  })
})

describe('phone numbers', () => {
  it('are rejected where they identify and are not E.164', () => {
    const mapping = personMapping({}, [], { id_column: undefined, phone_column: 'p' })
    expect(mapping.item({ p: ' +4915112345678' })).toMatchObject({ identifiers: { phone: '+4915112345678' } })
    expect(mapping.item({ p: '0151 12345' })).toBe('invalid_phone')
  })

  it.each(['0151 12345', 'none', true, '+49 1'])('cost the attribute beside a valid id, not the row: %j', (p) => {
    const mapping = personMapping({}, [], { phone_column: 'p' })
    expect(mapping.attributes({ id: '1', p, plan: 'pro' })).toEqual({ plan: 'pro' })
    expect(mapping.mapper.stats.counts.attributes_left_out).toBe(1)
    expect(mapping.mapper.stats.hints()).toEqual([expect.stringContaining('Values of phone')])
  })
})

describe('columns whose names are identifiers', () => {
  const NAMES = ['id', 'email', 'phone', 'cio_id', 'anonymous_id'] as const
  const problemsOf = (rule: object, columns: readonly string[], more = {}) => {
    try {
      createMapping({ streams: [{ stream: 'P', object: 'person', ...rule }], ...more }, createStream('P', columns))
      return []
    } catch (thrown) {
      return (thrown as Error).message.split('\n').slice(1)
    }
  }

  it.each(NAMES)('are a problem for people where no option declares them: %s', (name) => {
    const column = name.toUpperCase()
    const rule = name === 'id' ? { email_column: 'E' } : { id_column: 'I' }
    expect(
      problemsOf(
        rule,
        ['E', 'I', column].filter((one) => one !== (name === 'id' ? 'I' : 'E')),
      ),
    ).toEqual([
      `- The stream P has the column ${column}, which would become ${name}, by which Customer.io identifies people, and no ` +
        `option of the rule declares it. Fix: add "${name}_column": "${column}" if it is the ${name} of the row's person; otherwise ` +
        `exclude it with "exclude": ["${column}"] or rename it with "rename": [{"from":"${column}","to":"other_${name}"}] in columns.`,
    ])
  })

  it('are accepted once they are declared, excluded or renamed', () => {
    const columns = ['MAIL', 'ID', 'LIST']
    const mail = { email_column: 'MAIL' }
    expect(problemsOf({ ...mail, id_column: 'ID' }, columns)).toEqual([])
    expect(problemsOf({ ...mail, columns: { exclude: ['ID'] } }, columns)).toEqual([])
    expect(problemsOf({ ...mail, columns: { rename: [{ from: 'ID', to: 'list_row' }] } }, columns)).toEqual([])
    expect(
      problemsOf({ ...mail, columns: { rename: [{ from: 'LIST', to: 'id' }], exclude: ['ID'] } }, columns),
    ).toEqual([expect.stringContaining('the column LIST, which would become id')])
  })

  it('are a problem where an attribute rule names them, whatever unknown_attributes says', () => {
    const more = { unknown_attributes: 'skip', attributes: [{ attribute: 'email', type: 'string' }] }
    expect(problemsOf({ id_column: 'K' }, ['K', 'EMAIL'], more)).toEqual([
      expect.stringContaining('"email_column": "EMAIL"'),
    ])
  })

  it('are left out or rejected as unknown_attributes says', () => {
    const columns = ['K', 'EMAIL', 'plan']
    const rule = { id_column: 'K' }
    const skip = personMapping({ unknown_attributes: 'skip', attributes: [{ attribute: 'plan' }] }, columns, rule)
    expect(skip.attributes({ K: '7', EMAIL: 'billing@x.io', plan: 'pro' })).toEqual({ plan: 'pro' })
    const reject = personMapping({ unknown_attributes: 'reject_record' }, columns, rule)
    expect(reject.item({ K: '7', EMAIL: 'billing@x.io' })).toBe('unknown_attribute')
    expect(reject.item({ K: '7', EMAIL: null })).toMatchObject({ attributes: {} })
  })

  it('are left out, counted and reported once where only rows bring them', () => {
    const mapping = personMapping({}, ['id'])
    for (const id of ['1', '2'])
      expect(mapping.attributes({ id, EMAIL: 'billing@x.io', cio_id: 'a1', plan: 'pro' })).toEqual({ plan: 'pro' })
    expect(mapping.mapper.stats.counts.undeclared_identifiers).toBe(4)
    expect(mapping.mapper.stats.hints()).toEqual([
      expect.stringContaining('"email_column"'),
      expect.stringContaining('"cio_id_column"'),
    ])
  })

  it('never let a row take over the profile of another person', () => {
    // Two streams number their rows alike: only one of them has ids of people.
    const list = personMapping({}, ['EMAIL', 'LIST'], { id_column: undefined, email_column: 'EMAIL' })
    expect(list.item({ ID: 7, EMAIL: 'ada@example.com', LIST: 'weekly' })).toEqual({
      type: 'person',
      identifiers: { email: 'ada@example.com' },
      action: 'identify',
      attributes: { list: 'weekly' },
    })
  })

  it('are data in events, objects and relationships', () => {
    const data = { K: 'k', id: 7, email: 'billing@x.io', phone: 'none', cio_id: 'x', anonymous_id: 'y', at: NOW_S }
    const own = { id: 7, email: 'billing@x.io', phone: 'none', cio_id: 'x', anonymous_id: 'y' }
    const of = (rule: object) =>
      createMapping({ streams: [{ stream: 's', ...rule }] }, createStream('s', Object.keys(data)))
    const event = { object: 'event', id_column: 'K', event_name: 'x', timestamp_column: 'at', event_id_columns: ['id'] }
    expect(of(event).attributes(data)).toEqual(own)
    expect(
      of({ object: 'object', object_type_id: '1', object_id_column: 'K', columns: { exclude: ['at'] } }).attributes(
        data,
      ),
    ).toEqual(own)
    expect(
      of({
        object: 'relationship',
        object_type_id: '1',
        object_id_column: 'K',
        id_column: 'id',
        columns: { exclude: ['at'] },
      }).item(data),
    ).toMatchObject({ cio_relationships: [{ relationship_attributes: { email: 'billing@x.io', anonymous_id: 'y' } }] })
  })

  it('are declared by the mapping in data activation', () => {
    const stream = createStream('s', ['id', 'email', 'anonymous_id'], {
      objectName: 'person',
      syncMode: 'append_dedup',
      primaryKey: ['id'],
    })
    expect(createMapping({}, stream).attributes({ id: '1', email: 'a@x.io', anonymous_id: 7 })).toEqual({
      email: 'a@x.io',
      anonymous_id: '7',
    })
  })

  it('may be the anonymous id of a person, as text', () => {
    const mapping = personMapping({}, ['id', 'ANON'], { anonymous_id_column: 'ANON' })
    expect(mapping.attributes({ id: '1', ANON: ' 42' })).toEqual({ anonymous_id: '42' })
    expect(mapping.item({ id: null, ANON: '42' })).toBe('missing_identifier')
    expect(problemsOf({ anonymous_id_column: 'ANON' }, ['ANON'])).toEqual([
      expect.stringContaining('expected one of cio_id_column, id_column, email_column, phone_column; found none'),
    ])
  })
})

describe('an event key that is the person alone', () => {
  const rule = { stream: 's', object: 'event', id_column: 'uid', event_name: 'x', timestamp_column: 'at' }
  const columns = ['uid', 'mail', 'at', 'n']
  const compile = (primaryKey: readonly string[], more = {}) =>
    createMapping({ streams: [{ ...rule, ...more }] }, createStream('s', columns, { primaryKey }))

  it.each([
    [['uid'], {}],
    [['uid', 'mail'], { email_column: 'mail' }],
  ])('is a problem where it is the primary key: %j', (primaryKey, more) => {
    expect(() => compile(primaryKey, more)).toThrow(
      /has the primary key .*, which is the person alone.*"event_id_columns": \["uid",/,
    )
  })

  it('is warned about where the rule declares it', () => {
    expect(compile([], { event_id_columns: ['uid'] }).warnings).toEqual([
      expect.stringContaining('event_id_columns names only the person (uid)'),
    ])
  })

  it.each([[['uid', 'n']], [['n']]])('is neither where the key has something else: %j', (key) => {
    expect(compile(key).warnings).toEqual([])
    expect(compile([], { event_id_columns: key }).warnings).toEqual([])
  })
})
