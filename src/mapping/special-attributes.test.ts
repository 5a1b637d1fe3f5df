import type { ColumnSchema } from '../core/stream'
import { createMapping, createStream, personMapping } from './testing/mapping-factories'

const MOMENT: ColumnSchema = { type: 'string', format: 'date-time' }
const DATE: ColumnSchema = { type: 'string', format: 'date' }
const S = 1700000000

function sent(
  name: string,
  schema: ColumnSchema,
  value: unknown,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  const attributes = personMapping(more, { id: {}, [name]: schema }).attributes({ id: '1', [name]: value })
  return typeof attributes === 'string' ? attributes : (attributes as Record<string, unknown>)[name]
}

describe('created_at of people', () => {
  it.each<[ColumnSchema, unknown, unknown]>([
    [{}, S, S],
    [{}, S + 0.9, S],
    [{}, String(S), S],
    [{ type: 'number' }, `${S}.000`, S],
    [{ type: 'integer' }, S, S],
    [{}, -1, -1],
    [MOMENT, '2023-11-14T22:13:20Z', S],
    [DATE, '2023-11-14', 1699920000],
    [{}, '2023-11-14T22:13:20Z', 'invalid_value'],
    [{ type: 'string' }, '2023-11-14', 'invalid_value'],
    [{ type: 'number' }, S * 1000, 'invalid_value'],
    [{ type: 'integer' }, String(S * 1000), 'invalid_value'],
    [{}, true, 'invalid_value'],
    [MOMENT, S, 'invalid_value'],
  ])('is unix seconds from the first row on: %j %j', (schema, value, expected) => {
    expect(sent('created_at', schema, value)).toBe(expected)
    expect(sent('created_at', schema, value, { dates_as: 'text' })).toBe(expected)
    if (expected === 'invalid_value')
      expect(sent('created_at', schema, value, { invalid_values: 'skip_attribute' })).toBeUndefined()
  })

  it('is converted by a rule, cleared and replaced as any other attribute', () => {
    const rule = (more: object) => ({ attributes: [{ attribute: 'created_at', ...more }] })
    expect(sent('created_at', {}, S * 1000, rule({ type: 'timestamp', unit: 'milliseconds' }))).toBe(S)
    expect(sent('created_at', {}, '14.11.2023', rule({ type: 'timestamp', format: 'dd.MM.yyyy' }))).toBe(1699920000)
    expect(sent('created_at', {}, null, rule({ null_handling: 'clear' }))).toBe('')
    expect(sent('created_at', {}, null, rule({ null_handling: 'default', default_value: String(S) }))).toBe(S)
  })

  it('is an ordinary value in events and objects', () => {
    const object = { stream: 's', object: 'object', object_type_id: '1', object_id_column: 'id' }
    expect(createMapping({ streams: [object] }, createStream('s')).attributes({ id: '1', created_at: 'x' })).toEqual({
      created_at: 'x',
    })
  })
})

describe('timezone of people', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    [' europe/berlin ', 'Europe/Berlin'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Asia/Tokyo', 'Asia/Tokyo'],
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['Berlin', 'invalid_value'],
    ['+02:00', 'invalid_value'],
    ['CEST summer', 'invalid_value'],
    [2, 'invalid_value'],
  ])('is a name of the IANA database: %j', (value, expected) => {
    const mapping = personMapping()
    for (let n = 0; n < 2; n++) {
      const attributes = mapping.attributes({ id: '1', timezone: value })
      expect(attributes).toEqual(expected === 'invalid_value' ? expected : { timezone: expected })
    }
  })

  it('is checked however many texts come', () => {
    const mapping = personMapping({ invalid_values: 'skip_attribute' })
    for (let n = 0; n < 5000; n++) mapping.map({ id: '1', timezone: `Nowhere/City_${n}` })
    expect(mapping.attributes({ id: '1', timezone: 'Europe/Paris' })).toEqual({ timezone: 'Europe/Paris' })
    expect(mapping.mapper.stats.counts.attributes_left_out).toBe(5000)
  })
})

describe('event data that redirects messages', () => {
  const rule = {
    stream: 's',
    object: 'event',
    id_column: 'id',
    event_name: 'x',
    event_id_columns: ['k'],
    timestamp_column: 'at',
  }

  it.each(['recipient', 'FROM_ADDRESS', 'reply_to'])('is warned about, listed by the catalog or not: %s', (column) => {
    const words = new RegExp(
      `The column ${column} of s becomes ${column.toLowerCase()} in the event data, and .* messages`,
    )
    const declared = createMapping({ streams: [rule] }, createStream('s', ['id', 'k', 'at', column]))
    const brought = createMapping({ streams: [rule] }, createStream('s', ['id', 'k', 'at']))
    for (const mapping of [declared, brought])
      expect(mapping.attributes({ id: '1', k: 'k', at: S * 1, [column]: 'a@x.io' })).toMatchObject({
        [column.toLowerCase()]: 'a@x.io',
      })
    expect([declared.warnings, declared.mapper.stats.hints()]).toEqual([[expect.stringMatching(words)], []])
    expect([brought.warnings, brought.mapper.stats.hints()]).toEqual([[], [expect.stringMatching(words)]])
  })

  it('is not warned about in people, or if it is excluded', () => {
    expect(personMapping({}, ['id', 'recipient']).warnings).toEqual([])
    const excluded = { ...rule, columns: { exclude: ['recipient'] } }
    expect(createMapping({ streams: [excluded] }, createStream('s', ['id', 'k', 'at', 'recipient'])).warnings).toEqual(
      [],
    )
  })
})
