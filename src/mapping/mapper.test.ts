import { entityKey, relationshipKey } from './entity'
import { classifyAge } from './event-age'
import { createWorkspaceObjects } from './workspace-objects'
import { createMapping, createStream, NOW_MS, personMapping } from './testing/mapping-factories'

const NOW_S = NOW_MS / 1000
const EVENT = {
  stream: 's',
  object: 'event',
  id_column: 'id',
  event_name_column: 'name',
  event_id_columns: ['k'],
  timestamp_column: 'at',
}
const events = (rule = {}, config = {}) =>
  createMapping({ streams: [{ ...EVENT, ...rule }], ...config }, createStream('s'))
const byRule = (rule: Readonly<Record<string, unknown>>, config = {}) =>
  createMapping({ streams: [{ stream: 's', ...rule }], ...config }, createStream('s'))
const row = (more = {}) => ({ id: '1', name: 'cart', k: 'e1', at: NOW_S - 60, ...more })

describe('who a row is about', () => {
  it('is the first configured of cio_id, id, email and phone; the others are sent too', () => {
    const all = { cio_id_column: 'c', email_column: 'e', phone_column: 'p' }
    const mapping = personMapping({}, [], all)
    expect(mapping.item({ c: 'cio_a3', id: 7, e: 'a@x.com', p: '+4915112345', a: 1 })).toEqual({
      type: 'person',
      identifiers: { cio_id: 'a3' },
      action: 'identify',
      attributes: { id: '7', email: 'a@x.com', phone: '+4915112345', a: 1 },
    })
    expect(mapping.item({ c: null, id: 7 })).toBe('missing_identifier')
  })

  it('is the next column with a value if it is configured, but not after an invalid identifier', () => {
    const mapping = personMapping({}, [], { email_column: 'e', missing_identifier: 'next_column' })
    expect(mapping.item({ id: ' ', e: 'a@x.com' })).toMatchObject({ identifiers: { email: 'a@x.com' } })
    expect(mapping.item({ id: 1.5, e: 'a@x.com' })).toBe('invalid_identifier')
    expect(mapping.item({ id: null, e: 'none' })).toBe('missing_identifier')
    expect(mapping.item({ id: null, e: null })).toBe('missing_identifier')
    const anonymous = events({ anonymous_id_column: 'anon' })
    expect(anonymous.item(row({ id: null, anon: 'z' }))).toMatchObject({ identifiers: { anonymous_id: 'z' } })
    expect(anonymous.item(row({ k: 'e2', anon: 'z' }))).toMatchObject({ identifiers: { id: '1' } })
  })

  it('names a row that becomes nothing in reports', () => {
    const { mapper } = personMapping({ attributes: [{ attribute: 'n', type: 'number' }] })
    const stream = mapper.streamMapping.stream
    const ref = { stream, position: 1, checkpointWindow: 0, key: undefined, row: undefined, settled: false }
    mapper.map({ kind: 'row', stream, data: { id: 7, n: 'x' }, emittedAtMs: 0, nulled: [] }, ref, NOW_MS)
    expect(ref.key).toBe('7')
  })
})

