import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that the benchmark makes for itself; ignored by git. */
export const DATA = join(__dirname, 'data')

interface Shape {
  readonly name: string
  /** What one row is, in words for the report. */
  readonly says: string
  /** The protocol's catalog. */
  readonly catalog: unknown
  /** Options of the connector beside credentials and endpoints. */
  readonly config: Readonly<Record<string, unknown>>
  /** One line of input, without its newline. */
  readonly line: (index: number, random: Random) => string
}

/** Numbers from 0 up to 1, the same in every run (mulberry32, public domain). */
type Random = () => number

function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const EMITTED_AT = 1_760_000_000_000
const LATIN = ['Zoë', 'José', 'Chloé', 'Jürgen', 'Øyvind', 'François']
const OTHER = ['Łukasz', 'Дмитрий', '美咲', 'Αλέξανδρος']
const FIRST = ['Ada', 'Grace', 'Alan', 'Barbara', 'Edsger', 'Frances', 'Donald', 'Radia', 'Dennis', 'Margaret']
const LAST = ['Lovelace', 'Hopper', 'Turing', 'Liskov', 'Dijkstra', 'Allen', 'Knuth', 'Perlman', 'Ritchie', 'Hamilton']
const CITIES = ['Amsterdam', 'Berlin', 'San Francisco', 'Buenos Aires', 'Cape Town', 'Kuala Lumpur', 'Reykjavik']
const PLANS = ['free', 'starter', 'pro', 'enterprise'] as const

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T
}

/** One value in ten is null, as in a typical table. */
function nullable<T>(random: Random, value: T): T | null {
  return random() < 0.1 ? null : value
}

function firstName(random: Random): string {
  const share = random()
  return pick(random, share < 0.05 ? LATIN : share < 0.07 ? OTHER : FIRST)
}

function isoTime(random: Random): string {
  return new Date(
    1_577_836_800_000 + Math.floor(random() * 157_680_000) * 1000 + Math.floor(random() * 1000),
  ).toISOString()
}

function hex(random: Random, digits: number): string {
  let text = ''
  while (text.length < digits)
    text += Math.floor(random() * 4294967296)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, digits)
}

/** A double that takes 17 significant digits to write, such as a score that a model computed. */
function longNumber(random: Random): number {
  for (;;) {
    const value = (Math.floor(random() * 2 ** 26) * 2 ** 27 + Math.floor(random() * 2 ** 27)) / 2 ** 53
    if (String(value).replace(/^0\.0*/, '').length === 17) return value
  }
}

type Columns = Readonly<Record<string, unknown>>

