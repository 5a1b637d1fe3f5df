import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'
import { DEFAULT_CREDENTIALS, startSandbox, type Sandbox } from '../../../src/sandbox/index'
import { keyOfItem } from '../../../src/mapping/item-key'
import { createMapping, createStream, type Mapping } from '../../../src/mapping/testing/mapping-factories'
import { discoverOperations } from '../../../src/mapping/objects/catalog'
import {
  isRequired,
  type Example,
  type ObjectDefinition,
  type Operation,
} from '../../../src/mapping/objects/definition'
import { OBJECTS } from '../../../src/mapping/objects/index'

/**
 * Every operation of every object is held to what is promised for it. A new object is tested by being in the registry;
 * one that lacks an example, a rule of the sandbox, its documentation or its stream rule fails here.
 */
const CASES = OBJECTS.flatMap((definition) =>
  definition.operations.map((operation) => [`${definition.name} ${operation.name}`, definition, operation] as const),
)
const CONTRACTS = process.env['CONTRACTS_DIR'] ?? ''
const document = CONTRACTS === '' ? undefined : readOpenApi()
const UNKNOWN = 'a_column_of_nobody'

/** The mapping of a stream with these columns in data activation. */
function byCatalog({ name }: ObjectDefinition, { syncMode }: Operation, columns: readonly string[]): Mapping {
  return createMapping({}, createStream('s', columns, { objectName: name, syncMode }))
}

/** The mapping of the same stream by a stream rule. */
function byRule(definition: ObjectDefinition, operation: Operation, columns: readonly string[]): Mapping {
  const rule: Record<string, unknown> = { stream: 's', object: definition.name, operation: operation.name }
  for (const kind of definition.personKinds) if (columns.includes(kind)) rule[`${kind}_column`] = kind
  for (const { name, columnOption } of definition.fields) {
    if (columnOption !== undefined && columns.includes(name)) rule[columnOption] = name
  }
  if (columns.includes('event_id')) rule['event_id_columns'] = ['event_id']
  return createMapping({ streams: [rule] }, createStream('s', columns))
}

/** The item of an example, with its JSON as text. */
function itemOf(mapping: Mapping, example: Example) {
  const mapped = mapping.map(example)
  if (mapped.kind !== 'item') throw new Error(JSON.stringify(mapped))
  return { ...mapped.item, json: mapped.item.json.toString() }
}

/** Columns of an example that say what the row is about, rather than being attributes. */
function roleColumns({ personKinds, fields }: ObjectDefinition, example: Example): string[] {
  return Object.keys(example).filter(
    (column) => personKinds.some((kind) => kind === column) || fields.some(({ name }) => name === column),
  )
}

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

