import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'
import type { StreamRule } from '../mapping/map-by-rule'
import { streamRuleProblems } from '../mapping/stream-rule-problems'
import { loadConfig } from './load'

const { connectionSpecification } = JSON.parse(readFileSync(join(__dirname, '../../spec.json'), 'utf8')) as {
  connectionSpecification: { readonly $schema: unknown }
}
const { $schema: _, ...schema } = connectionSpecification
/** As Airbyte validates a configuration before `check`. */
const isAccepted = new Ajv({ strict: false, validateFormats: false }).compile(schema)

const GOOD = { credentials: { site_id: 'site', api_key: 'key' } }

describe('the specification', () => {
  it.each<[string, object]>([
    ['no credentials', {}],
    ['empty credentials', { credentials: {} }],
    ['half a key pair', { credentials: { site_id: 'site' } }],
    ['an empty key', { credentials: { site_id: 'site', api_key: '' } }],
    ['a blank key', { credentials: { site_id: ' ', api_key: 'key' } }],
    ['a rule without a stream', { ...GOOD, streams: [{ object: 'person', id_column: 'id' }] }],
    ['an unknown object', { ...GOOD, streams: [{ stream: 'P', object: 'user', id_column: 'id' }] }],
    ['an empty column', { ...GOOD, streams: [{ stream: 'P', object: 'person', id_column: '' }] }],
    ['an unknown region', { ...GOOD, region: 'asia' }],
    ['a negative limit', { ...GOOD, guards: { max_people: -1 } }],
    ['a storage without its folder', { ...GOOD, object_storage_config: { storage_type: 'LOCAL' } }],
  ])('refuses what check refuses: %s', (_name, config) => {
    expect(isAccepted(config)).toBe(false)
    expect(() => loadConfig(config)).toThrow()
  })

  it.each<[string, StreamRule]>([
    ['an event without a name', { stream: 'P', object: 'event', id_column: 'id' }],
    ['a person without an identifier', { stream: 'P', object: 'person' }],
    ['an object without its type', { stream: 'P', object: 'object', object_id_column: 'id' }],
  ])('refuses a rule that check refuses: %s', (_name, rule) => {
    const config = { ...GOOD, streams: [rule] }
    expect(isAccepted(config)).toBe(false)
    expect([...streamRuleProblems([rule], loadConfig(config).config)]).not.toEqual([])
  })

  it.each<[string, object]>([
    ['a key pair', GOOD],
    ['the names of the connector of Airbyte', { credentials: { siteId: 'site', apiKey: 'key' } }],
    ['an App API key, too', { credentials: { ...GOOD.credentials, app_api_key: 'app' } }],
    [
      'an event whose name is in a column',
      { ...GOOD, streams: [{ stream: 'P', object: 'event', id_column: 'id', event_name_column: 'x' }] },
    ],
    ['a person by email', { ...GOOD, streams: [{ stream: 'P', object: 'person', email_column: 'e' }] }],
    ['a rule', { ...GOOD, streams: [{ stream: 'P', object: 'event', id_column: 'id', event_name: 'x' }] }],
  ])('accepts what check accepts: %s', (_name, config) => {
    expect(isAccepted(config)).toBe(true)
    expect(() => loadConfig(config)).not.toThrow()
  })
})