const TEXT = { type: ['null', 'string'] }
const TIME = { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' }

/** Twelve columns: about 450 bytes a line, 430 an item. */
function person(index: number, random: Random): Columns {
  return {
    id: `user-${String(index).padStart(9, '0')}-${hex(random, 12)}`,
    email: `person.${index}@mail${index % 97}.example.com`,
    first_name: nullable(random, firstName(random)),
    last_name: nullable(random, pick(random, LAST)),
    city: nullable(random, pick(random, CITIES)),
    plan: pick(random, PLANS),
    visits: nullable(random, Math.floor(random() * 5000)),
    lifetime_value: nullable(random, Math.round(random() * 1e6) / 100),
    newsletter: nullable(random, random() < 0.5),
    created_at: isoTime(random),
    last_order_at: nullable(random, isoTime(random)),
    profile:
      random() < 0.3
        ? {
            source: `the "${pick(random, PLANS)}" page`,
            tags: [hex(random, 6), hex(random, 6)],
            score: Math.floor(random() * 100),
          }
        : null,
  }
}

const PERSON_SCHEMA = {
  id: TEXT,
  email: TEXT,
  first_name: TEXT,
  last_name: TEXT,
  city: TEXT,
  plan: TEXT,
  visits: { type: ['null', 'number'], airbyte_type: 'integer' },
  lifetime_value: { type: ['null', 'number'] },
  newsletter: { type: ['null', 'boolean'] },
  created_at: TIME,
  last_order_at: TIME,
  profile: { type: ['null', 'object'] },
}

/** A data contract of the twelve attributes. */
const CONTRACT = Object.entries({
  id: 'string',
  email: 'string',
  first_name: 'string',
  last_name: 'string',
  city: 'string',
  plan: 'string',
  visits: 'number',
  lifetime_value: 'number',
  newsletter: 'boolean',
  created_at: 'timestamp',
  last_order_at: 'timestamp',
  profile: 'json',
}).map(([attribute, type]) => ({ attribute, type }))

const REALISTIC_FIRST = [...LATIN, ...OTHER, 'Anaïs', 'Søren', 'Željko', 'Nguyễn', 'محمد', 'Ada', 'Grace', 'Alan']
const REALISTIC_LAST = ['Müller', 'Núñez', 'Šimić', 'Öztürk', 'Иванова', '佐藤', 'Παπαδόπουλος', 'Lovelace', "O'Brien"]
const REALISTIC_CITIES = ['Zürich', 'São Paulo', 'Kraków', 'Москва', '東京', 'Amsterdam', 'San Francisco']
const TOPICS = ['news', 'offers', 'events', 'surveys', 'product']

/**
 * Sixteen columns as real tables have them: scores with 17 significant digits, nested values that have such scores in them,
 * names beyond ASCII, and one value in ten null. About 680 bytes a line.
 */
function realisticPerson(index: number, random: Random): Columns {
  return {
    id: `user-${String(index).padStart(9, '0')}-${hex(random, 12)}`,
    email: `person.${index}@mail${index % 97}.example.com`,
    first_name: nullable(random, pick(random, REALISTIC_FIRST)),
    last_name: nullable(random, pick(random, REALISTIC_LAST)),
    city: nullable(random, pick(random, REALISTIC_CITIES)),
    plan: nullable(random, pick(random, PLANS)),
    visits: nullable(random, Math.floor(random() * 5000)),
    lifetime_value: nullable(random, Math.round(random() * 1e6) / 100),
    churn_score: nullable(random, longNumber(random)),
    engagement_score: nullable(random, longNumber(random)),
    newsletter: nullable(random, random() < 0.5),
    created_at: isoTime(random),
    last_order_at: nullable(random, isoTime(random)),
    topics: nullable(
      random,
      TOPICS.filter(() => random() < 0.5),
    ),
    preferences: nullable(random, {
      channel: pick(random, ['email', 'sms', 'push']),
      quiet_hours: { from: Math.floor(random() * 24), to: Math.floor(random() * 24) },
      affinity: longNumber(random),
    }),
    last_orders: nullable(
      random,
      Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
        sku: hex(random, 8),
        total: Math.round(random() * 50_000) / 100,
        note: random() < 0.5 ? `für ${pick(random, REALISTIC_FIRST)}` : null,
      })),
    ),
  }
}

const REALISTIC_SCHEMA = {
  id: TEXT,
  email: TEXT,
  first_name: TEXT,
  last_name: TEXT,
  city: TEXT,
  plan: TEXT,
  visits: { type: ['null', 'number'], airbyte_type: 'integer' },
  lifetime_value: { type: ['null', 'number'] },
  churn_score: { type: ['null', 'number'] },
  engagement_score: { type: ['null', 'number'] },
  newsletter: { type: ['null', 'boolean'] },
  created_at: TIME,
  last_order_at: TIME,
  topics: { type: ['null', 'array'] },
  preferences: { type: ['null', 'object'] },
  last_orders: { type: ['null', 'array'] },
}

/** A data contract of the sixteen attributes. */
const REALISTIC_CONTRACT = [
  ...CONTRACT.filter(({ attribute }) => attribute !== 'profile'),
  { attribute: 'churn_score', type: 'number' },
  { attribute: 'engagement_score', type: 'number' },
  ...['topics', 'preferences', 'last_orders'].map((attribute) => ({ attribute, type: 'json' })),
]

/** Ten columns. The times are long past, so that no run depends on the day. */
function order(index: number, random: Random): Columns {
  return {
    order_id: `order-${String(index).padStart(9, '0')}`,
    user_id: `user-${String(Math.floor(random() * 200_000)).padStart(9, '0')}`,
    ordered_at: isoTime(random),
    total: Math.round(random() * 50_000) / 100,
    currency: pick(random, ['EUR', 'USD', 'JPY']),
    items: 1 + Math.floor(random() * 9),
    coupon: nullable(random, hex(random, 8)),
    city: nullable(random, pick(random, CITIES)),
    first_order: random() < 0.2,
    note: nullable(random, `left at the door of ${firstName(random)}`),
  }
}

