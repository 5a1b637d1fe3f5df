import type { Rejection } from '../core/outcome'
import { streamLabel, type SourceStream } from '../core/stream'
import {
  attributeRule,
  compileAttribute,
  NO_SHORTCUTS,
  shortcutsOf,
  type AttributeRule,
  type ValueOptions,
} from './attribute-rules'
import { declaredType, type ValueType } from './value-type'
import type { TimeReader } from './times'
import { cautionWarning, nameRefusal } from './attribute-names'
import type { AttributeKind } from './attribute-kinds'
import type { SpecialAttribute } from './special-attributes'
import type { MappingStats } from './mapping-stats'
import { isLoaderColumn } from './source-columns'
import { ValueHints } from './value-hints'

/** Mappings kept of columns that no schema declares: a stream may bring a new column with every row. */
const MAX_LEARNED = 2000

export interface AttributeOptions extends ValueOptions {
  readonly null_handling: 'skip' | 'clear'
  readonly clear_with: 'empty_string' | 'null'
  readonly empty_text: 'as_null' | 'send'
  readonly unknown_attributes: 'send' | 'skip' | 'reject_record'
  readonly invalid_values: 'reject_record' | 'skip_attribute'
  /** What `invalid_values` says where it is left out. */
  readonly too_long?: 'reject_record' | 'skip_attribute' | 'truncate' | undefined
  readonly guards: { readonly max_null_percent: readonly { readonly attribute: string }[] }
}

/** The result of mapping a column, for reports about a stream that was not sent. */
export interface ColumnMeaning {
  readonly attribute: string
  readonly type: ValueType
  /** An attribute rule says so, rather than the schema. */
  readonly byRule: boolean
  readonly onNull: 'left_out' | 'cleared' | 'default' | 'sent_as_null'
  /** False is omitted on purpose. */
  readonly isOneWay: boolean
  /** Why no row may have a value here. */
  readonly refusal: Rejection | undefined
}

/** What the attributes of a stream are made of. */
export interface AttributeSource {
  readonly stream: SourceStream
  readonly kind: AttributeKind
  /** The attribute that a column becomes, undefined for none. */
  readonly attributeNameOf: (column: string) => string | undefined
  /** True where a column is declared to be an identifier of the person. */
  readonly isDeclaredIdentifier: (column: string) => boolean
  /** The identifier that the row gives outside its attributes: no other column may take its name. */
  readonly primaryIdentifier: { readonly kind: string; readonly column: string } | undefined
  /** Control attributes that the operation adds to those of the row. */
  readonly controlAttributes: number
}

/** The mapping of one column to one attribute. */
export interface ColumnMapping {
  readonly name: string
  readonly type: ValueType
  readonly byRule: boolean
  /** `"name":` in UTF-8. */
  readonly key: Uint8Array
  /** The same after a comma. */
  readonly laterKey: Uint8Array
  /** True if the attribute has the name of the column. */
  readonly keepsName: boolean
  readonly coerce: (value: unknown) => unknown
  /** Kinds of raw values that are copied without re-encoding. */
  readonly copyableKinds: number
  /** Reads most texts of times from their bytes; undefined where `coerce` has to see the text. */
  readonly readTime: TimeReader | undefined
  /** JSON text for a null: undefined leaves the attribute out. */
  readonly onNull: string | undefined
  readonly clears: boolean
  /** Only true is sent. */
  readonly isOneWay: boolean
  /** `guards.max_null_percent` names the attribute. */
  readonly isWatched: boolean
  /** A blank text is never sent, because Customer.io would clear by it. */
  readonly neverBlank: boolean
  /** A number past 2^53 becomes text though no type says so. */
  readonly turnsToText: boolean
  /** Why no row may have a value here. */
  readonly refusal: Rejection | undefined
  readonly hints: ValueHints | undefined
  /** Customer.io knows the person by it, and rows may have a value. */
  readonly isIdentifier: boolean
  readonly isEmail: boolean
  /** A text that is too long may be cut: half an identifier or a number would be another one. */
  readonly isCuttable: boolean
  /** Customer.io would know the person by it and no option declares it: values are left out and counted. */
  readonly isUndeclaredIdentifier: boolean
  /** Its values have the limit of MAX_VALUE_BYTES. */
  readonly isLimited: boolean
  /** An identifier that the row can do without: an invalid value is left out, whatever `invalid_values` says. */
  readonly isOptionalIdentifier: boolean
}

