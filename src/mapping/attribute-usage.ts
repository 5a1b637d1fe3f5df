import { closest } from '../lib/closest'
import type { Problem } from '../core/problem'
import { streamLabel } from '../core/stream'
import type { AttributeRule } from './attribute-rules'
import type { AttributeKind } from './attribute-kinds'
import type { StreamMapping } from './stream-mapping'
import { declaredType } from './value-type'

/** Options that name attributes. */
interface NamingOptions {
  readonly attributes: readonly AttributeRule[]
  readonly guards: { readonly max_null_percent: readonly { readonly attribute: string }[] }
}

/** A stream whose rows have attributes. */
export interface AttributeStream {
  readonly mapping: StreamMapping
  readonly kind: AttributeKind
  /** The column that becomes an attribute, by the attribute. */
  readonly columns: ReadonlyMap<string, string>
}

/** The streams whose rows have attributes, each with the attributes that its declared columns become. */
export function attributeStreams(mappings: readonly StreamMapping[]): readonly AttributeStream[] {
  return mappings.flatMap((mapping) => {
    const kind = mapping.operation.attributes
    if (kind === undefined) return []
    const named = [...mapping.stream.columns.keys()].map((column) => [mapping.attributeNameOf(column), column] as const)
    return [
      { mapping, kind, columns: new Map(named.filter((pair): pair is [string, string] => pair[0] !== undefined)) },
    ]
  })
}

/** The streams to which an attribute rule applies: one for this very stream comes before one for all. */
function usersOf(
  rule: AttributeRule,
  rules: readonly AttributeRule[],
  streams: readonly AttributeStream[],
): readonly AttributeStream[] {
  const own = new Set(rules.filter(({ attribute }) => attribute === rule.attribute).map(({ stream }) => stream))
  return streams.filter(({ mapping: { stream }, columns }) => {
    if (rule.stream === undefined ? own.has(stream.name) : rule.stream !== stream.name) return false
    return columns.has(rule.attribute) || stream.columns.size === 0
  })
}

/**
 * Rules whose null handling none of the streams knows to which they apply. Unless the streams are complete, a rule for all
 * of them may apply to another one.
 */
export function* nullHandlingProblems(
  { attributes }: Pick<NamingOptions, 'attributes'>,
  streams: readonly AttributeStream[],
  isComplete: boolean,
): Iterable<Problem> {
  for (const [index, rule] of attributes.entries()) {
    const { null_handling: handling, attribute: subject } = rule
    if (handling !== 'clear' && handling !== 'null') continue
    if (!isComplete && rule.stream === undefined) continue
    const users = usersOf(rule, attributes, streams)
    const known = handling === 'clear' ? 'clear' : 'send'
    if (users.length === 0 || users.some(({ kind }) => kind.nulls === known)) continue
    const labels = users.map(({ mapping }) => streamLabel(mapping.stream))
    const path = ['attributes', index, 'null_handling']
    yield { code: 'unknown_null_handling', path, subject, handling, streams: labels }
  }
}

/** Rules with `one_way` for columns that are not boolean. A rule with a type was checked before. */
export function* oneWayProblems(
  { attributes }: Pick<NamingOptions, 'attributes'>,
  streams: readonly AttributeStream[],
): Iterable<Problem> {
  for (const [index, rule] of attributes.entries()) {
    if (rule.one_way !== true || rule.type !== undefined) continue
    for (const { mapping, kind, columns } of usersOf(rule, attributes, streams)) {
      const column = columns.get(rule.attribute)
      const type =
        kind.special(rule.attribute)?.type ??
        declaredType(column === undefined ? undefined : mapping.stream.columns.get(column))
      if (type === 'boolean') continue
      yield { code: 'one_way_of_other_type', path: ['attributes', index, 'one_way'], subject: rule.attribute, type }
      break
    }
  }
}

/**
 * Rules and guards, or options of rules, that have no effect: a sentence each. Rules that no stream uses are left out
 * unless the streams are all that the configuration is for.
 */
