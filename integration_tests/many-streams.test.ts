import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFor, startSink, type Sink } from './harness/sink'
import { errorsOf, runWrite, statesOf, temporaryFolder } from './harness/program'

const STREAMS = 3_000
const names = Array.from({ length: STREAMS }, (_, n) => `s${n}`)
const columns = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`c${n}`, { type: 'string' }]))
/** Preloaded: prints the peak of the memory in MB. */
const PEAK = `process.on('exit', () => process.stderr.write('peak ' + Math.round(process.resourceUsage().maxRSS / 1000)))`

let sink: Sink
beforeEach(async () => {
  sink = await startSink()
})
afterEach(() => sink.stop())

describe('write with thousands of streams', () => {
  it('delivers each of them, in memory that does not grow by a table for each', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder.path, 'peak.cjs'), PEAK)
    const streams = names.map((name) => ({
      stream: { name, json_schema: { properties: { id: { type: 'string' }, ...columns } } },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    }))
    const input = names.map((stream, n) => {
      const record = { stream, data: { id: String(n), c1: 'x' }, emitted_at: 1 }
      const state = { type: 'STREAM', stream: { stream_descriptor: { name: stream }, stream_state: { n } } }
      return `${JSON.stringify({ type: 'RECORD', record })}\n${JSON.stringify({ type: 'STATE', state })}\n`
    })
    const rules = names.map((stream) => ({ stream, object: 'person', id_column: 'id' }))
    const attributes = names.map((stream) => ({ attribute: 'c1', stream, type: 'string' }))
    const finished = await runWrite({
      config: configFor(sink.url, { streams: rules, attributes }),
      catalog: { streams },
      input: input.join(''),
      env: { NODE_OPTIONS: `--require ${join(folder.path, 'peak.cjs')}` },
    })
    folder.remove()
    expect([finished.code, errorsOf(finished)]).toEqual([0, []])
    expect(statesOf(finished)).toHaveLength(STREAMS)
    // 160 MB; a table of 64 kB for each stream would be 190 MB more.
    expect(Number(/peak (\d+)/.exec(finished.stderr)?.[1])).toBeLessThan(260)
  })

  it('names streams without a rule, and compares the names of the first ones only', async () => {
    const catalog = {
      streams: names.map((name) => ({
        stream: { name: `x${name}`, json_schema: {} },
        sync_mode: 'incremental',
        destination_sync_mode: 'append',
      })),
    }
    const rules = names.map((stream) => ({ stream, object: 'person', id_column: 'id' }))
    const finished = await runWrite({ config: configFor(sink.url, { streams: rules }), catalog })
    const [error] = errorsOf(finished)
    expect(error?.message).toContain('The stream xs200 has no rule in streams')
    expect(error?.message.match(/There is one for/g)).toHaveLength(50)
  })
})
