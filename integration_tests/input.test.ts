import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFor, startSink, type Sink } from './harness/sink'
import { errorsOf, logsOf, runWrite, statesOf, temporaryFolder } from './harness/program'

// Every line of the input is accounted for, by the built program.

const STREAM = (name: string, namespace?: string) => ({
  stream: {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    json_schema: { properties: { id: { type: 'string' }, n: { type: 'number' }, at: { type: 'string' } } },
  },
  sync_mode: 'incremental',
  destination_sync_mode: 'append',
})
const CATALOG = { streams: [STREAM('P')] }
const RULE = { object: 'person', id_column: 'id' }

const row = (id: string) => `{"type":"RECORD","record":{"stream":"P","data":{"id":"${id}"},"emitted_at":1}}\n`
const state = (id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"P"}},"id":${id}}}\n`
const NAN = '{"type":"RECORD","record":{"stream":"P","data":{"id":"1","score":NaN},"emitted_at":1}}\n'

let sink: Sink
beforeEach(async () => (sink = await startSink()))
afterEach(() => sink.stop())

async function write(input: string | Buffer, more: Record<string, unknown> = {}, catalog: unknown = CATALOG) {
  const config = configFor(sink.url, { streams: [{ stream: 'P', ...RULE }], ...more })
  const finished = await runWrite({ config, catalog, input })
  const sent = sink.requests.flatMap(
    ({ text }) => (JSON.parse(text) as { batch: { identifiers: { id: string } }[] }).batch,
  )
  return { finished, ids: sent.map(({ identifiers }) => identifiers.id), text: finished.lines.join('\n') }
}

describe('rows whose columns differ from the catalog by case', () => {
  it('fail the run, and are reported', async () => {
    const rows = Array.from({ length: 19 }, (_, n) => row(String(n)).replace('"id"', '"ID"'))
    const { finished, ids, text } = await write(rows.join('') + state(1))
    expect([finished.code, ids, statesOf(finished)]).toEqual([1, [], []])
    expect(text).toContain('ID for id')
  })
})

describe('a record that cannot be read', () => {
  it('is a rejected row, and counted in the state after it', async () => {
    const { finished, ids, text } = await write(row('a') + NAN + state(1))
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['a'])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 1, rejectedRecordCount: 1 } }])
    expect(text).toContain('unreadable_record: row 2. The record cannot be read: it is not valid JSON')
    expect(text).toContain('(line 2 of the input)')
  })

  it('is stored as text, in a file that replay reads', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder.path, 'rejected'))
    const { finished } = await write(NAN + row('a') + state(1), {
      object_storage_config: { storage_type: 'LOCAL', directory: join(folder.path, 'rejected') },
    })
    expect(finished.code).toBe(0)
    const [file] = readdirSync(join(folder.path, 'rejected'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.jsonl'),
    )
    const record = JSON.parse(readFileSync(join(folder.path, 'rejected', file!), 'utf8')) as Record<string, unknown>
    expect(record).toMatchObject({
      stream: 'P',
      code: 'unreadable_record',
      data: null,
      emitted_at: null,
      raw: NAN.trimEnd(),
    })
    folder.remove()
  })

  it('fails the run with the line numbers where its stream is unknown, and lets no later state pass', async () => {
    const { finished, ids } = await write(row('a') + state(1) + '{"type":"RECORD","rec\n' + row('b') + state(2))
    expect(finished.code).toBe(1)
    expect(ids).toEqual(['a', 'b'])
    expect(statesOf(finished).map(({ id }) => id)).toEqual([1])
    expect(errorsOf(finished)[0]?.message).toContain('line 3. The other rows were delivered')
  })

  it('fails the run where no line can be read', async () => {
    const { finished } = await write('INFO started\nINFO done\n')
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)[0]?.message).toContain('none of its 2 lines could be read')
  })

  it('stops the run by the guard where most are', async () => {
    const { finished } = await write(NAN.repeat(30) + row('a') + state(1))
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)[0]?.message).toContain('guards.max_rejected_percent')
    expect(statesOf(finished)).toEqual([])
  })
})

describe('text that cannot be a record', () => {
  it('is counted, and the run goes on', async () => {
    const { finished, ids, text } = await write(`${row('a')}INFO started\n{"level":"info"}\n${state(1)}`)
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['a'])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 1, rejectedRecordCount: 0 } }])
    expect(logsOf(finished, 'WARN')).toHaveLength(1)
    expect(text).toContain('2 lines of the input could not be read.')
  })
})

describe('what is optional', () => {
  const events = {
    streams: [
      {
        stream: 'P',
        object: 'event',
        id_column: 'id',
        event_name: 'e',
        event_id_columns: ['id'],
        timestamp_column: 'at',
      },
    ],
    events: { missing_timestamp: 'use_emitted_at' },
  }
  const record = (id: string, emittedAt: string) =>
    `{"type":"RECORD","record":{"stream":"P","data":{"id":"${id}"}${emittedAt === '' ? '' : `,"emitted_at":${emittedAt}`}}}\n`

  it('emitted_at may be missing where nothing needs it', async () => {
    const { finished, ids } = await write(record('a', '') + record('b', 'null') + record('c', '-5') + state(1))
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(logsOf(finished, 'WARN')).toEqual([])
  })

  it('emitted_at in seconds and microseconds is recognized where it is used, and never becomes 1970', async () => {
    const input = [
      record('ms', '1750000000000'),
      record('s', '1750000000'),
      record('us', '1750000000000000'),
      record('none', ''),
      record('negative', '-5'),
    ]
    const { finished } = await write(input.join('') + state(1), events)
    expect(finished.code).toBe(0)
    const sent = sink.requests.flatMap(({ text }) => (JSON.parse(text) as { batch: { timestamp: number }[] }).batch)
    expect(sent.map(({ timestamp }) => timestamp)).toEqual([1_750_000_000, 1_750_000_000, 1_750_000_000])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 3, rejectedRecordCount: 2 } }])
  })

  it('a record and a state without a namespace belong to the only stream of that name', async () => {
    const { finished, ids } = await write(row('a') + state(1), {}, { streams: [STREAM('P', 'public')] })
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['a'])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 1, rejectedRecordCount: 0 } }])
  })

  it('a missing namespace is a configuration error where several streams have the name', async () => {
    const { finished } = await write(row('a') + state(1), {}, { streams: [STREAM('P', 'x'), STREAM('P', 'y')] })
    expect(finished.code).toBe(1)
    expect(errorsOf(finished)).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('x.P, y.P') as string },
    ])
    expect(statesOf(finished)).toEqual([])
  })

  it('a state that is a number past 2^53 does not end the run', async () => {
    const { finished, ids } = await write(`${row('a')}{"type":"STATE","state":12345678901234567890}\n${state(2)}`)
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['a'])
    expect(statesOf(finished).map(({ id }) => id)).toEqual([2])
  })

  it('data that is a number past 2^53 sends no person', async () => {
    const { finished, ids } = await write(
      `{"type":"RECORD","record":{"stream":"P","data":12345678901234567890,"emitted_at":1}}\n${state(1)}`,
    )
    expect(finished.code).toBe(0)
    expect(ids).toEqual([])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 0, rejectedRecordCount: 1 } }])
  })
})

describe('the encoding', () => {
  it('of an identifier must be valid UTF-8, and of other texts is reported', async () => {
    const lines = [row('a?'), row('b').replace('"id":"b"', '"id":"b","note":"?"'), row('c'), state(1)]
    const bytes = Buffer.from(lines.join(''))
    for (let at = bytes.indexOf('?'); at >= 0; at = bytes.indexOf('?')) bytes[at] = 0xff
    const { finished, ids, text } = await write(bytes)
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['b', 'c'])
    expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 2, rejectedRecordCount: 1 } }])
    expect(text).toContain('2 lines of the input had bytes that are not UTF-8.')
  })

  it('may begin with a byte order mark', async () => {
    const { finished, ids } = await write(`\uFEFF${row('a')}${state(1)}`)
    expect(finished.code).toBe(0)
    expect(ids).toEqual(['a'])
    expect(logsOf(finished, 'WARN')).toEqual([])
  })

  it('is named where it is UTF-16', async () => {
    const { finished, ids } = await write(Buffer.from(`\uFEFF${row('a')}${state(1)}`, 'utf16le'))
    expect(finished.code).toBe(1)
    expect(ids).toEqual([])
    expect(errorsOf(finished)[0]?.message).toContain('UTF-16')
  })
})
