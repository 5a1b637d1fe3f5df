/**
 * UTF-8 bytes of a text. A lone surrogate counts as the three bytes of the replacement character it is sent as.
 */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** True if the text is longer than `maxBytes` in UTF-8. For most texts the number of UTF-16 units decides, without counting bytes. */
export function exceedsBytes(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true
  // A UTF-16 unit is at most three bytes of UTF-8.
  return text.length * 3 > maxBytes && utf8Bytes(text) > maxBytes
}

/** The longest beginning of a text that has at most `maxBytes` in UTF-8 and ends between two characters. */
export function truncateToBytes(text: string, maxBytes: number): string {
  if (!exceedsBytes(text, maxBytes)) return text
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += utf8Bytes(character)
    if (bytes > maxBytes) break
    end += character.length
  }
  return text.slice(0, end)
}
