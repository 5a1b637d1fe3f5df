/**
 * What identifies a row in a report, from the item that it became: the person's identifier, the primary one of a merge,
 * the id of an object. Undefined for a text that is not an item.
 */
export function keyOfItem(json: string): string | undefined {
  let item: unknown
  try {
    item = JSON.parse(json)
  } catch {
    return undefined
  }
  // The bare identifier of a segment's member.
  if (typeof item === 'string') return item
  const { identifiers, primary } = (item ?? {}) as { identifiers?: unknown; primary?: unknown }
  const named = (identifiers ?? primary ?? {}) as Readonly<Record<string, unknown>>
  const key = named['object_id'] ?? Object.values(named)[0]
  return typeof key === 'string' ? key : undefined
}
