import { exceedsBytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import { canonicalText } from './coerce'
import type { Rejection, RejectionCode } from './rejection'

/** What a column identifies: the kinds of Customer.io's Track API v2, and ids of other things. */
export type IdentifierKind = 'id' | 'email' | 'cio_id' | 'phone' | 'anonymous_id' | 'object_id'

/** Customer.io's limit for ids of people and objects (Track API reference, limits). */
const MAX_BYTES = 150
/** Words that a null turns into on its way through a model: nobody's id. */
const NULL_WORDS: ReadonlySet<string> = new Set(['null', 'undefined', 'none', 'nan'])
/** One @, something before it, a dot behind it, no white space: enough to find what is no address at all. */
const EMAIL = /^[^\s@<>"(),;:\\]+@[^\s@.<>"(),;:\\]+(\.[^\s@.<>"(),;:\\]+)+$/

export class IdentifierRejection {
  constructor(readonly rejection: Rejection) {}
}

/**
 * The text that identifies something, from a column's value; or why it cannot. A number becomes its integer digits,
 * an e-mail is trimmed and lowered where `normalizeEmail` says so, a cio_id loses its `cio_` prefix.
 */
export function readIdentifier(
  kind: IdentifierKind,
  column: string,
  value: unknown,
  normalizeEmail: boolean,
): string | IdentifierRejection {
  const refuse = (code: RejectionCode, message: string) => new IdentifierRejection({ code, message, field: column })
  if (value === null || value === undefined) return refuse('missing_identifier', `${column} is null.`)
  if (typeof value === 'number' || value instanceof LosslessNumber) {
    const digits = canonicalText(value)
    if (!/^-?\d+$/.test(digits)) return refuse('invalid_identifier', `${column} holds a number with a fraction.`)
    return checkText(kind, column, digits, refuse)
  }
  if (typeof value !== 'string') return refuse('invalid_identifier', `${column} holds neither text nor a number.`)
  const trimmed = value.trim()
  if (trimmed === '') return refuse('blank_identifier', `${column} is blank.`)
  return checkText(kind, column, kind === 'email' ? (normalizeEmail ? trimmed.toLowerCase() : value) : value, refuse)
}

function checkText(
  kind: IdentifierKind,
  column: string,
  text: string,
  refuse: (code: RejectionCode, message: string) => IdentifierRejection,
): string | IdentifierRejection {
  if (NULL_WORDS.has(text.trim().toLowerCase())) {
    return refuse(
      'null_word_identifier',
      `${column} holds a word that stands for nothing (null, undefined, none, nan).`,
    )
  }
  const identifier = kind === 'cio_id' && text.startsWith('cio_') ? text.slice(4) : text
  if (exceedsBytes(identifier, MAX_BYTES))
    return refuse('identifier_too_long', `${column} is longer than ${MAX_BYTES} bytes.`)
  if (kind === 'email' && !EMAIL.test(identifier)) return refuse('invalid_email', `${column} is no e-mail address.`)
  if (kind === 'id' && identifier.startsWith('cio_')) {
    return refuse('reserved_cio_prefix', `${column} begins with cio_, which Customer.io takes for its own id.`)
  }
  return identifier
}
