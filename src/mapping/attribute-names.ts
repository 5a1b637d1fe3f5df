import { MAX_ATTRIBUTE_NAME_BYTES } from '../core/api-limits'
import { exceedsBytes } from '../lib/bytes'
import type { AttributeKind } from './attribute-kinds'
import type { Rejection } from '../core/outcome'
import { streamLabel, type SourceStream } from '../core/stream'
import { trimChar } from '../lib/trim'

export type NameStyle = 'auto' | 'keep' | 'lower' | 'snake'

/** A column's name as an attribute's. `auto` lowers a name that is all upper case, because Snowflake shouts. */
export function styleName(name: string, style: NameStyle): string {
  switch (style) {
    case 'keep':
      return name
    case 'lower':
      return name.toLowerCase()
    case 'auto':
      return name === name.toUpperCase() ? name.toLowerCase() : name
    case 'snake':
      return trimChar(
        name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2').replace(/[^\p{L}\p{N}]+/gu, '_'),
        '_',
      ).toLowerCase()
  }
}

/** Why no row may have a value under this name; undefined for a name that Customer.io takes. */
export function nameRefusal(name: string, column: string, kind: AttributeKind): Rejection | undefined {
  if (kind.isLimited && exceedsBytes(name, MAX_ATTRIBUTE_NAME_BYTES)) {
    return { code: 'name_too_long', field: name.slice(0, 40), column, limit: MAX_ATTRIBUTE_NAME_BYTES }
  }
  if (name.trim() === '') {
    return { code: 'reserved_name', field: name, column, why: 'unnamed_column' }
  }
  if ((kind.isLimited && name.startsWith('_')) || kind.reserved.has(name)) {
    return { code: 'reserved_name', field: name, column }
  }
  const why = kind.nameProblem(name)
  return why === undefined ? undefined : { code: 'reserved_name', field: name, column, why }
}

/** A sentence about a column whose name has an effect in Customer.io. */
export function cautionWarning(stream: SourceStream, column: string, name: string, caution: string): string {
  return (
    `The column ${column} of ${streamLabel(stream)} becomes ${name} in the event data, and ${caution}. ` +
    'If that is not meant, exclude it or rename it in columns.'
  )
}
