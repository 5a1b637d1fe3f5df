import { createMapping, createStream, NOW_MS, personMapping } from './testing/mapping-factories'
import { isDeletionMark } from './source-columns'

const NOW_S = NOW_MS / 1000
const MARK = '2026-09-01T00:00:00Z'

describe('isDeletionMark', () => {
  it.each([MARK, '2026-09-01', 1_788_220_800_000, '1788220800000', true, 1, 'true', 'T', ' yes ', '1'])(
    'is true for %j',
    (value) => expect(isDeletionMark(value)).toBe(true),
  )
  it.each([null, undefined, '', ' ', false, 0, '0', 'false', 'F', 'no', 'null', 'None'])('is false for %j', (value) =>
    expect(isDeletionMark(value)).toBe(false),
  )
  it.each(['active', {}, []])('is undefined for %j', (value) => expect(isDeletionMark(value)).toBeUndefined())
})

describe('rows that the source marks as deleted', () => {
  const gone = { id: 'gone', email: null, plan: null, _ab_cdc_deleted_at: MARK }

  it.each(['_ab_cdc_deleted_at', '_AB_CDC_DELETED_AT'])('are skipped and reported once: %s', (column) => {
    for (const columns of [['id', 'plan', column], []]) {
      const mapping = personMapping({ null_handling: 'clear' }, columns)
      const row = { id: 'gone', plan: null, [column]: MARK }
      expect([mapping.item(row), mapping.item(row)]).toEqual(['deleted_row', 'deleted_row'])
      expect(mapping.item({ id: 'here', plan: 'pro', [column]: null })).toMatchObject({ attributes: { plan: 'pro' } })
      expect(mapping.mapper.stats.hints().filter((hint) => hint.includes('"deleted_rows": "delete"'))).toHaveLength(1)
    }
  })

  it('are deleted where the rule says so, by the identifier alone', () => {
    const mapping = personMapping({}, [], { deleted_rows: 'delete' })
    expect(mapping.item(gone)).toEqual({ type: 'person', identifiers: { id: 'gone' }, action: 'delete' })
    expect(mapping.map(gone)).toMatchObject({ irreversible: true })
    expect(mapping.map({ id: 'here' })).toMatchObject({ item: { conflictClass: 'upsert' } })
    expect(mapping.item({ ...gone, id: null })).toBe('missing_identifier')
  })

  it('are found by another column where the rule names it, and the column is not an attribute', () => {
    const mapping = personMapping({}, ['id', 'IS_DELETED'], { deleted_column: 'IS_DELETED' })
    expect(mapping.item({ id: '1', IS_DELETED: true })).toBe('deleted_row')
    expect(mapping.attributes({ id: '1', IS_DELETED: false })).toEqual({})
    expect(mapping.item({ id: '1', IS_DELETED: 'active' })).toBe('invalid_field')
  })

  it.each([
    [{ object: 'object', object_type_id: '1', object_id_column: 'id' }, { action: 'delete' }],
    [
      { object: 'relationship', object_type_id: '1', object_id_column: 'o', id_column: 'id' },
      { action: 'delete_relationships' },
    ],
    [{ object: 'device', id_column: 'id', token_column: 'o', platform_column: 'p' }, { action: 'delete_device' }],
    [{ object: 'segment_membership', id_column: 'id', segment_id: '7' }, undefined],
  ])('are removed from any object that can be deleted: %j', (rule, item) => {
    const stream = createStream('s')
    const row = { ...gone, o: 'acme' }
    const skips = createMapping({ streams: [{ stream: 's', ...rule }] }, stream)
    expect(skips.item(row)).toBe('deleted_row')
    const deletes = createMapping({ streams: [{ stream: 's', ...rule, deleted_rows: 'delete' }] }, stream)
    if (item === undefined)
      expect(deletes.map(row)).toMatchObject({
        item: { endpoint: { path: expect.stringContaining('remove_customers') as unknown } },
      })
    else expect(deletes.item(row)).toMatchObject(item)
  })

  it.each(['person_suppression', 'person_merge', 'event'])('can only be skipped for %s', (object) => {
    const rule = { stream: 's', object, deleted_rows: 'delete' }
    expect(() => createMapping({ streams: [rule] }, createStream('s'))).toThrow(/deleted_rows: expected one of skip/)
  })

  it('are skipped as events and in data activation', () => {
    const event = {
      stream: 's',
      object: 'event',
      id_column: 'id',
      event_name: 'x',
      event_id_columns: ['k'],
      timestamp_column: 'at',
    }
    const row = { id: '1', k: 'k', at: NOW_S, _ab_cdc_deleted_at: MARK }
    expect(createMapping({ streams: [event] }, createStream('s')).item(row)).toBe('deleted_row')
    const activation = createStream('s', ['id'], { objectName: 'person', syncMode: 'append_dedup', primaryKey: ['id'] })
    expect(createMapping({}, activation).item(gone)).toBe('deleted_row')
  })
})

describe('columns of loaders', () => {
  const LOADER = [
    '_airbyte_raw_id',
    '_AIRBYTE_EXTRACTED_AT',
    '_ab_cdc_lsn',
    '_fivetran_synced',
    '_sdc_batched_at',
    '_dlt_id',
  ]
  const row = { id: '1', plan: 'pro', ...Object.fromEntries(LOADER.map((column) => [column, 'x'])) }

  it('are left out with one notice, listed by the catalog or not', () => {
    for (const columns of [['id', 'plan', ...LOADER], ['id', 'plan'], []]) {
      const mapping = personMapping({}, columns)
      expect(mapping.attributes(row)).toEqual({ plan: 'pro' })
      const notices = mapping.mapper.stats.hints().filter((hint) => hint.includes('that the loader added'))
      expect(notices).toHaveLength(1)
      for (const column of LOADER) expect(notices[0]).toContain(column)
    }
  })

  it('of the catalog are noticed although no row has them', () => {
    const { mapper } = personMapping({}, ['id', '_fivetran_synced'])
    expect(mapper.stats.hints().join('')).toContain('_fivetran_synced')
  })

  it('are sent where the rule names them', () => {
    const columns = { rename: [{ from: '_fivetran_synced', to: 'synced' }] }
    expect(personMapping({}, [], { columns }).attributes(row)).toEqual({ plan: 'pro', synced: 'x' })
  })

  it('may be named in columns though the catalog does not list them, unlike a misspelled column', () => {
    expect(
      personMapping({}, ['id', 'plan'], { columns: { exclude: ['_airbyte_raw_id', 'nowhere'] } }).warnings,
    ).toEqual([])
    expect(() => personMapping({}, ['id', 'plan'], { columns: { exclude: ['plann'] } })).toThrow(/Did you mean 'plan'/)
  })

  it('are left out of events and objects, too', () => {
    const event = {
      stream: 's',
      object: 'event',
      id_column: 'id',
      event_name: 'x',
      event_id_columns: ['plan'],
      timestamp_column: 'at',
    }
    expect(createMapping({ streams: [event] }, createStream('s')).attributes({ ...row, at: NOW_S })).toEqual({
      plan: 'pro',
    })
    const object = { stream: 's', object: 'object', object_type_id: '1', object_id_column: 'id' }
    expect(createMapping({ streams: [object] }, createStream('s')).attributes(row)).toEqual({ plan: 'pro' })
  })
})
