import { loadConfig, type Config } from '../config/load'
import type { Column } from '../warehouse/index'
import { mappingFingerprint, mappingFingerprintV1 } from './mapping-fingerprint'

const { config } = loadConfig({
  credentials: { site_id: 'site', api_key: 'key' },
  streams: [{ stream: 'people', object: 'person', id_column: 'ID' }],
})
const RULE = config.streams[0] as Config['streams'][number]
const COLUMN: Column = { name: 'ID', kind: 'text', sqlType: 'TEXT', nullable: false }
const fingerprint = mappingFingerprint(RULE, config)

/** Another value of each option that changes what a row becomes. */
const MAPPING_OPTIONS: Partial<Config> = {
  attributes: [{ attribute: 'a', protected: true, one_way: false }],
  null_handling: 'clear',
  clear_with: 'null',
  empty_text: 'send',
  unknown_attributes: 'skip',
  invalid_values: 'skip_attribute',
  too_long: 'truncate',
  time_zone: 'Europe/Berlin',
  dates_as: 'text',
  identity: { normalize_email: false, conflicts: 'ignore' },
}
/** Another value of options that do not. */
const OTHER_OPTIONS: Partial<Config> = {
  region: 'eu',
  test_cohort: ['1'],
  events: { ...config.events, live_hours: 1 },
  delivery: { ...config.delivery, max_in_flight: 1 },
  guards: { ...config.guards, max_deletes: 1 },
  streams: [],
  endpoints: { track_url: 'http://127.0.0.1' },
}

describe('mappingFingerprint', () => {
  it.each(Object.entries(MAPPING_OPTIONS))('changes with the option %s', (option, value) => {
    expect(config[option as keyof Config]).not.toEqual(value)
    expect(mappingFingerprint(RULE, { ...config, [option]: value })).not.toBe(fingerprint)
  })

  it.each(Object.entries(OTHER_OPTIONS))('does not change with the option %s', (option, value) => {
    expect(config[option as keyof Config]).not.toEqual(value)
    expect(mappingFingerprint(RULE, { ...config, [option]: value })).toBe(fingerprint)
  })

  it('changes with the rule', () => {
    expect(mappingFingerprint({ ...RULE, stream: 'others' }, config)).not.toBe(fingerprint)
  })
})

describe('mappingFingerprintV1', () => {
  it('changes with the name, the type and the order of the columns, too', () => {
    const of = (...columns: Column[]) => mappingFingerprintV1(RULE, config, columns)
    const other: Column = { ...COLUMN, name: 'KEY' }
    const all = [of(COLUMN), of(other), of({ ...COLUMN, kind: 'integer' }), of(), of(COLUMN, other), of(other, COLUMN)]
    expect(new Set(all).size).toBe(all.length)
  })
})
