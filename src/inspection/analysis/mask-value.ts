import { LosslessNumber, toJson } from '../../lib/json'
import { maskKey } from '../../core/mask-key'

const MAX_LENGTH = 40
/** More levels of JSON would not fit into the length. */
const MAX_LEVELS = 3
/** Fewer digits do not identify a person. */
const SHOWN_DIGITS = 6
const DATE_LIKE = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([T ][\d:.,+Zz -]*)?$/

/**
 * A masked value for reports: enough to recognize its kind, too little to identify a person. It keeps the first two letters
 * of each word, two digits at each end of long numbers, and the first letter and the domain of email addresses. Dates and
 * booleans are not masked.
 */
export function maskValue(value: unknown): string {
  return maskInner(value, 0)
}

/** `level`: how many lists and objects are around the value. */
function maskInner(value: unknown, level: number): string {
  if (typeof value === 'string') return cut(maskText(value, level))
  if (typeof value === 'number' || value instanceof LosslessNumber) return maskDigits(String(value))
  if (typeof value !== 'object' || value === null) return String(value)
  return cut(maskJson(value, level))
}

function maskText(text: string, level: number): string {
  const parsed = /^\s*[[{]/.test(text) ? readJson(text) : undefined
  if (typeof parsed === 'object' && parsed !== null) return maskJson(parsed, level)
  if (text.includes('@')) return maskKey(text.slice(0, 300))
  if (DATE_LIKE.test(text)) return text
  const short = text.slice(0, MAX_LENGTH * 2)
  const letters = short.replace(/\p{L}+/gu, (word) => Array.from(word, (one, at) => (at < 2 ? one : '*')).join(''))
  return maskDigits(letters)
}

function maskDigits(text: string): string {
  const digits = text.replace(/\D/g, '').length
  if (digits <= SHOWN_DIGITS) return text
  let seen = 0
  return text.replace(/\d/g, (digit) => {
    seen++
    return seen <= 2 || seen > digits - 2 ? digit : '*'
  })
}

function maskJson(value: object, level: number): string {
  if (level >= MAX_LEVELS) return '...'
  const inner = (child: unknown) => maskInner(child, level + 1)
  if (Array.isArray(value)) return `[${value.slice(0, 3).map(inner).join(', ')}${value.length > 3 ? ', ...' : ''}]`
  const members = Object.entries(value).slice(0, 4)
  return `{${members.map(([name, child]) => `${toJson(name.slice(0, MAX_LENGTH))}: ${typeof child === 'object' && child !== null ? '...' : inner(child)}`).join(', ')}}`
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}...`
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
