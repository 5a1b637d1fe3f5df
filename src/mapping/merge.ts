import { utf8Bytes } from '../lib/bytes'
import { MAX_ATTRIBUTES, MAX_ITEM_BYTES } from '../core/api-limits'

interface Item {
  readonly attributes?: Readonly<Record<string, unknown>>
}

/**
 * The JSON of one item for two that set attributes of the same thing, with the newer value of each attribute. Undefined
 * if they differ in anything but attributes, or if the two together would exceed a limit of one item.
 */
export function mergeItems(older: string, newer: string): string | undefined {
  // Everything but the attributes is in front of them, and must be equal.
  const head = headOf(newer)
  if (head === undefined || head !== headOf(older)) return undefined
  const before = (JSON.parse(older) as Item).attributes ?? {}
  const after = (JSON.parse(newer) as Item).attributes ?? {}
  const attributes = { ...before, ...after }
  // One of them may create the person and the other must not: the result would do what only one of them asked for.
  if (before['_update'] !== after['_update']) return undefined
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) return undefined
  const json = `${head}${JSON.stringify(attributes)}}`
  return utf8Bytes(json) > MAX_ITEM_BYTES ? undefined : json
}

/** The text of an item up to its attributes, which every upsert item has as its last member. */
function headOf(json: string): string | undefined {
  const at = json.indexOf('"attributes":{')
  return at < 0 ? undefined : json.slice(0, at + '"attributes":'.length)
}
