import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorsOf, logsOf, runWrite, startWrite, statesOf } from './harness/program'
import { configFor, startSink, type Sink } from './harness/sink'

const STREAM = {
  stream: {
    name: 'people',
    json_schema: { type: 'object', properties: { id: { type: 'string' }, n: { type: 'number' } } },
  },
  sync_mode: 'incremental',
  destination_sync_mode: 'append',
}
const CATALOG = { streams: [STREAM] }
const RULES = { streams: [{ stream: 'people', object: 'person', id_column: 'id' }] }

const row = (id: string, n = 1) =>
  `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":{"id":"${id}","n":${n}}}}\n`
const state = (id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"},"stream_state":{"c":${id}}},"id":${id}}}\n`

let sink: Sink

beforeEach(async () => {
  sink = await startSink()
})

afterEach(() => sink.stop())

describe('write', () => {
  it('acknowledges a state while stdin is still open', async () => {
    const program = startWrite({
      config: configFor(sink.url, { ...RULES, delivery: { flush_seconds: 1 } }),
      catalog: CATALOG,
    })
    program.child.stdin.write(row('1') + state(7))
    const echoed = await program.next(({ type }) => type === 'STATE')
    expect(echoed.state).toMatchObject({ id: 7, destinationStats: { recordCount: 1, rejectedRecordCount: 0 } })
    program.child.stdin.end(row('2') + state(8))
    const finished = await program.finished()
    expect(finished.code).toBe(0)
    expect(statesOf(finished).map(({ id }) => id)).toEqual([7, 8])
  })

  it('splices its counts into the text of a state and leaves the rest of the text alone', async () => {
    const odd =
      '{ "state" : {"type":"STREAM","stream":{"stream_descriptor":{"name":"people","namespace":""},"stream_state":{"n":9007199254740993.10,"t":"\\u00e9 {\\"state\\""}},"id":1, "more":[1.0]} , "type":"STATE"}'
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input: row('1') + odd })
    const line = finished.lines.find((text) => text.includes('"STATE"'))!
    const stats = /,?\s*"destinationStats":\{"recordCount":1\.0,"rejectedRecordCount":0\.0\}/
    expect(line).toMatch(stats)
    expect(line.replace(stats, '')).toBe(odd)
  })

  it('survives a last line without newline, CRLF, blank lines and lines that are not messages', async () => {
    const input = `\r\n\n${row('1').trim()}\r\n{"type":"TRACE"\n[1]\nnonsense secret-content\n{"type":"UNHEARD_OF"}\n${state(1).trim()}`
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input })
    expect(finished.code).toBe(0)
    expect(statesOf(finished)).toHaveLength(1)
    expect(finished.lines.join('\n')).not.toContain('secret-content')
    expect(logsOf(finished, 'WARN').join('\n')).toMatch(/is not a message of the Airbyte protocol/)
  })

  it('does nothing, rightly, with an empty input', async () => {
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG })
    expect(finished.code).toBe(0)
    expect(errorsOf(finished)).toEqual([])
    expect(sink.requests).toEqual([])
  })

  it('fails with a system error on a row of a stream that the catalog lacks, after delivering what came before', async () => {
    const input = row('1') + state(1) + row('2').replace('people', 'stray') + state(2)
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input })
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([
      { failure_type: 'system_error', message: expect.stringContaining('stray') as string },
    ])
    expect(statesOf(finished).map(({ id }) => id)).toEqual([1])
  })

  it('refuses the socket mode of Airbyte', async () => {
    const finished = await runWrite({
      config: configFor(sink.url, RULES),
      catalog: CATALOG,
      env: { DATA_CHANNEL_MEDIUM: 'SOCKET' },
    })
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([{ failure_type: 'config_error' }])
  })

  it.each([401, 403])('stops with a config error on %d, without a later state', async (status) => {
    await sink.stop()
    sink = await startSink(() => ({ status, body: '{"meta":{"error":"Unauthorized"}}' }))
    const finished = await runWrite({
      config: configFor(sink.url, RULES),
      catalog: CATALOG,
      input: row('1') + state(1),
    })
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([{ failure_type: 'config_error' }])
    expect(statesOf(finished)).toEqual([])
    expect(finished.lines.join('\n')).not.toContain('key-for-tests')
  })

  it('retries temporary failures, and a 200 with an HTML page', async () => {
    await sink.stop()
    sink = await startSink(
      (_, index) =>
        [
          { status: 500 },
          { status: 429, headers: { 'retry-after': '0' } },
          { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>portal</html>' },
        ].at(index) ?? { status: 200 },
    )
    const finished = await runWrite({
      config: configFor(sink.url, RULES),
      catalog: CATALOG,
      input: row('1') + state(1),
    })
    expect(finished.code).toBe(0)
    expect(sink.requests).toHaveLength(4)
    expect(statesOf(finished)).toHaveLength(1)
  })

  it('tells Airbyte until when a rate limit delays its streams', async () => {
    await sink.stop()
    sink = await startSink(() => ({ status: 429, headers: { 'retry-after': '60' } }))
    const visits = { ...STREAM, stream: { ...STREAM.stream, name: 'visits', namespace: 'web' } }
    const rules = [...RULES.streams, { ...RULES.streams[0], stream: 'visits' }]
    const startedMs = Date.now()
    const program = startWrite({
      config: configFor(sink.url, { streams: rules }),
      catalog: { streams: [STREAM, visits] },
    })
    program.child.stdin.end(row('1') + state(1))
    await program.next(({ trace }) => JSON.stringify(trace ?? {}).includes('visits'))
    // The test does not wait that long.
    program.kill()
    const { messages } = await program.finished()
    const traces = messages.flatMap(({ trace }) => trace ?? [])
    const status = (descriptor: object) => ({
      type: 'STREAM_STATUS',
      emitted_at: expect.any(Number) as number,
      stream_status: {
        stream_descriptor: descriptor,
        status: 'RUNNING',
        reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: expect.any(Number) as number } }],
      },
    })
    expect(traces).toEqual([status({ name: 'people' }), status({ name: 'visits', namespace: 'web' })])
    const resets = traces.map((trace) => /"quota_reset":(\d+)/.exec(JSON.stringify(trace))?.[1])
    expect(new Set(resets).size).toBe(1)
    expect(Number(resets[0])).toBeGreaterThanOrEqual(startedMs + 60_000)
    expect(messages.map(({ log }) => log?.message)).toContain(
      `Waiting until ${new Date(Number(resets[0])).toISOString()} to try again: HTTP 429`,
    )
    expect(messages.filter(({ type }) => type === 'STATE')).toEqual([])
  })

  it('rejects the rows that a 207 names by index and delivers the others', async () => {
    await sink.stop()
    sink = await startSink(() => ({
      status: 207,
      body: JSON.stringify({
        errors: [
          { batch_index: 1, message: 'about jane@example.com' },
          { batch_index: 1, reason: 'invalid' },
        ],
      }),
    }))
    const input = row('1') + row('2') + row('3') + state(1)
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input })
    expect(finished.code).toBe(0)
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 2, rejectedRecordCount: 1 } }])
    expect(finished.lines.join('\n')).toContain('refused_by_customer_io')
    expect(finished.lines.join('\n')).toContain('(HTTP 207, invalid): about j***@example.com.')
    expect(finished.lines.join('\n')).not.toContain('jane@example.com')
  })

  it('sends a User-Agent with its version and no body that reaches 500,000 bytes', async () => {
    const wide = 'x'.repeat(900)
    const input = Array.from({ length: 2_000 }, (_, n) => row(String(n)).replace('"n":1', `"n":1,"w":"${wide}"`)).join(
      '',
    )
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input: input + state(1) })
    expect(finished.code).toBe(0)
    expect(sink.requests[0]!.headers['user-agent']).toMatch(/^destination-customer-io\/\d/)
    const sizes = sink.requests.map(({ text }) => Buffer.byteLength(text))
    expect(Math.max(...sizes)).toBeLessThan(500_000)
    expect(Math.max(...sizes)).toBeGreaterThan(490_000)
    expect(sink.requests.flatMap(({ text }) => (JSON.parse(text) as { batch: unknown[] }).batch)).toHaveLength(2_000)
  })

  it('says in its summary what became of every row, and keeps quiet below LOG_LEVEL', async () => {
    const input = row('1') + row('') + state(1)
    const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input })
    expect(logsOf(finished, 'INFO').join('\n')).toMatch(
      /destination-customer-io \d+\.\d+\.\d+: 2 rows read = 1 delivered \+ 0 skipped \+ 1 rejected/,
    )
    const quiet = await runWrite({
      config: configFor(sink.url, RULES),
      catalog: CATALOG,
      input,
      env: { LOG_LEVEL: 'ERROR' },
    })
    expect(logsOf(quiet)).toEqual([])
    expect(statesOf(quiet)).toHaveLength(1)
  })

  it('fails without noise when stdout closes early', async () => {
    const program = startWrite({
      config: configFor(sink.url, { ...RULES, delivery: { flush_seconds: 1 } }),
      catalog: CATALOG,
    })
    program.child.stdin.write(row('1') + state(1))
    await program.next(({ type }) => type === 'STATE')
    program.child.stdout.destroy()
    program.child.stdin.write(row('2') + state(2))
    const { code, stderr } = await program.finished()
    program.child.stdin.destroy()
    expect(code).toBe(1)
    expect(stderr).toBe('')
  })

  it('finishes what is in flight on SIGTERM, echoes what is safe and exits with 143', async () => {
    let release = () => {}
    let arrived = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const came = new Promise<void>((resolve) => (arrived = resolve))
    await sink.stop()
    sink = await startSink(async () => {
      arrived()
      await held
      return undefined
    })
    const program = startWrite({
      config: configFor(sink.url, { ...RULES, delivery: { flush_seconds: 1 } }),
      catalog: CATALOG,
    })
    program.child.stdin.write(row('1') + state(1))
    await came
    program.child.kill('SIGTERM')
    const noticed = program.next(({ log }) => log?.message.includes('SIGTERM') === true)
    await noticed
    release()
    const finished = await program.finished()
    expect(finished.code).toBe(143)
    expect(statesOf(finished).map(({ id }) => id)).toEqual([1])
  })

  it('stores rejected rows in a folder before their state leaves', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'rejected-'))
    try {
      const config = configFor(sink.url, { ...RULES, object_storage_config: { storage_type: 'LOCAL', directory } })
      const finished = await runWrite({
        config,
        catalog: CATALOG,
        input: row('') + state(1),
        env: { WORKER_JOB_ID: '12' },
      })
      expect(finished.code).toBe(0)
      const folder = join(directory, '12', 'people')
      const [file] = readdirSync(folder)
      expect(JSON.parse(readFileSync(join(folder, file!), 'utf8'))).toMatchObject({
        stream: 'people',
        code: 'blank_identifier',
        data: { id: '', n: 1 },
      })
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
