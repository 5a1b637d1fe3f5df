import type { Constraint, OptionPath, Problem, ProblemCode } from '../problem'
import { expectedText } from './expected'
import { rejectionMessage } from './rejections'

/** All problems of a document, a line each: where, what was expected, what was found, what to do. */
export function problemsText(what: string, problems: readonly Problem[]): string {
  const number = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  return `The ${what} has ${number}:\n${problemLines(problems)}`
}

/** A list of problems. */
export function problemLines(problems: readonly Problem[]): string {
  return problems.map((problem) => `- ${problemMessage(problem)}`).join('\n')
}

export function problemMessage<C extends ProblemCode>(problem: Problem<C>): string {
  const words = WORDS[problem.code] as (problem: Problem<C>) => string
  const { path, subject, stream } = problem
  if (stream !== undefined) return `The stream ${stream} ${words(problem)}`
  return path.length === 0 ? words(problem) : `${pathText(path, subject)}: ${words(problem)}`
}

/** `streams[0] (PEOPLE).columns.rename`: `subject` follows the index of the list. */
export function pathText(path: OptionPath, subject?: string): string {
  const named = subject === undefined ? -1 : path.findIndex((step) => typeof step === 'number')
  return path.reduce<string>((text, step, index) => {
    const own = typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`
    return `${text}${own}${index === named ? ` (${subject ?? ''})` : ''}`
  }, '')
}

/** A value as a message shows it. */
function valueText(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
}

const WORDS: { readonly [C in ProblemCode]: (problem: Problem<C>) => string } = {
  required: ({ description }) => `expected a value; found none.${after(description)}`,
  wrong_value: ({ expected, found, suggestion }) =>
    `expected ${constraintText(expected)}; found ${valueText(found)}.${meant(suggestion)}`,
  wrong_secret: ({ expected, type }) => `expected ${constraintText(expected)}; found ${type}, which is not shown.`,
  unknown_option: ({ name, suggestion }) => `expected a known option; found '${name}'.${meant(suggestion)}`,
  missing_environment_variable: ({ name }) => `expected a value in the environment variable ${name}; found none.`,
  unreadable_file: ({ name, error }) => `expected a file at ${name}; it cannot be read (${error}).`,
  missing_track_key: ({ title }) =>
    `expected the ${title} of a Track API key pair; found none. It is under Settings, API Credentials, Tracking API Keys in Customer.io.`,
  incomplete_storage_key: () => 'expected access_key_id and secret_access_key together, or neither; found one.',
  duplicate_stream_rule: ({ other }) =>
    `expected one rule per stream; streams[${other}] has the same stream. Fix: keep one of the two, or sync the table as two streams.`,
  duplicate_attribute_rule: ({ other }) =>
    `expected one rule per attribute; attributes[${other}] has the same attribute. Fix: combine the two.`,
  missing_person_column: ({ options }) =>
    `expected one of ${options.join(', ')}; found none. Fix: name the column that identifies the person.`,
  missing_field_option: ({ options, description }) => `expected ${options.join(' or ')}; found none. ${description}`,
  missing_time_column: ({ options }) => `expected ${options.join(' or ')} next to it; found none, so it has no effect.`,
  missing_rule_option: ({ why }) => `expected a column; found none: ${why}.`,
  two_options: ({ other }) => `expected this or ${other}; found both. Fix: remove one of them.`,
  pattern_in_rename: ({ found }) =>
    `expected the name of one column; found the pattern '${found}'. Only columns.include and columns.exclude take patterns.`,
  repeated_rename: ({ column }) => `expected one new name for '${column}'; found several.`,
  time_option_of_other_type: ({ path, type }) =>
    `expected it only with the type timestamp; found the type ${type}. Fix: set type to timestamp, or remove ${String(path[path.length - 1])}.`,
  one_way_of_other_type: ({ type }) =>
    `expected it on a boolean attribute; found the type ${type}. Fix: set type to boolean, or remove one_way.`,
  missing_default_value: () => 'expected a value, because null_handling is default; found none.',
  blank_default_value: ({ found }) =>
    `expected a value, because a null or a blank text clears; found ${valueText(found)}. Fix: set null_handling to clear if you want that.`,
  rejected_default_value: ({ rejection }) => rejectionMessage(rejection),
  long_default_value: ({ limit }) => `expected at most ${limit} bytes; found more.`,
  unknown_column: ({ of, found, columns, suggestion }) => {
    const what = of === 'attributes' ? 'an attribute or a column of the model' : `a column of the ${of}`
    const isCase = suggestion?.toLowerCase() === found.toLowerCase()
    const hint =
      suggestion === undefined
        ? `The columns are ${columns.join(', ')}.`
        : `Did you mean '${suggestion}'?${isCase ? ' Case matters.' : ''}`
    return `expected ${what}; found '${found}'. ${hint}`
  },
  streams_in_destination: () =>
    'expected no stream rules, because each model has its own. Fix: move each to rule of its model.',
  duplicate_model: () => 'expected a unique name; another model has this one. Fix: rename one of the two.',
  missing_model_key: ({ method }) => `expected the columns of a key, which ${method} needs; found none.`,
  missing_cadence_column: () => 'expected the column with the time of a row; found none.',
  missing_removal_event: () => 'expected the name of the event; found none.',
  own_event_column: ({ name }) => `every such event has its own ${name}. Fix: rename the column in the model.`,
  missing_user: ({ method }) => `expected the user that the ${method} belongs to; found none.`,
  needs_diff: () => 'expected changes.method to be diff, the only method that compares with earlier rows.',
  wrong_object_for_removal: ({ action, found }) =>
    action === 'delete'
      ? `expected an object that can be deleted; found ${valueText(found)}.`
      : `expected a person, whose attributes can be cleared; found ${valueText(found)}.`,
  one_relation: ({ found }) => `expected one of table, view and query; found ${found.join(' and ') || 'none'}.`,
  wrong_column_type: ({ need, column, sqlType }) =>
    `expected ${{ cursor: 'a time or a number that increases', time: 'a time', scalar: 'a plain value with exact digits' }[need]}; ${column} is ${sqlType}.`,
  missing_stream_rule: ({ columns, similar, isOtherNamespace, name }) =>
    'has no rule in streams, so nothing says what it becomes.' +
    (similar === undefined ? '' : ` There is one for ${similar}${isOtherNamespace ? ' of another namespace' : ''}.`) +
    ` Its columns are ${columns.length === 0 ? 'not declared' : columns.join(', ')}. Fix: add a rule, for example ` +
    JSON.stringify({ stream: name, object: 'person', id_column: 'THE_COLUMN_WITH_THE_ID' }),
  unknown_object: ({ found, known, suggestion, isWorkspaceKnown }) =>
    `has the object '${found}', which does not exist. The known objects are ${known.join(', ')}.${meant(suggestion)} ` +
    (isWorkspaceKnown
      ? 'Names of your workspace change when an object type or a segment is renamed there: refresh the connection.'
      : 'Objects and segments of your workspace by name, such as object_companies, need credentials.app_api_key.'),
  unknown_mode: ({ object, mode, allowed }) =>
    `has the mode '${mode}', which '${object}' does not support; its modes are ${allowed.join(', ')}.`,
  wrong_matching_key: ({ found, allowed }) =>
    `is matched by ${found.join(' + ')}; allowed are ${allowed.map((fields) => fields.join(' + ')).join(', ')}.`,
  unmapped_matching_key: ({ column }) => `is matched by ${column}, and no column is mapped to ${column}.`,
  missing_person_mapping: ({ columns }) =>
    `maps no column to ${columns.join(' or ')}, so nothing identifies the person. Fix: map a column to one of them.`,
  missing_stream_field: ({ operation, field, description }) =>
    `(${operation}) lacks ${field}: ${description} Fix: map a column to it.`,
  missing_stream_option: ({ operation, option, why }) => `(${operation}) lacks ${option}: ${why}.`,
  missing_operation: ({ rule: { stream, object, ...rest }, choices: [first, ...others] }) =>
    'comes in the mode soft_delete, and its rule has no operation: a deletion must be explicit. Fix: write the rule as ' +
    JSON.stringify({ stream, object, operation: first, ...rest }) +
    others.map((one) => `, or with "operation": ${JSON.stringify(one)} to write the rows`).join('') +
    '.',
  cohort_email_without_column: () =>
    'is an email address, and no stream has a column that identifies people by email, so it selects no one. Fix: add "email_column" to a rule, or list ids.',
  unknown_null_handling: ({ handling, streams }) =>
    handling === 'clear'
      ? `expected another value; found clear, and the attribute is one of ${streams.join(', ')}, which have no value to clear.`
      : `expected another value; found null, which only events can send, and the attribute is one of ${streams.join(', ')}.`,
  undeclared_identifier: ({ column, name }) =>
    `has the column ${column}, which would become ${name}, by which Customer.io identifies people, and no option of the rule ` +
    `declares it. Fix: add "${name}_column": ${JSON.stringify(column)} if it is the ${name} of the row's person; otherwise ` +
    `exclude it with "exclude": [${JSON.stringify(column)}] or rename it with ` +
    `"rename": [${JSON.stringify({ from: column, to: `other_${name}` })}] in columns.`,
  event_key_is_person: ({ columns }) =>
    `has the primary key ${columns.join(', ')}, which is the person alone, so each person would have one event of a name ` +
    `forever. Fix: add "event_id_columns": ${JSON.stringify([...columns, 'THE_COLUMN_THAT_TELLS_EVENTS_APART'])} to the rule.`,
  columns_of_one_name: ({ columns, name, isIdentifier }) =>
    `has the columns ${columns.join(' and ')}, which would both become ` +
    `${isIdentifier ? `${name}, by which the stream identifies people` : `the attribute ${name}`}. Fix: rename or exclude one of them in columns.`,
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function constraintText(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'one_of':
      return `one of ${constraint.values.join(', ')}`
    case 'type':
      return TYPES[constraint.type] ?? constraint.type
    case 'min_length':
      return 'text that is not empty'
    case 'max_length':
      return `text of at most ${String(constraint.limit)} characters`
    case 'minimum':
      return `${String(constraint.limit)} or more`
    case 'maximum':
      return `${String(constraint.limit)} or less`
    case 'exclusive_minimum':
      return `more than ${String(constraint.limit)}`
    case 'words':
      return constraint.words
    case 'value':
      return expectedText(constraint.value)
    case 'time_zone':
      return 'an IANA time zone such as Europe/Berlin'
    case 'url':
      return 'a URL with http or https'
    case 'duration':
      return 'a duration such as 90s, 15m, 24h or 7d'
    case 'table_name':
      return 'a name such as DB.SCHEMA.NAME'
    case 'time_layout':
      return 'a layout that names a year, such as dd/MM/yyyy HH:mm'
  }
}

function meant(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
}

function after(sentence: string | undefined): string {
  return sentence === undefined ? '' : ` ${sentence}`
}