const NO_NAMES: ReadonlySet<string> = new Set()

/** Keys of attributes: many streams have columns of one name. */
const KEYS = new Map<string, Pick<ColumnMapping, 'key' | 'laterKey'>>()
const MAX_KEYS = 10_000

function keysOf(name: string): Pick<ColumnMapping, 'key' | 'laterKey'> {
  const known = KEYS.get(name)
  if (known !== undefined) return known
  const laterKey = Buffer.from(`,${JSON.stringify(name)}:`)
  const keys = { key: laterKey.subarray(1), laterKey }
  if (KEYS.size < MAX_KEYS) KEYS.set(name, keys)
  return keys
}

/**
 * Maps columns to attributes. Each column is decided once, when it is first needed: a sync may have thousands of streams with
 * many columns that no row has.
 */
export class ColumnMappings {
  /** undefined for a column that does not become an attribute. */
  private readonly mappings = new Map<string, ColumnMapping | undefined>()
  /** The column that becomes an attribute, by the attribute's name. */
  private readonly columns = new Map<string, string>()
  private readonly watchedNames: ReadonlySet<string>
  private areDeclaredCompiled = false
  /** Columns of which nulls are counted. */
  readonly watched = new Map<string, ColumnMapping>()

  constructor(
    private readonly source: AttributeSource,
    private readonly options: AttributeOptions,
    private readonly stats: MappingStats,
  ) {
    const { max_null_percent: watched } = options.guards
    this.watchedNames = watched.length === 0 ? NO_NAMES : new Set(watched.map(({ attribute }) => attribute))
    // A watched column counts even if no row has it.
    if (this.watchedNames.size > 0) this.compileDeclared()
    for (const column of source.stream.columns.keys())
      if (isLoaderColumn(column) && source.attributeNameOf(column) === undefined)
        stats.noteLoaderColumn(column, source.stream)
  }

  /** The mapping of a column; undefined for one that is not an attribute. */
  of(column: string): ColumnMapping | undefined {
    const known = this.mappings.get(column)
    if (known !== undefined || this.mappings.has(column)) return known
    // The columns of the catalog come before others that would have their names.
    if (!this.source.stream.columns.has(column)) this.compileDeclared()
    const mapping = this.compile(column)
    if (this.mappings.size < MAX_LEARNED + this.source.stream.columns.size) this.mappings.set(column, mapping)
    return mapping
  }

  private compileDeclared(): void {
    if (this.areDeclaredCompiled) return
    this.areDeclaredCompiled = true
    for (const column of this.source.stream.columns.keys()) this.of(column)
  }

  /** True for a column that the catalog declares or a row had. */
  has(column: string): boolean {
    return this.source.stream.columns.has(column) || this.mappings.has(column)
  }

  /** The result of mapping a column; undefined if it does not become an attribute. */
  describe(column: string): ColumnMeaning | undefined {
    const mapping = this.of(column)
    if (mapping === undefined) return undefined
    const { name: attribute, type, byRule, clears, onNull, isOneWay, refusal } = mapping
    return {
      attribute,
      type,
      byRule,
      onNull: clears ? 'cleared' : onNull === undefined ? 'left_out' : onNull === 'null' ? 'sent_as_null' : 'default',
      isOneWay,
      refusal,
    }
  }

