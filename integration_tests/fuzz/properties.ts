import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import fc from 'fast-check'
import { readCatalog } from '../../src/airbyte/catalog'
import { parsingReader, type RecordReader } from '../../src/airbyte/fast-path/record-reader'
import { TemplateReader } from '../../src/airbyte/fast-path/template-reader'
import { readInput } from '../../src/airbyte/input'
import type { InputCounts } from '../../src/airbyte/input-options'
import { decodeLine } from '../../src/airbyte/decode'
import { spliceStats } from '../../src/airbyte/state-stats'
import { loadConfig } from '../../src/config/load'
import { readReply } from '../../src/customerio/reply'
import { isObject } from '../../src/lib/is-object'
import { parseJson, toJson } from '../../src/lib/json'
import type { Input } from '../../src/core/input'
import type { Row } from '../../src/core/row'
import { compileCoercion } from '../../src/mapping/coerce'
import { Invalid } from '../../src/mapping/invalid-value'
import { compileMappings } from '../../src/mapping/compile-mappings'

/** A property that a fuzzer can run as often as it likes. */
export interface FuzzProperty {
  readonly name: string
  /** Share of all cases that this one gets. */
  readonly weight: number
  readonly run: (options: RunOptions) => Promise<void>
}

interface RunOptions {
  readonly numRuns: number
  readonly seed: number
}

/** `check` throws where the property does not hold; one that returns nothing to wait for runs ten times as fast. */
function property<T>(
  name: string,
  weight: number,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => void,
): FuzzProperty {
  // Holds for every failure.
  const run = (options: RunOptions) => Promise.resolve().then(() => fc.assert(fc.property(arbitrary, check), options))
  return { name, weight, run }
}

function asyncProperty<T>(
  name: string,
  weight: number,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
): FuzzProperty {
  return { name, weight, run: (options) => fc.assert(fc.asyncProperty(arbitrary, check), options) }
}

/** JSON values with what usually goes wrong: prototype names, large and odd numbers, half characters, deep nesting. */
const key = fc.oneof(
  fc.string({ maxLength: 8, unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'id',
    'email',
    'state',
    'type',
    'destinationStats',
    '',
    'unsubscribed',
  ),
)
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom('9007199254740993', '-1e400', '1e-400', '0.1', '1E5', '-0', '123456789012345678901234567890'),
)
const scalarText = fc.oneof(
  number.map((value) => (typeof value === 'string' ? value : Number.isFinite(value) ? JSON.stringify(value) : 'null')),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    'null',
    'true',
    'false',
    '"2024-02-30"',
    '"2024-01-01T00:00:00Z"',
    '"\\ud800"',
    '" "',
    '"12"',
    '"true"',
  ),
)
const space = fc.constantFrom('', '', '', ' ', '\t', '\r', ' \n')
/** The text of a JSON value, with odd white space and repeated keys. */
const { value: jsonText, object: objectText } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalarText, tie('object'), tie('array')),
  object: fc
    .array(fc.tuple(space, key, space, tie('value'), space), { maxLength: 5 })
    .map(
      (members) =>
        `{${members.map(([a, name, b, text, c]) => `${a}${JSON.stringify(name)}${b}:${text}${c}`).join(',')}}`,
    ),
  array: fc
    .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
    .map((items) => `[${items.map((one) => one.join('')).join(',')}]`),
}))

const recordText = fc
  .record({
    stream: fc.constantFrom('people', 'events', 'stray', 1),
    data: objectText,
    at: fc.constantFrom('1', '"1"', 'null', '1e12'),
  })
  .map(
    ({ stream, data, at }) =>
      `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":${data},"emitted_at":${at}}}`,
  )
const stateText = fc
  .tuple(space, jsonText, space, objectText)
  .map(
    ([a, blob, b, more]) =>
      `{${a}"type":"STATE","state":${b}${more === '{}' ? '{' : `${more.slice(0, -1)},`}"blob":${blob}}${a}}`,
  )
/** A message with a piece cut out, doubled or replaced. */
const mutated = fc
  .tuple(fc.oneof(recordText, stateText), fc.nat(400), fc.nat(20), fc.string({ maxLength: 5, unit: 'binary' }))
  .map(
    ([text, at, length, noise]) =>
      text.slice(0, at % (text.length + 1)) + noise + text.slice((at % (text.length + 1)) + length),
  )
const line = fc.oneof(
  recordText,
  stateText,
  mutated,
  jsonText,
  fc.string({ unit: 'binary' }),
  fc.constantFrom('[', '[[', '['.repeat(2_000), '{"a":'.repeat(2_000)),
)

