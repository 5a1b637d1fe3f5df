import { exceedsBytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import { canonicalText } from './coerce'
import type { Rejection, RejectionCode } from '../core/outcome'

/** What a column identifies: the kinds of Customer.io's Track API v2, and ids of other things. */
export type IdentifierKind = 'id' | 'email' | 'cio_id' | 'phone' | 'anonymous_id' | 'object_id'

/** Customer.io's limit for ids of people and objects (Track API reference, limits). */
const MAX_BYTES = 150
/** Words that a null turns into on its way through a model: nobody's id. The longest has nine letters. */
const NULL_WORDS: ReadonlySet<string> = new Set(['null', 'undefined', 'none', 'nan'])
const MAX_NULL_WORD = 9
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
  if (value === null || value === undefined) return refuse('missing_identifier', column, 'has no value')
  if (typeof value !== 'number' && !(value instanceof LosslessNumber))
    return refuse('invalid_identifier', column, 'holds neither text nor a number')
  const digits = canonicalText(value)
  if (!/^-?\d+$/.test(digits)) return refuse('invalid_identifier', column, 'holds a number that is not whole')
  return readText(kind, column, digits, normalizeEmail)
}

function readText(
  kind: IdentifierKind,
  column: string,
  text: string,
  normalizeEmail: boolean,
): string | IdentifierRejection {
  const trimmed = text.trim()
  if (trimmed.length <= MAX_NULL_WORD && NULL_WORDS.has(trimmed.toLowerCase())) {
    return refuse('null_word_identifier', column, 'holds a word that stands for nothing (null, undefined, none, nan)')
  }
  let identifier = text
  if (kind === 'email' && normalizeEmail) identifier = trimmed.toLowerCase()
  if (kind === 'cio_id' && text.startsWith(CIO_PREFIX)) identifier = text.slice(CIO_PREFIX.length)
  if (identifier.trim() === '') return refuse('blank_identifier', column, 'is blank')
  if (exceedsBytes(identifier, MAX_BYTES))
    return refuse('identifier_too_long', column, `is longer than ${MAX_BYTES} bytes`)
  if (kind === 'email' && !EMAIL.test(identifier)) return refuse('invalid_email', column, 'is no e-mail address')
  if (kind === 'id' && identifier.startsWith(CIO_PREFIX))
    return refuse('reserved_cio_prefix', column, 'begins with cio_, which Customer.io takes for its own id')
  return identifier
}

function refuse(code: RejectionCode, field: string, what: string): IdentifierRejection {
  return new IdentifierRejection({ code, message: `${field} ${what}.`, field })
}
