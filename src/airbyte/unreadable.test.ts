import type { Input } from '../core/input'
import { readCatalog } from './catalog'
import { readInput } from './input'
import { newInputCounts } from './input-options'

// Lines that are or may be RECORDs and cannot be read: each is handed to the delivery, with its stream where it tells.

const STREAMS = readCatalog({
  streams: [
    { stream: { name: 'P' } },
    { stream: { name: 'Q', namespace: 'a' } },
    { stream: { name: 'R', namespace: 'a' } },
    { stream: { name: 'R', namespace: 'b' } },
    { stream: { name: 'S', namespace: 'a' } },
    { stream: { name: 'S' } },
  ],
})
const [P, Q, , RB, SA] = STREAMS

async function read(lines: string) {
  async function* chunks() {
    await Promise.resolve()
    // A message before, so that some line of the input is readable.
    yield Buffer.from(`{"type":"TRACE"}\n${lines}`)
  }
  const inputs: Input[] = []
  let failure: unknown
  try {
    const options = { counts: newInputCounts(), onUnexpected: () => undefined }
    for await (const some of readInput(chunks(), STREAMS, options)) inputs.push(...some)
  } catch (thrown) {
    failure = thrown
  }
  return { inputs, failure }
}

const whole = '{"type":"RECORD","record":{"stream":"P","data":{"id":"1"},"emitted_at":1}}'

describe('an unreadable record', () => {
  it.each([
    [
      'a value that is not JSON',
      '{"type":"RECORD","record":{"stream":"P","data":{"id":"1","score":NaN},"emitted_at":1}}',
    ],
    ['Infinity', '{"type":"RECORD","record":{"data":{"score":-Infinity},"stream":"P"}}'],
    ['a comma at the end', '{"type":"RECORD","record":{"stream":"P","data":{"id":"1",}}}'],
    ['no commas', '{"type":"RECORD" "record":{"stream":"P" "data":{"id":"1"}}}'],
    ['a raw line feed in a text', '{"type":"RECORD","record":{"stream":"P","data":{"id":"1'],
    ['a tab in a text', '{"type":"RECORD","record":{"stream":"P","data":{"id":"\t"}}}'],
    ['a bad escape', '{"type":"RECORD","record":{"stream":"P","data":{"id":"\\x"}}}'],
    ['a brace too many', `${whole}}`],
    ['text before it', `INFO ${whole}`],
    ['a list around it', `[${whole}]`],
    ['text after it', `${whole} ok`],
    ['the type last', '{"record":{"stream":"P","data":{"id":NaN}},"type":"RECORD"}'],
    ['no type', '{"record":{"stream":"P","data":{"id":"1"}}}'],
    ['a type in other letters', '{"type":"record","record":{"stream":"P","data":{"id":"1"}}}'],
    ['data that is null', '{"type":"RECORD","record":{"stream":"P","data":null,"emitted_at":1}}'],
    ['data that is missing', '{"type":"RECORD","record":{"stream":"P"}}'],
    ['data that is a list', '{"type":"RECORD","record":{"stream":"P","data":[1]}}'],
    ['data that is a number past 2^53', '{"type":"RECORD","record":{"stream":"P","data":12345678901234567890}}'],
    ['a namespace that is not text', '{"type":"RECORD","record":{"stream":"P","namespace":5,"data":{}}}'],
    ['an escaped stream name', '{"type":"RECORD","record":{"stream":"\\u0050","data":{"id":NaN}}}'],
    ['a stream in its data too', '{"type":"RECORD","record":{"data":{"stream":"Q","x":NaN},"stream":"P"}}'],
    ['a type in its data too', '{"record":{"stream":"P","data":{"type":"LOG","x":NaN}},"type":"RECORD"}'],
  ])('is one of its stream: %s', async (_, line) => {
    const { inputs, failure } = await read(`${line}\n`)
    expect(failure).toBeUndefined()
    expect(inputs).toMatchObject([{ kind: 'unreadable', stream: P, line: 2, text: line }])
  })

  it('is accounted for wherever it is cut short', async () => {
    for (let length = 1; length < whole.length; length++) {
      const { inputs, failure } = await read(`${whole.slice(0, length)}\n${whole}\n`)
      expect(failure).toBeUndefined()
      expect(inputs.map(({ kind }) => kind)).toEqual(['unreadable', 'row'])
      const [cut] = inputs as [Extract<Input, { kind: 'unreadable' }>]
      // The stream is certain once its name is complete.
      expect(cut.stream).toBe(length < whole.indexOf('"P"') + 3 ? undefined : P)
    }
  })

  it('is one of its stream at the end of the input, where the newline is missing', async () => {
    const { inputs } = await read(whole.slice(0, -10))
    expect(inputs).toMatchObject([{ kind: 'unreadable', stream: P }])
  })

  it.each([
    ['two records', whole + whole, [P, P]],
    ['a record and a state', `${whole}{"type":"STATE","state":{}}`, [P]],
    ['a state and a record', `{"type":"STATE","state":{}} ${whole}`, [P]],
    ['a log and the beginning of a record', '{"type":"LOG","log":{}}{"type":"REC', [undefined]],
    ['records of two streams', `${whole}${whole.replace('"P"', '"Q"')}`, [P, Q]],
  ])('is counted once for each message on its line: %s', async (_, line, streams) => {
    const { inputs } = await read(`${line}\n`)
    expect(inputs.map((input) => (input as { stream: unknown }).stream)).toEqual(streams)
    expect(inputs.every(({ kind }) => kind === 'unreadable')).toBe(true)
  })

  it.each([
    ['in a notation without quotes', '{type: RECORD, record: {stream: P, data: {}}}'],
    ['in single quotes', `{'type': 'RECORD', 'record': {'stream': 'P', 'data': {}}}`],
    ['of an unknown stream', '{"type":"RECORD","record":{"stream":"X","data":{"id":NaN}}}'],
    ['without a stream', '{"type":"RECORD","record":{"data":{}}}'],
    ['with a stream that is not text', '{"type":"RECORD","record":{"stream":5,"data":{}}}'],
    ['without a record', '{"type":"RECORD"}'],
    ['with a record that is a number past 2^53', '{"type":"RECORD","record":12345678901234567890}'],
    ['whose namespace may be in the missing part', '{"type":"RECORD","record":{"stream":"S","data":{"id":"1'],
    ['of several streams', '{"type":"RECORD","record":{"stream":"R","data":{"id":NaN}}}'],
  ])('has no stream where that is not certain: %s', async (_, line) => {
    const { inputs, failure } = await read(`${line}\n`)
    expect(failure).toBeUndefined()
    expect(inputs).toMatchObject([{ kind: 'unreadable', stream: undefined, line: 2 }])
  })

  it.each([
    ['a namespace', '{"type":"RECORD","record":{"stream":"R","namespace":"b","data":{"id":NaN}}}', RB],
    ['a namespace, cut short after it', '{"type":"RECORD","record":{"namespace":"a","stream":"S","data":{', SA],
    ['no namespace, of the only stream of that name', '{"type":"RECORD","record":{"stream":"Q","data":{"id":NaN}}}', Q],
  ])('is found by %s', async (_, line, stream) => {
    expect((await read(`${line}\n`)).inputs).toMatchObject([{ kind: 'unreadable', stream }])
  })
})