const STREAM = (name: string, mode: string) => ({
  stream: {
    name,
    json_schema: {
      properties: {
        id: { type: ['null', 'string'] },
        email: { type: 'string' },
        '12': { type: 'integer' },
        at: { type: 'string', format: 'date-time' },
        ['__proto__']: { type: 'number' },
        constructor: { type: 'object' },
      },
    },
  },
  sync_mode: 'incremental',
  destination_sync_mode: mode,
})
const STREAMS = readCatalog({ streams: [STREAM('people', 'update'), STREAM('events', 'append')] })

async function readAll(
  chunks: readonly Buffer[],
  recordReader: RecordReader = new TemplateReader(),
): Promise<{ inputs: unknown[]; counts: InputCounts; failed: boolean }> {
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0, invalidUtf8: 0 }
  const inputs: unknown[] = []
  let failed = false
  async function* source() {
    for (const chunk of chunks) {
      await Promise.resolve()
      yield chunk
    }
  }
  try {
    for await (const some of readInput(source(), STREAMS, { counts, onUnexpected: () => undefined, recordReader }))
      inputs.push(...some.map(plain))
  } catch {
    failed = true
  }
  return { inputs, counts, failed }
}

function plain(input: Input): unknown {
  return input.kind === 'row' ? ['row', input.stream.name, toJson(input.data)] : ['state', input.text]
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'timestamp', 'date', 'json', 'any'] as const

function checkCoerced(type: (typeof TYPES)[number], dates: 'timestamp' | 'text', result: unknown): void {
  if (result === null || result instanceof Invalid) return
  if (type === 'timestamp' || (type === 'date' && dates === 'timestamp'))
    ok(Number.isSafeInteger(result), 'no whole seconds')
  if (type === 'boolean') strictEqual(typeof result, 'boolean')
  if (type === 'string') strictEqual(typeof result, 'string')
  ok(result !== undefined)
}

const rules = (object: string, more: object) => [
  { stream: 'people', object, id_column: 'id', ...more },
  { stream: 'events', object: 'person', id_column: 'id', email_column: 'email' },
]
const PLANS = [
  { streams: rules('person', { operation: 'upsert', email_column: 'email' }), null_handling: 'clear' },
  {
    streams: rules('event', { event_name: 'e', event_id_columns: ['12', 'at'], timestamp_column: 'at' }),
    invalid_values: 'skip_attribute',
  },
  {
    streams: rules('person', { operation: 'delete', missing_identifier: 'next_column', email_column: 'email' }),
    empty_text: 'send',
  },
  {
    streams: rules('person', {
      email_column: 'email',
      deleted_column: 'at',
      deleted_rows: 'delete',
      columns: { include: ['*', 'constructor'], exclude: ['?'] },
    }),
    too_long: 'truncate',
    invalid_values: 'skip_attribute',
    attributes: [{ attribute: '12', type: 'boolean', one_way: true }],
  },
  {
    streams: [
      { stream: 'people', object: 'person_merge', primary_id_column: '12', secondary_email_column: 'email' },
      { stream: 'events', object: 'person', id_column: '12', email_column: 'email', columns: { exclude: ['id'] } },
    ],
    null_handling: 'clear',
  },
  {
    streams: rules('device', {
      token_column: '12',
      platform: 'ios',
      last_used_column: 'at',
      timestamp_unit: 'milliseconds',
    }),
    clear_with: 'null',
  },
  {
    streams: rules('event', {
      event_name_column: 'email',
      event_id_columns: ['12', 'at'],
      timestamp_column: 'at',
      timestamp_format: 'yyyy-MM-dd',
    }),
    too_long: 'truncate',
    events: { after_person_updates: true, missing_id: 'send_without', stale: 'rename' },
    attributes: [{ attribute: 'constructor', stream: 'people', null_handling: 'null' }],
  },
].map((config) =>
  compileMappings(loadConfig({ credentials: { site_id: 'aaaa', api_key: 'bbbb' }, ...config }).config, STREAMS),
)

