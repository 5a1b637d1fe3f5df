import fc from 'fast-check'
import { rawMembers } from '../src/airbyte/testing/raw-json'
import { errorsOf, logsOf, runWrite, statesOf } from './harness/program'
import { configFor, startSink } from './harness/sink'

/** The built program must do the same with the fast path of src/airbyte/fast-path/ and without it. */

const TIME = { type: 'string', format: 'date-time' }
const CATALOG = {
  streams: ['people', 'events'].map((name) => ({
    stream: { name, json_schema: { properties: { id: {}, email: {}, seen_at: TIME } } },
    sync_mode: 'incremental',
    destination_sync_mode: 'append',
    primary_key: [['id']],
  })),
}
const CONFIG = {
  // All items fit into one body, which leaves at the end: what is merged must not depend on how fast replies come.
  delivery: { flush_seconds: 60 },
  guards: { max_rejected_percent: 100 },
  invalid_values: 'skip_attribute',
  null_handling: 'clear',
  streams: [
    { stream: 'people', object: 'person', id_column: 'id', email_column: 'email' },
    {
      stream: 'events',
      object: 'event',
      id_column: 'id',
      event_name: 'seen',
      event_id_columns: ['id', 'seen_at'],
      timestamp_column: 'seen_at',
    },
  ],
}

const NAMES = ['email', 'a', 'b', 'c d', 'é', '"', 'seen_at', 'aa', 'constructor']

/** RECORD lines of both streams in turns, from generated members of `data`, with a STATE after each group. */
function generateLines(seed: number): string[] {
  const groups = fc.sample(rawMembers(NAMES, 20), { seed, numRuns: 100 })
  return groups.flatMap((rows, group) => [
    ...rows.map((members, index) => {
      // Some rows share an id or have none.
      const id = index % 5 === 0 ? group % 9 : index % 7 === 0 ? 'null' : `"${group}-${index}"`
      const data = `"id":${id}${members === '' ? '' : `,${members}`}`
      const stream = group % 2 === 0 ? 'people' : 'events'
      return `{"type":"RECORD","record":{"stream":"${stream}","data":{${data}},"emitted_at":1760000000000}}`
    }),
    `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"${
      group % 2 === 0 ? 'people' : 'events'
    }"},"stream_state":{"group":${group}}}}}`,
  ])
}

async function run(input: string, fastPath: string | undefined) {
  const sink = await startSink()
  try {
    const finished = await runWrite({
      config: configFor(sink.url, CONFIG),
      catalog: CATALOG,
      input,
      env: { LOG_LEVEL: 'INFO', ...(fastPath === undefined ? {} : { CUSTOMER_IO_FAST_PATH: fastPath }) },
    })
    return {
      exitCode: finished.code,
      errors: errorsOf(finished),
      states: statesOf(finished),
      warnings: logsOf(finished, 'WARN'),
      requests: sink.requests.map(({ text }) => (JSON.parse(text) as { batch: unknown[] }).batch),
    }
  } finally {
    await sink.stop()
  }
}

describe('the fast path of the built program', () => {
  it.each([1, 2, 3])('sends the same requests, states and warnings as without it (seed %d)', async (seed) => {
    const input = `${generateLines(seed).join('\n')}\n`
    const fast = await run(input, undefined)
    expect(fast.requests.flat().length).toBeGreaterThan(200)
    expect(fast).toEqual(await run(input, 'off'))
  })

  it('refuses an unknown value of CUSTOMER_IO_FAST_PATH as a configuration error', async () => {
    const { exitCode, errors, requests } = await run('', 'disabled')
    expect(exitCode).not.toBe(0)
    expect(errors).toMatchObject([{ failure_type: 'config_error' }])
    expect(errors[0]?.message).toContain('CUSTOMER_IO_FAST_PATH has an unknown value')
    expect(requests).toEqual([])
  })
})
