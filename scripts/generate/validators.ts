import Ajv from 'ajv'
import standaloneCode from 'ajv/dist/standalone'
import type { Schema } from '../../src/config/schema'

/** A schema, and, if a constant of a property selects its branch, the name of that property. */
export interface Part {
  readonly schema: Schema | undefined
  readonly selector?: string
}

/**
 * A CommonJS module that exports a validator for each part, a table of validators by constant for a part with branches, or a
 * table of such parts. A validator reports all problems and sets defaults. The code requires the runtime helpers of ajv.
 */
export function validatorsModule(parts: Readonly<Record<string, Part | Readonly<Record<string, Part>>>>): string {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    strict: false,
    validateFormats: false,
    code: { source: true },
  })
  const names: Record<string, string> = {}
  const exported = (name: string, { schema, selector }: Part): string => {
    if (schema === undefined) throw new Error(`There is no schema for ${name}.`)
    const add = (own: string, part: Schema) => {
      ajv.addSchema(validating(ajv, part), own)
      names[own] = own
      return `exports.${own}`
    }
    if (selector === undefined) return add(`${name}_`, schema)
    const branches = (schema.oneOf ?? []).map((branch, index) => {
      const constant = JSON.stringify(branch.properties?.[selector]?.const)
      return `${constant}: ${add(`${name}_${index}`, branch)}`
    })
    return `{ ${branches.join(', ')} }`
  }
  const tables = Object.entries(parts).map(([name, part]) => {
    if (isPart(part)) return `exports.${name} = ${exported(name, part)}`
    const inner = Object.entries(part).map(([key, one]) => `${key}: ${exported(`${name}_${key}`, one)}`)
    return `exports.${name} = { ${inner.join(', ')} }`
  })
  return `${standaloneCode(ajv, names)}\n${tables.join('\n')}\n`
}

function isPart(part: Part | Readonly<Record<string, Part>>): part is Part {
  return 'schema' in part
}

/**
 * The keywords of a schema that affect validation, and its defaults, without texts and form hints. Branches are removed,
 * because they have separate validators.
 */
function validating(ajv: Ajv, schema: Schema): Schema {
  const { oneOf, properties, items, title, description, examples, $schema, ...rest } = schema
  const kept = Object.entries(rest).filter(([keyword]) => keyword === 'default' || ajv.getKeyword(keyword) !== false)
  return {
    ...Object.fromEntries(kept),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, validating(ajv, one)])),
    }),
    ...(items && { items: validating(ajv, items) }),
  }
}
