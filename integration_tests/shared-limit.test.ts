import { runWrite, statesOf } from './harness/program'
import { configFor, startSink } from './harness/sink'

/** Several connections write to one workspace: nothing but the API's replies tells one worker of the others. */
describe('workers that share the rate limit of one workspace', () => {
  const WORKERS = 2
  const ROWS = 1_000
  const wide = 'x'.repeat(900)
  const catalog = {
    streams: [
      {
        stream: { name: 'people', json_schema: { type: 'object', properties: { id: { type: 'string' } } } },
        sync_mode: 'incremental',
        destination_sync_mode: 'append',
      },
    ],
  }
  const inputOf = (worker: number) =>
    Array.from(
      { length: ROWS },
      (_, n) =>
        `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":{"id":"w${worker}-${n}","w":"${wide}"}}}\n`,
    ).join('') +
    '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"},"stream_state":{}},"id":1}}\n'

  it.each([
    ['names the wait', { 'retry-after': '1' }],
    ['does not', undefined],
  ])('all slow down and all deliver everything, when a 429 %s', async (_, headers) => {
    let refused = 0
    const taken = new Set<string>()
    // A workspace that accepts half of the requests of all workers.
    const sink = await startSink(({ text }, index) => {
      if (index % 2 > 0) {
        refused += 1
        return { status: 429, ...(headers && { headers }) }
      }
      for (const [, id = ''] of text.matchAll(/"id":"(w\d-\d+)"/g)) taken.add(id)
      return undefined
    })
    const config = configFor(sink.url, { streams: [{ stream: 'people', object: 'person', id_column: 'id' }] })
    const runs = await Promise.all(
      Array.from({ length: WORKERS }, (__, worker) => runWrite({ config, catalog, input: inputOf(worker) })),
    )
    await sink.stop()
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
    expect(runs.map((run) => statesOf(run).length)).toEqual([1, 1])
    expect(taken.size).toBe(WORKERS * ROWS)
    expect(refused).toBeGreaterThan(0)
  })
})
