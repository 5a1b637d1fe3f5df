/**
 * A row key as a log may show it: an email address keeps its first letter and its domain (`j***@example.com`), any other
 * key is cut at 40 characters.
 */
export function maskKey(key: string): string {
  const at = key.lastIndexOf('@')
  if (at >= 0) return `${at === 0 ? '' : String.fromCodePoint(key.codePointAt(0) ?? 0)}***${key.slice(at, at + 60)}`
  return key.length <= 40 ? key : `${key.slice(0, 40)}...`
}
