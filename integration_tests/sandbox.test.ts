import { startSandbox, type Sandbox } from '../src/sandbox/index'
import { runWithConfig, runWrite, statesOf } from './harness/program'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

const config = (more: Record<string, unknown> = {}) => ({
  credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
  endpoints: { track_url: sandbox.url },
  ...more,
})

describe('the program against the sandbox', () => {
  it('checks credentials', async () => {
    sandbox = await startSandbox()
    const good = await runWithConfig('check', config())
    expect(good.messages.find(({ type }) => type === 'CONNECTION_STATUS')).toMatchObject({
      connectionStatus: { status: 'SUCCEEDED' },
    })
    const bad = await runWithConfig('check', { ...config(), credentials: { site_id: 'x', api_key: 'wrong-key' } })
    expect(bad.code).toBe(0)
    expect(bad.messages.find(({ type }) => type === 'CONNECTION_STATUS')).toMatchObject({
      connectionStatus: { status: 'FAILED' },
    })
    expect(bad.lines.join()).not.toContain('wrong-key')
  })

  it('keeps order and loses nothing through every fault it knows, and a second run changes nothing', async () => {
    const rates = {
      rate_limit: 0.05,
      rate_limit_with_wait: 0.02,
      error_500: 0.05,
      error_502: 0.05,
      error_503: 0.05,
      reset_before: 0.05,
      reset_after: 0.05,
      html_page: 0.03,
      redirect: 0.05,
      slow_body: 0.03,
    }
    sandbox = await startSandbox({ faults: { rates }, settings: { shuffle: true }, seed: 7 })
    const catalog = {
      streams: [
        {
          stream: { name: 'people', json_schema: { properties: { id: { type: 'string' } } } },
          sync_mode: 'incremental',
          destination_sync_mode: 'append',
        },
        {
          stream: {
            name: 'events',
            json_schema: { properties: { id: { type: 'string' }, who: { type: 'string' }, at: { type: 'string' } } },
          },
          sync_mode: 'incremental',
          destination_sync_mode: 'append',
        },
      ],
    }
    const rules = {
      streams: [
        { stream: 'people', object: 'person', id_column: 'id' },
        {
          stream: 'events',
          object: 'event',
          id_column: 'who',
          event_name: 'seen',
          event_id_columns: ['id'],
          timestamp_column: 'at',
        },
      ],
    }
    const expected = new Map<string, Record<string, unknown>>()
    let input = ''
    for (let n = 0; n < 20_000; n++) {
      const id = `p${n % 701}`
      if (n % 3 === 0) {
        const data = { id: `e${n}`, who: id, at: '2025-01-01T00:00:00Z' }
        input += `${JSON.stringify({ type: 'RECORD', record: { stream: 'events', emitted_at: 1, data } })}\n`
      } else {
        const data = { id, [`a${n % 5}`]: n, pad: 'x'.repeat(300) }
        expected.set(id, { ...expected.get(id), ...data })
        input += `${JSON.stringify({ type: 'RECORD', record: { stream: 'people', emitted_at: 1, data } })}\n`
      }
      if (n % 500 === 499) {
        const name = n % 1000 === 499 ? 'people' : 'events'
        input += `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"${name}"}},"id":${n}}}\n`
      }
    }
    const attributes = () =>
      new Map(
        [...sandbox.workspace.people.all].map((person) => [
          person.id,
          Object.fromEntries([...person.attributes].map(([name, { value }]) => [name, value])),
        ]),
      )
    for (const run of [1, 2]) {
      const finished = await runWrite({ config: config(rules), catalog, input })
      expect(finished.code).toBe(0)
      expect(statesOf(finished).map(({ id }) => id)).toEqual(
        Array.from({ length: 40 }, (_, index) => index * 500 + 499),
      )
      for (const [id, values] of expected) {
        const { id: own, ...rest } = values
        expect(own).toBe(id)
        expect(attributes().get(id)).toEqual(rest)
      }
      expect(sandbox.workspace.events).toHaveLength(6667)
      if (run === 2) expect(sandbox.workspace.repeatedEvents).toBeGreaterThanOrEqual(6667)
    }
  }, 60_000)
})
