import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCatalog } from '../airbyte/catalog'
import { readInput } from '../airbyte/input'
import { rawMembers } from '../airbyte/testing/raw-json'
import { loadConfig } from '../config/load'
import { LosslessNumber } from '../lib/json'
import type { Row, RowRef } from '../core/row'
import type { ColumnSchema, SourceStream } from '../core/stream'
import type { StreamRule } from './map-by-rule'
import { compileMappings, type MappingsConfig } from './compile-mappings'

/** What a row becomes must not depend on whether its line was parsed. */

const NOW_MS = Date.parse('2026-01-01T00:00:00Z')

async function readRows(lines: readonly string[], streams: readonly SourceStream[]): Promise<Row[]> {
  async function* whole() {
    await Promise.resolve()
    yield Buffer.from(lines.map((line) => `${line}\n`).join(''))
  }
  const counts = { rows: 0, states: 0, ignored: 0, broken: 0, invalidUtf8: 0 }
  const rows: Row[] = []
  for await (const inputs of readInput(whole(), streams, { counts, onUnexpected: () => undefined }))
    rows.push(...inputs.filter((input): input is Row => input.kind === 'row'))
  return rows
}

/** The same row as if its line had been parsed. */
function parsed({ kind, stream, data, emittedAtMs, nulled }: Row): Row {
  return { kind, stream, data, emittedAtMs, nulled }
}

function mapAll(config: MappingsConfig, streams: readonly SourceStream[], rows: readonly Row[]) {
  const { mappers } = compileMappings(config, streams)
  const results = rows.map((row) => {
    const ref: RowRef = {
      stream: row.stream,
      position: 1,
      checkpointWindow: 0,
      key: undefined,
      row: undefined,
      settled: false,
    }
    const mapped = mappers.get(row.stream)!.map(row, ref, NOW_MS)
    if (mapped.kind !== 'item') return { ...mapped, key: ref.key }
    return { ...mapped.item, json: mapped.item.json.toString(), key: ref.key }
  })
  const tallies = [...mappers.values()].map(({ stats }) => ({ counts: stats.counts, hints: stats.hints() }))
  return { results, tallies }
}

/** Compares both ways; returns how many rows were not parsed. */
function compare(config: MappingsConfig, streams: readonly SourceStream[], rows: readonly Row[]): number {
  expect(mapAll(config, streams, rows)).toEqual(mapAll(config, streams, rows.map(parsed)))
  return rows.filter(({ cells }) => cells !== undefined).length
}

