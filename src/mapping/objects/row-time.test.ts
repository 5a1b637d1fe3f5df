import { createMapping, createStream, NOW_MS } from '../testing/mapping-factories'

const RULES = {
  person: { object: 'person', id_column: 'id', timestamp_column: 'at' },
  event: { object: 'event', id_column: 'id', event_name: 'x', event_id_columns: ['k'], timestamp_column: 'at' },
  device: { object: 'device', id_column: 'id', token_column: 'k', platform: 'ios', last_used_column: 'at' },
} as const
const S = NOW_MS / 1000
const mappingOf = (rule: object) => createMapping({ streams: [{ stream: 's', ...rule }] }, createStream('s'))

/** The time that is sent of a row, or the code of its rejection. */
function timeOf(rule: object, at: unknown): unknown {
  const item = mappingOf(rule).item({ id: '1', k: 'k', at })
  if (typeof item === 'string') return item
  const { timestamp, device } = item as { timestamp?: number; device?: { last_used: number } }
  return timestamp ?? device?.last_used
}

describe.each(Object.entries(RULES))('the time of a row: %s', (object, rule) => {
  it.each<[object, unknown, unknown]>([
    [{}, S, S],
    [{}, S * 1000, 'invalid_timestamp'],
    [{ timestamp_unit: 'seconds' }, S, S],
    [{ timestamp_unit: 'milliseconds' }, S * 1000 + 999, S],
    [{ timestamp_unit: 'milliseconds' }, String(S * 1000), S],
    [{ timestamp_unit: 'microseconds' }, S * 1e6, S],
    [{ timestamp_unit: 'milliseconds' }, '2026-11-24T00:00:00Z', S],
    [{ timestamp_format: 'dd/MM/yyyy HH:mm' }, '24/11/2026 00:00', S],
    [{ timestamp_format: 'dd/MM/yyyy HH:mm' }, '2026-11-24T00:00:00Z', 'invalid_timestamp'],
    [{ timestamp_format: 'dd/MM/yyyy', timestamp_unit: 'milliseconds' }, S * 1000, S],
  ])('%j %j', (more, at, expected) => expect(timeOf({ ...rule, ...more }, at)).toBe(expected))

  it('says what it expects', () => {
    const mapped = mappingOf({ ...rule, timestamp_unit: 'milliseconds' }).map({ id: '1', k: 'k', at: 'soon' })
    expect(mapped).toMatchObject({ rejection: { expected: { type: 'timestamp', unit: 'milliseconds' } } })
  })

  it('needs a column and a usable format', () => {
    const { timestamp_column: _one, last_used_column: _other, ...without } = rule as Record<string, unknown>
    const column = object === 'device' ? 'last_used_column' : 'timestamp_column'
    expect(() => mappingOf({ ...without, timestamp_unit: 'seconds' })).toThrow(
      `timestamp_unit: expected ${column} next to it; found none, so it has no effect.`,
    )
    expect(() => mappingOf({ ...rule, timestamp_format: 'HH:mm' })).toThrow(/timestamp_format: expected a layout/)
  })
})