  private compile(column: string): ColumnMapping | undefined {
    const { stream, kind, attributeNameOf } = this.source
    const name = attributeNameOf(column)
    if (name === undefined) {
      if (!stream.columns.has(column) && isLoaderColumn(column)) this.stats.noteLoaderColumn(column, stream)
      return undefined
    }
    const schema = stream.columns.get(column)
    const caution = schema === undefined ? kind.caution(name) : undefined
    if (caution !== undefined)
      this.stats.noteOnce(`caution:${name}`, () => cautionWarning(stream, column, name, caution))
    const rule = attributeRule(this.options.attributes, name, stream.name)
    const special = kind.special(name)
    const isDeclared = this.source.isDeclaredIdentifier(column)
    const isIdentifier = special?.identifier !== undefined && isDeclared
    const isUndeclaredIdentifier = special?.identifier !== undefined && !isDeclared
    const isKnown = isIdentifier || (rule !== undefined && !isUndeclaredIdentifier)
    const unknown = isKnown ? 'send' : this.options.unknown_attributes
    if (unknown === 'skip') return undefined
    const onTrimmed = (attribute: string) => this.stats.noteTrimmed(attribute)
    const coerce = this.watchFalse(special, rule, compileAttribute(name, kind, rule, schema, this.options, onTrimmed))
    const type = rule?.type ?? declaredType(schema)
    const hints =
      rule === undefined && special === undefined && type !== 'timestamp' && type !== 'date'
        ? new ValueHints(name)
        : undefined
    if (hints !== undefined) this.stats.watchValues(hints)
    // An undeclared identifier becomes nothing: it is in no other column's way.
    const refusal =
      isUndeclaredIdentifier && unknown === 'send'
        ? undefined
        : this.refusalOf(name, column, unknown === 'reject_record')
    const mapping: ColumnMapping = {
      name,
      type: special?.type ?? type,
      byRule: rule?.type !== undefined,
      isOneWay: rule?.one_way === true,
      ...keysOf(name),
      keepsName: name === column,
      coerce,
      ...shortcutsOf(name, kind, rule, schema, this.options),
      ...this.nullRule(special, rule, coerce),
      isWatched: this.watchedNames.has(name),
      turnsToText: type !== 'string' && !isIdentifier,
      refusal,
      hints,
      isIdentifier: isIdentifier && refusal === undefined,
      isEmail: special?.identifier === 'email',
      isCuttable: special === undefined && (type === 'string' || type === 'any'),
      isUndeclaredIdentifier: isUndeclaredIdentifier && refusal === undefined,
      isLimited: kind.isLimited && special?.hasNoValueLimit !== true,
      isOptionalIdentifier: special?.identifier === 'phone',
      ...(refusal === undefined ? {} : NO_SHORTCUTS),
    }
    if (mapping.isWatched) {
      this.watched.set(column, mapping)
      this.stats.countNulls(name, 0)
    }
    return mapping
  }

  /** Reports `unsubscribed: false` once, unless the rule says that only true is sent. */
  private watchFalse(
    special: SpecialAttribute | undefined,
    rule: AttributeRule | undefined,
    coerce: (value: unknown) => unknown,
  ): (value: unknown) => unknown {
    if (special?.isUndoneByFalse !== true || rule?.one_way === true) return coerce
    const { counts } = this.stats
    return (value) => {
      const flag = coerce(value)
      if (flag !== false || counts.unsubscribed_false++ > 0) return flag
      const { stream } = this.source
      this.stats.noteOnce(
        'resubscribed',
        () =>
          `Rows of ${streamLabel(stream)} have unsubscribed: false, which subscribes people again who unsubscribed in Customer.io. ` +
          'To send only true, add to attributes: {"attribute": "unsubscribed", "one_way": true}',
      )
      return flag
    }
  }

  private refusalOf(name: string, column: string, isUnknown: boolean): Rejection | undefined {
    const refusal = nameRefusal(name, column, this.source.kind)
    if (refusal !== undefined) return refusal
    const { primaryIdentifier, stream } = this.source
    const owner = name === primaryIdentifier?.kind ? primaryIdentifier.column : (this.columns.get(name) ?? column)
    // The columns of a schema were compared before; a row may bring others.
    if (owner !== column) {
      return {
        code: 'duplicate_name',
        field: name,
        column,
      }
    }
    if (this.columns.size < MAX_LEARNED + stream.columns.size) this.columns.set(name, column)
    if (!isUnknown) return undefined
    return { code: 'unknown_attribute', field: name, column }
  }

  private nullRule(
    special: SpecialAttribute | undefined,
    rule: AttributeRule | undefined,
    coerce: (value: unknown) => unknown,
  ): Pick<ColumnMapping, 'onNull' | 'clears' | 'neverBlank'> {
    const neverBlank = rule?.protected === true || rule?.one_way === true || special?.isNeverCleared === true
    const handling = rule?.null_handling ?? this.options.null_handling
    if (handling === 'default' && rule?.default_value !== undefined && special?.identifier === undefined) {
      return { onNull: JSON.stringify(coerce(rule.default_value)), clears: false, neverBlank }
    }
    const { nulls } = this.source.kind
    if (handling === 'null' && nulls === 'send') return { onNull: 'null', clears: false, neverBlank }
    // In events and devices there is nothing to clear: a null is left out.
    if (handling !== 'clear' || neverBlank || nulls !== 'clear') return { onNull: undefined, clears: false, neverBlank }
    return { onNull: this.options.clear_with === 'null' ? 'null' : '""', clears: true, neverBlank }
  }
}
