import { MAX_ID_BYTES } from '../core/api-limits'
import { MAX_MISSING_VALUE_WORD, NULL_WORDS } from '../core/value-patterns'
import { exceedsBytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import { isDamaged } from '../lib/unicode'
import { canonicalText, decimalOf } from './canonical-text'
import type { Rejection, RejectionCode } from '../core/outcome'

/** What a column identifies: the kinds of Customer.io's Track API v2, and ids of other things. */
export type IdentifierKind = 'id' | 'email' | 'cio_id' | 'phone' | 'anonymous_id' | 'object_id' | 'device_token'

/** One @ with text before it and a dot after it, without white space: rejects values that cannot be an address. */
const EMAIL = /^[^\s@<>"(),;:\\]+@[^\s@.<>"(),;:\\]+(\.[^\s@.<>"(),;:\\]+)+$/
const CIO_PREFIX = 'cio_'

/** E.164: a plus, a country code and at most 15 digits (itu.int/rec/T-REC-E.164). */
const PHONE = /^\+[1-9]\d{1,14}$/
/** The kinds whose length Customer.io limits. */
const LIMITED: ReadonlySet<IdentifierKind> = new Set(['id', 'object_id'])

export class IdentifierRejection {
  constructor(readonly rejection: Rejection) {}
}

/** The part of the configuration that says how identifiers are read. */
export interface IdentityOptions {
  readonly trim_identifiers: boolean
  readonly identity: { readonly normalize_email: boolean }
}

export interface IdentifierColumn {
  readonly kind: IdentifierKind
  /** Names it in rejections. */
  readonly column: string
  /** The column is declared a number: decimal text in it stands for the number. */
  readonly isNumeric?: boolean
  /** Told of each value that lost white space. */
  readonly onTrimmed?: (column: string) => void
}

/** The text that identifies something, from a column's value; or why it cannot. */
export type IdentifierReader = (value: unknown) => string | IdentifierRejection

/**
 * Makes the function that reads identifiers of one column. A number becomes its integer digits, white space around a text
 * is removed where `trim_identifiers` says so, an email address is lowered where `normalize_email` says so, and a cio_id
 * loses its `cio_` prefix, which the Track API v2 does not accept. Any other text stays as it is.
 */
export function compileIdentifier(column: IdentifierColumn, options: IdentityOptions): IdentifierReader {
  const { column: name, isNumeric = false } = column
  const readText = compileText(column, options)
  return (value) => {
    if (value === null || value === undefined) return refuse('missing_identifier', name)
    if (typeof value === 'string') {
      const decimal = isNumeric ? decimalOf(value) : undefined
      return decimal === undefined ? readText(value) : readDigits(decimal, name, readText)
    }
    if (typeof value !== 'number' && !(value instanceof LosslessNumber))
      return refuse('invalid_identifier', name, { why: 'not_text_or_number' })
    return readDigits(canonicalText(value), name, readText)
  }
}

function readDigits(digits: string, name: string, readText: (text: string) => string | IdentifierRejection) {
  return /^-?\d+$/.test(digits) ? readText(digits) : refuse('invalid_identifier', name, { why: 'fraction' })
}

function compileText({ kind, column, onTrimmed }: IdentifierColumn, options: IdentityOptions) {
  const { trim_identifiers: trims, identity } = options
  const isEmail = kind === 'email'
  const lowers = isEmail && identity.normalize_email
  return (text: string): string | IdentifierRejection => {
    const trimmed = text.trim()
    if (trimmed === '') return refuse('blank_identifier', column)
    if (trimmed.length <= MAX_MISSING_VALUE_WORD && NULL_WORDS.has(trimmed.toLowerCase()))
      return refuse('null_word_identifier', column)
    let identifier = trims || lowers ? trimmed : text
    if (identifier.length !== text.length) onTrimmed?.(column)
    if (lowers) identifier = identifier.toLowerCase()
    if (identifier.startsWith(CIO_PREFIX)) {
      if (kind === 'id') return refuse('reserved_cio_prefix', column)
      if (kind === 'cio_id') identifier = identifier.slice(CIO_PREFIX.length)
      if (identifier === '') return refuse('blank_identifier', column)
    }
    if (LIMITED.has(kind) && exceedsBytes(identifier, MAX_ID_BYTES))
      return refuse('identifier_too_long', column, { limit: MAX_ID_BYTES })
    // Two different identifiers may have become equal.
    if (isDamaged(identifier)) return refuse('invalid_identifier', column, { why: 'damaged_text' })
    if (isEmail && !EMAIL.test(identifier)) return refuse('invalid_email', column)
    if (kind === 'phone' && !PHONE.test(identifier)) return refuse('invalid_phone', column)
    return identifier
  }
}

function refuse(code: RejectionCode, field: string, more?: Pick<Rejection, 'why' | 'limit'>): IdentifierRejection {
  return new IdentifierRejection({ code, field, ...more })
}
