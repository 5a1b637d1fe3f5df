import { MAX_VALUE_BYTES } from '../core/api-limits'
import { exceedsBytes } from '../lib/bytes'
import type { Problem } from '../core/problem'
import type { ColumnSchema } from '../core/stream'
import { compileCoercion, copyableKinds, type CoerceOptions } from './coerce'
import { declaredType, isNumeric, type TimeUnit, type ValueType } from './value-type'
import { canonicalText } from './canonical-text'
import { Invalid, NOT } from './invalid-value'
import { IdentifierRejection, type IdentityOptions } from './identifier'
import { EVENT_ATTRIBUTES, type AttributeKind } from './attribute-kinds'
import { createIsoReader, type TimeReader } from './times'
import { createWallClock, isUsableFormat } from './zones'
import { ListIndex } from '../lib/list-index'

/** What the user declares of one attribute. */
export interface AttributeRule {
  readonly attribute: string
  readonly stream?: string | undefined
  readonly type?: Exclude<ValueType, 'integer' | 'date'> | undefined
  readonly unit?: TimeUnit | undefined
  readonly format?: string | undefined
  readonly time_zone?: string | undefined
  readonly null_handling?: 'skip' | 'clear' | 'null' | 'default' | undefined
  readonly default_value?: string | undefined
  readonly protected?: boolean | undefined
  readonly one_way?: boolean | undefined
}

/** The part of the configuration that says how values are converted. */
export interface ValueOptions extends IdentityOptions {
  readonly attributes: readonly AttributeRule[]
  readonly time_zone: string
  readonly dates_as: 'timestamp' | 'text'
}

const RULES_BY_ATTRIBUTE = new ListIndex<AttributeRule>(({ attribute }) => attribute)

/** The rule of an attribute: one for this very stream comes before one for all. */
export function attributeRule(
  rules: readonly AttributeRule[],
  attribute: string,
  stream: string,
): AttributeRule | undefined {
  const named = RULES_BY_ATTRIBUTE.find(rules, attribute)
  return named.find((rule) => rule.stream === stream) ?? named.find((rule) => rule.stream === undefined)
}

/**
 * Makes the function that converts the values of one attribute. It never throws; nulls are the caller's. Undefined leaves
 * the attribute out.
 */
export function compileAttribute(...args: Parameters<typeof compileConversion>): (value: unknown) => unknown {
  const convert = compileConversion(...args)
  const [, , rule] = args
  if (rule?.one_way !== true) return convert
  return (value) => {
    const flag = convert(value)
    return flag === false || flag === 'false' ? undefined : flag
  }
}

function compileConversion(
  name: string,
  kind: AttributeKind,
  rule: AttributeRule | undefined,
  column: ColumnSchema | undefined,
  options: ValueOptions,
  onTrimmed?: (attribute: string) => void,
): (value: unknown) => unknown {
  const special = kind.special(name)
  const coercion: CoerceOptions = {
    type: rule?.type ?? declaredType(column),
    unit: rule?.unit,
    format: rule?.format,
    timeZone: rule?.time_zone ?? options.time_zone,
    datesAs: options.dates_as,
    declaredByRule: rule?.type !== undefined,
  }
  if (special !== undefined) return special.compile({ options, isNumeric: isNumeric(column), onTrimmed, coercion })
  const coerce = compileCoercion(coercion)
  return kind.isText ? (value) => toPlainText(coerce(value)) : coerce
}

/** The text of a converted value; invalid for JSON. */
function toPlainText(value: unknown): unknown {
  if (value === null || value instanceof Invalid) return value
  return typeof value === 'object' ? NOT.string : canonicalText(value)
}

/** How the values of a raw record can be converted without parsing them; see core/raw-record.ts. */
export interface Shortcuts {
  /** Kinds of raw values whose JSON text equals that of the converted value. The caller handles empty texts and nulls. */
  readonly copyableKinds: number
  /** Reads most texts of times from their bytes; undefined where the text must be seen. */
  readonly readTime: TimeReader | undefined
}

export const NO_SHORTCUTS: Shortcuts = { copyableKinds: 0, readTime: undefined }

/** What need not be read of the values of one attribute; arguments as for `compileAttribute`. */
export function shortcutsOf(
  name: string,
  kind: AttributeKind,
  rule: AttributeRule | undefined,
  column: ColumnSchema | undefined,
  options: ValueOptions,
): Shortcuts {
  const special = kind.special(name)
  const type = rule?.type ?? declaredType(column)
  const isOther = special !== undefined && (special.isTime !== true || type !== 'timestamp')
  if (isOther || kind.isText || rule?.one_way === true) return NO_SHORTCUTS
  return {
    copyableKinds: copyableKinds(type, rule?.type !== undefined),
    readTime:
      type === 'timestamp' && rule?.format === undefined
        ? createIsoReader(createWallClock(rule?.time_zone ?? options.time_zone)).readBytes
        : undefined,
  }
}

/** Problems of the attribute rules that do not depend on streams. */
export function* attributeRuleProblems({ attributes, ...options }: ValueOptions): Iterable<Problem> {
  const seen = new Map<string, number>()
  for (const [index, rule] of attributes.entries()) {
    const { attribute, stream, type, format } = rule
    const at = (...option: string[]) => ({ path: ['attributes', index, ...option], subject: attribute })
    const id = JSON.stringify([attribute, stream])
    const other = seen.get(id)
    if (other !== undefined && attribute !== '') yield { code: 'duplicate_attribute_rule', ...at(), other }
    seen.set(id, index)
    if (type !== undefined && type !== 'timestamp') {
      for (const name of ['unit', 'format'] as const) {
        if (rule[name] !== undefined) yield { code: 'time_option_of_other_type', ...at(name), type }
      }
    }
    if (format !== undefined && !isUsableFormat(format))
      yield { code: 'wrong_value', ...at('format'), expected: { kind: 'time_layout' }, found: format }
    if (rule.one_way === true && type !== undefined && type !== 'boolean')
      yield { code: 'one_way_of_other_type', ...at('one_way'), type }
    if (rule.null_handling === 'default' && rule.default_value === undefined) {
      yield { code: 'missing_default_value', ...at('default_value') }
    } else if (type !== undefined) {
      const coerce = compileAttribute(attribute, EVENT_ATTRIBUTES, rule, undefined, { attributes, ...options })
      const problem = defaultProblem(rule, index, coerce)
      if (problem !== undefined) yield problem
    }
  }
}

/** What is wrong with a rule's default value for one attribute, undefined where it can be sent. */
export function defaultProblem(
  rule: AttributeRule,
  index: number,
  coerce: (value: unknown) => unknown,
): Problem | undefined {
  const { default_value: found } = rule
  if (rule.null_handling !== 'default' || found === undefined) return undefined
  const at = { path: ['attributes', index, 'default_value'], subject: rule.attribute }
  const value = coerce(found)
  if (value instanceof Invalid)
    return { code: 'wrong_value', ...at, expected: { kind: 'value', value: value.expected }, found }
  if (value instanceof IdentifierRejection) return { code: 'rejected_default_value', ...at, rejection: value.rejection }
  if (value === undefined) return { code: 'wrong_value', ...at, expected: { kind: 'one_of', values: ['true'] }, found }
  if (value === null || value === '') return { code: 'blank_default_value', ...at, found }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return exceedsBytes(text, MAX_VALUE_BYTES) ? { code: 'long_default_value', ...at, limit: MAX_VALUE_BYTES } : undefined
}
