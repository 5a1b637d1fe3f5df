import fc from 'fast-check'
import { Readable } from 'node:stream'
import { LosslessNumber } from '../lib/json'
import type { Input } from '../core/input'
import type { Row } from '../core/row'
import type { State } from '../core/state'
import type { SourceStream } from '../core/stream'
import { readCatalog } from './catalog'
import { readInput, stdinChunks } from './input'
import { newInputCounts } from './input-options'
import { spliceStats } from './state-stats'

const CATALOG: readonly SourceStream[] = readCatalog({
  streams: [
    {
      stream: { name: 'people', namespace: 'a', json_schema: { properties: { id: { type: 'string' } } } },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      primary_key: [['id']],
      destination_object_name: 'person',
      sync_id: 9,
    },
    { stream: { name: 'people', namespace: '' } },
  ],
})

async function readAll(text: string | Buffer, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text)
  async function* pieces() {
    let from = 0
    for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
      await Promise.resolve()
      if (cut > from) yield bytes.subarray(from, cut)
      from = Math.max(from, cut)
    }
  }
  const counts = newInputCounts()
  const surprises: string[] = []
  const inputs: Input[] = []
  let failure: unknown
  try {
    for await (const chunk of readInput(pieces(), CATALOG, { counts, onUnexpected: (text) => surprises.push(text) }))
      inputs.push(...chunk)
  } catch (thrown) {
    failure = thrown
  }
  return { inputs, counts, surprises, failure }
}

const record = (data: unknown, more = {}) =>
  JSON.stringify({ type: 'RECORD', record: { stream: 'people', namespace: 'a', emitted_at: 5, data, ...more } })

