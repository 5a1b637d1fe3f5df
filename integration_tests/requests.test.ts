import { hasOpenApi, OpenApi } from './harness/openapi'
import { errorsOf, runWrite } from './harness/program'
import { configFor, startSink, type Recorded } from './harness/sink'

/** Everything that `write` sends is what the vendor's OpenAPI document of the Track API describes. */
const withDocument = hasOpenApi ? describe : describe.skip

interface Stream {
  readonly rule: Record<string, unknown>
  readonly columns: Record<string, unknown>
  readonly rows: readonly Record<string, unknown>[]
  /** `METHOD path type/action`, of each item or of the request. */
  readonly sends: readonly string[]
}

const TEXT = { type: 'string' }
const TIME = { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' }
const BATCH = 'POST /api/v2/batch'

const STREAMS: Record<string, Stream> = {
  people: {
    rule: { object: 'person', id_column: 'id', email_column: 'email' },
    columns: { id: TEXT, email: TEXT, created_at: TIME, score: { type: 'number' }, vip: { type: 'boolean' }, tags: {} },
    rows: [
      {
        id: '1',
        email: 'a@example.com',
        created_at: '2026-01-01T00:00:00Z',
        score: 1.5,
        vip: true,
        tags: ['x', { y: 1 }],
        cio_subscription_preferences: { topics: { topic_1: true } },
      },
      { id: 'né 😀', email: null, created_at: null, score: -0.25 },
    ],
    sends: [`${BATCH} person/identify`, `${BATCH} person/identify`],
  },
  updates: {
    rule: { object: 'person', operation: 'update', email_column: 'email' },
    columns: { email: TEXT, plan: TEXT },
    rows: [{ email: 'u@example.com', plan: 'pro' }],
    sends: [`${BATCH} person/identify`],
  },
  by_phone: {
    rule: { object: 'person', phone_column: 'phone' },
    columns: { phone: TEXT, plan: TEXT },
    rows: [{ phone: '+14155552671', plan: 'pro' }],
    sends: [`${BATCH} person/identify`],
  },
  by_cio_id: {
    rule: { object: 'person', cio_id_column: 'cio' },
    columns: { cio: TEXT, plan: TEXT },
    rows: [{ cio: 'a3000001', plan: 'pro' }],
    sends: [`${BATCH} person/identify`],
  },
  leavers: {
    rule: { object: 'person', operation: 'delete', id_column: 'id' },
    columns: { id: TEXT },
    rows: [{ id: '9' }],
    sends: [`${BATCH} person/delete`],
  },
  carts: {
    rule: {
      object: 'event',
      id_column: 'who',
      event_name: 'cart_abandoned',
      event_id_columns: ['cart'],
      timestamp_column: 'at',
    },
    columns: { who: TEXT, cart: TEXT, at: TIME, total: { type: 'number' } },
    rows: [{ who: '1', cart: 'c1', at: '2026-01-01T00:00:00.123Z', total: 9.9 }],
    sends: [`${BATCH} person/event`],
  },
  pages: {
    rule: {
      object: 'event',
      event_type: 'page',
      email_column: 'who',
      event_name_column: 'url',
      event_id_columns: ['n'],
      timestamp_column: 'at',
    },
    columns: { who: TEXT, url: TEXT, n: { type: 'integer' }, at: TIME },
    rows: [{ who: 'a@example.com', url: '/x', n: 1, at: '2026-01-01T00:00:00Z' }],
    sends: [`${BATCH} person/page`],
  },
  screens: {
    rule: {
      object: 'event',
      event_type: 'screen',
      id_column: 'who',
      event_name: 'Home',
      event_id_columns: ['n'],
      timestamp_column: 'at',
    },
    columns: { who: TEXT, n: { type: 'integer' }, at: TIME },
    rows: [{ who: '1', n: 1, at: '2026-01-01T00:00:00Z' }],
    sends: [`${BATCH} person/screen`],
  },
  companies: {
    rule: { object: 'object', object_type_id: '1', object_id_column: 'id' },
    columns: { id: TEXT, seats: { type: 'integer' } },
    rows: [{ id: 'acme', seats: 5 }],
    sends: [`${BATCH} object/identify`],
  },
  closed: {
    rule: { object: 'object', operation: 'delete', object_type_id_column: 'type', object_id_column: 'id' },
    columns: { id: TEXT, type: TEXT },
    rows: [{ id: 'gone', type: '2' }],
    sends: [`${BATCH} object/delete`],
  },
  employees: {
    rule: { object: 'relationship', object_type_id: '1', object_id_column: 'company', id_column: 'who' },
    columns: { who: TEXT, company: TEXT, role: TEXT },
    rows: [{ who: '1', company: 'acme', role: 'admin' }],
    sends: [`${BATCH} */add_relationships`],
  },
  former: {
    rule: {
      object: 'relationship',
      operation: 'delete',
      object_type_id: '1',
      object_id_column: 'company',
      email_column: 'who',
    },
    columns: { who: TEXT, company: TEXT },
    rows: [{ who: 'z@example.com', company: 'acme' }],
    sends: [`${BATCH} */delete_relationships`],
  },
  devices: {
    rule: { object: 'device', token_column: 'token', platform_column: 'os', last_used_column: 'at', id_column: 'who' },
    columns: { who: TEXT, token: TEXT, os: TEXT, at: TIME },
    rows: [{ who: '1', token: 't1', os: 'ios', at: '2026-01-01T00:00:00Z' }],
    sends: [`${BATCH} person/add_device`],
  },
  lost_devices: {
    rule: { object: 'device', operation: 'delete', token_column: 'token', id_column: 'who' },
    columns: { who: TEXT, token: TEXT },
    rows: [{ who: '2', token: 't2' }],
    sends: [`${BATCH} person/delete_device`],
  },
  members: {
    rule: { object: 'segment_membership', segment_id: '7', id_column: 'who' },
    columns: { who: TEXT },
    rows: [{ who: 'm1' }, { who: 'm2' }],
    sends: ['POST /api/v1/segments/7/add_customers?id_type=id'],
  },
  leaving_members: {
    rule: { object: 'segment_membership', operation: 'delete', segment_id_column: 'segment', email_column: 'who' },
    columns: { who: TEXT, segment: TEXT },
    rows: [{ who: 'a@example.com', segment: '7' }],
    sends: ['POST /api/v1/segments/7/remove_customers?id_type=email'],
  },
  suppressions: {
    rule: { object: 'person_suppression', email_column: 'who' },
    columns: { who: TEXT },
    rows: [{ who: 'no@example.com' }],
    sends: [`${BATCH} person/suppress`],
  },
  pardons: {
    rule: { object: 'person_suppression', operation: 'delete', id_column: 'who' },
    columns: { who: TEXT },
    rows: [{ who: '77' }],
    sends: [`${BATCH} person/unsuppress`],
  },
  merges: {
    rule: { object: 'person_merge', primary_id_column: 'keep', secondary_email_column: 'drop' },
    columns: { keep: TEXT, drop: TEXT },
    rows: [{ keep: '100', drop: 'double@example.com' }],
    sends: [`${BATCH} person/merge`],
  },
}

function describeRequest({ method, path, text }: Recorded): readonly string[] {
  const { batch } = JSON.parse(text) as { batch?: { type: string; action: string }[] }
  if (batch === undefined) return [`${method} ${path}`]
  return batch.map(({ type, action }) => `${method} ${path} ${action.endsWith('relationships') ? '*' : type}/${action}`)
}

withDocument('what write sends', () => {
  it('is in the vendor’s document, for every object and operation', async () => {
    const sink = await startSink()
    try {
      const record = (stream: string, data: unknown) =>
        `${JSON.stringify({ type: 'RECORD', record: { stream, emitted_at: 1, data } })}\n`
      const all = Object.entries(STREAMS)
      const finished = await runWrite({
        config: configFor(sink.url, {
          null_handling: 'clear',
          streams: all.map(([stream, { rule }]) => ({ stream, ...rule })),
        }),
        catalog: {
          streams: all.map(([name, { columns }]) => ({
            stream: { name, json_schema: { type: 'object', properties: columns } },
            sync_mode: 'incremental',
            destination_sync_mode: 'append',
          })),
        },
        input: all.flatMap(([stream, { rows }]) => rows.map((row) => record(stream, row))).join(''),
      })
      expect(errorsOf(finished)).toEqual([])
      expect(finished.code).toBe(0)
      const sends = all.flatMap((stream) => stream[1].sends)
      expect(sink.requests.flatMap(describeRequest).sort()).toEqual([...sends].sort())
      const api = new OpenApi()
      for (const { method, path, text } of sink.requests) {
        expect(api.requestErrors(method, path, JSON.parse(text))).toEqual([])
      }
    } finally {
      await sink.stop()
    }
  })
})
