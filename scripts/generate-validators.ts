import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ACTIVATION_SCHEMA, CHANGES, SOURCE, SOURCE_TYPES } from '../src/config/activation-schema'
import type { Schema } from '../src/config/schema'
import { validatorsModule, type Part } from './generate/validators'

// Lets ajv write the validators of both configuration files, so that no run compiles a schema. The tests, the build and
// `npm run generate` run this script; the result is not committed. Arguments: files to write besides src/config/validators.js.

const ROOT = join(__dirname, '..')

/** The branches inside the options of each warehouse. */
function sourceBranches(): Readonly<Record<string, Part>> {
  return Object.fromEntries(
    Object.entries(SOURCE_TYPES).flatMap(([type, { schema: source, branches }]) =>
      Object.entries(branches).map(([property, selector]) => [
        `${type}_${property}`,
        { schema: source.properties?.[property], selector },
      ]),
    ),
  )
}

const spec = JSON.parse(readFileSync(join(ROOT, 'spec.json'), 'utf8')) as { connectionSpecification: Schema }
const { connectionSpecification: options } = spec
const { streams, object_storage_config: storage } = options.properties ?? {}
const text = validatorsModule({
  OPTIONS: { schema: options },
  STREAM_RULES: { schema: streams?.items, selector: 'object' },
  OBJECT_STORAGE: { schema: storage, selector: 'storage_type' },
  ACTIVATION: { schema: ACTIVATION_SCHEMA },
  SOURCE: { schema: SOURCE, selector: 'type' },
  SOURCE_BRANCHES: sourceBranches(),
  CHANGES: { schema: CHANGES, selector: 'method' },
})
for (const file of ['src/config/validators.js', ...process.argv.slice(2)]) {
  const path = join(ROOT, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
