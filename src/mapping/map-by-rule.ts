import { closest } from '../lib/closest'
import type { OptionPath, Problem } from '../core/problem'
import { streamLabel, type DestinationSyncMode, type SourceStream } from '../core/stream'
import type { IdentifierKind } from './identifier'
import { nameColumns, type StreamMapping } from './stream-mapping'
import { OBJECTS } from './objects/index'
import { isGlob } from '../lib/glob'
import { ListIndex } from '../lib/list-index'
import { nameByLists, unlistedNames, unusedPatterns, type ColumnOptions } from './column-lists'
import type { ObjectDefinition, Operation } from './objects/definition'
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
  readonly columns?: ColumnOptions
}

const RULES_BY_STREAM = new ListIndex<StreamRule>(({ stream }) => stream)
/** Later problems name no similar rule: comparing all names of many streams takes minutes. */
const MAX_SUGGESTIONS = 50

/**
 * What the rule of a plain stream makes of it. Problems of the stream are appended; those of the rule itself are
 * `streamRuleProblems`.
 */
export function mapByRule(
  stream: SourceStream,
  rules: readonly StreamRule[],
  problems: Problem[],
): StreamMapping | undefined {
  const named = RULES_BY_STREAM.find(rules, stream.name)
  // A rule for this very namespace comes before one for any.
  const rule =
    named.find(({ namespace }) => namespace === (stream.namespace ?? '')) ??
    named.find(({ namespace }) => namespace === undefined)
  if (rule === undefined) {
    problems.push(missingRule(stream, problems.length < MAX_SUGGESTIONS ? rules : []))
    return undefined
  }
  const { definition, operation, person, further, columns, constants } = readRule(rule, stream.syncMode)
  // A rule of no known object has been complained about.
  if (definition === undefined || operation === undefined) return undefined
  for (const [option, column] of columnsOf(rule)) {
    const isRename = option[1] === 'rename'
    if (isRename && isGlob(column) && !stream.columns.has(column)) {
      problems.push({ code: 'pattern_in_rename', path: ['streams', rules.indexOf(rule), ...option], found: column })
      continue
    }
    if (option[0] === 'columns' && (isBroughtByRows(stream, column) || isGlob(column))) continue
    if (stream.columns.size > 0 && !stream.columns.has(column))
      problems.push(unknownColumn(stream, column, ['streams', rules.indexOf(rule), ...option]))
  }
  const modeProblem = missingOperation(stream, rule, definition)
  if (modeProblem !== undefined) problems.push(modeProblem)
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
    unlistedColumns: unlistedNames(rule.columns ?? {}, stream.columns),
    events: {},
    warnings: [...ruleWarnings(stream, rule, definition, operation, person.length)],
    deleted: {
      columns: rule.deleted_column === undefined ? defaultMarkers(stream) : [rule.deleted_column],
      operation:
        rule.deleted_rows === 'delete' ? definition.operations.find(({ name }) => name === 'delete') : undefined,
    },
    isDeclaredIdentifier: (column) => [...person, ...further].some((one) => one.column === column),
    attributeNameOf: nameColumns(
      definition,
      { person, further },
      columns,
      nameByLists(rule.columns ?? {}, rule.deleted_column, stream.columns),
    ),
  }
}

/** Mistakes that are not problems, a sentence each. */
function* ruleWarnings(
  stream: SourceStream,
  rule: StreamRule,
  definition: ObjectDefinition,
  operation: Operation,
  columnsOfPerson: number,
): Iterable<string> {
  const label = streamLabel(stream)
  const { syncMode } = stream
  if ((syncMode === 'update' || syncMode === 'soft_delete') && operation.syncMode !== syncMode) {
    yield `The stream ${label} comes in the mode ${syncMode}, and its rule says ${definition.name} ${operation.name}. The rule applies.`
  }
  const { include = [], exclude = [], rename = [] } = rule.columns ?? {}
  if (operation.attributes === undefined && include.length + exclude.length + rename.length > 0)
    yield `columns of the stream ${label} has no effect, because ${definition.name} ${operation.name} sends no attributes.`
  if (rule.missing_identifier === 'next_column' && columnsOfPerson < 2)
    yield `missing_identifier of the stream ${label} has no effect, because its rule names one column that identifies people.`
  for (const { option, pattern } of stream.columns.size === 0
    ? []
    : unusedPatterns(rule.columns ?? {}, [...stream.columns.keys()]))
    yield `columns.${option} of the stream ${label} has the pattern ${pattern}, which matches none of its columns.`
}

/** Rows of the mode soft_delete may mean deletions, which a rule must state. */
function missingOperation(
  stream: SourceStream,
  rule: StreamRule,
  { operations }: ObjectDefinition,
): Problem | undefined {
  if (stream.syncMode !== 'soft_delete' || rule.operation !== undefined) return undefined
  const [first] = operations
  const isDeletable = operations.some(({ name }) => name === 'delete')
  const choices = [...(isDeletable ? ['delete'] : []), ...(first === undefined ? [] : [first.name])]
  return { code: 'missing_operation', path: [], stream: streamLabel(stream), rule, choices }
}

/**
 * The object, operation, identifiers and fields of a rule; without a definition for an unknown object. The mode of the
 * stream decides the operation where the rule does not.
 */
export function readRule(rule: StreamRule, syncMode?: DestinationSyncMode) {
  const definition = OBJECTS.find(({ name }) => name === rule.object)
  const { operations = [] } = definition ?? {}
  const operation =
    rule.operation === undefined
      ? ((syncMode === 'update' ? operations.find(({ name }) => name === 'update') : undefined) ?? operations[0])
      : operations.find(({ name }) => name === rule.operation)
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
