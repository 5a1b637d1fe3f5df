/**
 * UTF-8 bytes of a text. A lone surrogate counts as the three bytes of the replacement character it is sent as.
 */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** True where the text is longer than `maxBytes` in UTF-8. For most texts their length is enough to tell. */
export function exceedsBytes(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true
  // A UTF-16 unit is at most three bytes of UTF-8.
  return text.length * 3 > maxBytes && utf8Bytes(text) > maxBytes
}