describe('a record without a namespace', () => {
  const record = (stream: string, more = {}) =>
    JSON.stringify({ type: 'RECORD', record: { stream, data: {}, ...more } })

  it.each([
    ['P', P],
    ['Q', Q],
    ['S', STREAMS[5]],
  ])('of %s is one of the stream without one, or of the only stream of that name', async (name, stream) => {
    for (const namespace of [undefined, null, '']) {
      const { inputs } = await read(`${record(name, { namespace })}\n${record(name, { namespace })}\n`)
      expect(inputs).toMatchObject([
        { kind: 'row', stream },
        { kind: 'row', stream },
      ])
    }
  })

  it('fails with a configuration error that names the streams where there are several', async () => {
    const { inputs, failure } = await read(`${record('P')}\n${record('R')}\n${record('P')}\n`)
    expect(inputs).toHaveLength(1)
    expect(failure).toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('a.R, b.R') as string,
    })
  })

  it('has states that are matched in the same way', async () => {
    const state = '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"Q"}}}}'
    expect((await read(`${state}\n`)).inputs).toMatchObject([{ kind: 'state', streams: [Q] }])
  })

  it('does not belong to a stream in another namespace', async () => {
    expect((await read(`${record('Q', { namespace: 'b' })}\n`)).failure).toMatchObject({ failureType: 'system_error' })
    expect((await read(`${record('P', { namespace: 'b' })}\n`)).failure).toMatchObject({ failureType: 'system_error' })
  })
})

describe('emitted_at', () => {
  it.each([
    [1_700_000_000_000, 1_700_000_000_000],
    [1_700_000_000, 1_700_000_000_000],
    [1_700_000_000.5, 1_700_000_000_500],
    [1_700_000_000_000_000, 1_700_000_000_000],
    ['1700000000000000000', 1_700_000_000_000],
    [946_684_800, 946_684_800_000],
    [946_684_800_000, 946_684_800_000],
    [-5, undefined],
    [0, undefined],
    [1, undefined],
    [1e300, undefined],
    ['"1700000000000"', undefined],
    ['null', undefined],
    ['true', undefined],
    ['{}', undefined],
  ])('%s is %s', async (emittedAt, expected) => {
    const line = `{"type":"RECORD","record":{"stream":"P","data":{"id":1},"emitted_at":${emittedAt}}}\n`
    // The second line is read by the template that the first one taught.
    const { inputs } = await read(line + line)
    expect(inputs).toMatchObject([{ kind: 'row' }, { kind: 'row' }])
    expect(inputs.map((input) => (input as { emittedAtMs: unknown }).emittedAtMs)).toEqual([expected, expected])
  })

  it('may be missing', async () => {
    const line = '{"type":"RECORD","record":{"stream":"P","data":{"id":1}}}\n'
    expect((await read(line)).inputs).toMatchObject([{ kind: 'row', emittedAtMs: undefined }])
  })
})
