/** The known name with the fewest edits from `name`, for a "Did you mean" suggestion; undefined if none is close. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  let best: { readonly other: string; readonly edits: number } | undefined
  for (const other of known) {
    const edits = editDistance(name.toLowerCase(), other.toLowerCase())
    if (best === undefined || edits < best.edits) best = { other, edits }
  }
  if (best === undefined) return undefined
  // With a few edits a short name becomes any other short name.
  const most = Math.min(Math.max(2, name.length / 3), Math.max(name.length, best.other.length) / 2)
  return best.edits <= most ? best.other : undefined
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
