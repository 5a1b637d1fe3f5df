/** The number of Unicode code points of a text, as JSON schema counts characters; a lone surrogate counts as one. */
export function countCodePoints(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++
  return count
}
