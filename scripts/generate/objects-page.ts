import { isRequired } from '../../src/mapping/objects/definition'
import { OBJECTS } from '../../src/mapping/objects/index'

/** docs/objects.md: every destination object, as its definition has it. */
export function objectsPage(): string {
  const lines = [
    '# Destination objects',
    '',
    'Generated from `src/mapping/objects/` by `npm run generate`. `discover` lists the same.',
    '',
    'A stream becomes one of these by a stream rule (`object` and `operation`), or in data activation by the object and',
    'mode that you choose in the mapping of the connection.',
    '',
    '| object | operation | Airbyte mode | matching keys | can be undone |',
    '|---|---|---|---|---|',
  ]
  for (const { name, operations } of OBJECTS) {
    for (const { name: operation, syncMode, matchingKeys, irreversible } of operations) {
      const keys = matchingKeys.map((key) => key.join(' + ')).join(', ')
      lines.push(`| \`${name}\` | \`${operation}\` | \`${syncMode}\` | ${keys} | ${irreversible ? 'no' : 'yes'} |`)
    }
  }
  for (const { name, title, description, personKinds, fields, operations } of OBJECTS) {
    lines.push('', `## \`${name}\`: ${title}`, '', description, '')
    if (personKinds.length > 0)
      lines.push(`Identified by one of ${personKinds.map((kind) => `\`${kind}\``).join(', ')}.`, '')
    if (fields.length > 0) {
      lines.push('| field | stream rule | required | meaning |', '|---|---|---|---|')
      for (const field of fields) {
        const options = [field.constantOption, field.columnOption].filter((one) => one !== undefined)
        const by = operations.filter((operation) => isRequired(field, operation)).map((operation) => operation.name)
        const required = by.length === 0 ? 'no' : by.length === operations.length ? 'yes' : `for ${by.join(', ')}`
        lines.push(
          `| \`${field.name}\` | ${options.map((one) => `\`${one}\``).join(' or ')} | ${required} | ${field.description} |`,
        )
      }
      lines.push('')
    }
    for (const operation of operations) {
      lines.push(`${operation.title} (\`${operation.name}\`), for example:`, '', '```json')
      for (const example of operation.examples) lines.push(JSON.stringify(example))
      lines.push('```', '')
    }
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}