const ORDER_SCHEMA = {
  order_id: TEXT,
  user_id: TEXT,
  ordered_at: TIME,
  total: { type: ['null', 'number'] },
  currency: TEXT,
  items: { type: ['null', 'number'], airbyte_type: 'integer' },
  coupon: TEXT,
  city: TEXT,
  first_order: { type: ['null', 'boolean'] },
  note: TEXT,
}

function streamOf(name: string, properties: object, key: string) {
  return {
    stream: {
      name,
      namespace: 'MARKETING',
      json_schema: { type: 'object', properties },
      supported_sync_modes: ['incremental'],
    },
    sync_mode: 'incremental',
    destination_sync_mode: 'append',
    primary_key: [[key]],
  }
}

function record(stream: string, data: Columns): string {
  return JSON.stringify({ type: 'RECORD', record: { namespace: 'MARKETING', stream, data, emitted_at: EMITTED_AT } })
}

/** A STATE as Airbyte sends it, with an id. */
function state(stream: string, id: number): string {
  const descriptor = { name: stream, namespace: 'MARKETING' }
  return JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: descriptor, stream_state: { cursor: id } }, id },
  })
}

const PEOPLE_RULE = { stream: 'people', object: 'person', id_column: 'id', email_column: 'email' }
const ORDERS_RULE = {
  stream: 'orders',
  object: 'event',
  id_column: 'user_id',
  event_name: 'Order placed',
  timestamp_column: 'ordered_at',
}

const catalogOf = (...streams: unknown[]) => ({ streams })
const PEOPLE_CATALOG = catalogOf(streamOf('people', PERSON_SCHEMA, 'id'))
const PEOPLE_CONFIG = { streams: [PEOPLE_RULE], attributes: CONTRACT }

function shouting(columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name.toUpperCase(), value]))
}

const PADDING = 'All work and no play makes a dull warehouse. '.repeat(19)

const SHAPES = {
  people: {
    name: 'people',
    says: '12 columns, all distinct people',
    catalog: PEOPLE_CATALOG,
    config: PEOPLE_CONFIG,
    line: (index, random) => record('people', person(index, random)),
  },
  realistic: {
    name: 'realistic',
    says: '16 columns: long numbers, nested values, names beyond ASCII, 10 % nulls',
    catalog: catalogOf(streamOf('people', REALISTIC_SCHEMA, 'id')),
    config: { streams: [PEOPLE_RULE], attributes: REALISTIC_CONTRACT },
    line: (index, random) => record('people', realisticPerson(index, random)),
  },
  shouting: {
    name: 'shouting',
    says: '12 columns with upper-case names, as Snowflake has them',
    catalog: catalogOf(streamOf('people', shouting(PERSON_SCHEMA), 'ID')),
    config: { ...PEOPLE_CONFIG, streams: [{ ...PEOPLE_RULE, id_column: 'ID', email_column: 'EMAIL' }] },
    line: (index, random) => record('people', shouting(person(index, random))),
  },
  narrow: {
    name: 'narrow',
    says: '3 columns',
    catalog: catalogOf(streamOf('people', { id: TEXT, plan: TEXT, visits: PERSON_SCHEMA.visits }, 'id')),
    config: { streams: [{ stream: 'people', object: 'person', id_column: 'id' }] },
    line: (index, random) =>
      record('people', { id: `user-${index}`, plan: pick(random, PLANS), visits: Math.floor(random() * 5000) }),
  },
  events: {
    name: 'events',
    says: 'events of 10 columns',
    catalog: catalogOf(streamOf('orders', ORDER_SCHEMA, 'order_id')),
    config: { streams: [ORDERS_RULE] },
    line: (index, random) => record('orders', order(index, random)),
  },
  mixed: {
    name: 'mixed',
    says: 'people and events, in turns of 1,000',
    catalog: catalogOf(streamOf('people', PERSON_SCHEMA, 'id'), streamOf('orders', ORDER_SCHEMA, 'order_id')),
    config: { ...PEOPLE_CONFIG, streams: [PEOPLE_RULE, ORDERS_RULE] },
    line: (index, random) =>
      Math.floor(index / 1000) % 2 === 0
        ? record('people', person(index, random))
        : record('orders', order(index, random)),
  },
  streams20: {
    name: 'streams20',
    says: '20 streams of 12 columns, in turns',
    catalog: catalogOf(...Array.from({ length: 20 }, (_, at) => streamOf(`people_${at}`, PERSON_SCHEMA, 'id'))),
    config: {
      ...PEOPLE_CONFIG,
      streams: Array.from({ length: 20 }, (_, at) => ({ ...PEOPLE_RULE, stream: `people_${at}` })),
    },
    line: (index, random) => record(`people_${index % 20}`, person(index, random)),
  },
  columns300: {
    name: 'columns300',
    says: '300 columns',
    catalog: catalogOf(
      streamOf(
        'people',
        Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`column_${at}`, TEXT])),
        'column_0',
      ),
    ),
    config: { streams: [{ stream: 'people', object: 'person', id_column: 'column_0' }] },
    line: (index, random) => {
      const columns: Record<string, unknown> = { column_0: `user-${index}` }
      for (let at = 1; at < 300; at++) columns[`column_${at}`] = nullable(random, `value ${Math.floor(random() * 1e6)}`)
      return record('people', columns)
    },
  },
  large: {
    name: 'large',
    says: 'rows of 30 KB',
    catalog: catalogOf(
      streamOf(
        'people',
        Object.fromEntries(['id', ...Array.from({ length: 34 }, (_, at) => `text_${at}`)].map((name) => [name, TEXT])),
        'id',
      ),
    ),
    config: { streams: [{ stream: 'people', object: 'person', id_column: 'id' }] },
    line: (index, random) => {
      const columns: Record<string, unknown> = { id: `user-${index}` }
      for (let at = 0; at < 34; at++) columns[`text_${at}`] = `${hex(random, 8)} ${PADDING}`
      return record('people', columns)
    },
  },
  rejected: {
    name: 'rejected',
    says: 'every row rejected (no identifier)',
    catalog: PEOPLE_CATALOG,
    config: { ...PEOPLE_CONFIG, guards: { max_rejected_percent: 100 } },
    line: (index, random) => record('people', { ...person(index, random), id: null }),
  },
  repeats: {
    name: 'repeats',
    says: 'every row one of 1,000 people',
    catalog: PEOPLE_CATALOG,
    config: PEOPLE_CONFIG,
    line: (index, random) => {
      const who = index % 1000
      return record('people', { ...person(index, random), id: `user-${who}`, email: `person.${who}@example.com` })
    },
  },
} as const satisfies Readonly<Record<string, Shape>>

