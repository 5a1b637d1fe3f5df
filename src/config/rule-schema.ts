import type { IdentifierKind } from '../mapping/identifier'
import type { Field, ObjectDefinition, Operation } from '../mapping/objects/definition'
import { OBJECTS } from '../mapping/objects/index'

type Schema = Readonly<Record<string, unknown>>

const PERSON_COLUMNS: Readonly<
  Record<Exclude<IdentifierKind, 'object_id' | 'device_token'>, readonly [string, string]>
> = {
  cio_id: [
    'Column with the cio_id',
    'The column with the id that Customer.io assigned to the person, if your table has it.',
  ],
  id: [
    'Column with the id',
    'The column with your own id of the person. You need at least one column that identifies the person. If you name several, the first of cio_id, id, email and phone identifies the people of your stream.',
  ],
  email: ['Column with the email address', 'The column with the email address of the person.'],
  phone: [
    'Column with the phone number',
    'The column with the phone number of the person, in E.164 format, if your workspace identifies people by it.',
  ],
  anonymous_id: [
    'Column with the anonymous id',
    'The column with an anonymous id, for events of people who have no other identifier in your table.',
  ],
}

/** Only a person keeps the identifiers that do not identify the row. */
const PERSON_EMAIL = ' If you also name an id column, both are sent, so that one profile has both.'
const OTHER_EMAIL =
  ' If you also name an id column, the email address identifies a row only if missing_identifier is next_column and the row has no id.'

/** The same where the identifier is sent with the attributes and never identifies a row. */
const FURTHER_COLUMNS: Partial<typeof PERSON_COLUMNS> = {
  anonymous_id: [
    'Column with the anonymous id',
    'The column with the anonymous id of the person. Customer.io attributes earlier anonymous events with this id to the person.',
  ],
}

const FORM_ORDER = ['id', 'email', 'phone', 'cio_id', 'anonymous_id'] as const

/** The branches of `streams[]` in the specification: one per object, generated from its definition. */
export function streamRuleSchemas(): readonly Schema[] {
  return OBJECTS.map(ruleSchema)
}

function ruleSchema(definition: ObjectDefinition): Schema {
  const properties: Record<string, Schema> = {}
  const add = (name: string, schema: Schema) =>
    (properties[name] = { ...schema, order: Object.keys(properties).length })
  add('object', {
    type: 'string',
    title: 'Object',
    description: `A row of your stream is: ${lowerFirst(definition.description)}`,
    const: definition.name,
    default: definition.name,
  })
  add('stream', text('Stream', 'The name of your source stream.'))
  add(
    'namespace',
    text('Namespace', 'The namespace of your stream, if several namespaces have a stream with this name.'),
  )
  const [first] = definition.operations
  const hasUpdate = definition.operations.some(({ name }) => name === 'update')
  add('operation', {
    type: 'string',
    title: 'Operation',
    description:
      `The operation on your rows: ${definition.operations.map(operationText).join(', ')}. ` +
      `If you omit it, it is ${first?.name ?? ''}${hasUpdate ? ', or update for a stream in the mode update' : ''}.`,
    enum: definition.operations.map(({ name }) => name),
    // The form fails on an enum of one value without a default.
    ...(definition.operations.length === 1 ? { default: first?.name } : {}),
    examples: [first?.name],
  })
  // The id comes first, because most tables have one.
  const kinds = [...definition.personKinds, ...(definition.furtherKinds ?? [])]
  for (const kind of FORM_ORDER.filter((one) => kinds.includes(one))) {
    const [title, description] =
      (definition.furtherKinds?.includes(kind) ? FURTHER_COLUMNS[kind] : undefined) ?? PERSON_COLUMNS[kind]
    const more = kind !== 'email' ? '' : definition.describesPeople ? PERSON_EMAIL : OTHER_EMAIL
    add(`${kind}_column`, text(title, `${description}${more}`))
  }
  if (definition.personKinds.length > 0) {
    add('missing_identifier', {
      type: 'string',
      title: 'Rows without the identifier',
      description:
        'The handling of rows without the identifier of your stream. reject_record rejects them. next_column uses the next column that has a value: make sure that each of your people has the same identifier in all rows, or you split profiles.',
      enum: ['reject_record', 'next_column'],
      default: 'reject_record',
    })
  }
  for (const field of definition.fields) {
    const { title, description, constantOption, columnOption } = field
    if (constantOption !== undefined) add(constantOption, constantSchema(field))
    if (columnOption !== undefined)
      add(
        columnOption,
        text(`Column with the ${lowerFirst(title)}`, `A column of your stream: ${lowerFirst(description)}`),
      )
  }
  for (const { name, schema } of definition.ruleOptions) add(name, schema)
  addDeletionOptions(definition, add)
  if (definition.operations.some(({ attributes }) => attributes !== undefined)) add('columns', columnsSchema())
  return { title: definition.title, required: ['object', 'stream'], ...alternatives(definition), properties }
}

