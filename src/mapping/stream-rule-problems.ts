import { readRule, type StreamRule } from './map-by-rule'
import { isRequired, type MappingConfig } from './objects/definition'

/** What is wrong with the stream rules by themselves, before any stream is known: a sentence each. */
export function* streamRuleProblems(rules: readonly StreamRule[], config: MappingConfig): Iterable<string> {
  const seen = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    const where = `streams[${index}] (${rule.stream})`
    const id = JSON.stringify([rule.stream, rule.namespace])
    const other = seen.get(id)
    if (other !== undefined) {
      yield `${where}: expected one rule a stream; streams[${other}] is for the same. A stream becomes one thing: keep one of the two, or read the table as two streams.`
    }
    seen.set(id, index)
    for (const problem of problemsOf(rule, config)) yield `${where}${problem}`
  }
}

function* problemsOf(rule: StreamRule, config: MappingConfig): Iterable<string> {
  const { definition, operation, person, columns, constants } = readRule(rule)
  if (definition === undefined || operation === undefined) return
  if (definition.personKinds.length > 0 && person.length === 0) {
    const options = definition.personKinds.map((kind) => `${kind}_column`).join(', ')
    yield `: expected one of ${options}; found none. Name the column that identifies the person; identity is never guessed.`
  }
  for (const field of definition.fields) {
    const options = [field.constantOption, field.columnOption].filter((one) => one !== undefined)
    const given = Number(columns.has(field.name)) + Number(constants.has(field.name))
    if (given === 2)
      yield `.${options[0] ?? ''}: expected this or ${options[1] ?? ''}; found both. Leave one of them out.`
    if (given === 0 && isRequired(field, operation))
      yield `: expected ${options.join(' or ')}; found none. ${field.description}`
  }
  // Whether the stream brings a key shows with the stream.
  const facts = { operation, columns, constants, primaryKey: ['unknown'], rule }
  for (const { option, why } of definition.missingRequirements?.(facts, config) ?? []) {
    yield `.${option}: expected a column; found none: ${why}.`
  }
  const renamed = (rule.columns?.rename ?? []).map(({ from }) => from)
  for (const column of new Set(renamed.filter((one, index) => renamed.indexOf(one) !== index))) {
    yield `.columns.rename: expected one new name for '${column}'; found more.`
  }
}