export const PROPERTIES: readonly FuzzProperty[] = [
  property('a line is a message, blank, unknown or broken, and never an error', 3, line, (text) => {
    const decoded = decodeLine(text)
    if (decoded.kind === 'record') ok(typeof decoded.record.stream === 'string' && isObject(decoded.record.data))
  }),
  asyncProperty(
    'input means the same however its bytes are cut into chunks',
    1,
    fc.tuple(
      fc.array(line, { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\n\n'),
      fc.array(fc.nat(300), { maxLength: 8 }),
    ),
    async ([lines, end, cuts]) => {
      const bytes = Buffer.from(lines.join(end))
      const chunks: Buffer[] = []
      let at = 0
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut))
        at += cut
      }
      chunks.push(bytes.subarray(at))
      deepStrictEqual(await readAll(chunks), await readAll([bytes]))
    },
  ),
  asyncProperty(
    'input means the same with and without the fast path',
    1,
    fc.tuple(fc.array(fc.oneof(recordText, line), { maxLength: 6 }), fc.constantFrom('\n', '\r\n')),
    async ([lines, end]) => {
      // Repeated lines: the reader learns from the first one and reads the second one.
      const bytes = Buffer.from(lines.flatMap((one) => [one, one]).join(end))
      deepStrictEqual(await readAll([bytes]), await readAll([bytes], parsingReader))
    },
  ),
  property('a state leaves as its own text with its counts spliced in', 2, stateText, (text) => {
    const spliced = spliceStats(text, { accepted: 3, rejected: 1 })
    ok(spliced.includes('{"recordCount":3.0,"rejectedRecordCount":1.0}'))
    const before = parseJson(text) as { state: Record<string, unknown> }
    const after = parseJson(spliced) as { state: Record<string, unknown> }
    deepStrictEqual(after.state['destinationStats'], { recordCount: 3, rejectedRecordCount: 1 })
    delete before.state['destinationStats']
    delete after.state['destinationStats']
    strictEqual(toJson(after), toJson(before))
  }),
  property(
    'coercion is total, and what it returns is of the declared type',
    3,
    fc.tuple(
      fc.constantFrom(...TYPES),
      jsonText,
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
      fc.constantFrom('timestamp' as const, 'text' as const),
      fc.boolean(),
      fc.constantFrom(undefined, 'seconds' as const, 'milliseconds' as const, 'microseconds' as const),
    ),
    ([type, text, timeZone, datesAs, declaredByRule, unit]) => {
      const coerce = compileCoercion({ type, timeZone, datesAs, declaredByRule, unit })
      checkCoerced(type, datesAs, coerce(parseJson(text)))
    },
  ),
  property(
    'a reply always means something, and blames only items that were sent',
    3,
    fc.tuple(
      fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 207, 400, 413, 429, 503)),
      fc.option(fc.oneof(fc.string(), fc.constantFrom('-1', '1e9', '0', 'Wed, 21 Oct 2099 07:28:00 GMT')), {
        nil: undefined,
      }),
      fc.oneof(
        jsonText,
        fc.string({ unit: 'binary' }),
        fc
          .array(
            fc.oneof(
              objectText,
              fc.integer({ min: -2, max: 5 }).map((index) => `{"batch_index":${index}}`),
            ),
          )
          .map((errors) => `{"errors":[${errors.join(',')}]}`),
      ),
      fc.integer({ min: 1, max: 4 }),
    ),
    ([status, retryAfter, body, items]) => {
      const reply = readReply({ status, retryAfter, body }, items, 0)
      if (reply.kind === 'accepted') for (const index of reply.refused.keys()) ok(index >= 0 && index < items)
      if (reply.kind === 'retry') ok((reply.afterMs ?? 0) >= 0 && (reply.afterMs ?? 0) <= 300_000)
    },
  ),
  property('JSON comes back with every digit', 2, jsonText, (text) => {
    const once = toJson(parseJson(text))
    strictEqual(toJson(parseJson(once)), once)
  }),
  property(
    'a row becomes an item within the limits, a skip or a rejection, and never an error',
    2,
    fc.tuple(
      fc.constantFrom(...PLANS),
      fc.array(fc.tuple(fc.constantFrom(0, 1), objectText), { minLength: 1, maxLength: 8 }),
    ),
    ([{ mappers }, rows]) => {
      for (const [which, text] of rows) {
        const stream = STREAMS[which] as (typeof STREAMS)[number]
        const row: Row = { kind: 'row', stream, data: parseJson(text) as Row['data'], emittedAtMs: 1, nulled: [] }
        const ref = { stream, position: 1, checkpointWindow: 0, key: undefined, row, settled: false }
        const mapped = mappers.get(stream)!.map(row, ref, 1.7e12)
        if (mapped.kind !== 'item') continue
        const { bytes } = mapped.item.json
        const json = mapped.item.json.toString()
        JSON.parse(json)
        strictEqual(Buffer.byteLength(json), bytes)
        ok(bytes <= 32_000)
      }
    },
  ),
]