describe('readInput', () => {
  it('reads rows and states in order, with any kind of newline', async () => {
    const lines = [
      record({ id: 'Zoë 😀\u2028' }),
      '',
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people","namespace":"a"}},"id":1}}',
      '   ',
      record({ id: 2 }),
    ]
    const { inputs, counts } = await readAll(lines.join('\r\n'))
    expect(inputs.map(({ kind }) => kind)).toEqual(['row', 'state', 'row'])
    expect((inputs[0] as Row).data).toEqual({ id: 'Zoë 😀\u2028' })
    expect(inputs[1]).toEqual({ kind: 'state', streams: [CATALOG[0]], text: lines[2] })
    expect(counts).toEqual({ rows: 2, states: 1, ignored: 0, broken: 0, invalidUtf8: 0 })
  })

  it('reads the same messages wherever chunks end', async () => {
    const text = [
      record({ id: 'ä😀'.repeat(20) }),
      '{"type":"STATE","state":{"data":{}}}',
      'broken{',
      record({ n: 1 }),
    ].join('\n')
    const whole = await readAll(text)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(Buffer.byteLength(text)), { maxLength: 30 }), async (cuts) => {
        expect(await readAll(text, cuts)).toEqual(whole)
      }),
    )
  })

  it('distinguishes namespaces, and treats null, "" and no namespace as equal', async () => {
    const { inputs } = await readAll(
      [
        record({}),
        record({}, { namespace: null }),
        record({}, { namespace: '' }),
        record({}, { namespace: undefined }),
      ].join('\n'),
    )
    expect(inputs.map((input) => CATALOG.indexOf((input as Row).stream))).toEqual([0, 1, 1, 1])
  })

  it.each([
    [
      'STREAM of another stream',
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"x"}}}}',
      [],
    ],
    ['GLOBAL', '{"type":"STATE","state":{"type":"GLOBAL","global":{}}}', CATALOG],
    ['LEGACY', '{"type":"STATE","state":{"type":"LEGACY","data":{}}}', CATALOG],
    ['no type', '{"type":"STATE","state":{"data":{}}}', CATALOG],
  ])('reads the streams that a state covers: %s', async (_, line, streams) => {
    expect((await readAll(line)).inputs).toEqual([{ kind: 'state', streams, text: line }])
  })

  it('keeps every digit of large numbers, and the names of nulled columns', async () => {
    const meta = {
      changes: [
        { field: 'x', change: 'NULLED', reason: 'r' },
        { field: 'y', change: 'TRUNCATED', reason: 'r' },
      ],
    }
    const line = record({ n: 0 }, { meta }).replace('"n":0', '"n":12345678901234567890')
    const { inputs } = await readAll(line)
    expect((inputs[0] as Row).data['n']).toEqual(new LosslessNumber('12345678901234567890'))
    expect((inputs[0] as Row).nulled).toEqual(['x'])
  })

  it('counts lines that are not messages and cannot be RECORDs, warns once of each kind, and never with their content', async () => {
    const { counts, surprises, inputs } = await readAll(
      [
        record({}),
        'INFO secret started',
        '{secret',
        'null',
        '[]',
        '"x RECORD"',
        '12345678901234567890',
        '{}',
        '{"level":"info","message":"secret"}',
        '{"type":"LOG","log":{"message":"secret RECORD"',
        '{"type":"STATE"}',
        '{"type":"STATE","state":12345678901234567890}',
        '{"type":"STATE","state":{"data":{"secret":NaN}}}',
        '{"type":"NEW"}',
        '{"type":"NEWER"}',
        '{"type":"TRACE","trace":{}}',
      ].join('\n'),
    )
    expect(inputs).toHaveLength(1)
    expect(counts).toEqual({ rows: 1, states: 0, ignored: 3, broken: 12, invalidUtf8: 0 })
    expect(surprises.map((text) => /^Line (\d+) of the input (\S+ \S+ \S+)/.exec(text)?.slice(1))).toEqual([
      ['2', 'is not a'],
      ['11', 'is a STATE'],
      ['14', 'has a message'],
    ])
    expect(surprises.join()).not.toContain('secret')
  })

  it('fails where no line is a message', async () => {
    for (const text of ['INFO started', 'a\nb\n', record(null)]) {
      const { failure } = await readAll(text)
      expect(failure).toMatchObject({ failureType: 'config_error' })
    }
    for (const text of ['', '\n \n', '{"type":"TRACE","trace":{}}'])
      expect((await readAll(text)).failure).toBeUndefined()
  })

  it.each([
    null,
    5,
    { changes: null },
    { changes: 'x' },
    { changes: [null, 'x', { change: 'NULLED' }, { change: 'NULLED', field: 5 }] },
  ])('reads a row whose meta is %j', async (meta) => {
    const { inputs } = await readAll(record({ id: 1 }, { meta }))
    expect((inputs[0] as Row).nulled).toEqual([])
  })

  it.each([null, 'x', {}, { stream_descriptor: null }, { stream_descriptor: {} }, { stream_descriptor: { name: 5 } }])(
    'reads a STREAM state whose stream is %j as one of an unknown stream',
    async (stream) => {
      const line = JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream } })
      expect((await readAll(line)).inputs).toEqual([{ kind: 'state', streams: [], text: line }])
    },
  )

  it('rejects a record whose line is too long, and reads on', async () => {
    const megabyte = Buffer.alloc(1_000_000, 0x78)
    async function* endless() {
      await Promise.resolve()
      yield Buffer.from('{"type":"RECORD","record":{"stream":"people","namespace":"a","data":{"note":"')
      for (let n = 0; n < 33; n++) yield megabyte
      yield Buffer.from(`\n${record({ id: 1 })}\n`)
    }
    const counts = newInputCounts()
    const read: Input[] = []
    for await (const inputs of readInput(endless(), CATALOG, { counts, onUnexpected: () => undefined }))
      read.push(...inputs)
    expect(read.map(({ kind }) => kind)).toEqual(['unreadable', 'row'])
    expect(read[0]).toMatchObject({ stream: CATALOG[0], line: 1, why: 'line_too_long' })
    expect(counts).toMatchObject({ rows: 1, broken: 1 })
  })

  it.each([
    ['deep', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['wide', `[${'{},'.repeat(2_000_001)}0]`],
  ])('rejects a long record with %s data without parsing it', async (_, data) => {
    const note = 'x'.repeat(1_000_000)
    const { inputs } = await readAll(record({ id: 1 }).replace('"id":1', `"note":"${note}","data":${data}`))
    expect(inputs).toMatchObject([{ kind: 'unreadable', stream: CATALOG[0], why: 'too_many_values' }])
  })

  it('echoes a state that is nested deeper than a stack holds', async () => {
    const line = `{"type":"STATE","state":{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    const [state] = (await readAll(line)).inputs
    expect(spliceStats((state as State).text, { accepted: 1, rejected: 0 })).toBe(
      `${line.slice(0, -2)},"destinationStats":{"recordCount":1.0,"rejectedRecordCount":0.0}}}`,
    )
  })

  it('accounts for nesting that no parser can follow', async () => {
    const deep = '['.repeat(200_000)
    const { counts, inputs } = await readAll(
      `{"type":"RECORD","record":{"stream":"people","data":{"n":1234567890123456,"x":${deep}${']'.repeat(200_000)}}}}\n${record({}, {})}`,
    )
    expect(counts.broken + counts.rows).toBe(2)
    expect(inputs).toHaveLength(2)
  })

  it('fails on a row of a stream that the catalog lacks, after handing over what came before', async () => {
    const { inputs, failure } = await readAll(
      [record({ id: 1 }), record({ id: 2 }, { stream: 'stray' }), record({ id: 3 })].join('\n'),
    )
    expect(inputs).toHaveLength(1)
    expect(failure).toMatchObject({
      failureType: 'system_error',
      message: expect.stringContaining("'a.stray'") as string,
    })
    const atEnd = await readAll(record({ id: 2 }, { stream: 'stray' }))
    expect(atEnd.failure).toBeDefined()
  })
})

describe('stdinChunks', () => {
  async function readFrom(stdin: Readable, onRow: () => void) {
    const counts = newInputCounts()
    const options = { counts, onUnexpected: () => undefined }
    for await (const inputs of readInput(stdinChunks(stdin), CATALOG, options)) inputs.forEach(onRow)
    return counts
  }

  it('ends when the stream is destroyed, and drops the line that was cut off', async () => {
    const stdin = new Readable({ read: () => undefined })
    stdin.push(`${record({ id: 1 })}\n{"type":"REC`)
    expect(await readFrom(stdin, () => stdin.destroy())).toMatchObject({ rows: 1, broken: 0 })
  })

  it('passes other errors on', async () => {
    const stdin = new Readable({ read: () => undefined })
    stdin.push(`${record({ id: 1 })}\n`)
    await expect(readFrom(stdin, () => stdin.destroy(new Error('EIO')))).rejects.toThrow('EIO')
  })
})