export function* unusedAttributeOptions(
  config: NamingOptions,
  mappings: readonly StreamMapping[],
  streams: readonly AttributeStream[],
  isComplete: boolean,
): Iterable<string> {
  for (const [index, rule] of config.attributes.entries()) {
    const where = `attributes[${index}]`
    const users = usersOf(rule, config.attributes, streams)
    if (users.length === 0 && isComplete) yield* unknownAttribute(where, rule, mappings, streams)
    yield* unusedOptions(where, rule, users)
  }
  if (!isComplete) return
  for (const [index, { attribute }] of config.guards.max_null_percent.entries()) {
    // A stream that declares no columns may bring any.
    if (streams.some(({ columns, mapping }) => columns.has(attribute) || mapping.stream.columns.size === 0)) continue
    yield* unknownAttribute(`guards.max_null_percent[${index}]`, { attribute }, mappings, streams)
  }
}

function* unknownAttribute(
  where: string,
  { attribute, stream }: AttributeRule,
  mappings: readonly StreamMapping[],
  streams: readonly AttributeStream[],
): Iterable<string> {
  const isMeant = ({ stream: { name } }: StreamMapping) => stream === undefined || stream === name
  if (stream !== undefined && !mappings.some(isMeant)) {
    yield `${where} is about the stream ${stream}, which this sync does not bring.`
    return
  }
  const known = streams.filter(({ mapping }) => isMeant(mapping)).flatMap(({ columns }) => [...columns.keys()])
  const why = reasonOf(attribute, known, mappings.filter(isMeant))
  yield `${where} is about the attribute ${attribute}, but no column of ${stream ?? 'any stream'} becomes it.${why}`
}

/** Why no column becomes the attribute, where it can be told. */
function reasonOf(attribute: string, known: readonly string[], mappings: readonly StreamMapping[]): string {
  for (const mapping of mappings) {
    const column = [...mapping.stream.columns.keys()].find((one) => one.toLowerCase() === attribute.toLowerCase())
    if (column !== undefined && mapping.attributeNameOf(column) === undefined)
      return ` The column ${column} is not an attribute: ${roleOf(mapping, column)}.`
  }
  const outer = known.find((name) => attribute.startsWith(`${name}.`))
  if (outer !== undefined) return ` A rule applies to a whole column, here ${outer}, and not to values within it.`
  const meant = closest(attribute, known)
  return meant === undefined ? '' : ` Did you mean ${meant}?`
}

function roleOf({ person, columns, operation }: StreamMapping, column: string): string {
  if (person.some((one) => one.column === column)) return 'it identifies the person'
  const field = [...columns].find(([, one]) => one === column)?.[0]
  if (field !== undefined) return `it is the ${field}`
  return operation.attributes === undefined ? `the operation ${operation.name} sends none` : 'the rule does not send it'
}

/** Options of a rule that the type of the attribute, or another option, makes useless. */
function* unusedOptions(where: string, rule: AttributeRule, users: readonly AttributeStream[]): Iterable<string> {
  if (rule.default_value !== undefined && rule.null_handling !== 'default')
    yield `${where}.default_value has no effect, because null_handling of ${rule.attribute} is not default.`
  if (rule.null_handling === 'clear' && (rule.protected === true || rule.one_way === true))
    yield `${where}.null_handling clear has no effect, because ${rule.attribute} is ${rule.protected === true ? 'protected' : 'one-way'}.`
  const options = (['unit', 'format', 'time_zone'] as const).filter((name) => rule[name] !== undefined)
  for (const { mapping, kind, columns } of users) {
    const special = kind.special(rule.attribute)
    if (special !== undefined && rule.type !== undefined && rule.type !== special.type)
      yield `${where}.type ${rule.type} has no effect, because ${rule.attribute} is always sent as ${special.type}.`
    const column = columns.get(rule.attribute)
    if (column === undefined || rule.type !== undefined || options.length === 0) continue
    const isFixed = special !== undefined && special.isTime !== true
    const type = isFixed ? special.type : declaredType(mapping.stream.columns.get(column))
    const useless = options.filter((name) => type !== 'timestamp' && !(type === 'date' && name === 'time_zone'))
    if (useless.length > 0)
      yield `${where}.${useless.join(', ')} has no effect, because the column ${column} of ${streamLabel(mapping.stream)} is declared ${type}. Fix: add "type": "timestamp".`
  }
}