describe('one email address with two ids', () => {
  const rows = [
    { id: '1', email: 'Ada@x.com' },
    { id: '2', email: 'ada@x.com ' },
    { id: '1', email: 'new@x.com' },
    { id: '3', email: 'new@x.com' },
    { id: null, email: 'ada@x.com' },
    { id: '4', email: 'none@' },
  ]
  const outcomes = (mapping: ReturnType<typeof personMapping>) =>
    rows.slice(0, 4).map((data) => {
      const sent = mapping.item(data)
      return typeof sent === 'string' ? sent : 'sent'
    })

  it.each([
    ['an option names both', { email_column: 'email' }, ['id', 'email']],
    ['the columns are not declared', { email_column: 'email' }, []],
  ])('is rejected where %s', (_, rule, columns) => {
    const mapping = personMapping({}, columns, rule)
    expect(outcomes(mapping)).toEqual(['sent', 'email_on_two_ids', 'sent', 'email_on_two_ids'])
    expect(mapping.mapper.stats.counts).toMatchObject({ email_changes: 1, emails_on_two_ids: 2 })
    expect([mapping.item(rows[4]!), mapping.item(rows[5]!)]).toEqual(['missing_identifier', 'invalid_email'])
  })

  it('is never that of the row before', () => {
    const mapping = personMapping({}, ['id', 'email'], { email_column: 'email' })
    const people = [
      { id: '1', email: 'ada@x.com' },
      { id: '2' },
      { id: '3', email: null },
      { id: '4', email: ' ' },
      { id: '1', email: 'ada@x.com' },
    ]
    expect(people.filter((data) => mapping.item(data) === 'email_on_two_ids')).toEqual([])
    expect(mapping.mapper.stats.counts).toMatchObject({ email_changes: 0, emails_on_two_ids: 0 })
  })

  it('concerns the person who had it, whichever identifier the rows have', () => {
    const entitiesOf = (mapping: ReturnType<typeof personMapping>, data: Readonly<Record<string, unknown>>) => {
      const mapped = mapping.map(data)
      return mapped.kind === 'item' ? mapped.item.extras?.moreEntities : mapped
    }
    const byId = personMapping({}, [], { email_column: 'email' })
    const byCioId = personMapping({}, [], { cio_id_column: 'c', email_column: 'email' })
    for (const mapping of [byId, byCioId]) {
      expect(entitiesOf(mapping, { c: 'a1', id: '1', email: 'shop@x.com' })).toBeUndefined()
      const left = mapping === byId ? undefined : [entityKey('id', '1')]
      expect(entitiesOf(mapping, { c: 'a1', id: '1', email: 'new@x.com' })).toEqual(left)
      expect(entitiesOf(mapping, { c: 'a2', id: '2', email: 'shop@x.com' })).toEqual([entityKey('id', '1')])
    }
  })

  it('is found if the email address is the identifier', () => {
    const stream = createStream('s', ['id', 'email'], {
      objectName: 'person',
      syncMode: 'append_dedup',
      primaryKey: ['email'],
    })
    const mapping = createMapping({}, stream)
    expect(mapping.item(rows[0]!)).toMatchObject({ identifiers: { email: 'ada@x.com' } })
    expect(mapping.item(rows[1]!)).toBe('email_on_two_ids')
  })

  it('causes one warning, or none if it is not configured', () => {
    const warned = personMapping({ identity: { conflicts: 'warn' } }, [], { email_column: 'email' })
    expect(outcomes(warned)).toEqual(['sent', 'sent', 'sent', 'sent'])
    expect(warned.mapper.stats.hints()).toContainEqual(expect.stringContaining('One email address came with two ids'))
    const ignored = personMapping({ identity: { conflicts: 'ignore' } }, [], { email_column: 'email' })
    outcomes(ignored)
    expect(ignored.mapper.stats.counts.emails_on_two_ids).toBe(0)
  })

  it('compares without case although email addresses are sent unchanged', () => {
    const mapping = personMapping({ identity: { normalize_email: false } }, [], { email_column: 'email' })
    expect(mapping.attributes({ id: '1', email: 'Ada@x.com' })).toEqual({ email: 'Ada@x.com' })
    expect(mapping.item({ id: '2', email: 'ada@x.com' })).toBe('email_on_two_ids')
  })
})

describe('a test cohort', () => {
  const test_cohort = ['1', 'Ada@X.com']
  it('matches ids, and email addresses in any case; all others are skipped', () => {
    const mapping = personMapping({ test_cohort }, [], { email_column: 'email' })
    const written = [{ id: 1 }, { id: '9', email: 'ADA@x.com' }, { id: '2', email: 'b@x.com' }].map((data) =>
      mapping.item(data),
    )
    expect(written).toEqual([expect.anything(), expect.anything(), 'not_in_test_cohort'])
  })

  it('takes an email address only if a stream has a column of email addresses', () => {
    expect(() => personMapping({ test_cohort })).toThrow(
      'test_cohort[1]: is an email address, and no stream has a column that identifies people by email',
    )
    expect(() => personMapping({ test_cohort: ['1', '2'] })).not.toThrow()
    const stream = createStream('s', ['email', 'id'], { objectName: 'person', syncMode: 'append_dedup' })
    expect(createMapping({ test_cohort }, stream).item({ id: '7', email: 'ada@x.com' })).toMatchObject({
      action: 'identify',
    })
  })

  it('skips everything that does not identify a person', () => {
    const object = { object: 'object', object_type_id: '1', object_id_column: 'id' }
    expect(byRule(object, { test_cohort: ['1'] }).item({ id: '1' })).toBe('not_in_test_cohort')
  })
})

