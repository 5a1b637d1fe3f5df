import { createStream, personMapping, createMapping } from './testing/mapping-factories'

const row = { id: '1', UTM_SOURCE: 's', UTM_MEDIUM: 'm', plan: 'pro', _airbyte_raw_id: 'r', _sdc_batched_at: 'b' }
const sent = (columns: object, declared: readonly string[] = Object.keys(row)) =>
  Object.keys(personMapping({}, declared, { columns }).attributes(row) as object)

describe('columns.include and columns.exclude', () => {
  it.each<[string, object, readonly string[]]>([
    ['a pattern includes', { include: ['UTM_*'] }, ['utm_source', 'utm_medium']],
    ['a pattern excludes', { exclude: ['UTM_*'] }, ['plan']],
    [
      'an exact name is excluded from an included pattern',
      { include: ['UTM_*'], exclude: ['UTM_MEDIUM'] },
      ['utm_source'],
    ],
    [
      'an exact name is included beside an excluded pattern',
      { include: ['UTM_SOURCE', 'plan'], exclude: ['UTM_*'] },
      ['utm_source', 'plan'],
    ],
    ['excluded patterns come before included ones', { include: ['*'], exclude: ['UTM_?*'] }, ['plan']],
    ['a pattern for everything names no column of loaders', { include: ['*'] }, ['utm_source', 'utm_medium', 'plan']],
    ['a pattern of a loader does', { include: ['_airbyte_*'] }, ['_airbyte_raw_id']],
    [
      'a renamed column keeps its place',
      { include: ['UTM_*'], rename: [{ from: 'UTM_SOURCE', to: 'src' }] },
      ['src', 'utm_medium'],
    ],
  ])('%s', (_, columns, names) => {
    // An attribute of a loader begins with an underscore, which Customer.io refuses in people.
    const isLoader = names.some((name) => name.startsWith('_'))
    const renamed = isLoader ? { ...columns, rename: [{ from: '_airbyte_raw_id', to: 'raw' }] } : columns
    expect(sent(renamed)).toEqual(isLoader ? ['raw'] : names)
    expect(sent(renamed, [])).toEqual(isLoader ? ['raw'] : names)
  })

  it('do not make data of a column with a role by a pattern, unlike by its name', () => {
    const event = { object: 'event', id_column: 'id', event_name: 'x', event_id_columns: ['k'], timestamp_column: 'at' }
    const data = (include: readonly string[]) =>
      createMapping({ streams: [{ stream: 's', ...event, columns: { include } }] }, createStream('s')).attributes({
        id: '1',
        k: 'k',
        at: '2026-11-01',
      })
    expect(data(['*'])).toEqual({ k: 'k' })
    expect(data(['*', 'at'])).toEqual({ k: 'k', at: '2026-11-01' })
  })

  it('take a column by its exact name where the name contains a wildcard', () => {
    const mapping = personMapping({}, ['id', 'a*', 'ab'], { columns: { exclude: ['a*'] } })
    expect(mapping.attributes({ id: '1', 'a*': 1, ab: 2 })).toEqual({ ab: 2 })
  })

  it('are warned about where a pattern matches no column, and are an error in rename', () => {
    const warnings = (columns: object, declared = ['id', 'plan']) => personMapping({}, declared, { columns }).warnings
    expect(warnings({ include: ['UTM_*', 'p*'], exclude: ['_airbyte_*', 'x?'] })).toEqual([
      'columns.include of the stream people has the pattern UTM_*, which matches none of its columns.',
      'columns.exclude of the stream people has the pattern x?, which matches none of its columns.',
    ])
    expect(warnings({ include: ['UTM_*'] }, [])).toEqual([])
    for (const declared of [['id', 'plan'], []])
      expect(() => warnings({ rename: [{ from: 'UTM_*', to: 'x' }] }, declared)).toThrow(
        "columns.rename[0].from: expected the name of one column; found the pattern 'UTM_*'",
      )
    expect(personMapping({}, ['id', 'a?'], { columns: { rename: [{ from: 'a?', to: 'x' }] } }).warnings).toEqual([])
  })

  it('are reported at the end where neither the catalog nor a row has a column by its exact name', () => {
    const columns = {
      include: ['plan', 'brought', 'nowhere'],
      exclude: ['_airbyte_raw_id', 'lost'],
      rename: [{ from: 'gone', to: 'x' }],
    }
    const mapping = personMapping({}, ['id', 'plan'], { columns })
    expect(mapping.mapper.stats.hints()).toEqual([])
    mapping.map({ id: '1', plan: 'pro', brought: 1, lost: 2 })
    expect(mapping.mapper.stats.hints()).toEqual([
      'columns of the stream people names nowhere, gone, which neither its catalog nor a row has.',
    ])
  })
})
