import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'
import fc from 'fast-check'
import { ACTIVATION_SCHEMA, CHANGES, SOURCE } from './activation-schema'
import { SNOWFLAKE_SOURCE } from '../warehouse/snowflake/source-config'
import type { BranchValidators, Schema, Validator } from './schema'
import * as validators from './validators'

const spec = JSON.parse(readFileSync(join(__dirname, '../../spec.json'), 'utf8')) as { connectionSpecification: Schema }
const OPTIONS = spec.connectionSpecification
const { authentication: AUTHENTICATION } = SNOWFLAKE_SOURCE.schema.properties ?? {}
const { streams, object_storage_config: storage } = OPTIONS.properties ?? {}

/** The reference for the generated validators: ajv with the schema without its branches. */
function compile(schema: Schema): Validator {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false, validateFormats: false })
  const { $schema, ...whole } = JSON.parse(
    JSON.stringify(schema, (name, value: unknown) => (name === 'oneOf' ? undefined : value)),
  ) as Schema
  return ajv.compile(whole)
}

/** Texts around every length limit of the schemas, with characters of one and of two UTF-16 units. */
const texts = fc.oneof(
  fc.constantFrom('', ' ', 'a', '1', '0', 'a b', 'x'.repeat(149), '\u{1f600}'.repeat(100), '\ud83d'.repeat(150)),
  fc.string({ unit: fc.constantFrom('a', '\u{1f600}', '\ud83d', '\ude00'), minLength: 95, maxLength: 155 }),
)
const numbers = (limit: unknown) =>
  fc.constantFrom(...[-1, -0.5, 0, 0.5, 1].map((more) => (typeof limit === 'number' ? limit : 0) + more), 1e9)
const junk = fc.constantFrom<unknown[]>(null, '', 'x', 0, 1.5, true, [], {}, [{}], [null], { a: 1 })

/** Values that satisfy a schema in most places, and violate it in others. */
function near(schema: Schema): fc.Arbitrary<unknown> {
  const listed = [...((schema['enum'] as unknown[] | undefined) ?? []), ...('const' in schema ? [schema.const] : [])]
  const { type = schema.properties && 'object' } = schema as { readonly type?: unknown }
  const kept = () => {
    switch (type) {
      case 'string':
        return listed.length > 0 ? fc.constantFrom(...listed) : texts
      case 'number':
      case 'integer':
        return fc.oneof(numbers(schema['minimum'] ?? schema['exclusiveMinimum']), numbers(schema['maximum']))
      case 'boolean':
        return fc.boolean()
      case 'array':
        return fc.array(near(schema.items ?? {}), { maxLength: 3 })
      case 'object': {
        const properties = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, near(one)] as const)
        return fc.record(Object.fromEntries(properties), { requiredKeys: [] })
      }
      default:
        return junk
    }
  }
  return fc.oneof({ weight: 9, arbitrary: kept() }, { weight: 1, arbitrary: junk })
}

function branchesOf(name: string, schema: Schema | undefined, selector: string, table: BranchValidators) {
  const branches = schema?.oneOf ?? []
  expect(Object.keys(table)).toEqual(branches.map((one) => one.properties?.[selector]?.const))
  return branches.map((one) => {
    const constant = String(one.properties?.[selector]?.const)
    return [`${name} ${constant}`, one, table[constant]!] as const
  })
}

it.each([
  ['the options', OPTIONS, validators.OPTIONS],
  ...branchesOf('the rule of a', streams?.items, 'object', validators.STREAM_RULES),
  ...branchesOf('a storage of type', storage, 'storage_type', validators.OBJECT_STORAGE),
  ['an activation', ACTIVATION_SCHEMA, validators.ACTIVATION],
  ...branchesOf('a source of type', SOURCE, 'type', validators.SOURCE),
  ...branchesOf('authentication by', AUTHENTICATION, 'method', validators.SOURCE_BRANCHES['snowflake_authentication']!),
  ...branchesOf('changes by', CHANGES, 'method', validators.CHANGES),
] as const)('%s: reports the errors and applies the defaults of ajv', (_, schema, validate) => {
  const reference = compile(schema)
  fc.assert(
    fc.property(near(schema), (value) => {
      const [ours, theirs] = [structuredClone(value), structuredClone(value)]
      expect(validate(ours)).toBe(reference(theirs))
      expect(validate.errors).toEqual(reference.errors)
      expect(ours).toEqual(theirs)
    }),
  )
})
