import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { format, resolveConfig } from 'prettier'
import { streamRuleSchemas } from '../src/config/rule-schema'
import { optionsPage, type Schema } from './generate/options-page'

const root = join(__dirname, '..')
const checkOnly = process.argv.includes('--check')
const stale: string[] = []

/** Writes a generated file, or with `--check` notes that it is stale. */
function put(name: string, text: string): void {
  const path = join(root, name)
  let before = ''
  try {
    before = readFileSync(path, 'utf8')
  } catch {
    // A missing file is stale.
  }
  if (before === text) return
  if (checkOnly) stale.push(name)
  else writeFileSync(path, text)
}

async function main(): Promise<void> {
  const spec = JSON.parse(readFileSync(join(root, 'spec.json'), 'utf8')) as { connectionSpecification: Schema }
  const { streams } = spec.connectionSpecification.properties as Record<string, Schema>
  ;(streams?.items as { oneOf: unknown }).oneOf = streamRuleSchemas()
  const options = await resolveConfig(join(root, 'spec.json'))
  const specText = await format(JSON.stringify(spec), { ...options, parser: 'json' })
  put('spec.json', specText)
  // The location that Airbyte's acceptance tests expect.
  put('integration_tests/expected_spec.json', specText)

  const types = await compile(withDefaultsRequired(spec.connectionSpecification) as JSONSchema, 'ConnectorOptions', {
    bannerComment: '// Generated from spec.json by `npm run generate`. Do not edit.',
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  put(
    'src/config/config.generated.ts',
    types.replace(/export interface CustomerIo\b/, 'export interface ConnectorOptions'),
  )
  put('docs/options.md', optionsPage(spec.connectionSpecification))
  // It maps rows with a configuration that the validators check.
  await import('./generate-validators.js')
  const { objectsPage } = await import('./generate/objects-page.js')
  put('docs/objects.md', objectsPage())
  if (stale.length > 0) {
    console.error(`Generated files are stale: ${stale.join(', ')}. Run npm run generate and commit them.`)
    process.exitCode = 1
  }
}

/** Left out of types: texts, and which of several options a rule must have. */
const NOT_TYPED = ['description', 'title', 'additionalProperties', 'anyOf']

/** After loading, an option with a default always has a value, so the types require it. */
function withDefaultsRequired(schema: Schema): Schema {
  const { properties, items, oneOf } = schema
  const others = ['properties', 'items', 'oneOf', ...NOT_TYPED]
  const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => !others.includes(name)))
  const inner =
    properties && Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, withDefaultsRequired(one)]))
  const defaulted = Object.entries(properties ?? {}).flatMap(([name, one]) => (one.default === undefined ? [] : [name]))
  return {
    ...rest,
    ...(inner && {
      properties: inner,
      required: [...new Set([...((schema.required ?? []) as string[]), ...defaulted])],
    }),
    ...(items && { items: withDefaultsRequired(items) }),
    ...(oneOf && { oneOf: oneOf.map(withDefaultsRequired) }),
  }
}

void main()