export type ShapeName = keyof typeof SHAPES

const ROWS_PER_STATE = 10_000
const FLUSH_CHARACTERS = 1_000_000

/** The path of `rows` rows of a shape with a STATE after each 10,000; made once, from a seed that never changes. */
export function dataFile(name: ShapeName, rows: number): string {
  mkdirSync(DATA, { recursive: true })
  const path = join(DATA, `${name}-${rows}.jsonl`)
  if (existsSync(path)) return path
  const shape: Shape = SHAPES[name]
  const random = seeded(20_260_101)
  const streams = (shape.catalog as { streams: { stream: { name: string } }[] }).streams.map(
    ({ stream }) => stream.name,
  )
  const file = openSync(`${path}.part`, 'w')
  let text = ''
  for (let index = 0; index < rows; index++) {
    text += `${shape.line(index, random)}\n`
    if ((index + 1) % ROWS_PER_STATE === 0 || index === rows - 1) {
      for (const stream of streams) text += `${state(stream, index)}\n`
    }
    if (text.length > FLUSH_CHARACTERS) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
  renameSync(`${path}.part`, path)
  return path
}

/** Writes the catalog and a configuration for one run; returns their paths. */
export function runFiles(
  name: ShapeName,
  label: string,
  trackUrl: string,
  more: object,
): { config: string; catalog: string } {
  mkdirSync(DATA, { recursive: true })
  const shape: Shape = SHAPES[name]
  const config = join(DATA, `${name}-${label}.config.json`)
  const catalog = join(DATA, `${name}.catalog.json`)
  writeFileSync(
    config,
    JSON.stringify({
      credentials: { site_id: 'site-of-the-benchmark', api_key: 'key-of-the-benchmark' },
      endpoints: { track_url: trackUrl },
      ...shape.config,
      ...more,
    }),
  )
  writeFileSync(catalog, JSON.stringify(shape.catalog))
  return { config, catalog }
}
