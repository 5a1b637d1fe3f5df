/**
 * Decodes the Content-Encoding of a reply: gzip, deflate (with its header or without) and br, also several of them. The
 * client does not ask for one, but a proxy may add it. Throws for an unknown encoding, damaged content, or content of
 * more than `maxBytes` after decoding.
 */
export async function decodeContent(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (encoding === undefined || bytes.length === 0) return bytes
  // Imported here: few replies need it.
  const zlib = await import('node:zlib')
  const limit = { maxOutputLength: maxBytes }
  let decoded = bytes
  for (const coding of encoding.toLowerCase().split(',').reverse()) {
    switch (coding.trim()) {
      case 'gzip':
      case 'x-gzip':
        decoded = zlib.gunzipSync(decoded, limit)
        break
      case 'deflate':
        // The low bits of a zlib header are 8. Some servers send the raw format without a header.
        decoded =
          ((decoded[0] ?? 0) & 0x0f) === 8 ? zlib.inflateSync(decoded, limit) : zlib.inflateRawSync(decoded, limit)
        break
      case 'br':
        decoded = zlib.brotliDecompressSync(decoded, limit)
        break
      case 'identity':
        break
      default:
        throw new Error('a reply in an unknown encoding')
    }
  }
  return decoded
}
