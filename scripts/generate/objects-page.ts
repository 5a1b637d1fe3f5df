import { createWorkspaceObjects } from '../../src/mapping/workspace-objects'
import { isRequired, type Example, type ObjectDefinition, type Operation } from '../../src/mapping/objects/definition'
import { OBJECTS } from '../../src/mapping/objects/index'
import { discoverOperations } from '../../src/mapping/objects/catalog'
import { createMapping, createStream } from '../../src/mapping/testing/mapping-factories'

/** docs/objects.md: every destination object from its definition, with the requests that the program sends. */
export function objectsPage(): string {
  const lines = [
    '# Objects',
    '',
    'Generated from `src/mapping/objects/` by `npm run generate`. The examples show the requests of the program.',
    '',
    'The object of a stream is set in one of two ways:',
    '',
    '- **By a stream rule** in the configuration of the destination: `object` and `operation` set what a row becomes, and',
    '  other options name the columns. The sync mode of the stream decides the operation only if the rule has none: `update`',
    '  becomes the operation `update`, and `soft_delete` needs an `operation`.',
    '- **In data activation** by the object and the mode that you choose in the mapping of the connection. You map columns to',
    '  the field names below. The matching key identifies the person or object of a row. Other columns become attributes with',
    '  the names that you choose.',
    '',
    '| object | operation | mode in data activation | matching keys (one of) | reversible |',
    '|---|---|---|---|---|',
  ]
  for (const { name, title, operations } of OBJECTS) {
    for (const operation of operations) {
      const keys = operation.matchingKeys.map((key) => key.map(code).join(' + ')).join(', ')
      lines.push(
        `| [\`${name}\`](#${anchor(name, title)}) | \`${operation.name}\`: ${lowerFirst(operation.title)} | \`${operation.syncMode}\` | ${keys === '' ? 'none' : keys} | ${operation.irreversible ? '**no**' : 'yes'} |`,
      )
    }
  }
  lines.push(
    '',
    'Irreversible operations are counted before they are sent, limited by `guards.max_deletes`, and listed in the summary.',
    'Operations on one person keep their order, so an upsert after a delete is also applied after it in Customer.io.',
    '',
    ...OBJECTS.flatMap(section),
    ...workspaceSection(),
    '## Objects of Airbyte’s own connector',
    '',
    '`person_identify` and `person_event` are accepted, so that existing connections keep working. `discover` does not list them:',
    'see [Migrating](migrating.md).',
  )
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

function section(definition: ObjectDefinition): string[] {
  const { name, title, description, personKinds, operations, fields } = definition
  const lines = [`## \`${name}\`: ${title}`, '', description, '']
  if (personKinds.length > 0) {
    lines.push(
      `A row is identified by one of ${personKinds.map(code).join(', ')}. A stream rule names the columns with ` +
        `${personKinds.map((kind) => code(`${kind}_column`)).join(', ')}.`,
      '',
    )
  }
  lines.push(attributesLine(operations), '')
  if (fields.length > 0) lines.push(...fieldTable(definition))
  for (const operation of operations) lines.push(...example(definition, operation))
  return lines
}

function attributesLine(operations: readonly Operation[]): string {
  const taking = operations.filter(({ attributes }) => attributes !== undefined)
  if (taking.length === 0) return 'Other columns are not sent.'
  const what = taking.some(({ attributes }) => attributes?.name === 'event') ? 'the event data' : 'attributes'
  const only = taking.length === operations.length ? '' : ` of ${taking.map(({ name }) => code(name)).join(' and ')}`
  return `All other columns${only} become ${what}; \`columns\` of a stream rule selects and renames them.`
}

function fieldTable({ fields, operations, name: object }: ObjectDefinition): string[] {
  const lines = ['| field in data activation | option of a stream rule | required | meaning |', '|---|---|---|---|']
  for (const field of fields) {
    const options = [field.constantOption, field.columnOption].filter((one) => one !== undefined)
    // With a rule, an event key can have several columns, and only a rule can set the time of an update.
    const byRule = options.length === 0 && field.name === 'event_id' ? ['event_id_columns'] : options
    const by = operations.filter((operation) => isRequired(field, operation)).map(({ name }) => name)
    const required = by.length === 0 ? 'no' : by.length === operations.length ? 'yes' : `for ${by.join(', ')}`
    const shown = object === 'person' ? `none (\`${field.name}\` is an attribute there)` : code(field.name)
    lines.push(`| ${shown} | ${byRule.map(code).join(' or ')} | ${required} | ${field.description} |`)
  }
  return [...lines, '']
}

/** An example of an operation: its rule, a row, and what is sent for it. */
function example(definition: ObjectDefinition, operation: Operation): string[] {
  const [row] = operation.examples
  const { syncMode } = operation
  const stream = createStream('rows', Object.keys(row), { objectName: definition.name, syncMode })
  const mapped = createMapping({}, stream).map(row)
  if (mapped.kind !== 'item') throw new Error(`The example of ${definition.name} ${operation.name} is not sent.`)
  const { endpoint } = mapped.item
  const json = mapped.item.json.toString()
  const isBatch = endpoint.open.includes('batch')
  const body: unknown = JSON.parse(isBatch ? json : `${endpoint.open}${json}${endpoint.close}`)
  return [
    `### ${operation.title} (\`${operation.name}\`)`,
    '',
    'A stream rule, a row, and the request:',
    '',
    '```json',
    JSON.stringify(ruleFor(definition, operation, row)),
    JSON.stringify(row),
    '```',
    '',
    `\`POST ${endpoint.path}\`${isBatch ? ', an item of its `batch`' : ', with up to 1,000 people'}:`,
    '',
    '```json',
    JSON.stringify(body, null, 2),
    '```',
    '',
  ]
}

function ruleFor({ name, personKinds, fields }: ObjectDefinition, operation: Operation, row: Example): unknown {
  const columns = personKinds.filter((kind) => kind in row).map((kind) => [`${kind}_column`, kind])
  const named = fields.flatMap(({ name: field, columnOption }) =>
    columnOption !== undefined && field in row ? [[columnOption, field]] : [],
  )
  return {
    stream: 'rows',
    object: name,
    operation: operation.name,
    ...Object.fromEntries([...columns, ...named]),
    ...('event_id' in row ? { event_id_columns: ['event_id'] } : {}),
  }
}

function workspaceSection(): string[] {
  const live = createWorkspaceObjects([{ id: '1', name: 'Companies' }], [{ id: '7', name: 'Beta testers' }])
  const names = new Set(discoverOperations(live).map(({ object_name }) => object_name))
  const own = [...names].filter((name) => !OBJECTS.some((definition) => definition.name === name))
  return [
    '## Objects of your workspace',
    '',
    'With `credentials.app_api_key`, `discover` also lists the object types and the manual segments of your workspace by their',
    `names. An object type _Companies_ and a segment _Beta testers_ give ${own.map(code).join(', ')}. The number of the type or`,
    'of the segment is known, so you do not map a column to it. The names follow those in Customer.io: after you rename one there,',
    'refresh the connection and choose the object again.',
    '',
  ]
}

function code(text: string): string {
  return `\`${text}\``
}

/** The anchor that GitHub creates for the heading of an object. */
function anchor(name: string, title: string): string {
  return `${name}-${title.toLowerCase().replaceAll(' ', '-')}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