const NAMES = ['id', 'email', 'a', 'B', 'c d', 'é', 'seen_at', 'unsubscribed', '_x', 'created_at', 'timezone']
const SCHEMAS: readonly ColumnSchema[] = [
  {},
  { type: 'string' },
  { type: 'number' },
  { type: 'number', airbyte_type: 'integer' },
  { type: 'boolean' },
  { type: 'object' },
  { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  { type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
  { type: 'string', format: 'date' },
]

const attributeRule = fc.record(
  {
    attribute: fc.constantFrom('a', 'b', 'c d', 'é', 'seen_at', 'created_at', 'timezone', 'email', 'id'),
    type: fc.constantFrom('string', 'number', 'boolean', 'timestamp', 'json', 'any'),
    null_handling: fc.constantFrom('skip', 'clear', 'null'),
    protected: fc.boolean(),
    one_way: fc.constantFrom(false, false, true),
  },
  { requiredKeys: ['attribute'] },
)

/** Only events send a null, and only events have nothing to clear. */
function fitting(handling: 'skip' | 'clear' | 'null' | undefined, { object }: { readonly object: string }) {
  if (object === 'event') return handling === 'clear' ? 'null' : handling
  return handling === 'null' ? 'clear' : handling
}

const options = fc.record({
  null_handling: fc.constantFrom('skip', 'clear'),
  empty_text: fc.constantFrom('as_null', 'send'),
  invalid_values: fc.constantFrom('reject_record', 'skip_attribute'),
  too_long: fc.constantFrom('reject_record', 'skip_attribute', 'truncate', undefined),
  unknown_attributes: fc.constantFrom('send', 'send', 'skip', 'reject_record'),
  time_zone: fc.constantFrom('UTC', 'Europe/Berlin'),
  dates_as: fc.constantFrom('timestamp', 'text'),
  attributes: fc.uniqueArray(attributeRule, { selector: ({ attribute }) => attribute, minLength: 4, maxLength: 8 }),
})

/** Values at the edges of what may be copied. */
const VALUES = [
  ...[
    '""',
    '" "',
    '"\\n"',
    '"\\t\\r\\n "',
    '"\\nx"',
    '"\u00a0"',
    '"\u3000x"',
    '"\x7f"',
    '"é"',
    '"\\"x"',
    '"true"',
    '"1.50"',
  ],
  ...['0', '-1', '1.5', '-0.5', '1.0', '-0', '0.000001', '0.0000001', '1e3', '123456789012345', '9007199254740993'],
  ...['true', 'false', 'null', '{}', '[]', '{"a":[1,"é"]}', '{"b":1,"0":2}', '{"a":1.0}', '"2024-02-29"'],
  ...[998, 999, 1000, 1001, 1002].map((length) => JSON.stringify('x'.repeat(length))),
  ...[497, 500, 501].map((length) => JSON.stringify('\n'.repeat(length))),
  ...[498, 499, 500, 501].map((length) => JSON.stringify('é'.repeat(length))),
  ...[990, 996, 997, 1000].map((length) => JSON.stringify(['x'.repeat(length)])),
]

const STREAM_RULES: readonly StreamRule[] = [
  { stream: 'x', object: 'person', id_column: 'id', email_column: 'email' },
  {
    stream: 'x',
    object: 'person',
    id_column: 'id',
    email_column: 'email',
    missing_identifier: 'next_column',
    columns: { name_style: 'keep', rename: [{ from: 'a', to: 'renamed é' }] },
  },
  {
    stream: 'x',
    object: 'event',
    id_column: 'id',
    event_name: 'seen',
    timestamp_column: 'seen_at',
    event_id_columns: ['a'],
  },
  { stream: 'x', object: 'object', object_type_id: '1', object_id_column: 'id' },
]

const CREDENTIALS = { site_id: 'site', api_key: 'key' }

describe('rows that were not parsed', () => {
  it('are mapped as if they had been parsed, for any values and any mapping', async () => {
    let unparsed = 0
    // Validated once: runs differ only in defaults and attribute rules.
    const base = loadConfig({ credentials: CREDENTIALS, streams: [] }).config
    const run = fc.record({
      rows: rawMembers(NAMES, 20),
      rule: fc.constantFrom(...STREAM_RULES),
      schemas: fc.array(fc.constantFrom(...SCHEMAS), { minLength: NAMES.length, maxLength: NAMES.length }),
      options,
    })
    await fc.assert(
      fc.asyncProperty(run, async ({ rows: members, rule, schemas, options: more }) => {
        const properties = Object.fromEntries(NAMES.map((name, index) => [name, schemas[index]]))
        const streams = readCatalog({ streams: [{ stream: { name: 'x', json_schema: { properties } } }] })
        const attributes = more.attributes.map((one) => ({
          ...one,
          null_handling: fitting(one.null_handling, rule),
          ...(one.one_way === true ? { type: 'boolean' as const } : {}),
        }))
        const config = { ...base, ...more, attributes, streams: [rule] }
        const lines = members.map(
          (one, index) => `{"type":"RECORD","record":{"stream":"x","data":{${one}},"emitted_at":${index}}}`,
        )
        unparsed += compare(config, streams, await readRows(lines, streams))
      }),
      { numRuns: 300 },
    )
    expect(unparsed).toBeGreaterThan(1000)
  })

  it.each(['as_null', 'send'] as const)(
    'are copied only where they would be written the same (%s)',
    async (emptyText) => {
      const names = SCHEMAS.map((_, index) => `c${index}`)
      const properties = { id: {}, ...Object.fromEntries(names.map((name, index) => [name, SCHEMAS[index]])) }
      const streams = readCatalog({ streams: [{ stream: { name: 'x', json_schema: { properties } } }] })
      const { config } = loadConfig({
        credentials: CREDENTIALS,
        empty_text: emptyText,
        null_handling: 'clear',
        invalid_values: 'skip_attribute',
        streams: [{ stream: 'x', object: 'person', id_column: 'id' }],
      })
      const line = (raw: string) =>
        `{"type":"RECORD","record":{"stream":"x","data":{"id":"1",${names.map((name) => `"${name}":${raw}`).join(',')}},"emitted_at":1}}`
      // Values are copied once a thousand of a column were looked at.
      const looked = Array.from({ length: 1001 }, () => line('"x"'))
      const rows = await readRows([...looked, ...VALUES.map(line)], streams)
      expect(compare(config, streams, rows)).toBe(rows.length - 1)
    },
  )

  it('are looked at as long as values are wanted', async () => {
    const streams = readCatalog({ streams: [{ stream: { name: 'x' } }] })
    const { config } = loadConfig({
      credentials: CREDENTIALS,
      streams: [{ stream: 'x', object: 'person', id_column: 'id' }],
    })
    const line = '{"type":"RECORD","record":{"stream":"x","data":{"id":"1","at":"2024-02-29 12:00"},"emitted_at":1}}'
    const rows = await readRows(
      Array.from({ length: 30 }, () => line),
      streams,
    )
    expect(compare(config, streams, rows)).toBe(29)
    expect(mapAll(config, streams, rows).tallies[0]?.hints).toHaveLength(1)
  })

  it('are copied piece by piece to the very bytes', async () => {
    const streams = readCatalog({ streams: [{ stream: { name: 'x' } }] })
    const { config } = loadConfig({
      credentials: CREDENTIALS,
      attributes: ['a', 'b', 'c', 'd'].map((attribute) => ({ attribute, type: 'any' })),
      streams: [{ stream: 'x', object: 'person', id_column: 'id' }],
    })
    const line = (members: string) => `{"type":"RECORD","record":{"stream":"x","data":{${members}},"emitted_at":1}}`
    const rows = await readRows(
      [
        line('"a":1,"b":"x","id":"1","c":null,"d":true'),
        line('"a":1.5,"b":"y z","id":"2","c":{"k":[1.0,9007199254740993]},"d":false'),
        line('"b":"é","id":"3","d":12345678901234567890'),
        line('"id":"4"'),
      ],
      streams,
    )
    expect(compare(config, streams, rows)).toBe(3)
    expect(rows[2]!.data['d']).toEqual(new LosslessNumber('12345678901234567890'))
    const attributes = mapAll(config, streams, rows).results.map(
      (one) => 'json' in one && one.json.slice(one.json.indexOf('"attributes":')),
    )
    expect(attributes).toEqual([
      '"attributes":{"a":1,"b":"x","d":true}}',
      '"attributes":{"a":1.5,"b":"y z","c":{"k":[1,"9007199254740993"]},"d":false}}',
      '"attributes":{"b":"é","d":"12345678901234567890"}}',
      '"attributes":{}}',
    ])
  })

  const golden = join(__dirname, '../../integration_tests/golden')
  it.each(readdirSync(golden).filter((folder) => !folder.endsWith('problems')))(
    'are the same in the golden case %s',
    async (folder) => {
      const streams = readCatalog(readFileSync(join(golden, folder, 'catalog.json'), 'utf8'))
      const { config } = loadConfig(
        JSON.parse(
          readFileSync(join(golden, folder, 'config.json'), 'utf8').replaceAll('SINK_URL', 'http://127.0.0.1:1'),
        ),
      )
      const known = new Set(streams.map(({ name }) => name))
      const lines = readFileSync(join(golden, folder, 'input.jsonl'), 'utf8').split('\n')
      for (const line of lines) {
        const name = /"stream":"([^"]*)"/.exec(line)?.[1]
        if (name !== undefined && known.has(name)) compare(config, streams, await readRows([line, line, line], streams))
      }
    },
  )
})
