import { exceedsBytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import { streamLabel, type Row, type SourceStream } from '../lib/rows'
import { compileCoercion, declaredType, Invalid, type TimeUnit, type ValueType } from './coerce'
import { IdentifierRejection, readIdentifier, type IdentifierKind } from './identifier'
import { MAX_ATTRIBUTES } from './merge'
import { isReservedName } from './names'
import type { AttributeKind } from './objects/definition'
import type { Rejection } from './rejection'
import type { StreamTally } from './tally'
import { ValueHints } from './value-hints'

/** Limits of people, objects and relationships (Track API reference, limits). */
const MAX_NAME_BYTES = 150
const MAX_VALUE_BYTES = 1000
/** Columns that no schema declares and of which a plan is kept: a stream may bring a new one with every row. */
const MAX_LEARNED = 2000
/** A null never removes these: they hold what people decided about being written to. */
const SUPPRESSION = /^(unsubscribed|cio_subscription_preferences(\..*)?)$/
const TOPIC = /^cio_subscription_preferences\.topics\.topic_\d+$/

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

export interface AttributeOptions {
  readonly null_handling: 'skip' | 'clear'
  readonly clear_with: 'empty_string' | 'null'
  readonly empty_text: 'as_null' | 'send'
  readonly attributes: readonly AttributeRule[]
  readonly unknown_attributes: 'send' | 'skip' | 'reject_record'
  readonly invalid_values: 'reject_record' | 'skip_attribute'
  readonly time_zone: string
  readonly dates_as: 'timestamp' | 'text'
  readonly identity: { readonly normalize_email: boolean }
  readonly guards: { readonly max_null_percent: readonly { readonly attribute: string }[] }
}

/** What becomes of a column, for whoever describes a stream before it is sent. */
export interface ColumnMeaning {
  readonly attribute: string
  readonly type: ValueType
  /** An attribute rule says so, rather than the schema. */
  readonly byRule: boolean
  readonly onNull: 'left_out' | 'cleared' | 'default'
  /** Why no row may have a value here. */
  readonly refusal: Rejection | undefined
}

/** One column on its way to one attribute. */
interface AttributePlan {
  readonly name: string
  readonly type: ValueType
  readonly byRule: boolean
  /** `"name":` */
  readonly key: string
  readonly coerce: (value: unknown) => unknown
  /** JSON text for a null: undefined leaves the attribute out. */
  readonly onNull: string | undefined
  readonly clears: boolean
  /** Why no row may have a value here. */
  readonly refusal: Rejection | undefined
  readonly hints: ValueHints | undefined
}

/** Makes the function that turns a row's columns into the JSON text of an attributes object. Compiled once a stream. */
export class AttributeMapper {
  /** undefined for a column that is no attribute. */
  private readonly plans = new Map<string, AttributePlan | undefined>()
  private readonly limited: boolean
  /** Columns of which nulls are counted, by the names of their attributes. */
  private readonly watched = new Map<string, AttributePlan>()
  private readonly watchedNames: ReadonlySet<string>

  /** `nameOf` says what attribute a column becomes, undefined for none. */
  constructor(
    private readonly stream: SourceStream,
    private readonly kind: AttributeKind,
    private readonly options: AttributeOptions,
    private readonly nameOf: (column: string) => string | undefined,
    private readonly tally: StreamTally,
  ) {
    // An event's data is limited by the bytes of its item alone.
    this.limited = kind !== 'event'
    this.watchedNames = new Set(options.guards.max_null_percent.map(({ attribute }) => attribute))
    for (const column of stream.columns.keys()) this.plans.set(column, this.plan(column))
  }

  /** The JSON text of all attributes of a row; a rejection where one of them cannot be sent. */
  map(row: Row): string | Rejection {
    const { data } = row
    let json = ''
    let count = 0
    for (const column in data) {
      const plan = this.planOf(column)
      if (plan === undefined) continue
      const text = this.textOf(plan, data[column], row.nulled.length > 0 && row.nulled.includes(column))
      if (text === undefined) continue
      if (typeof text === 'object') return text
      json += `${count === 0 ? '' : ','}${plan.key}${text}`
      count++
    }
    if (this.limited && count > MAX_ATTRIBUTES) {
      return {
        code: 'too_many_attributes',
        message: `The row has ${count} attributes; Customer.io takes ${MAX_ATTRIBUTES}.`,
      }
    }
    if (this.watched.size > 0) this.countNulls(data)
    return `{${json}}`
  }

  /** A column that a row does not bring is no null: nothing is cleared by it. */
  private countNulls(data: Row['data']): void {
    this.tally.countWatchedRow()
    for (const [column, plan] of this.watched) {
      const value = data[column]
      const isNull = value === null || this.isBlankText(value) || (value !== undefined && plan.coerce(value) === null)
      this.tally.countNulls(plan.name, isNull ? 1 : 0)
    }
  }

  /** What becomes of a column; undefined for one that is no attribute. */
  describe(column: string): ColumnMeaning | undefined {
    const plan = this.planOf(column)
    if (plan === undefined) return undefined
    const { name: attribute, type, byRule, clears, onNull, refusal } = plan
    return {
      attribute,
      type,
      byRule,
      onNull: clears ? 'cleared' : onNull === undefined ? 'left_out' : 'default',
      refusal,
    }
  }

  private planOf(column: string): AttributePlan | undefined {
    const known = this.plans.get(column)
    if (known !== undefined || this.plans.has(column)) return known
    const plan = this.plan(column)
    if (this.plans.size < MAX_LEARNED + this.stream.columns.size) this.plans.set(column, plan)
    return plan
  }

  /** undefined leaves the attribute out; an object is why the row is rejected. */
  private textOf(plan: AttributePlan, value: unknown, wasLost: boolean): string | Rejection | undefined {
    if (value === null || value === undefined || this.isBlankText(value)) return this.nullText(plan, wasLost)
    if (plan.refusal !== undefined) return plan.refusal
    if (plan.hints?.isLooking === true) plan.hints.look(value)
    if (value instanceof LosslessNumber) this.noteLargeNumber(plan.name)
    const result = plan.coerce(value)
    if (result === null) return this.nullText(plan, wasLost)
    if (result instanceof Invalid || result instanceof IdentifierRejection) return this.invalid(plan, result)
    if (typeof result === 'string') {
      return this.limited && exceedsBytes(result, MAX_VALUE_BYTES) ? this.tooLong(plan) : JSON.stringify(result)
    }
    if (typeof result !== 'object') return JSON.stringify(result)
    const text = JSON.stringify(result)
    const preferences = plan.name === 'cio_subscription_preferences'
    return this.limited && !preferences && exceedsBytes(text, MAX_VALUE_BYTES) ? this.tooLong(plan) : text
  }

  private isBlankText(value: unknown): boolean {
    return typeof value === 'string' && this.options.empty_text === 'as_null' && value.trim() === ''
  }

  private nullText(plan: AttributePlan, wasLost: boolean): string | undefined {
    if (plan.onNull === undefined || !plan.clears) return plan.onNull
    // A value that was lost on the way is no wish of the user's.
    if (wasLost) return undefined
    this.tally.counts.attributes_cleared++
    return plan.onNull
  }

  private invalid(plan: AttributePlan, result: Invalid | IdentifierRejection): Rejection | undefined {
    if (this.options.invalid_values === 'skip_attribute') {
      this.tally.counts.attributes_left_out++
      return undefined
    }
    if (result instanceof IdentifierRejection) return result.rejection
    return { code: result.code, message: `${plan.name} is not ${result.expected}.`, field: plan.name }
  }

  private tooLong(plan: AttributePlan): Rejection | undefined {
    if (this.options.invalid_values === 'skip_attribute') {
      this.tally.counts.attributes_left_out++
      return undefined
    }
    return {
      code: 'value_too_long',
      message: `${plan.name} is longer than ${MAX_VALUE_BYTES} bytes.`,
      field: plan.name,
    }
  }

  private noteLargeNumber(name: string): void {
    this.tally.counts.numbers_sent_as_text++
    this.tally.noteOnce(
      `large:${name}`,
      () =>
        `Numbers of ${name} in ${streamLabel(this.stream)} are past 2^53 and were sent as text with every digit. ` +
        `To make that its type, add to attributes: {"attribute": ${JSON.stringify(name)}, "type": "string"}`,
    )
  }

  private plan(column: string): AttributePlan | undefined {
    const name = this.nameOf(column)
    if (name === undefined) return undefined
    const rule = this.options.attributes.find(
      (one) => one.attribute === name && (one.stream === undefined || one.stream === this.stream.name),
    )
    const identifier = this.kind === 'person' ? IDENTIFIERS.get(name) : undefined
    const refusal = this.refusalOf(name, rule !== undefined || identifier !== undefined)
    if (refusal === 'skip') return undefined
    const coerce = identifier === undefined ? this.coercionOf(name, column, rule) : this.identifierOf(name, identifier)
    const hints =
      rule === undefined && !this.isBuiltIn(name) && declaredType(this.stream.columns.get(column)) !== 'timestamp'
        ? new ValueHints(name)
        : undefined
    if (hints !== undefined) this.tally.askAtEnd(() => hints.hint)
    const plan = {
      name,
      type: this.typeOf(name, column, rule),
      byRule: rule?.type !== undefined,
      key: `${JSON.stringify(name)}:`,
      coerce,
      ...this.nullRule(name, rule, coerce, identifier),
      refusal,
      hints,
    }
    if (this.watchedNames.has(name)) {
      this.watched.set(column, plan)
      this.tally.countNulls(name, 0)
    }
    return plan
  }

  private isBuiltIn(name: string): boolean {
    return this.kind === 'person' && (SUPPRESSION.test(name) || IDENTIFIERS.has(name))
  }

  private refusalOf(name: string, hasRule: boolean): Rejection | 'skip' | undefined {
    if (this.limited && exceedsBytes(name, MAX_NAME_BYTES)) {
      return {
        code: 'name_too_long',
        message: `The name of an attribute is longer than ${MAX_NAME_BYTES} bytes: ${name.slice(0, 40)}...`,
      }
    }
    if (isReservedName(name, this.kind)) {
      return {
        code: 'reserved_name',
        message: `Customer.io keeps the name ${name} for itself. Rename the column: {"from": "...", "to": "${name.replace(/^_+/, '')}_value"} in columns.rename.`,
        field: name,
      }
    }
    if (hasRule) return undefined
    if (this.options.unknown_attributes === 'skip') return 'skip'
    if (this.options.unknown_attributes === 'send') return undefined
    return {
      code: 'unknown_attribute',
      message: `No rule in attributes names ${name}, and unknown_attributes is reject_record.`,
      field: name,
    }
  }

  private nullRule(
    name: string,
    rule: AttributeRule | undefined,
    coerce: (value: unknown) => unknown,
    identifier: IdentifierKind | undefined,
  ): Pick<AttributePlan, 'onNull' | 'clears'> {
    const handling = rule?.null_handling ?? this.options.null_handling
    if (handling === 'default' && rule?.default_value !== undefined) {
      return { onNull: JSON.stringify(coerce(rule.default_value)), clears: false }
    }
    const never =
      rule?.protected === true || (this.kind === 'person' && SUPPRESSION.test(name)) || identifier !== undefined
    // In events and relationships there is nothing to clear: a null is left out.
    const clearable = this.kind === 'person' || this.kind === 'object'
    if (handling !== 'clear' || never || !clearable) return { onNull: undefined, clears: false }
    return { onNull: this.options.clear_with === 'null' ? 'null' : '""', clears: true }
  }

  private typeOf(name: string, column: string, rule: AttributeRule | undefined): ValueType {
    if (this.kind === 'person' && (name === 'unsubscribed' || TOPIC.test(name))) return 'boolean'
    if (this.kind === 'person' && name === 'cio_subscription_preferences') return 'json'
    if (this.kind === 'person' && IDENTIFIERS.has(name)) return 'string'
    return rule?.type ?? declaredType(this.stream.columns.get(column))
  }

  private coercionOf(name: string, column: string, rule: AttributeRule | undefined): (value: unknown) => unknown {
    if (this.kind === 'person' && (name === 'unsubscribed' || TOPIC.test(name))) return toSubscriptionFlag
    if (this.kind === 'person' && name === 'cio_subscription_preferences') return toPreferences
    return compileCoercion({
      type: rule?.type ?? declaredType(this.stream.columns.get(column)),
      unit: rule?.unit,
      format: rule?.format,
      timeZone: rule?.time_zone ?? this.options.time_zone,
      datesAs: this.options.dates_as,
      declaredByRule: rule?.type !== undefined,
    })
  }

  private identifierOf(name: string, kind: IdentifierKind): (value: unknown) => unknown {
    return (value) => readIdentifier(kind, name, value, this.options.identity.normalize_email)
  }
}

/** Attributes of a person that are identifiers beside the one that identifies the row. */
const IDENTIFIERS: ReadonlyMap<string, IdentifierKind> = new Map([
  ['id', 'id'],
  ['email', 'email'],
  ['phone', 'phone'],
])

const NO_FLAG = new Invalid('invalid_value', 'true, false, 1 or 0, and Customer.io reads anything else as subscribed')
const NO_PREFERENCES = new Invalid('invalid_value', 'an object such as {"topics": {"topic_1": true}}')

/** What people decided is sent as the boolean that it is, or not at all. */
function toSubscriptionFlag(value: unknown): unknown {
  switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
    case true:
    case 1:
    case 'true':
    case '1':
      return true
    case false:
    case 0:
    case 'false':
    case '0':
      return false
    default:
      return NO_FLAG
  }
}

const parsePreferences = compileCoercion({ type: 'json', timeZone: 'UTC', datesAs: 'text', declaredByRule: true })

function toPreferences(value: unknown): unknown {
  const parsed = parsePreferences(value)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed) || parsed instanceof Invalid)
    return NO_PREFERENCES
  const { topics } = parsed as { topics?: unknown }
  if (typeof topics !== 'object' || topics === null) return NO_PREFERENCES
  const isTopic = ([name, on]: [string, unknown]) => /^topic_\d+$/.test(name) && typeof on === 'boolean'
  return Object.entries(topics).every(isTopic) ? parsed : NO_PREFERENCES
}
