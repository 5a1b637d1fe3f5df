import { LosslessNumber, stringify } from 'lossless-json'
import { Random } from './random'

/** One row with the column names of the model, in upper case as in Snowflake. */
type Data = Readonly<Record<string, unknown>>

export interface Sample {
  /** `ANALYTICS.ACTIVATION_PROFILE`, one row per person, apart from deliberate mistakes. */
  readonly profiles: readonly Data[]
  /** `ANALYTICS.CART_EVENTS`, one row per event. */
  readonly events: readonly Data[]
  /** The attributes in Customer.io before the first sync, by id. */
  readonly known: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

const NAMESPACE = 'ANALYTICS'
const PROFILES = 'ACTIVATION_PROFILE'
const EVENTS = 'CART_EVENTS'

const PEOPLE = 300
const LIVE_EVENTS = 140
const STALE_EVENTS = 260
/** Rows between two states. */
const STATE_EVERY = 100
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const FIRST_NAMES = ['Ada', 'Björk', 'Chloé', 'Dmitri', 'Emre', 'Fatima', 'Grace', 'Hồng', 'Ines', 'Jürgen'] as const
const CITIES = ['Berlin', 'Lisbon', 'Malmö', 'Porto', 'Zürich', 'Łódź'] as const
const STATUSES = ['open', 'inactive', 'ordered'] as const

/**
 * An activation profile and cart events as in a real warehouse, with every edge case of the documentation. The same `nowMs`
 * (unix milliseconds) gives the same rows. Event times are around it, because an event can start a campaign only while it
 * is recent.
 */
export function makeSample(nowMs: number): Sample {
  const random = new Random(2024)
  const profiles = Array.from({ length: PEOPLE }, (_, index) => profile(index, nowMs, random))
  const events = [
    ...Array.from({ length: STALE_EVENTS }, (_, n) => event(n, nowMs - 4 * DAY_MS - random.below(60 * DAY_MS), random)),
    ...Array.from({ length: LIVE_EVENTS }, (_, n) =>
      event(STALE_EVENTS + n, nowMs - HOUR_MS - random.below(60 * HOUR_MS), random),
    ),
  ]
  return {
    profiles: [...profiles, ...awkwardProfiles(profiles, nowMs, random)],
    events: [...events, ...awkwardEvents(events, nowMs, random)],
    known: knownBefore(profiles),
  }
}

/** The sample as Airbyte messages, a STATE after every hundred rows and at the end of each stream. */
export function toMessages({ profiles, events }: Sample, nowMs: number): string {
  const lines: string[] = []
  let states = 0
  for (const [stream, rows] of [
    [PROFILES, profiles],
    [EVENTS, events],
  ] as const) {
    rows.forEach((data, index) => {
      lines.push(line({ type: 'RECORD', record: { stream, namespace: NAMESPACE, emitted_at: nowMs, data } }))
      if ((index + 1) % STATE_EVERY !== 0 && index + 1 !== rows.length) return
      const descriptor = { name: stream, namespace: NAMESPACE }
      const stream_state = { cursor: index + 1 }
      // Airbyte adds an id to each state and expects it back.
      const state = { type: 'STREAM', stream: { stream_descriptor: descriptor, stream_state }, id: ++states }
      lines.push(line({ type: 'STATE', state }))
    })
  }
  return `${lines.join('\n')}\n`
}

function profile(index: number, nowMs: number, random: Random): Data {
  const id = `c-${1001 + index}`
  const firstName = random.pick(FIRST_NAMES)
  const hasOrdered = random.chance(0.6)
  return {
    CUSTOMER_ID: id,
    EMAIL: index % 25 === 7 ? ` Customer.${1001 + index}@Example.COM ` : `customer.${1001 + index}@example.com`,
    FIRST_NAME: firstName,
    CITY: random.chance(0.2) ? null : random.pick(CITIES),
    CREATED_AT: zoned(nowMs - random.below(900 * DAY_MS)),
    LAST_ORDER_AT: hasOrdered ? withoutZone(nowMs - random.below(90 * DAY_MS)) : null,
    LIFETIME_VALUE: hasOrdered ? random.below(200_000) / 100 : 0,
    // From a column NUMBER(38, 0): more digits than a double can represent.
    LOYALTY_NUMBER: new LosslessNumber(`90071992547${String(40993 + index * 7).padStart(7, '0')}`),
    PREFERENCES: JSON.stringify({ channels: ['email'], sizes: { shoe: 36 + random.below(10) } }, null, 2),
    CART_STATUS: random.pick(STATUSES),
    UNSUBSCRIBED: random.chance(0.1),
    SURVEY_SENT: random.chance(0.3) ? withoutZone(nowMs - random.below(30 * DAY_MS)).replace('T', ' ') : null,
  }
}

/** Typical mistakes of models, one row each. */
function awkwardProfiles(profiles: readonly Data[], nowMs: number, random: Random): readonly Data[] {
  const row = (number: number, more: Data): Data => ({ ...profile(number, nowMs, random), ...more })
  return [
    row(400, { CUSTOMER_ID: null }),
    row(401, { CUSTOMER_ID: 'null' }),
    row(402, { CUSTOMER_ID: '' }),
    row(403, { EMAIL: 'n/a' }),
    // The shop allowed a customer to register twice.
    row(404, { EMAIL: profiles[3]?.['EMAIL'] }),
    row(405, { UNSUBSCRIBED: 'yes' }),
    row(406, { CITY: 'x'.repeat(1001) }),
    // A person who is in the model twice: the later email address is the current one.
    { ...profiles[10], EMAIL: 'new.address.1011@example.com' },
  ]
}

function event(number: number, atMs: number, random: Random): Data {
  const items = Array.from({ length: 1 + random.below(3) }, () => ({ sku: `s-${random.below(900)}`, quantity: 1 }))
  return {
    EVENT_ID: `e-${10_001 + number}`,
    CUSTOMER_ID: `c-${1001 + random.below(PEOPLE)}`,
    EVENT: random.chance(0.7) ? 'cart_updated' : 'cart_abandoned',
    OCCURRED_AT: zoned(atMs),
    CART_TOTAL: random.below(50_000) / 100,
    ITEMS: JSON.stringify(items, null, 2),
  }
}

function awkwardEvents(events: readonly Data[], nowMs: number, random: Random): readonly Data[] {
  const row = (number: number, more: Data): Data => ({ ...event(number, nowMs - 2 * HOUR_MS, random), ...more })
  return [
    // A wrong clock or time zone.
    row(900, { OCCURRED_AT: zoned(nowMs + 5 * HOUR_MS) }),
    row(901, { OCCURRED_AT: zoned(nowMs + 24 * HOUR_MS) }),
    row(902, { OCCURRED_AT: null }),
    row(903, { EVENT_ID: null }),
    // A join that multiplies rows.
    ...events.slice(20, 26),
    // A key that is not unique.
    { ...events[30], CART_TOTAL: 1.23 },
  ]
}

/** Some people were in Customer.io before, with other attributes and with former email addresses. */
function knownBefore(profiles: readonly Data[]): Sample['known'] {
  const known = profiles.filter(({ CITY }) => CITY === null).slice(0, 12)
  return new Map(
    known.map(({ CUSTOMER_ID, EMAIL }, index) => [
      String(CUSTOMER_ID),
      { email: index < 3 ? `former.${String(EMAIL).trim()}` : EMAIL, city: 'Vienna', app_version: '8.1' },
    ]),
  )
}

function zoned(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}

/** The format of a TIMESTAMP_NTZ: no time zone, six fractional digits. */
function withoutZone(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000')
}

function line(message: unknown): string {
  return stringify(message) as string
}