/**
 * What a rule lacks as far as the form can refuse it: one of two options of a field, else one of the columns that identify the
 * person. Only one of these can be said, because Airbyte's acceptance tests forbid allOf
 * (github.com/airbytehq/airbyte/pull/9851).
 */
function alternatives({ fields, personKinds }: ObjectDefinition): Schema {
  const choices = fields
    .filter(({ required }) => required === true)
    .map(({ constantOption, columnOption }) => [constantOption, columnOption].filter((one) => one !== undefined))
  const options = choices.find(({ length }) => length > 1) ?? personKinds.map((kind) => `${kind}_column`)
  return options.length < 2 ? {} : { anyOf: options.map((option) => ({ required: [option] })) }
}

/** One value for all rows. The schema refuses a value that no row could be sent with. */
function constantSchema({ title, description, columnOption, values, pattern, maxLength }: Field): Schema {
  const either = columnOption === undefined ? '' : ` To read it from each row, set ${columnOption} instead.`
  return {
    ...text(title, `One value for all rows of your stream: ${lowerFirst(description)}${either}`),
    ...(values === undefined ? {} : { enum: values }),
    ...(pattern === undefined ? {} : { pattern: pattern.source, pattern_descriptor: pattern.words }),
    ...(maxLength === undefined ? {} : { maxLength }),
  }
}

/** `upsert (create or update)`; the name alone where the title adds nothing. */
function operationText({ name, title }: Operation): string {
  return title.toLowerCase() === name ? name : `${name} (${lowerFirst(title)})`
}

function columnsSchema(): Schema {
  const list = (title: string, description: string, order: number): Schema => ({
    type: 'array',
    items: { type: 'string', minLength: 1 },
    title,
    description,
    order,
    examples: [['UTM_*']],
  })
  return {
    type: 'object',
    title: 'Columns',
    description: 'Which of your other columns become attributes (of an event: its data), and their names.',
    properties: {
      include: list(
        'Include',
        'Only these columns become attributes: names, or patterns with * and ?. If you list none, all columns do.',
        0,
      ),
      exclude: list(
        'Exclude',
        'These of your columns do not become attributes: names, or patterns with * and ?. An exact name in include comes before a pattern.',
        1,
      ),
      rename: {
        type: 'array',
        title: 'Rename',
        description: 'New names for your columns.',
        order: 2,
        items: {
          type: 'object',
          title: 'Rename',
          required: ['from', 'to'],
          properties: {
            from: { ...text('Column', 'A column of your stream.'), order: 0 },
            to: { ...text('Attribute', 'The new name that you choose.'), order: 1 },
          },
        },
      },
      name_style: {
        type: 'string',
        title: 'Name style',
        description:
          'How your column names are converted to attribute names. auto converts only names that are all upper case, as in Snowflake, to lower case. keep changes no name, lower converts all names to lower case, and snake to snake_case.',
        order: 3,
        enum: ['auto', 'keep', 'lower', 'snake'],
        default: 'auto',
      },
    },
  }
}

function text(title: string, description: string): Schema {
  return { type: 'string', minLength: 1, title, description }
}

function lowerFirst(sentence: string): string {
  // An abbreviation is not changed.
  return /^[A-Z]{2}/.test(sentence) ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

/** Rows that the source marks as deleted. A marker must never unsuppress a person. */
function addDeletionOptions(definition: ObjectDefinition, add: (name: string, schema: Schema) => void): void {
  const canDelete =
    definition.isRestoredByDelete !== true && definition.operations.some(({ name }) => name === 'delete')
  add('deleted_column', {
    ...text(
      'Column that marks deleted rows',
      'The column that marks the deleted rows of your stream: a time, a number, or true. If you omit it, _ab_cdc_deleted_at of CDC sources is used.',
    ),
    examples: ['is_deleted'],
  })
  add('deleted_rows', {
    type: 'string',
    title: 'Deleted rows',
    description: canDelete
      ? 'The handling of your marked rows: skip ignores them, delete deletes them in Customer.io. Deletions count for guards.max_deletes.'
      : 'The handling of your marked rows. They are always skipped.',
    enum: canDelete ? ['skip', 'delete'] : ['skip'],
    default: 'skip',
    examples: ['skip'],
  })
}
