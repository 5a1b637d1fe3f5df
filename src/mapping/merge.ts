import { utf8Bytes } from '../lib/bytes'
import { MAX_ATTRIBUTES, MAX_ITEM_BYTES } from '../core/api-limits'

/** Customer.io uses these to find the profile of each update, separately for each update. */
const IDENTIFIERS = ['id', 'email', 'phone', 'cio_id', 'anonymous_id'] as const
const PERSON = '{"type":"person"'

type Attributes = Readonly<Record<string, unknown>>

interface Item {
  readonly attributes?: Attributes
}

/**
 * The JSON of one item for two that set attributes of the same thing, with the newer value of each attribute. Undefined
 * if the result could differ from sending one after the other, or if the two together would exceed a limit of one item.
 */
export function mergeItems(older: string, newer: string): string | undefined {
  // Everything but the attributes is in front of them, and must be equal.
  const head = headOf(newer)
  if (head === undefined || head !== headOf(older)) return undefined
  const before = (JSON.parse(older) as Item).attributes ?? {}
  const after = (JSON.parse(newer) as Item).attributes ?? {}
  const attributes = { ...before, ...after }
  if (head.startsWith(PERSON) && !haveSameEffectOnIdentity(before, after)) return undefined
  if (overlap(before, after) || overlap(after, before)) return undefined
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) return undefined
  const json = `${head}${JSON.stringify(attributes)}}`
  return utf8Bytes(json) > MAX_ITEM_BYTES ? undefined : json
}

/**
 * False where one of them may create the person and the other must not, or where the newer one brings an identifier that
 * the older one does not have: the identifier may belong to another profile, which decides the result.
 */
function haveSameEffectOnIdentity(before: Attributes, after: Attributes): boolean {
  return (
    before['_update'] === after['_update'] &&
    IDENTIFIERS.every((name) => !(name in after) || after[name] === before[name])
  )
}

/** True where a path of `some`, such as `a.b`, leads into an attribute of `others`, such as `a`: their order matters. */
function overlap(some: Attributes, others: Attributes): boolean {
  return Object.keys(some).some((name) => {
    for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
      if (Object.hasOwn(others, name.slice(0, at))) return true
    }
    return false
  })
}

/** The text of an item up to its attributes, which every upsert item has as its last member. */
function headOf(json: string): string | undefined {
  const at = json.indexOf('"attributes":{')
  return at < 0 ? undefined : json.slice(0, at + '"attributes":'.length)
}
