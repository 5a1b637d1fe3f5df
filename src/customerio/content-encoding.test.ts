import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { decodeContent } from './content-encoding'

const MAX_BYTES = 1000
const BYTES = Buffer.from('{"é":"😀"}')

describe('decodeContent', () => {
  it.each([
    ['gzip', gzipSync(BYTES)],
    ['X-GZIP', gzipSync(BYTES)],
    ['deflate', deflateSync(BYTES)],
    ['deflate', deflateRawSync(BYTES)],
    ['br', brotliCompressSync(BYTES)],
    ['identity', BYTES],
    [undefined, BYTES],
    ['br, gzip', gzipSync(brotliCompressSync(BYTES))],
  ])('undoes %s', async (encoding, packed) => {
    expect(await decodeContent(packed, encoding, MAX_BYTES)).toEqual(BYTES)
  })

  it('takes an encoding of nothing', async () => {
    expect(await decodeContent(Buffer.alloc(0), 'gzip', MAX_BYTES)).toHaveLength(0)
  })

  it('unpacks up to its limit', async () => {
    expect(await decodeContent(gzipSync(Buffer.alloc(MAX_BYTES)), 'gzip', MAX_BYTES)).toHaveLength(MAX_BYTES)
  })

  it.each([
    ['gzip', 'damaged', Buffer.from('no gzip')],
    ['gzip', 'cut', gzipSync(BYTES).subarray(0, 15)],
    ['deflate', 'damaged', Buffer.from('xyz')],
    ['br', 'damaged', Buffer.from('no brotli')],
    ['zstd', 'unknown', BYTES],
    ['gzip', 'too long when unpacked', gzipSync(Buffer.alloc(MAX_BYTES + 1))],
  ])('throws for %s that is %s', async (encoding, _what, packed) => {
    await expect(decodeContent(packed, encoding, MAX_BYTES)).rejects.toThrow()
  })
})