describe('events', () => {
  it('are sent with a stable id, their time in seconds and the key in their data', () => {
    expect(events().item(row({ at: '2026-11-20T10:00:00.9Z', total: 5, gone: null }))).toEqual({
      type: 'person',
      identifiers: { id: '1' },
      action: 'event',
      name: 'cart',
      id: expect.stringMatching(/^01HK153X00[0-9A-HJKMNP-TV-Z]{16}$/) as unknown,
      timestamp: 1795168800,
      attributes: { k: 'e1', total: 5 },
    })
  })

  it('keep their id when their time is corrected, and get another by scope, name and key', () => {
    const idOf = (more: object, rule = {}) => (events(rule).item(row(more)) as { id: string }).id
    expect(idOf({ at: NOW_S - 99, x: 1 })).toBe(idOf({}))
    const others = [idOf({ k: 'e2' }), idOf({ name: 'other' }), idOf({}, { event_id_scope: 'web' })]
    expect(new Set([idOf({}), ...others]).size).toBe(4)
    expect(idOf({ k: 1 })).toBe(idOf({ k: 1.0 }))
    expect(idOf({ k: { b: 1, a: 2 } })).toBe(idOf({ k: { a: 2, b: 1 } }))
  })

  it.each([
    ['a blank name', { name: ' ' }, 'missing_event_name'],
    ['a long name', { name: 'ä'.repeat(51) }, 'event_name_too_long'],
    ['no time', { at: null }, 'missing_timestamp'],
    ['an invalid time', { at: 'soon' }, 'invalid_timestamp'],
    ['milliseconds', { at: NOW_MS }, 'invalid_timestamp'],
    ['a time before the year 1', { at: -1e11 }, 'invalid_timestamp'],
    ['JSON for a time', { at: {} }, 'invalid_timestamp'],
    ['the future', { at: NOW_S + 3601 }, 'future_event'],
    ['a null in the key', { k: null }, 'missing_event_id'],
    ['a key that is too deep', { k: JSON.parse('['.repeat(101) + ']'.repeat(101)) as unknown }, 'too_deep'],
    ['long data', { x: 'x'.repeat(32_000) }, 'item_too_large'],
    ['an empty id', { id: '' }, 'blank_identifier'],
  ])('with %s are rejected', (_, more, code) => {
    const mapping = events({ columns: { exclude: ['k'] } })
    expect(mapping.item(row(more))).toBe(code)
  })

  it('take text of digits, seconds with a fraction, and an hour ahead', () => {
    const timeOf = (at: unknown) => (events().item(row({ at })) as { timestamp: unknown }).timestamp
    expect([timeOf('1795168800'), timeOf('1795168800.5'), timeOf(NOW_S + 3600), timeOf(1.9)]).toEqual([
      1795168800,
      1795168800,
      NOW_S + 3600,
      1,
    ])
  })

  it('read times without a zone in the zone of the configuration', () => {
    const sent = events({}, { time_zone: 'Europe/Berlin' }).item(row({ at: '2026-11-20 11:00:00' }))
    expect(sent).toMatchObject({ timestamp: 1795168800 })
  })

  it('that are old are sent, skipped, rejected or renamed; their id stays', () => {
    const old = row({ at: NOW_S - 73 * 3600 })
    const of = (stale: string, more = {}) => events({}, { events: { stale, ...more } }).item(old)
    expect(of('send')).toMatchObject({ name: 'cart' })
    expect([of('skip'), of('reject_record')]).toEqual(['stale_event', 'stale_event'])
    expect(of('rename')).toMatchObject({ name: 'cart_historical', id: (of('send') as { id: string }).id })
    expect(of('rename', { rename_suffix: 'x'.repeat(97) })).toBe('event_name_too_long')
    expect(of('skip', { live_hours: 73 })).toMatchObject({ name: 'cart' })
  })

  it('without a key or a time go on where the user says so, counted', () => {
    const mapping = events({}, { events: { missing_id: 'send_without', missing_timestamp: 'use_emitted_at' } })
    expect(mapping.item(row({ k: null, at: ' ' }), { emittedAtMs: NOW_MS - 1 })).toEqual({
      type: 'person',
      identifiers: { id: '1' },
      action: 'event',
      name: 'cart',
      timestamp: NOW_S - 1,
      attributes: {},
    })
    expect(mapping.mapper.stats.counts).toMatchObject({ events_without_id: 1, timestamps_from_emitted_at: 1 })
    expect(mapping.mapper.stats.hints()).toEqual([expect.stringContaining('a second run can trigger them again')])
  })

  it('keep a key that is a ULID where that is asked for', () => {
    const k = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    const config = { events: { keep_ulids: true } }
    expect(events({}, config).item(row({ k }))).toMatchObject({ id: k })
    expect(events({ event_id_columns: ['k', 'id'] }, config).item(row({ k }))).not.toMatchObject({ id: k })
    expect(events().item(row({ k }))).not.toMatchObject({ id: k })
  })

  it('are pages and screens by rule or by row', () => {
    expect(events({ event_type: 'page' }).item(row())).toMatchObject({ action: 'page' })
    const stream = createStream('s', ['id', 'event_name', 'event_id', 'event_timestamp', 'event_type'], {
      objectName: 'event',
    })
    const { item } = createMapping({}, stream)
    const data = { id: '1', event_name: '/', event_id: 'k', event_timestamp: NOW_S }
    expect(item({ ...data, event_type: 'screen' })).toMatchObject({ action: 'screen' })
    expect(item({ ...data, event_id: 'k2', event_type: null })).toMatchObject({ action: 'event' })
    expect(item({ ...data, event_type: 'Page' })).toBe('invalid_field')
  })

  it('that repeat in a run are skipped, and rejected where they differ', () => {
    const mapping = events()
    expect([mapping.item(row()), mapping.item(row()), mapping.item(row({ total: 1 }))]).toEqual([
      expect.anything(),
      'duplicate_event',
      'duplicate_event_id',
    ])
    const large = row({ k: 'large', x: 'x'.repeat(32_000) })
    expect([mapping.item(large), mapping.item(large)]).toEqual(['item_too_large', 'item_too_large'])
    expect(mapping.mapper.stats.counts.events_live).toBe(1)
  })

  it('younger than 72 hours are live, whatever the user calls stale', () => {
    const liveOf = (hours: number) => events({}, { events: { live_hours: 1 } }).map(row({ at: NOW_S - hours * 3600 }))
    expect(liveOf(71)).toMatchObject({ liveEvent: { name: 'cart', timestampS: NOW_S - 71 * 3600 } })
    expect(liveOf(73)).toMatchObject({ kind: 'item', liveEvent: undefined })
    expect(classifyAge(NOW_S - 2 * 3600, NOW_MS, { liveHours: 1, maxFutureMinutes: 0 })).toBe('stale')
  })
})

