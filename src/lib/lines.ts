const NEWLINE = 0x0a

/**
 * The lines of a stream of UTF-8 bytes, without their newlines. `isWhole` is false for a last line without a newline.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
): AsyncIterable<{ readonly text: string; readonly isWhole: boolean }> {
  let begun: Buffer[] = []
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...begun, chunk.subarray(start, end)])
      begun = []
      start = end + 1
      yield { text: line.toString('utf8'), isWhole: true }
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
  }
  if (begun.length > 0) yield { text: Buffer.concat(begun).toString('utf8'), isWhole: false }
}
