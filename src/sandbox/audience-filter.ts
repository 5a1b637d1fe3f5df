import { isObject, textOf } from './values'

/** The data that conditions test: values of attributes, and membership of segments. */
interface Candidate {
  /** The value of an attribute; undefined if it is absent. */
  attribute(name: string): unknown
  inSegment(id: number): boolean
}

export type Test = (candidate: Candidate) => boolean

/**
 * Reads a filter of the App API (reference, "Audience Filter"): `and`, `or`, `not`, and the conditions `segment` and
 * `attribute` (`object_attribute` for objects) with the operators `eq` and `exists`. Undefined for an invalid filter.
 */
export function readFilter(filter: unknown, depth = 0): Test | undefined {
  if (!isObject(filter) || Object.keys(filter).length !== 1 || depth > 20) return undefined
  const [kind, value] = Object.entries(filter)[0] as [string, unknown]
  switch (kind) {
    case 'and':
    case 'or': {
      if (!Array.isArray(value)) return undefined
      const tests = value.map((one: unknown) => readFilter(one, depth + 1))
      if (!tests.every((test) => test !== undefined)) return undefined
      return kind === 'and'
        ? (candidate) => tests.every((test) => test(candidate))
        : (candidate) => tests.some((test) => test(candidate))
    }
    case 'not': {
      const test = readFilter(value, depth + 1)
      return test && ((candidate) => !test(candidate))
    }
    case 'segment': {
      const id = isObject(value) ? value['id'] : undefined
      return typeof id === 'number' ? (candidate) => candidate.inSegment(id) : undefined
    }
    case 'attribute':
    case 'object_attribute':
      return readCondition(value)
    default:
      return undefined
  }
}

function readCondition(value: unknown): Test | undefined {
  if (!isObject(value) || typeof value['field'] !== 'string') return undefined
  const { field, operator, value: wanted } = value
  if (operator === 'exists') return (candidate) => candidate.attribute(field) !== undefined
  if (operator !== 'eq' || wanted === undefined) return undefined
  return (candidate) => {
    const found = candidate.attribute(field)
    // Compares text without case, as segments do.
    return found !== undefined && textOf(found).toLowerCase() === textOf(wanted).toLowerCase()
  }
}