describe('a person upsert', () => {
  it('carries a time only where the user names its column', () => {
    expect(
      personMapping({}, [], { timestamp_column: 'at' }).item({ id: '1', at: '2026-11-20T10:00:00Z', a: 1 }),
    ).toEqual({
      type: 'person',
      identifiers: { id: '1' },
      action: 'identify',
      timestamp: 1795168800,
      attributes: { a: 1 },
    })
    expect(personMapping({}, [], { timestamp_column: 'at' }).item({ id: '1', at: null })).toBe('invalid_timestamp')
    expect(personMapping().item({ id: '1', timestamp: 5 })).toMatchObject({ attributes: { timestamp: 5 } })
  })

  it('is sent though it has no attributes', () => {
    expect(personMapping().item({ id: '1' })).toMatchObject({ action: 'identify', attributes: {} })
    expect(personMapping({}, [], { operation: 'update' }).attributes({ id: '1' })).toEqual({ _update: true })
  })

  it('hints at a table that repeats people', () => {
    const mapping = personMapping()
    for (let n = 0; n < 4000; n++) mapping.map({ id: String(n % 2000) })
    expect(mapping.mapper.stats.hints()).toEqual([
      expect.stringMatching(/^About 50 % of the rows of people repeat a person/),
    ])
  })
})

