import { MAX_VALUE_BYTES } from '../core/api-limits'
import { exceedsBytes } from '../lib/bytes'
import { expectedText } from '../core/messages/expected'
import { rejectionMessage } from '../core/messages/rejections'
import type { ColumnSchema } from '../core/stream'
import { compileCoercion, copyableKinds } from './coerce'
import { declaredType, type TimeUnit, type ValueType } from './value-type'
import { Invalid } from './invalid-value'
import { IdentifierRejection } from './identifier'
import { EVENT_ATTRIBUTES, type AttributeKind } from './attribute-kinds'
import { createIsoReader, type TimeReader } from './times'
import { createWallClock, isUsableFormat } from './zones'

/** What the user declares of one attribute. */
export interface AttributeRule {
  readonly attribute: string
  readonly stream?: string | undefined
  readonly type?: Exclude<ValueType, 'integer' | 'date'> | undefined
  readonly unit?: TimeUnit | undefined
  readonly format?: string | undefined
  readonly time_zone?: string | undefined
  readonly null_handling?: 'skip' | 'clear' | 'default' | undefined
  readonly default_value?: string | undefined
  readonly protected?: boolean | undefined
}

/** The part of the configuration that says how values are converted. */
export interface ValueOptions {
  readonly attributes: readonly AttributeRule[]
  readonly time_zone: string
  readonly dates_as: 'timestamp' | 'text'
  readonly identity: { readonly normalize_email: boolean }
}

/** The rule of an attribute: one for this very stream comes before one for all. */
export function attributeRule(
  rules: readonly AttributeRule[],
  attribute: string,
  stream: string,
): AttributeRule | undefined {
  const named = rules.filter((rule) => rule.attribute === attribute)
  return named.find((rule) => rule.stream === stream) ?? named.find((rule) => rule.stream === undefined)
}

/** Makes the function that converts the values of one attribute. It never throws; nulls are the caller's. */
export function compileAttribute(
  name: string,
  kind: AttributeKind,
  rule: AttributeRule | undefined,
  column: ColumnSchema | undefined,
  options: ValueOptions,
): (value: unknown) => unknown {
  return (
    kind.special(name)?.compile(options.identity.normalize_email) ??
    compileCoercion({
      type: rule?.type ?? declaredType(column),
      unit: rule?.unit,
      format: rule?.format,
      timeZone: rule?.time_zone ?? options.time_zone,
      datesAs: options.dates_as,
      declaredByRule: rule?.type !== undefined,
    })
  )
}

/** What `compileAttribute` makes of a row that was not parsed, without reading its values; see core/raw-record.ts. */
export interface Shortcuts {
  /** Kinds of cells whose JSON text is also that of the converted value. Blank texts are the caller's, as nulls are. */
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
  if (kind.special(name) !== undefined) return NO_SHORTCUTS
  const type = rule?.type ?? declaredType(column)
  return {
    copyableKinds: copyableKinds(type, rule?.type !== undefined),
    readTime:
      type === 'timestamp' && rule?.format === undefined
        ? createIsoReader(createWallClock(rule?.time_zone ?? options.time_zone)).readBytes
        : undefined,
  }
}

/** What is wrong with the attribute rules by themselves: a sentence each. */
export function* attributeRuleProblems({ attributes, ...options }: ValueOptions): Iterable<string> {
  const seen = new Map<string, number>()
  for (const [index, rule] of attributes.entries()) {
    const { attribute, stream, type, unit, format } = rule
    const where = `attributes[${index}] (${attribute})`
    const id = JSON.stringify([attribute, stream])
    const other = seen.get(id)
    if (other !== undefined && attribute !== '') {
      yield `${where}: expected one rule an attribute; attributes[${other}] is for the same. Make one of the two.`
    }
    seen.set(id, index)
    if (type !== undefined && type !== 'timestamp') {
      for (const [name, value] of [
        ['unit', unit],
        ['format', format],
      ] as const) {
        if (value !== undefined)
          yield `${where}.${name}: expected it beside the type timestamp only; found the type ${type}. Set type to timestamp, or leave ${name} out.`
      }
    }
    if (format !== undefined && !isUsableFormat(format)) {
      yield `${where}.format: expected a layout that names a year, such as dd/MM/yyyy HH:mm; found ${JSON.stringify(format)}.`
    }
    if (rule.null_handling === 'default' && rule.default_value === undefined) {
      yield `${where}.default_value: expected a value, because null_handling is default; found none.`
    } else if (type !== undefined) {
      const problem = defaultProblem(
        rule,
        compileAttribute(attribute, EVENT_ATTRIBUTES, rule, undefined, { attributes, ...options }),
      )
      if (problem !== undefined) yield `${where}.${problem}`
    }
  }
}

/** What is wrong with a rule's default value for one attribute, undefined where it can be sent. */
export function defaultProblem(rule: AttributeRule, coerce: (value: unknown) => unknown): string | undefined {
  if (rule.null_handling !== 'default' || rule.default_value === undefined) return undefined
  const value = coerce(rule.default_value)
  const found = `; found ${JSON.stringify(rule.default_value)}.`
  if (value instanceof Invalid) return `default_value: expected ${expectedText(value.expected)}${found}`
  if (value instanceof IdentifierRejection) return `default_value: ${rejectionMessage(value.rejection)}`
  if (value === null || value === '') {
    return `default_value: expected a value, because a null or a blank text clears${found} Set null_handling to clear if you mean that.`
  }
  return exceedsBytes(typeof value === 'string' ? value : JSON.stringify(value), MAX_VALUE_BYTES)
    ? `default_value: expected at most ${MAX_VALUE_BYTES} bytes; found more.`
    : undefined
}
