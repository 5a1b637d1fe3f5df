import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toJson } from '../../lib/json'
import type { Input } from '../../core/input'
import { valueOf, type Row } from '../../core/row'
import { readCatalog } from '../catalog'
import { readInput } from '../input'
import { decodeLine, nulledColumns } from '../decode'
import { rawMembers } from '../testing/raw-json'

const STREAMS = readCatalog({
  streams: [{ stream: { name: 'people', namespace: 'a' } }, { stream: { name: 'people' } }, { stream: { name: 'x' } }],
})

async function read(lines: readonly (string | Buffer)[], streams = STREAMS) {
  async function* whole() {
    await Promise.resolve()
    yield Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]))
  }
  const counts = { rows: 0, states: 0, ignored: 0, broken: 0 }
  const inputs: Input[] = []
  for await (const chunk of readInput(whole(), streams, { counts, onUnexpected: () => undefined }))
    inputs.push(...chunk)
  return { rows: inputs.filter((input): input is Row => input.kind === 'row'), counts }
}

/** The rows of the lines as the parser of whole lines has them. */
function parse(lines: readonly (string | Buffer)[]) {
  return lines.flatMap((line) => {
    const decoded = decodeLine(line.toString())
    if (decoded.kind !== 'record') return []
    const { record } = decoded
    return [{ data: toJson(record.data), emittedAtMs: record.emitted_at, nulled: nulledColumns(record) }]
  })
}

const plain = ({ data, emittedAtMs, nulled }: Row) => ({ data: toJson(data), emittedAtMs, nulled })
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

