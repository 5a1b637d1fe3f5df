import { MAX_VALUE_BYTES } from '../core/api-limits'
import { rejectionMessage } from '../core/messages/rejections'
import type { Rejection } from '../core/outcome'
import { streamLabel, type SourceStream } from '../core/stream'
import { exceedsBytes, truncateToBytes } from '../lib/bytes'
import { LosslessNumber } from '../lib/json'
import type { AttributeOptions, ColumnMapping } from './column-mapping'
import { IdentifierRejection } from './identifier'
import { Invalid } from './invalid-value'
import type { MappingStats } from './mapping-stats'

/** Turns the values of a row into the JSON text of attributes, and says why one cannot be sent. */
export class AttributeValues {
  /** The email address of the row; undefined where it has none. */
  email: string | undefined
  /** The attributes that are null in the row. */
  readonly nulls: ColumnMapping[] = []
  /** The row removes the value of an attribute that a guard watches. */
  clearsWatched = false

  constructor(
    private readonly stream: SourceStream,
    private readonly options: AttributeOptions,
    private readonly stats: MappingStats,
  ) {}

  /** Starts a row. */
  start(): void {
    this.nulls.length = 0
    this.email = undefined
    this.clearsWatched = false
  }

  /** undefined leaves the attribute out; an object is why the row is rejected. */
  textOf(mapping: ColumnMapping, value: unknown, wasLost: boolean): string | Rejection | undefined {
    if (value === null || value === undefined || this.isNullText(value)) return this.nullText(mapping, wasLost)
    if (mapping.isUndeclaredIdentifier) return this.leaveOutUndeclared(mapping.name)
    if (mapping.refusal !== undefined) return this.refuse(mapping.refusal)
    if (mapping.hints?.isLooking === true) mapping.hints.look(value)
    const result = mapping.coerce(value)
    if (result === null) return this.nullText(mapping, wasLost)
    if (result instanceof Invalid || result instanceof IdentifierRejection) return this.invalid(mapping, result)
    if (typeof result === 'string') {
      if (mapping.isEmail) this.email = result
      if (value instanceof LosslessNumber && mapping.turnsToText) this.noteLargeNumber(mapping.name)
      if (result.trim() === '') {
        if (mapping.neverBlank) return undefined
        if (mapping.isWatched) this.clearsWatched = true
      }
      return mapping.isLimited && exceedsBytes(result, MAX_VALUE_BYTES)
        ? this.longText(mapping, value, result)
        : JSON.stringify(result)
    }
    // What JSON.stringify makes of it too, in half the time.
    if (typeof result === 'number' && Number.isFinite(result)) return String(result)
    if (typeof result !== 'object') return JSON.stringify(result)
    const text = JSON.stringify(result)
    return mapping.isLimited && exceedsBytes(text, MAX_VALUE_BYTES) ? this.tooLong(mapping) : text
  }

  private isNullText(value: unknown): boolean {
    return this.options.empty_text === 'as_null' && isBlankText(value)
  }

  private nullText(mapping: ColumnMapping, wasLost: boolean): string | undefined {
    // A value that was lost before it arrived is neither cleared nor replaced, because its value in the source is not null.
    if (wasLost) return undefined
    this.nulls.push(mapping)
    if (mapping.clears && mapping.isWatched) this.clearsWatched = true
    return mapping.onNull
  }

  private invalid(mapping: ColumnMapping, result: Invalid | IdentifierRejection): Rejection | undefined {
    if (result instanceof IdentifierRejection)
      return mapping.isOptionalIdentifier ? this.leaveOut(result.rejection) : this.refuse(result.rejection)
    return this.refuse({
      code: result.code,
      field: mapping.name,
      expected: result.expected,
      ...(result.limit === undefined ? {} : { limit: result.limit }),
    })
  }

  /** Only what is sent as it came is cut: the text of a large number is not. */
  private longText(mapping: ColumnMapping, value: unknown, text: string): string | Rejection | undefined {
    if (this.options.too_long !== 'truncate' || value !== text || !mapping.isCuttable) return this.tooLong(mapping)
    const cut = truncateToBytes(text, MAX_VALUE_BYTES)
    // A blank text would remove the value.
    if (cut.trim() === '') return this.tooLong(mapping)
    this.stats.noteTruncated(mapping.name, MAX_VALUE_BYTES, this.stream)
    return JSON.stringify(cut)
  }

  private tooLong({ name }: ColumnMapping): Rejection | undefined {
    const rejection: Rejection = { code: 'value_too_long', field: name, limit: MAX_VALUE_BYTES }
    const { too_long: handling = 'truncate', invalid_values: invalid } = this.options
    // What cannot be truncated is handled as any other invalid value.
    return (handling === 'truncate' ? invalid : handling) === 'skip_attribute' ? this.leaveOut(rejection) : rejection
  }

  /** Rejects the row, or leaves the attribute out where the user prefers that. */
  private refuse(rejection: Rejection): Rejection | undefined {
    const { code } = rejection
    // The name of these is the fault of the mapping, not of a value.
    if (this.options.invalid_values !== 'skip_attribute' || code === 'reserved_name' || code === 'unknown_attribute')
      return rejection
    return this.leaveOut(rejection)
  }

  /** Only rows bring such a column: one of the catalog is a problem of the configuration. */
  private leaveOutUndeclared(name: string): Rejection | undefined {
    this.stats.counts.undeclared_identifiers++
    this.stats.noteOnce(
      `undeclared:${name}`,
      () =>
        `Rows of ${streamLabel(this.stream)} have a column that would become ${name}, by which Customer.io identifies ` +
        `people. It is not sent because no option declares it. To send it, add "${name}_column" to the stream rule.`,
    )
    return undefined
  }

  private leaveOut(rejection: Rejection): Rejection | undefined {
    const { code, field } = rejection
    this.stats.counts.attributes_left_out++
    this.stats.noteOnce(
      `left out:${field ?? ''}:${code}`,
      () =>
        `Values of ${field ?? 'an attribute'} in ${streamLabel(this.stream)} were left out (${code}): ${rejectionMessage(rejection)}`,
    )
    return undefined
  }

  private noteLargeNumber(name: string): void {
    this.stats.counts.numbers_sent_as_text++
    this.stats.noteOnce(
      `large:${name}`,
      () =>
        `Numbers of ${name} in ${streamLabel(this.stream)} are past 2^53 and were sent as text with every digit. ` +
        `To make that its type, add to attributes: {"attribute": ${JSON.stringify(name)}, "type": "string"}`,
    )
  }
}

/** True for a text of white space alone. */
export function isBlankText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}
