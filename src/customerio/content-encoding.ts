/**
 * The bytes of a reply without its Content-Encoding: gzip, deflate (with its header or without) and br, also several.
 * Nobody asks for one, but a proxy between may not care. Throws for what is none of these, is damaged, or is longer than
 * `maxBytes` when it is unpacked.
 */
export async function decodeContent(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (encoding === undefined || bytes.length === 0) return bytes
  // Imported here: hardly any reply needs it.
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
        // The low bits of a zlib header say 8; without it, browsers and servers mean the bare format all the same.
        decoded =
          ((decoded[0] ?? 0) & 0x0f) === 8 ? zlib.inflateSync(decoded, limit) : zlib.inflateRawSync(decoded, limit)
        break
      case 'br':
        decoded = zlib.brotliDecompressSync(decoded, limit)
        break
      case 'identity':
        break
      default:
        throw new Error('a reply in an encoding that nobody asked for')
    }
  }
  return decoded
}