describe('RowFrame', () => {
  it('reads rows of all shapes without parsing their lines, to the same values', async () => {
    for (const envelope of ENVELOPES) {
      const lines = [
        '"id":"1","n":1,"t":null,"nested":{"a":[1,"}"]}',
        '"id":"2","n":-1.5,"t":true,"nested":null',
        '"id":"Zoë \\"","n":12345678901234567890,"t":false,"nested":[]',
        '"n":1.0,"nested":"x"',
        '',
      ].map((members, index) => envelope(members, 1_700_000_000_000 + index))
      const { rows, counts } = await read(lines)
      expect(scanned(rows)).toEqual([false, true, true, true, true])
      expect(rows.map(plain)).toEqual(parse(lines))
      expect(counts).toEqual({ rows: 5, states: 0, ignored: 0, broken: 0 })
    }
  })

  it.each([
    ['a column that is new', '"a":1,"b":2,"c":3'],
    ['another order', '"b":2,"a":1'],
    ['a repeated column', '"a":1,"a":2'],
    ['white space', '"a": 1,"b":2'],
    ['an escape in a name', '"\\u0061":1'],
    ['what is no JSON', '"a":01'],
    ['a text that never ends', '"a":"x\\'],
    ['a nesting without end', '"a":{"b":1'],
    ['a trailing comma', '"a":1,'],
  ])('leaves %s to the parser', async (_, members) => {
    const lines = ['"a":1,"b":"x"', members, '"a":2,"b":"y"'].map((one) => ENVELOPES[0]!(one, 5))
    const { rows } = await read(lines)
    expect(rows.map(plain)).toEqual(parse(lines))
    expect(rows.filter(({ cells }) => cells !== undefined).every(({ data }) => data['b'] === 'y')).toBe(true)
  })

  it.each([
    [
      'a time that is no safe integer',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":12345678901234567}}',
    ],
    ['a time with a fraction', '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5.5}}'],
    [
      'changes on the way',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5,"meta":{"changes":[{"field":"a","change":"NULLED"}]}}}',
    ],
    ['names that are numbers', '{"type":"RECORD","record":{"stream":"x","data":{"b":1,"7":2},"emitted_at":5}}'],
    [
      'data that comes twice',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5,"data":{"probe":1}}}',
    ],
    [
      'data that is not data',
      '{"type":"RECORD","record":{"stream":"x","meta":{"data":{"a":1}},"data":{"a":1},"emitted_at":5}}',
    ],
    [
      'a time that is not the time',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"meta":{"emitted_at":5},"emitted_at":6}}',
    ],
    [
      'a time that comes twice',
      '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5,"emitted_at":6}}',
    ],
    ['another type in front', '{"type":"RECORD","record":{"stream":"x","data":{"a":1},"emitted_at":5},"type":"LOG"}'],
  ])('learns nothing from %s', async (_, line) => {
    const { rows } = await read([line, line, line])
    expect(scanned(rows)).not.toContain(true)
    expect(rows.map(plain)).toEqual(parse([line, line, line]))
  })

  it('follows streams that come in turns, and one that changes its columns', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => {
      const members = index < 30 ? `"a":${index}` : `"b":"x","a":${index}`
      return ENVELOPES[[0, 2, 3][index % 3]!]!(members, index)
    })
    const { rows } = await read(lines)
    expect(rows.map(plain)).toEqual(parse(lines))
    expect(scanned(rows).filter((one) => one).length).toBeGreaterThan(45)
  })

  it('gives single columns as it gives all of them', async () => {
    const lines = ['"a":1,"b":"x"', '"a":-2.5,"b":"y"', '"b":"z"'].map((one) => ENVELOPES[0]!(one, 5))
    const { rows } = await read(lines)
    for (const row of rows) for (const column of ['a', 'b', 'c']) expect(valueOf(row, column)).toBe(row.data[column])
  })

  it('reads whatever comes to the same rows as the parser', async () => {
    const counts = { scanned: 0, parsed: 0 }
    await fc.assert(
      fc.asyncProperty(rawMembers(), fc.constantFrom(...ENVELOPES), async (rows, envelope) => {
        const lines = rows.map((members, index) => envelope(members, index))
        const { rows: result } = await read(lines)
        expect(result.map(plain)).toEqual(parse(lines))
        for (const isScanned of scanned(result)) counts[isScanned ? 'scanned' : 'parsed']++
      }),
      { numRuns: 3000 },
    )
    // Both ways were gone, often.
    expect(Math.min(counts.scanned, counts.parsed)).toBeGreaterThan(3000)
  })

  it('reads lines that broke on the way to the same rows as the parser', async () => {
    const line = Buffer.from(ENVELOPES[0]!('"id":"Zoë","n":1.5,"t":null,"x":{"a":"\\""}', 1_700_000_000_000))
    const damage = fc.record({ at: fc.nat(line.length - 1), code: fc.nat(255), length: fc.nat(2) })
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        let broken: Buffer = Buffer.from(line)
        for (const { at, code, length } of damages) {
          if (code === 0x0a) continue
          broken = Buffer.concat([broken.subarray(0, at), Buffer.from([code]), broken.subarray(at + length)])
        }
        const lines = [line, broken, line]
        const { rows } = await read(lines).catch(() => ({ rows: undefined }))
        // Damage to the name of the stream ends the run.
        if (rows !== undefined) expect(rows.map(plain)).toEqual(parse(lines))
      }),
      { numRuns: 5000 },
    )
  })

  const golden = join(__dirname, '../../../integration_tests/golden')
  it.each(readdirSync(golden))('reads the golden case %s to the same rows as the parser', async (folder) => {
    const streams = readCatalog(readFileSync(join(golden, folder, 'catalog.json'), 'utf8'))
    const known = new Set(streams.map(({ name }) => name))
    const lines = readFileSync(join(golden, folder, 'input.jsonl'), 'utf8').split('\n')
    for (const line of lines) {
      const decoded = decodeLine(line)
      if (decoded.kind !== 'record' || !known.has(decoded.record.stream)) continue
      // Once to learn from, once to be read by what was learned.
      const { rows } = await read([line, line], streams)
      expect(rows.map(plain)).toEqual(parse([line, line]))
    }
  })

  it('makes rows of those that are done with, and never of others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rawMembers(undefined, 12), { minLength: 2, maxLength: 5 }),
        fc.nat(200),
        async (groups, cut) => {
          const lines = groups.flatMap((group, index) => group.map((one) => ENVELOPES[index % 2]!(one, index)))
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
          async function* chunks() {
            // In chunks that end anywhere, each in a buffer of its own.
            for (let at = 0; at < bytes.length; at += cut + 100) {
              yield await Promise.resolve(Buffer.from(bytes.subarray(at, at + cut + 100)))
            }
          }
          const counts = { rows: 0, states: 0, ignored: 0, broken: 0 }
          const made: ReturnType<typeof plain>[] = []
          const options = { counts, onUnexpected: () => undefined, keepsRows: false }
          for await (const inputs of readInput(chunks(), STREAMS, options)) {
            // All of a chunk are there at once.
            const rows = inputs.filter((input): input is Row => input.kind === 'row')
            expect(new Set(rows).size).toBe(rows.length)
            made.push(...rows.map(plain))
          }
          expect(made).toEqual(parse(lines))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('makes no more rows than there are in a chunk, where streams take turns with rows of two shapes too', async () => {
    const turn = [
      ENVELOPES[2]!('"a":1', 1),
      ENVELOPES[0]!('"b":1', 1),
      ENVELOPES[3]!('"c":1', 1),
      ENVELOPES[0]!('"c":1,"b":1', 1),
    ]
    const chunk = turn.map((line) => `${line}\n`).join('')
    async function* chunks() {
      for (let n = 0; n < 50; n++) yield await Promise.resolve(Buffer.from(chunk))
    }
    const counts = { rows: 0, states: 0, ignored: 0, broken: 0 }
    const made = new Set<Input>()
    const options = { counts, onUnexpected: () => undefined, keepsRows: false }
    for await (const inputs of readInput(chunks(), STREAMS, options)) {
      for (const input of inputs) if (input.kind === 'row' && input.cells !== undefined) made.add(input)
    }
    expect(counts.rows).toBe(200)
    // One a frame: what was learned of either shape, and of the two other streams.
    expect(made.size).toBeLessThanOrEqual(5)
  })
})