describe.each(CASES)('%s', (_, definition, operation) => {
  const send = async ({ endpoint, json }: ReturnType<typeof itemOf>) => {
    const { siteId, apiKey } = DEFAULT_CREDENTIALS
    const response = await fetch(`${sandbox.url}${endpoint.path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}` },
      body: `${endpoint.open}${json}${endpoint.close}`,
    })
    return { status: response.status, body: await response.text() }
  }

  it('has two examples that Customer.io accepts, by catalog and by rule alike', async () => {
    const [first, second] = operation.examples
    expect(first).not.toEqual(second)
    for (const example of operation.examples) {
      const columns = Object.keys(example)
      const item = itemOf(byCatalog(definition, operation, columns), example)
      expect(await send(item)).toEqual({ status: 200, body: '{}\n' })
      expect(item.conflictClass).toBe(operation.conflictClass)
      // The type of an event is one for a whole stream, where a rule gives it.
      if (!('event_type' in example)) {
        expect(itemOf(byRule(definition, operation, columns), example).json).toBe(item.json)
      }
    }
  })

  ;(document === undefined ? it.skip : it)('sends what the reference of the API describes', () => {
    for (const example of operation.examples) {
      const { endpoint, json } = itemOf(byCatalog(definition, operation, Object.keys(example)), example)
      const body = JSON.parse(`${endpoint.open}${json}${endpoint.close}`) as { batch?: [Record<string, string>] }
      const path = endpoint.path.replace(/\?.*/, '').replace(/\/segments\/\d+\//, '/segments/{segment_id}/')
      expect(document?.problemsOfBody(path, body)).toEqual([])
      const [item] = body.batch ?? []
      if (item !== undefined) expect(document?.problemsOfItem(item)).toEqual([])
    }
  })

  it('omits a null, and maps an unknown column to an attribute or to nothing', () => {
    for (const example of operation.examples) {
      const roles = new Set(roleColumns(definition, example))
      const others = Object.keys(example).filter((column) => !roles.has(column))
      const bare = Object.fromEntries(
        Object.entries(example).map(([column, value]) => [column, roles.has(column) ? value : null]),
      )
      const columns = [...Object.keys(example), UNKNOWN]
      const nulls = itemOf(byCatalog(definition, operation, columns), { ...bare, [UNKNOWN]: null }).json
      for (const column of [...others, UNKNOWN]) expect(nulls).not.toContain(`"${column}"`)
      const known = itemOf(byCatalog(definition, operation, columns), { ...example, [UNKNOWN]: 'x' }).json
      expect(known.includes(`"${UNKNOWN}":"x"`)).toBe(operation.attributes !== undefined)
    }
  })

  it('makes items that tell whose row they were', () => {
    for (const example of operation.examples) {
      const { json } = itemOf(byCatalog(definition, operation, Object.keys(example)), example)
      const [of = 'object_id'] = Object.keys(example).filter(
        (column) => definition.personKinds.some((kind) => kind === column) || column.startsWith('primary_'),
      )
      expect(keyOfItem(json)).toBe(example[of])
    }
  })

  it('rejects a row without a required value, with the code of what is missing', () => {
    const [example] = operation.examples
    const mapping = byCatalog(definition, operation, Object.keys(example))
    for (const field of definition.fields.filter((one) => isRequired(one, operation))) {
      expect([field.name, mapping.item({ ...example, [field.name]: null })]).toEqual([
        field.name,
        field.missingCode ?? 'missing_field',
      ])
    }
    const [first] = definition.personKinds.filter((kind) => kind in example)
    if (first !== undefined) expect(mapping.item({ ...example, [first]: null })).toBe('missing_identifier')
    const sides = Object.keys(example).filter((column) => /^(primary|secondary)_/.test(column))
    for (const side of sides) expect(mapping.item({ ...example, [side]: null })).toBe('missing_identifier')
    // Something is required of every row.
    expect(mapping.map({})).toMatchObject({ kind: 'rejected' })
  })

  it('can neither be bound without what it requires', () => {
    expect(() => byCatalog(definition, operation, [UNKNOWN])).toThrow(/lacks|maps no column/)
    expect(() => byRule(definition, operation, [UNKNOWN])).toThrow(/expected/)
  })

  it('is in the catalog, with a key for a mode that needs one', () => {
    const found = discoverOperations().filter(
      ({ object_name, sync_mode }) => object_name === definition.name && sync_mode === operation.syncMode,
    )
    expect(found).toHaveLength(1)
    const [listed] = found
    expect(listed?.json_schema['additionalProperties']).toBe(true)
    const fields = Object.keys(listed?.json_schema['properties'] as object)
    if (operation.syncMode === 'append_dedup') expect(listed?.matching_keys?.length).toBeGreaterThan(0)
    for (const key of listed?.matching_keys ?? []) for (const field of key) expect(fields).toContain(field)
  })

  it('is offered by the stream rules of the specification, and documented', () => {
    const spec = readFileSync(join(__dirname, '../../../spec.json'), 'utf8')
    const { connectionSpecification } = JSON.parse(spec) as { connectionSpecification: Schema }
    const branches = connectionSpecification.properties?.['streams']?.items?.oneOf ?? []
    const branch = branches.find(({ properties }) => properties?.['object']?.const === definition.name)
    expect(branch?.properties?.['operation']?.enum).toContain(operation.name)
    const page = readFileSync(join(__dirname, '../../../docs/objects.md'), 'utf8')
    const section = page.split(/^## /m).find((text) => text.startsWith(`\`${definition.name}\``)) ?? ''
    expect(section).toContain(`\`${operation.name}\``)
    for (const { name } of definition.fields) expect(section).toContain(`\`${name}\``)
    for (const kind of definition.personKinds) expect(section).toContain(`\`${kind}\``)
    const [example] = operation.examples
    const { json } = itemOf(byCatalog(definition, operation, Object.keys(example)), example)
    expect(section.replace(/\s/g, '')).toContain(json.replace(/\s/g, ''))
  })
})

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly string[]
  readonly const?: string
}

/** The vendor's own description of the Track API. */
function readOpenApi() {
  const document = JSON.parse(readFileSync(join(CONTRACTS, 'customer-io-track-openapi.json'), 'utf8')) as {
    paths: Record<string, { post?: object }>
    components: { schemas: Record<string, object> }
  }
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, schemas: { track: document } })
  const problems = (pointer: string, value: unknown) => {
    const validate = ajv.compile({ $ref: `track#${pointer}` })
    validate(value)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
  }
  return {
    problemsOfBody(path: string, body: unknown) {
      expect(document.paths).toHaveProperty([path, 'post'])
      const escaped = encodeURIComponent(path.replaceAll('/', '~1'))
      return problems(`/paths/${escaped}/post/requestBody/content/application~1json/schema`, body)
    },
    /** The schema of an item is named by its type and action. */
    problemsOfItem(item: Readonly<Record<string, string>>) {
      const { type = '', action = '' } = item
      const name = type === 'person' && action === 'identify' ? 'identify_person' : `${type}_${action}`
      expect(Object.keys(document.components.schemas)).toContain(name)
      return problems(`/components/schemas/${name}`, item)
    },
  }
}