describe('readCatalog', () => {
  it('reads the properties of a stream that a destination needs', () => {
    expect(CATALOG[0]).toEqual({
      name: 'people',
      namespace: 'a',
      columns: new Map([['id', { type: 'string' }]]),
      primaryKey: ['id'],
      readInFull: false,
      syncMode: 'append_dedup',
      objectName: 'person',
      syncId: 9,
    })
    expect(CATALOG[1]).toMatchObject({
      namespace: undefined,
      primaryKey: [],
      readInFull: true,
      syncMode: 'append',
      objectName: undefined,
      syncId: undefined,
    })
  })

  it('reads the text of a catalog', () => {
    expect(readCatalog('{"streams":[{"stream":{"name":"x"}}]}')).toMatchObject([{ name: 'x', primaryKey: [] }])
    expect(() => readCatalog('{"streams":[secret')).toThrow(/^The catalog is not JSON\.$/)
  })

  it('reads no key of a plain stream whose key is nested, also where one part is flat', () => {
    const primary_key = [['id'], ['a', 'b']]
    expect(readCatalog({ streams: [{ stream: { name: 'x' }, primary_key }] })).toMatchObject([{ primaryKey: [] }])
  })

  it('ignores properties that it does not need', () => {
    const json_schema = { properties: { a: true, b: null, c: { type: 'string' } } }
    const [x, y] = readCatalog({
      streams: [
        {
          stream: { name: 'x', json_schema },
          generation_id: 1,
          minimum_generation_id: 1,
          sync_id: null,
          cursor_field: [],
        },
        { stream: { name: 'y', json_schema: null }, primary_key: null, destination_object_name: '' },
      ],
    })
    expect(Object.fromEntries(x!.columns)).toEqual({ a: {}, b: {}, c: { type: 'string' } })
    expect(x!.syncId).toBeUndefined()
    expect(y!.columns.size).toBe(0)
    expect(y!.objectName).toBeUndefined()
  })

  it.each([
    ['null', null, 'no list of streams'],
    ['a stream that is null', { streams: [null] }, 'without a name'],
    ['a key that is not a list', { streams: [{ stream: { name: 'x' }, primary_key: 'id' }] }, "The key of 'x'"],
    ['a key of bare names', { streams: [{ stream: { name: 'x' }, primary_key: ['id'] }] }, '"id"'],
    ['a key without a name', { streams: [{ stream: { name: 'x' }, primary_key: [[]] }] }, "The key of 'x'"],
    ['a mode that is not text', { streams: [{ stream: { name: 'x' }, destination_sync_mode: {} }] }, "'{}'"],
    ['a stream without a name', { streams: [{ stream: {} }] }, 'without a name'],
    ['an unknown mode', { streams: [{ stream: { name: 'x' }, destination_sync_mode: 'mirror' }] }, "'mirror'"],
    [
      'a nested matching key',
      { streams: [{ stream: { name: 'x' }, primary_key: [['a', 'b']], destination_object_name: 'person' }] },
      "'a.b'",
    ],
    [
      'a stream listed twice',
      { streams: [{ stream: { name: 'x', namespace: '' } }, { stream: { name: 'x' } }] },
      'twice',
    ],
  ])('refuses %s', (_, catalog, text) => {
    expect(() => readCatalog(catalog)).toThrow(text)
  })
})
