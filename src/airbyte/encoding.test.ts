import type { Input } from '../core/input'
import { readCatalog } from './catalog'
import { readInput } from './input'
import { newInputCounts } from './input-options'

const STREAMS = readCatalog({ streams: [{ stream: { name: 'P' } }] })
const LINE = '{"type":"RECORD","record":{"stream":"P","data":{"id":"1","name":"Zoë"},"emitted_at":1}}\n'

async function read(...chunks: readonly Buffer[]) {
  async function* source() {
    for (const chunk of chunks) {
      await Promise.resolve()
      yield chunk
    }
  }
  const counts = newInputCounts()
  const warnings: string[] = []
  const inputs: Input[] = []
  let failure: unknown
  try {
    const options = { counts, onUnexpected: (text: string) => warnings.push(text) }
    for await (const some of readInput(source(), STREAMS, options)) inputs.push(...some)
  } catch (thrown) {
    failure = thrown
  }
  return { counts, warnings, failure, data: inputs.map((input) => (input.kind === 'row' ? input.data : input.kind)) }
}

const oneByOne = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.from([byte]))

describe('the encoding of the input', () => {
  it('skips a byte order mark before the first message, however the bytes come', async () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(LINE)])
    for (const chunks of [[bytes], oneByOne(bytes), [bytes.subarray(0, 1), bytes.subarray(1)]]) {
      const { data, warnings } = await read(...chunks)
      expect(data).toEqual([{ id: '1', name: 'Zoë' }])
      expect(warnings).toEqual([])
    }
  })

  it.each([
    ['little endian with a byte order mark', Buffer.from(`\uFEFF${LINE}`, 'utf16le')],
    ['little endian', Buffer.from(LINE, 'utf16le')],
    ['big endian with a byte order mark', Buffer.from(`\uFEFF${LINE}`, 'utf16le').swap16()],
    ['big endian', Buffer.from(LINE, 'utf16le').swap16()],
  ])('names UTF-16: %s', async (_, bytes) => {
    for (const chunks of [[bytes], oneByOne(bytes)]) {
      const { failure, data } = await read(...chunks)
      expect(data).toEqual([])
      expect(failure).toMatchObject({
        failureType: 'config_error',
        message: expect.stringContaining('UTF-16') as string,
      })
    }
  })

  it('reads an input of one or two bytes', async () => {
    expect((await read(Buffer.from('\n'))).failure).toBeUndefined()
    expect((await read(Buffer.from('{'), Buffer.from('}'))).counts.broken).toBe(1)
  })

  it('counts lines with invalid UTF-8, warns once, and reads the others', async () => {
    const bad = Buffer.from(LINE.replace('Zoë', 'Zo?'))
    bad[bad.indexOf('Zo?') + 2] = 0xff
    const good = Buffer.from(LINE)
    for (const chunks of [[good, bad, good, bad, good], [Buffer.concat([good, bad, good, bad, good])]]) {
      const { data, counts, warnings } = await read(...chunks)
      expect(data.map((row) => (row as { name: string }).name)).toEqual(['Zoë', 'Zo\uFFFD', 'Zoë', 'Zo\uFFFD', 'Zoë'])
      expect(counts).toMatchObject({ rows: 5, invalidUtf8: 2 })
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain('Line 2 of the input is not valid UTF-8')
    }
  })

  it('does not count a character that is cut by the chunks', async () => {
    const bytes = Buffer.from(LINE + LINE)
    for (let at = 1; at < bytes.length; at++) {
      const { data, counts } = await read(bytes.subarray(0, at), bytes.subarray(at))
      expect(counts.invalidUtf8).toBe(0)
      expect(data).toHaveLength(2)
    }
  })
})
