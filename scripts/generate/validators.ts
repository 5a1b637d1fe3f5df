import Ajv from 'ajv'
import standaloneCode from 'ajv/dist/standalone'
import { format, type Options } from 'prettier'
import type { Schema } from '../../src/config/schema'

/** A schema, and, if a constant of a property selects its branch, the name of that property. */
export interface Part {
  readonly schema: Schema | undefined
  readonly selector?: string
}

/**
 * A module that exports a validator for each part, or a table of validators by constant for a part with branches. Ajv
 * generates it, so that no run loads ajv. A validator reports all problems and sets defaults. `source` names the schemas.
 */
export function validatorsModule(
  parts: Readonly<Record<string, Part>>,
  source: string,
  style: Options | null,
): Promise<string> {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    strict: false,
    validateFormats: false,
    code: { source: true, esm: true },
  })
  const names: Record<string, string> = {}
  const add = (name: string, schema: Schema) => {
    ajv.addSchema(validating(ajv, schema), name)
    names[name] = name
    return name
  }
  const exports = Object.entries(parts).map(([name, { schema, selector }]) => {
    if (schema === undefined) throw new Error(`There is no schema for ${name}.`)
    if (selector === undefined) return `export const ${name}: Validator = ${add(`${name}_`, schema)}`
    const branches = (schema.oneOf ?? []).map((branch, index) => {
      const constant = JSON.stringify(branch.properties?.[selector]?.const)
      return `${constant}: ${add(`${name}_${index}`, branch)}`
    })
    return `export const ${name}: BranchValidators = { ${branches.join(', ')} }`
  })
  const code = standaloneCode(ajv, names)
    .replace('"use strict";', '')
    .replaceAll(/\bexport const\b/g, 'const')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'countCodePoints')
  if (code.includes('require('))
    throw new Error(`The validators of ${source} use functions of ajv that this script does not replace.`)
  const text = `// Generated from ${source} by \`npm run generate\`. Do not edit.
// @ts-nocheck: ajv writes JavaScript.
import { countCodePoints } from '../lib/code-points'
import type { BranchValidators, Validator } from './schema'
${code}
${exports.join('\n')}
`
  return format(text, { ...style, parser: 'typescript' })
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
