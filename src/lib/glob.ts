/** True for a text with the wildcards `*`, any characters, and `?`, one character. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text)
}

/** True where the whole name matches the pattern, in the same case. Takes at most the product of both lengths. */
export function matchesGlob(pattern: string, name: string): boolean {
  let at = 0
  let position = 0
  // Where to go on if the rest does not match: the last `*` takes one character more.
  let star = -1
  let retry = 0
  while (position < name.length) {
    if (pattern[at] === '*') {
      star = at++
      retry = position
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[position])) {
      at++
      position++
    } else {
      if (star < 0) return false
      at = star + 1
      position = ++retry
    }
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
