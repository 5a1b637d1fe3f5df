import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toJson } from '../../lib/json'
import { valueOf, type Row } from '../../core/row'
import type { SourceStream } from '../../core/stream'
import { readCatalog } from '../catalog'
import { decodeLine } from '../decode'
import { readInput } from '../input'
import type { InputCounts } from '../input-options'
import { rawMembers } from '../testing/raw-json'
import { parsingReader, type RecordReader } from './record-reader'
import { TemplateReader } from './template-reader'

const STREAMS = readCatalog({
  streams: [{ stream: { name: 'people', namespace: 'a' } }, { stream: { name: 'people' } }, { stream: { name: 'x' } }],
})

interface Read {
  readonly rows: readonly Row[]
  readonly counts: InputCounts
  /** The error that ended the reading early. */
  readonly failure: unknown
}

/** Reads whole lines in one chunk, by default with templates. */
async function read(
  lines: readonly (string | Buffer)[],
  streams = STREAMS,
  recordReader: RecordReader = new TemplateReader(),
): Promise<Read> {
  return readChunks(
    [Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]))],
    streams,
    recordReader,
  )
}

async function readChunks(
  chunks: readonly Buffer[],
  streams: readonly SourceStream[],
  recordReader: RecordReader,
): Promise<Read> {
  async function* source() {
    for (const chunk of chunks) yield await Promise.resolve(chunk)
  }
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0, invalidUtf8: 0 }
  const rows: Row[] = []
  let failure: unknown
  try {
    for await (const inputs of readInput(source(), streams, { counts, onUnexpected: () => undefined, recordReader }))
      rows.push(...inputs.filter((input): input is Row => input.kind === 'row'))
  } catch (thrown) {
    failure = thrown
  }
  return { rows, counts, failure }
}

/** Reads the lines both ways, expects equal results, and returns the rows that the templates read. */
async function compare(lines: readonly (string | Buffer)[], streams = STREAMS): Promise<readonly Row[]> {
  const fast = await read(lines, streams)
  const reference = await read(lines, streams, parsingReader)
  expect({ ...fast, rows: fast.rows.map(plain) }).toEqual({ ...reference, rows: reference.rows.map(plain) })
  expect(scanned(reference.rows)).not.toContain(true)
  return fast.rows
}

const plain = ({ stream, data, emittedAtMs, nulled }: Row) => ({ stream, data: toJson(data), emittedAtMs, nulled })
const scanned = (rows: readonly Row[]) => rows.map(({ cells }) => cells !== undefined)

const ENVELOPES: readonly ((members: string, time: number) => string)[] = [
  (members, time) =>
    `{"type":"RECORD","record":{"namespace":"a","stream":"people","data":{${members}},"emitted_at":${time}}}`,
  (members, time) =>
    `{"type":"RECORD","record":{"stream":"people","emitted_at":${time},"data":{${members}},"namespace":"a"}}\r`,
  (members, time) =>
    `{"record":{"stream":"people","data":{${members}},"emitted_at":${time},"meta":{"changes":[]}},"type":"RECORD"}`,
  (members, time) => `{"type": "RECORD", "record": {"stream": "x", "data":{${members}},"emitted_at":${time} }}`,
]

