/** The text without this character at its end. Its time is linear, unlike that of a pattern with a repeat before `$`. */
export function trimCharEnd(text: string, char: string): string {
  let end = text.length
  while (end > 0 && text.charAt(end - 1) === char) end--
  return text.slice(0, end)
}

/** The text without this character at its start and its end. */
export function trimChar(text: string, char: string): string {
  let start = 0
  while (text.charAt(start) === char) start++
  return trimCharEnd(text.slice(start), char)
}

/** `7.1` for `7.10`, `7` for `7.00`: a plain decimal with a point, without the zeros that end it. */
export function withoutTrailingZeros(decimal: string): string {
  return trimCharEnd(trimCharEnd(decimal, '0'), '.')
}