describe('other objects', () => {
  const OBJECT = { object: 'object', object_type_id_column: 't', object_id_column: 'o' }
  it('object', () => {
    expect(byRule(OBJECT).item({ t: 2, o: 5, name: 'A' })).toEqual({
      type: 'object',
      identifiers: { object_type_id: '2', object_id: '5' },
      action: 'identify',
      attributes: { name: 'A' },
    })
    expect(byRule({ ...OBJECT, operation: 'delete' }).item({ t: 2, o: 5, name: 'A' })).toEqual({
      type: 'object',
      identifiers: { object_type_id: '2', object_id: '5' },
      action: 'delete',
    })
    const rejected = [
      { t: 'x', o: 5 },
      { t: 0, o: 5 },
      { t: 1, o: ' ' },
      { o: 5 },
      { t: 1, o: 'x'.repeat(151) },
      { t: 1, o: 1.5 },
    ]
    expect(rejected.map((data) => byRule(OBJECT).item(data))).toEqual([
      'invalid_field',
      'invalid_field',
      'missing_field',
      'missing_field',
      'identifier_too_long',
      'invalid_identifier',
    ])
    expect(byRule(OBJECT).item({ t: 1, o: 5, relationship: 1 })).toBe('reserved_name')
  })

  it('relationship', () => {
    const rule = { object: 'relationship', object_type_id: '1', object_id_column: 'o', id_column: 'id' }
    const mapped = byRule(rule).map({ o: 'acme', id: 7, role: 'owner' })
    const [person, company] = [entityKey('id', '7'), entityKey('object/1', 'acme')]
    const pair = relationshipKey(person, company)
    expect(mapped).toMatchObject({
      item: { entity: person, extras: { moreEntities: [company, pair], exclusive: pair } },
    })
    expect(byRule(rule).item({ o: 'acme', id: 7, role: 'owner' })).toEqual({
      type: 'person',
      identifiers: { id: '7' },
      action: 'add_relationships',
      cio_relationships: [
        { identifiers: { object_type_id: '1', object_id: 'acme' }, relationship_attributes: { role: 'owner' } },
      ],
    })
    expect(byRule({ ...rule, operation: 'delete' }).item({ o: 'acme', id: 7, role: 'owner' })).toMatchObject({
      action: 'delete_relationships',
      cio_relationships: [{ identifiers: { object_type_id: '1', object_id: 'acme' } }],
    })
  })

  it('device', () => {
    const rule = { object: 'device', id_column: 'id', token_column: 't', platform_column: 'p', last_used_column: 'u' }
    expect(byRule(rule).item({ id: 1, t: 'tok', p: 'iOS', u: '2026-11-20T10:00:00Z' })).toEqual({
      type: 'person',
      identifiers: { id: '1' },
      action: 'add_device',
      device: { token: 'tok', platform: 'ios', last_used: 1795168800 },
    })
    expect(byRule({ ...rule, operation: 'delete' }).item({ id: 1, t: 'tok' })).toMatchObject({
      action: 'delete_device',
      device: { token: 'tok' },
    })
    const rejected = [{ t: 'tok', p: 'web' }, { t: 'tok' }, { p: 'ios' }, { t: 'tok', p: 'ios', u: 'x' }]
    expect(rejected.map((data) => byRule(rule).item({ id: 1, ...data }))).toEqual([
      'invalid_field',
      'missing_field',
      'missing_field',
      'invalid_timestamp',
    ])
  })

  it('segment_membership', () => {
    const rule = { object: 'segment_membership', email_column: 'e', segment_id_column: 's' }
    expect(byRule(rule).item({ e: 'A@x.com', s: 7 })).toBe('a@x.com')
    expect(byRule(rule).map({ e: 'A@x.com', s: 7 })).toMatchObject({
      item: {
        endpoint: { path: '/api/v1/segments/7/add_customers?id_type=email', maxItems: 1000 },
        entity: entityKey('email', 'a@x.com'),
        extras: { moreEntities: [relationshipKey(entityKey('email', 'a@x.com'), entityKey('segment', '7'))] },
      },
    })
    const removal = byRule({ object: 'segment_membership', id_column: 'i', segment_id: '7', operation: 'delete' })
    expect(removal.map({ i: 1 })).toMatchObject({
      item: { endpoint: { path: '/api/v1/segments/7/remove_customers?id_type=id' } },
    })
    expect(removal.item({ i: 1 })).toBe('1')
    expect(byRule(rule).item({ e: 'a@x.com', s: '../7' })).toBe('invalid_field')
  })

  it('person_suppression', () => {
    const rule = { object: 'person_suppression', id_column: 'id' }
    expect(byRule(rule).item({ id: 1 })).toEqual({ type: 'person', identifiers: { id: '1' }, action: 'suppress' })
    expect(byRule({ ...rule, operation: 'delete' }).item({ id: 1 })).toMatchObject({ action: 'unsuppress' })
    expect([byRule(rule).mapper.irreversible, byRule({ ...rule, operation: 'delete' }).mapper.irreversible]).toEqual([
      true,
      false,
    ])
  })

  it('person_merge', () => {
    const rule = {
      object: 'person_merge',
      primary_id_column: 'a',
      primary_email_column: 'm',
      secondary_email_column: 'b',
    }
    const mapping = byRule(rule)
    expect(mapping.map({ a: 1, b: 'Old@x.com' })).toMatchObject({
      item: {
        entity: entityKey('id', '1'),
        extras: { moreEntities: expect.arrayContaining([entityKey('email', 'old@x.com')]) as unknown },
        conflictClass: 'exclusive',
      },
    })
    expect(mapping.item({ a: 1, b: 'old@x.com' })).toEqual({
      type: 'person',
      action: 'merge',
      primary: { id: '1' },
      secondary: { email: 'old@x.com' },
    })
    const rejected = [
      { a: 1 },
      { b: 'b@x.com' },
      { a: 1, m: 'm@x.com', b: 'b@x.com' },
      { m: 'B@x.com', b: 'b@x.com' },
      { a: 1, b: 'x' },
    ]
    expect(rejected.map((data) => mapping.item(data))).toEqual([
      'missing_identifier',
      'missing_identifier',
      'invalid_field',
      'invalid_field',
      'invalid_email',
    ])
    const asWritten = byRule(rule, { identity: { normalize_email: false } })
    expect(asWritten.item({ a: 1, b: 'Old@x.com' })).toMatchObject({ secondary: { email: 'Old@x.com' } })
  })
})

describe('objects of the workspace', () => {
  it('have distinct names, even if their titles are equal', () => {
    const types = [
      { id: '1', name: 'Companies' },
      { id: '2', name: 'companies!' },
      { id: '3', name: '???' },
      { id: '4', name: 'Größe 2' },
    ]
    const segments = [
      { id: '5', name: 'beta 7' },
      { id: '6', name: 'Beta' },
      { id: '7', name: 'beta' },
    ]
    const { aliases } = createWorkspaceObjects(types, segments)
    expect([...aliases.keys()].filter((name) => !name.startsWith('relationship'))).toEqual([
      'object_companies',
      'object_companies_2',
      'object_3',
      'object_größe_2',
      'segment_membership_beta_7',
      'segment_membership_beta',
      'segment_membership_beta_7_7',
    ])
    expect(aliases.get('segment_membership_beta_7_7')).toEqual({
      object: 'segment_membership',
      constants: { segment_id: '7' },
      title: 'beta',
    })
  })
})