describe('TemplateReader', () => {
  it('reads rows of all shapes without parsing their lines', async () => {
    for (const envelope of ENVELOPES) {
      const lines = [
        '"id":"1","n":1,"t":null,"nested":{"a":[1,"}"]}',
        '"id":"2","n":-1.5,"t":true,"nested":null',
        '"id":"Zoë \\"","n":12345678901234567890,"t":false,"nested":[]',
        '"n":1.0,"nested":"x"',
        '',
      ].map((members, index) => envelope(members, 1_700_000_000_000 + index))
      expect(scanned(await compare(lines))).toEqual([false, true, true, true, true])
    }
  })

  it.each([
    ['a new column', '"a":1,"b":2,"c":3'],
    ['another order', '"b":2,"a":1'],
    ['a repeated column', '"a":1,"a":2'],
    ['white space', '"a": 1,"b":2'],
    ['an escape in a name', '"\\u0061":1'],
    ['invalid JSON', '"a":01'],
    ['a text that never ends', '"a":"x\\'],
    ['a nesting without end', '"a":{"b":1'],
    ['a trailing comma', '"a":1,'],
  ])('leaves %s to the parser', async (_, members) => {
    const lines = ['"a":1,"b":"x"', members, '"a":2,"b":"y"'].map((one) => ENVELOPES[0]!(one, 5))
    const rows = await compare(lines)
    expect(rows.filter(({ cells }) => cells !== undefined).every(({ data }) => data['b'] === 'y')).toBe(true)
  })

  it.each([
    [
      'a time that is not a safe integer',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":12345678901234567}}',
    ],
    ['a time with a fraction', '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5.5}}'],
    [
      'a record with meta.changes',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5,"meta":{"changes":[{"field":"a","change":"NULLED"}]}}}',
    ],
    ['names that are numbers', '{"type":"RECORD","record":{"stream":"x","data":{"b":1,"7":2},"emitted_at":5}}'],
    ['data twice', '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5,"data":{"probe":1}}}'],
    [
      'a nested member named data',
      '{"type":"RECORD","record":{"stream":"x","meta":{"data":{"a":1}},"data":{"a":1},"emitted_at":5}}',
    ],
    [
      'a nested member named emitted_at',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"meta":{"emitted_at":5},"emitted_at":6}}',
    ],
    ['emitted_at twice', '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5,"emitted_at":6}}'],
    ['another type in front', '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5},"type":"LOG"}'],
  ])('learns nothing from %s', async (_, line) => {
    expect(scanned(await compare([line, line, line]))).not.toContain(true)
  })

  it('handles alternating streams, and a stream whose columns change', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => {
      const members = index < 30 ? `"a":${index}` : `"b":"x","a":${index}`
      return ENVELOPES[[0, 2, 3][index % 3]!]!(members, index)
    })
    const rows = await compare(lines)
    expect(scanned(rows).filter((one) => one).length).toBeGreaterThan(45)
  })

  it('returns single columns equal to those of the complete row', async () => {
    const lines = ['"a":1,"b":"x"', '"a":-2.5,"b":"y"', '"b":"z"'].map((one) => ENVELOPES[0]!(one, 5))
    const { rows } = await read(lines)
    for (const row of rows) for (const column of ['a', 'b', 'c']) expect(valueOf(row, column)).toBe(row.data[column])
  })

  it('reads any lines to the same rows as the reference reader', async () => {
    const counts = { scanned: 0, parsed: 0 }
    await fc.assert(
      fc.asyncProperty(rawMembers(), fc.constantFrom(...ENVELOPES), async (rows, envelope) => {
        const lines = rows.map((members, index) => envelope(members, index))
        for (const isScanned of scanned(await compare(lines))) counts[isScanned ? 'scanned' : 'parsed']++
      }),
      { numRuns: 3000 },
    )
    // Both cases are frequent.
    expect(Math.min(counts.scanned, counts.parsed)).toBeGreaterThan(3000)
  })

  it('reads damaged lines to the same rows as the reference reader', async () => {
    const line = Buffer.from(ENVELOPES[0]!('"id":"Zoë","n":1.5,"t":null,"x":{"a":"\\""}', 1_700_000_000_000))
    const damage = fc.record({ at: fc.nat(line.length - 1), code: fc.nat(255), length: fc.nat(2) })
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        let broken: Buffer = Buffer.from(line)
        for (const { at, code, length } of damages) {
          if (code === 0x0a) continue
          broken = Buffer.concat([broken.subarray(0, at), Buffer.from([code]), broken.subarray(at + length)])
        }
        // Damage to the name of the stream ends the run, in both readers.
        await compare([line, broken, line])
      }),
      { numRuns: 5000 },
    )
  })

  const golden = join(__dirname, '../../../integration_tests/golden')
  it.each(readdirSync(golden))('reads the golden case %s to the same rows as the reference reader', async (folder) => {
    const streams = readCatalog(readFileSync(join(golden, folder, 'catalog.json'), 'utf8'))
    const known = new Set(streams.map(({ name }) => name))
    const lines = readFileSync(join(golden, folder, 'input.jsonl'), 'utf8').split('\n')
    for (const line of lines) {
      const decoded = decodeLine(line)
      if (decoded.kind !== 'record' || !known.has(decoded.record.stream)) continue
      // The reader learns from the first line and reads the second one.
      await compare([line, line], streams)
    }
  })

  it('keeps the values of rows while it reads later chunks, wherever chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rawMembers(undefined, 12), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 100, max: 300 }),
        async (groups, size) => {
          const lines = groups.flatMap((group, index) => group.map((one) => ENVELOPES[index % 2]!(one, index)))
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            Buffer.from(bytes.subarray(index * size, (index + 1) * size)),
          )
          // All rows are read before the first one is looked at.
          const { rows } = await readChunks(chunks, STREAMS, new TemplateReader())
          const { rows: expected } = await readChunks(chunks, STREAMS, parsingReader)
          expect(rows.map(plain)).toEqual(expected.map(plain))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps the values of rows that have more columns than one array of values can hold', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `c${index}`)
    const members = (value: number) => names.map((name) => `"${name}":${value}`).join(',')
    const rows = await compare([1, 2, 3, 4].map((value) => ENVELOPES[0]!(members(value), value)))
    expect(scanned(rows)).toEqual([false, true, true, true])
  })
})
