import { MAX_ID_BYTES } from '../core/api-limits'
import { MAX_MISSING_VALUE_WORD, NULL_WORDS } from '../core/value-patterns'
import { exceedsBytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import { isDamaged } from '../lib/unicode'
import { canonicalText } from './canonical-text'
import type { Rejection, RejectionCode } from '../core/outcome'

/** What a column identifies: the kinds of Customer.io's Track API v2, and ids of other things. */
export type IdentifierKind = 'id' | 'email' | 'cio_id' | 'phone' | 'anonymous_id' | 'object_id'

/** One @, something before it, a dot behind it, no white space: enough to find what is no address at all. */
const EMAIL = /^[^\s@<>"(),;:\\]+@[^\s@.<>"(),;:\\]+(\.[^\s@.<>"(),;:\\]+)+$/
const CIO_PREFIX = 'cio_'

export class IdentifierRejection {
  constructor(readonly rejection: Rejection) {}
}

/**
 * The text that identifies something, from a column's value; or why it cannot. A number becomes its integer digits,
 * an e-mail is trimmed and lowered where `normalizeEmail` says so, a cio_id loses its `cio_` prefix (the Track API v2
 * takes it bare). Any other text is taken as it is, white space around it included.
 */
export function readIdentifier(
  kind: IdentifierKind,
  column: string,
  value: unknown,
  normalizeEmail: boolean,
): string | IdentifierRejection {
  if (typeof value === 'string') return readText(kind, column, value, normalizeEmail)
  if (value === null || value === undefined) return refuse('missing_identifier', column)
  if (typeof value !== 'number' && !(value instanceof LosslessNumber))
    return refuse('invalid_identifier', column, { why: 'not_text_or_number' })
  const digits = canonicalText(value)
  if (!/^-?\d+$/.test(digits)) return refuse('invalid_identifier', column, { why: 'fraction' })
  return readText(kind, column, digits, normalizeEmail)
}

function readText(
  kind: IdentifierKind,
  column: string,
  text: string,
  normalizeEmail: boolean,
): string | IdentifierRejection {
  const trimmed = text.trim()
  if (trimmed.length <= MAX_MISSING_VALUE_WORD && NULL_WORDS.has(trimmed.toLowerCase())) {
    return refuse('null_word_identifier', column)
  }
  let identifier = text
  if (kind === 'email' && normalizeEmail) identifier = trimmed.toLowerCase()
  if (kind === 'cio_id' && text.startsWith(CIO_PREFIX)) identifier = text.slice(CIO_PREFIX.length)
  if (identifier.trim() === '') return refuse('blank_identifier', column)
  if (exceedsBytes(identifier, MAX_ID_BYTES)) return refuse('identifier_too_long', column, { limit: MAX_ID_BYTES })
  // Two different identifiers may have become equal.
  if (isDamaged(identifier)) return refuse('invalid_identifier', column, { why: 'damaged_text' })
  if (kind === 'email' && !EMAIL.test(identifier)) return refuse('invalid_email', column)
  if (kind === 'id' && identifier.startsWith(CIO_PREFIX)) return refuse('reserved_cio_prefix', column)
  return identifier
}

function refuse(code: RejectionCode, field: string, more?: Pick<Rejection, 'why' | 'limit'>): IdentifierRejection {
  return new IdentifierRejection({ code, field, ...more })
}
