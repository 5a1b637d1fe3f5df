import { DECIMAL, FALSE, INTEGER, NESTED, RICH_TEXT, TEXT, TRUE } from '../core/raw-record'
import { LosslessNumber, parseJson } from '../lib/json'
import { canonicalText } from './canonical-text'
import { toInteger, toNumber } from './coerce-numbers'
import { compileDate, compileTimestamp, type TimeOptions } from './coerce-times'
import { MAX_DEPTH, NOT, TOO_DEEP } from './invalid-value'
import type { ValueType } from './value-type'

export interface CoerceOptions extends TimeOptions {
  readonly type: ValueType
  readonly datesAs: 'timestamp' | 'text'
  /** An attribute rule declares the type, so that 0 and 1 may be booleans and text may hold JSON. */
  readonly declaredByRule: boolean
}

/** Makes the function that converts values of one column. It never throws; nulls are the caller's. */
export function compileCoercion(options: CoerceOptions): (value: unknown) => unknown {
  switch (options.type) {
    case 'string':
      return toText
    case 'number':
      return toNumber
    case 'integer':
      return toInteger
    case 'boolean':
      return options.declaredByRule ? toBooleanFromRule : toBoolean
    case 'timestamp':
      return compileTimestamp(options)
    case 'date':
      return compileDate(options)
    case 'json':
      return options.declaredByRule ? toJsonFromText : toAny
    case 'any':
      return toAny
  }
}

/**
 * The kinds of raw values (core/raw-record.ts) that `compileCoercion` converts to a value with the same JSON text.
 */
export function copyableKinds(type: ValueType, declaredByRule: boolean): number {
  switch (type) {
    case 'string':
      return TEXT | RICH_TEXT
    case 'number':
      return INTEGER | DECIMAL
    case 'integer':
      return INTEGER
    case 'boolean':
      return TRUE | FALSE
    case 'timestamp':
    case 'date':
      return 0
    case 'json':
      return TRUE | FALSE | INTEGER | DECIMAL | NESTED | (declaredByRule ? 0 : TEXT | RICH_TEXT)
    case 'any':
      return TRUE | FALSE | INTEGER | DECIMAL | TEXT | RICH_TEXT | NESTED
  }
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && !(value instanceof LosslessNumber)) return NOT.string
  return canonicalText(value)
}

function toBoolean(value: unknown): unknown {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase()
    if (text === 'true') return true
    if (text === 'false') return false
  }
  return NOT.boolean
}

function toBooleanFromRule(value: unknown): unknown {
  if (value === 1 || value === '1') return true
  if (value === 0 || value === '0') return false
  return toBoolean(value)
}

function toJsonFromText(value: unknown): unknown {
  if (typeof value !== 'string') return toAny(value)
  try {
    return toAny(parseJson(value))
  } catch {
    return NOT.json
  }
}

function toAny(value: unknown): unknown {
  if (!isContainer(value)) return value instanceof LosslessNumber ? canonicalText(value) : value
  if (isDeeperThan(value, MAX_DEPTH)) return TOO_DEEP
  return hasLargeNumber(value) ? withLargeNumbersAsText(value) : value
}

/** True for JSON that is nested deeper than anything here takes. */
export function isTooDeep(value: unknown): boolean {
  return isContainer(value) && isDeeperThan(value, MAX_DEPTH)
}

/** True for an array or an object of JSON. */
export function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof LosslessNumber)
}

function childrenOf(container: object): readonly unknown[] {
  return Array.isArray(container) ? container : Object.values(container)
}

/** Goes no deeper than `levels`, so that no JSON can exhaust the stack. */
function isDeeperThan(container: object, levels: number): boolean {
  return levels === 0 || childrenOf(container).some((child) => isContainer(child) && isDeeperThan(child, levels - 1))
}

function hasLargeNumber(container: object): boolean {
  return childrenOf(container).some((child) =>
    isContainer(child) ? hasLargeNumber(child) : child instanceof LosslessNumber,
  )
}

function withLargeNumbersAsText(value: unknown): unknown {
  if (!isContainer(value)) return value instanceof LosslessNumber ? canonicalText(value) : value
  if (Array.isArray(value)) return value.map(withLargeNumbersAsText)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withLargeNumbersAsText(child)]))
}
