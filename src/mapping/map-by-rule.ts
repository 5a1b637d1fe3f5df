import { closest } from '../lib/closest'
import type { OptionPath, Problem } from '../core/problem'
import { streamLabel, type SourceStream } from '../core/stream'
import type { IdentifierKind } from './identifier'
import { nameColumns, type StreamMapping } from './stream-mapping'
import { styleName, type NameStyle } from './attribute-names'
import { OBJECTS } from './objects/index'
import { defaultMarkers, isLoaderColumn } from './source-columns'

/** A stream rule as the user wrote it. */
export interface StreamRule extends Readonly<Record<string, unknown>> {
  readonly stream: string
  readonly namespace?: string | undefined
  readonly object: string
  readonly operation?: string | undefined
  readonly missing_identifier?: 'reject_record' | 'next_column' | undefined
  readonly deleted_column?: string | undefined
  readonly deleted_rows?: 'skip' | 'delete' | undefined
  readonly columns?: {
    readonly include?: readonly string[] | undefined
    readonly exclude?: readonly string[] | undefined
    readonly rename?: readonly { readonly from: string; readonly to: string }[] | undefined
    readonly name_style?: NameStyle | undefined
  }
}

/**
 * What the rule of a plain stream makes of it. Problems of the stream are appended; those of the rule itself are
 * `streamRuleProblems`.
 */
export function mapByRule(
  stream: SourceStream,
  rules: readonly StreamRule[],
  problems: Problem[],
): StreamMapping | undefined {
  const named = rules.filter(({ stream: name }) => name === stream.name)
  // A rule for this very namespace comes before one for any.
  const rule =
    named.find(({ namespace }) => namespace === (stream.namespace ?? '')) ??
    named.find(({ namespace }) => namespace === undefined)
  if (rule === undefined) {
    problems.push(missingRule(stream, rules))
    return undefined
  }
  const { definition, operation, person, further, columns, constants } = readRule(rule)
  // A rule of no known object has been complained about.
  if (definition === undefined || operation === undefined) return undefined
  for (const [option, column] of columnsOf(rule)) {
    if (option[0] === 'columns' && isBroughtByRows(stream, column)) continue
    if (stream.columns.size > 0 && !stream.columns.has(column))
      problems.push(unknownColumn(stream, column, ['streams', rules.indexOf(rule), ...option]))
  }
  const { include, exclude = [], rename = [], name_style: style = 'auto' } = rule.columns ?? {}
  const included = include === undefined || include.length === 0 ? undefined : new Set(include)
  const excluded = new Set(exclude)
  const renamed = new Map(rename.map(({ from, to }) => [from, to]))
  return {
    stream,
    definition,
    operation,
    person,
    nextColumn: rule.missing_identifier === 'next_column',
    columns,
    constants,
    primaryKey: stream.primaryKey,
    rule,
    events: {},
    warnings: [],
    deleted: {
      columns: rule.deleted_column === undefined ? defaultMarkers(stream) : [rule.deleted_column],
      operation:
        rule.deleted_rows === 'delete' ? definition.operations.find(({ name }) => name === 'delete') : undefined,
    },
    isDeclaredIdentifier: (column) => [...person, ...further].some((one) => one.column === column),
    attributeNameOf: nameColumns(definition, { person, further }, columns, (column, hasRole) => {
      const isNamed = included?.has(column) === true || renamed.has(column)
      if (isLoaderColumn(column) && !isNamed) return undefined
      if (column === rule.deleted_column && !isNamed) return undefined
      if (excluded.has(column) || (included === undefined ? hasRole : !included.has(column))) return undefined
      return styleName(renamed.get(column) ?? column, style)
    }),
  }
}

/** The object, operation, identifiers and fields of a rule; without a definition for an unknown object. */
export function readRule(rule: StreamRule) {
  const definition = OBJECTS.find(({ name }) => name === rule.object)
  const operation = definition?.operations.find(
    ({ name }) => name === (rule.operation ?? definition.operations[0]?.name),
  )
  const valueOf = (option: string | undefined) =>
    option === undefined ? undefined : (rule[option] as string | undefined)
  const namedColumns = (kinds: readonly IdentifierKind[] = []) =>
    kinds.flatMap((kind) => {
      const column = valueOf(`${kind}_column`)
      return column === undefined ? [] : [{ kind, column }]
    })
  const person = namedColumns(definition?.personKinds)
  const further = namedColumns(definition?.furtherKinds)
  const columns = new Map<string, string>()
  const constants = new Map<string, string>()
  for (const field of definition?.fields ?? []) {
    const column = valueOf(field.columnOption)
    const constant = valueOf(field.constantOption)
    if (column !== undefined) columns.set(field.name, column)
    if (constant !== undefined) constants.set(field.name, constant)
  }
  return { definition, operation, person, further, columns, constants }
}

/** A column that the catalog does not list and only rows may bring: a name close to a listed column is a mistake instead. */
function isBroughtByRows({ columns }: SourceStream, column: string): boolean {
  return isLoaderColumn(column) || closest(column, columns.keys()) === undefined
}

/** Every option of a rule that names columns of the stream, with the column it names. */
function* columnsOf(rule: StreamRule): Iterable<readonly [OptionPath, string]> {
  for (const [option, value] of Object.entries(rule)) {
    if (option.endsWith('_column') && typeof value === 'string') yield [[option], value]
    if (option !== 'event_id_columns') continue
    for (const [index, column] of (value as readonly string[]).entries()) yield [[option, index], column]
  }
  const { include = [], exclude = [], rename = [] } = rule.columns ?? {}
  for (const [index, column] of include.entries()) yield [['columns', 'include', index], column]
  for (const [index, column] of exclude.entries()) yield [['columns', 'exclude', index], column]
  for (const [index, { from }] of rename.entries()) yield [['columns', 'rename', index, 'from'], from]
}

function missingRule(stream: SourceStream, rules: readonly StreamRule[]): Problem {
  const similar = closest(stream.name, new Set(rules.map((rule) => rule.stream)))
  return {
    code: 'missing_stream_rule',
    path: [],
    stream: streamLabel(stream),
    name: stream.name,
    columns: [...stream.columns.keys()],
    similar,
    isOtherNamespace: similar === stream.name,
  }
}

function unknownColumn(stream: SourceStream, found: string, path: OptionPath): Problem {
  const columns = [...stream.columns.keys()]
  const suggestion = closest(found, columns)
  return { code: 'unknown_column', path, subject: stream.name, of: 'stream', found, columns, suggestion }
}
