import { configFor, startSink, type Answer, type Sink } from './harness/sink'
import { errorsOf, logsOf, runWrite, statesOf } from './harness/program'

// What a reply proves, for the built program: only a JSON object acknowledges or refuses rows.

const CATALOG = {
  streams: [
    {
      stream: { name: 'people', json_schema: { properties: { id: { type: 'string' }, n: { type: 'number' } } } },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    },
  ],
}
const RULES = { streams: [{ stream: 'people', object: 'person', id_column: 'id' }] }
const PAGE = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Bad Request</h1></html>' }
/** A request is tried twice or more within 0.6 seconds, and no longer. */
const IMPATIENT = { delivery: { max_retry_minutes: 0.01, max_in_flight: 1 } }

const row = (id: string) =>
  `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":{"id":"${id}","n":1}}}\n`
const state = (id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"}},"id":${id}}}\n`
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(`p${n}`)).join('')

let sink: Sink
afterEach(() => sink.stop())

async function write(
  answer: (ids: readonly string[], index: number) => Answer | undefined,
  input: string,
  more: Record<string, unknown> = {},
) {
  const accepted: string[] = []
  sink = await startSink(({ text }, index) => {
    const ids = (JSON.parse(text) as { batch: { identifiers: { id: string } }[] }).batch.map(
      (one) => one.identifiers.id,
    )
    const reply = answer(ids, index)
    if (reply === undefined) accepted.push(...ids)
    return reply
  })
  const finished = await runWrite({ config: configFor(sink.url, { ...RULES, ...more }), catalog: CATALOG, input })
  return { finished, accepted, text: finished.lines.join('\n') }
}

describe('a 2xx without a JSON object', () => {
  it.each([
    ['an empty body', { status: 200, body: '' }],
    ['a 204', { status: 204, body: '' }],
    ['a 207 with an empty body', { status: 207, body: '' }],
    ['a list', { status: 200, body: '[]' }],
    ['a page', { ...PAGE, status: 200 }],
  ])('acknowledges nothing: %s', async (_, reply) => {
    const { finished } = await write(() => reply, rows(3) + state(1), IMPATIENT)
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([{ failure_type: 'transient_error' }])
    expect(statesOf(finished)).toEqual([])
    expect(logsOf(finished, 'INFO').join()).toContain('0 delivered + 0 skipped + 0 rejected')
  })

  it('is retried', async () => {
    const { finished, accepted } = await write(
      (_, index) => (index === 0 ? { status: 200, body: '' } : undefined),
      rows(3) + state(1),
    )
    expect(finished.code).toBe(0)
    expect(accepted).toEqual(['p0', 'p1', 'p2'])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 3, rejectedRecordCount: 0 } }])
  })
})

describe('the page of a proxy', () => {
  it('rejects no row with 400: the request is retried', async () => {
    const { finished, accepted } = await write(
      (_, index) => (index === 0 ? { ...PAGE, status: 400 } : undefined),
      rows(40) + state(1),
    )
    expect(finished.code).toBe(0)
    expect(accepted).toHaveLength(40)
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 40, rejectedRecordCount: 0 } }])
  })

  it('ends the run where it stays', async () => {
    const { finished } = await write(() => ({ ...PAGE, status: 400 }), rows(40) + state(1), IMPATIENT)
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([
      {
        failure_type: 'transient_error',
        message: expect.stringContaining('HTTP 400 with a body that is not') as string,
      },
    ])
    expect(statesOf(finished)).toEqual([])
  })

  it('halves a request that is too large for it, and delivers every row', async () => {
    const { finished, accepted } = await write(
      (ids) => (ids.length > 3 ? { ...PAGE, status: 413 } : undefined),
      rows(40) + state(1),
    )
    expect(finished.code).toBe(0)
    expect(new Set(accepted).size).toBe(40)
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 40, rejectedRecordCount: 0 } }])
  })
})

describe('a 207', () => {
  it.each(['{"errors":[]}', '{}', '{"errors":null}'])('accepts every row where it is %s', async (body) => {
    const { finished } = await write(() => ({ status: 207, body }), rows(2) + state(1))
    expect(finished.code).toBe(0)
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 2, rejectedRecordCount: 0 } }])
  })
})

describe.each([403, 404, 405, 409, 422, 431])('HTTP %i', (status) => {
  const refusal = { status, body: '{"meta":{"error":"cannot be used here"}}' }
  // The first request leaves at once, the others once it is accepted.
  const settings = { delivery: { ...IMPATIENT.delivery, flush_seconds: 1 }, guards: { max_rejected_percent: 100 } }

  it('rejects the row at fault after an accepted request, with the text of the reply', async () => {
    const input = rows(1_200).replaceAll('"n":1', `"n":1,"w":"${'x'.repeat(900)}"`)
    const { finished, accepted, text } = await write(
      (ids) => (ids.includes('p900') ? refusal : undefined),
      input + state(1),
      settings,
    )
    expect(finished.code).toBe(0)
    expect(new Set(accepted).size).toBe(1_199)
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 1_199, rejectedRecordCount: 1 } }])
    expect(text).toContain(`Customer.io refused the row (HTTP ${status}, cannot be used here).`)
  })

  it('ends the run and rejects nothing where no later request is accepted', async () => {
    const input = rows(1_200).replaceAll('"n":1', `"n":1,"w":"${'x'.repeat(900)}"`)
    const { finished } = await write((_, index) => (index > 0 ? refusal : undefined), input + state(1), settings)
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([{ failure_type: 'config_error' }])
    expect(logsOf(finished, 'INFO').join()).toContain('0 skipped + 0 rejected')
    expect(statesOf(finished)).toEqual([])
  })

  it('ends the run before the first accepted request', async () => {
    const { finished } = await write(() => refusal, rows(10) + state(1), settings)
    expect(finished.code).toBe(1)
    expect(sink.requests).toHaveLength(1)
    expect(logsOf(finished, 'INFO').join()).toContain('0 rejected')
  })
})

describe('a rejection', () => {
  it.each([
    [
      'v1',
      { status: 400, body: '{"meta":{"error":"the id person-1 is not allowed"}}' },
      '(HTTP 400, the id *** is not allowed)',
    ],
    [
      'v2',
      { status: 400, body: '{"errors":[{"reason":"invalid","field":"n","message":"must be below 1"}]}' },
      '(HTTP 400, invalid, field n): must be below 1.',
    ],
  ])('shows status, reason, field and message of a %s reply without storage', async (_, reply, shown) => {
    const { finished, text } = await write(
      (ids) => (ids.includes('person-1') ? reply : undefined),
      row('p0') + row('person-1') + state(1),
      {
        guards: { max_rejected_percent: 100 },
      },
    )
    expect(finished.code).toBe(0)
    expect(text).toContain(shown)
  })
})
