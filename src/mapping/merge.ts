import { utf8Bytes } from '../lib/bytes'
import { MAX_ATTRIBUTES, MAX_ITEM_BYTES } from '../core/api-limits'
import { BatchItem } from './batch-item'

/** More rows than this are not merged into one item: each merge handles the list of all of them. */
const MAX_PARTS = 1000

interface Item {
  readonly attributes?: Readonly<Record<string, unknown>>
}

/**
 * One item for two that set attributes of the same thing, the later value of each attribute winning. Undefined where
 * they differ in anything but attributes, or where the two together would pass a limit of one item.
 */
export function mergeItems(older: BatchItem, newer: BatchItem): BatchItem | undefined {
  // Everything but the attributes stands before them, and must be the same.
  const head = headOf(newer.json)
  if (head === undefined || head !== headOf(older.json) || older.endpoint !== newer.endpoint) return undefined
  if ((older.mergedFrom?.length ?? 1) + (newer.mergedFrom?.length ?? 1) > MAX_PARTS) return undefined
  const before = (JSON.parse(older.json) as Item).attributes ?? {}
  const after = (JSON.parse(newer.json) as Item).attributes ?? {}
  const attributes = { ...before, ...after }
  // One of them may create the person and the other must not: both together would do what only one of them asked for.
  if (before['_update'] !== after['_update']) return undefined
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) return undefined
  const json = `${head}${JSON.stringify(attributes)}}`
  const bytes = utf8Bytes(json)
  if (bytes > MAX_ITEM_BYTES) return undefined
  return BatchItem.of(newer.endpoint, newer.conflictClass, newer.entity, older.row, bytes, {
    json,
    moreEntities: newer.moreEntities,
    moreRows: [...older.moreRows, ...newer.rows],
    mergedFrom: [...(older.mergedFrom ?? [older]), ...(newer.mergedFrom ?? [newer])],
  })
}

/** The text of an item up to its attributes, which every `set` item has as its last member. */
function headOf(json: string): string | undefined {
  const at = json.indexOf('"attributes":{')
  return at < 0 ? undefined : json.slice(0, at + '"attributes":'.length)
}
