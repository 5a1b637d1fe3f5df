import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'
import { streamRuleSchemas } from './rule-schema'

interface Schema {
  readonly type?: unknown
  readonly title?: string
  readonly description?: string
  readonly order?: number
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly airbyte_secret?: boolean
  readonly airbyte_hidden?: boolean
}

const { connectionSpecification: schema } = JSON.parse(readFileSync(join(__dirname, '../../spec.json'), 'utf8')) as {
  connectionSpecification: Schema
}

/** Every option by its path, with the schema around it. */
function* optionsOf(around: Schema, path: string): Iterable<readonly [string, Schema, Schema]> {
  for (const [name, option] of Object.entries(around.properties ?? {})) {
    yield [`${path}${name}`, option, around]
    const inner = option.items ?? option
    yield* optionsOf(inner, `${path}${name}.`)
    for (const branch of inner.oneOf ?? []) yield* optionsOf(branch, `${path}${name}(${branch.title ?? ''}).`)
  }
}
const OPTIONS = [...optionsOf(schema, '')]

describe('spec.json', () => {
  it.each(OPTIONS)(
    '%s has a title, and a description that addresses the user and ends with a period',
    (_, { title, description }) => {
      expect(title).toMatch(/^[A-Z]/)
      expect(description).toMatch(/[\w)']\.$/)
    },
  )

  it.each(OPTIONS)('%s addresses the user directly', (_, { description = '' }) => {
    // Some describe an action of the program instead; no text says "the user".
    expect(description).not.toMatch(/\b(the user|users|one can)\b/i)
    expect(description.length).toBeLessThan(400)
  })

  it.each(OPTIONS)('%s has a distinct position in the form', (_, { order }, around) => {
    expect(Number.isInteger(order)).toBe(true)
    expect(Object.values(around.properties ?? {}).filter((other) => other.order === order)).toHaveLength(1)
  })

  it('is a valid schema, and its enums contain their defaults', () => {
    expect(() => new Ajv({ strict: false, validateFormats: false }).compile(schema as object)).not.toThrow()
    for (const [path, option] of OPTIONS) {
      // The form fails on an enum of one value without a default.
      if (option.enum?.length === 1) expect([path, option.default]).toEqual([path, option.enum[0]])
      if (option.enum !== undefined && option.default !== undefined) expect(option.enum).toContain(option.default)
    }
  })

  it('marks every secret', () => {
    const secrets = OPTIONS.filter(([path]) => /key|secret|site_?id/i.test(path.split('.').at(-1) ?? '')).map(
      ([path]) => path,
    )
    const marked = OPTIONS.filter(([, { airbyte_secret }]) => airbyte_secret === true).map(([path]) => path)
    expect(marked.sort()).toEqual(secrets.sort())
  })
})

describe('choices between branches', () => {
  const choices = OPTIONS.map(([path, option]) => [path, option.items ?? option] as const).filter(
    ([, { oneOf }]) => oneOf !== undefined,
  )
  it('are exactly two', () => expect(choices.map(([path]) => path)).toEqual(['streams', 'object_storage_config']))

  it.each(choices)('%s can be rendered: each branch is an object with a title and a distinct constant', (_, choice) => {
    const branches = choice.oneOf ?? []
    expect(choice.type).toBe('object')
    expect(new Set(branches.map(({ title }) => title)).size).toBe(branches.length)
    // The form selects the branch by the first constant that all branches have. It must be required and distinct.
    const constants = branches.map(({ properties = {} }) =>
      Object.entries(properties).filter(([, one]) => one.const !== undefined),
    )
    expect(constants.map((found) => found.length)).toEqual(branches.map(() => 1))
    const [selector] = new Set(constants.map(([found]) => found?.[0]))
    expect(new Set(constants.map(([found]) => found?.[0])).size).toBe(1)
    expect(new Set(constants.map(([found]) => found?.[1].const)).size).toBe(branches.length)
    for (const branch of branches) {
      expect(branch.required).toContain(selector)
      const own = branch.properties?.[selector ?? '']
      expect([own?.type, own?.default]).toEqual(['string', own?.const])
    }
  })

  it('of the stream rules are those of the registry', () => {
    const { oneOf } = schema.properties?.['streams']?.items ?? {}
    expect(oneOf).toEqual(streamRuleSchemas())
  })
})
