import type { Problem } from '../core/problem'
import { readRule, type StreamRule } from './map-by-rule'
import { isUsableFormat } from './zones'
import { isRequired, type Field, type MappingConfig } from './objects/definition'

/** Problems of the stream rules that do not depend on streams. */
export function* streamRuleProblems(rules: readonly StreamRule[], config: MappingConfig): Iterable<Problem> {
  const seen = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    const id = JSON.stringify([rule.stream, rule.namespace])
    const other = seen.get(id)
    if (other !== undefined)
      yield { code: 'duplicate_stream_rule', path: ['streams', index], subject: rule.stream, other }
    seen.set(id, index)
    yield* problemsOf(rule, index, config)
  }
}

function* problemsOf(rule: StreamRule, index: number, config: MappingConfig): Iterable<Problem> {
  const { definition, operation, person, columns, constants } = readRule(rule)
  if (definition === undefined || operation === undefined) return
  const at = (...option: string[]) => ({ path: ['streams', index, ...option], subject: rule.stream })
  if (definition.personKinds.length > 0 && person.length === 0) {
    const options = definition.personKinds.map((kind) => `${kind}_column`)
    yield { code: 'missing_person_column', ...at(), options }
  }
  for (const field of definition.fields) {
    const options = [field.constantOption, field.columnOption].filter((one) => one !== undefined)
    const [option = '', other = ''] = options
    const given = Number(columns.has(field.name)) + Number(constants.has(field.name))
    if (given === 2) yield { code: 'two_options', ...at(option), other }
    if (given === 0 && isRequired(field, operation))
      yield { code: 'missing_field_option', ...at(), options, description: field.description }
  }
  // Whether the stream brings a key shows with the stream.
  const facts = { operation, columns, constants, primaryKey: ['unknown'], rule }
  for (const { option, why } of definition.missingRequirements?.(facts, config) ?? [])
    yield { code: 'missing_rule_option', ...at(option), why }
  yield* timeProblems(
    rule,
    at,
    definition.fields.filter(({ type }) => type === 'timestamp'),
  )
  const renamed = (rule.columns?.rename ?? []).map(({ from }) => from)
  for (const column of new Set(renamed.filter((one, position) => renamed.indexOf(one) !== position)))
    yield { code: 'repeated_rename', ...at('columns', 'rename'), column }
}

/** Problems of the options that say how the time of a row is written. */
function* timeProblems(
  rule: StreamRule,
  at: (option: string) => Pick<Problem, 'path' | 'subject'>,
  times: readonly Field[],
): Iterable<Problem> {
  const columns = times.flatMap(({ columnOption = [] }) => columnOption)
  for (const option of ['timestamp_unit', 'timestamp_format']) {
    const found = rule[option]
    if (found === undefined) continue
    if (!columns.some((column) => rule[column] !== undefined))
      yield { code: 'missing_time_column', ...at(option), options: columns }
    if (option === 'timestamp_format' && !isUsableFormat(found as string))
      yield { code: 'wrong_value', ...at(option), expected: { kind: 'time_layout' }, found }
  }
}
