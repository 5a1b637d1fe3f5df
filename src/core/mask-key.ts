/** A key of at most so many characters identifies no one outside the user's own tables, and is shown whole. */
const SHORT = 5
const ENDS = 2
const MAX_DOMAIN = 60

/**
 * A row key as a log or a report may show it: enough for the user to find the row, too little to identify a person. An
 * email address keeps its first letter and its domain (`j***@example.com`), a phone number or any other key two
 * characters at each end (`+4***67`).
 */
export function maskKey(key: string): string {
  const at = key.lastIndexOf('@')
  if (at >= 0)
    return `${at === 0 ? '' : String.fromCodePoint(key.codePointAt(0) ?? 0)}***${key.slice(at, at + MAX_DOMAIN)}`
  const start = Array.from(key.slice(0, 2 * (SHORT + 1)))
  if (start.length <= SHORT) return key
  return `${start.slice(0, ENDS).join('')}***${Array.from(key.slice(-2 * ENDS))
    .slice(-ENDS)
    .join('')}`
}
