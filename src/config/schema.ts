import { closest } from '../lib/closest'
import { ConfigError } from '../core/errors'
import { isObject } from '../lib/is-object'

/** A JSON schema, as far as it is looked into here. */
export type Schema = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
  readonly airbyte_secret?: boolean
}

export type Json = Record<string, unknown>

/** What a warehouse adds to the schema of an activation: the options of `source` for one value of `source.type`. */
export interface SourceType {
  /** Its property `type` is a constant. */
  readonly schema: Schema
  /** Properties that have branches, each with the property that selects the branch. */
  readonly branches: Readonly<Record<string, string>>
  /** Problems that a schema cannot express. A sentence each, beginning with the path below `source`. */
  problems(source: Json): Iterable<string>
}

/** Options that Airbyte's own connector has and that mean nothing here; they pass without a word. */
const TOLERATED: ReadonlySet<string> = new Set(['format', 'path_format', 'file_name_format'])

/** What may be wrong with a document: problems stop it, warnings do not. A sentence each, beginning with the path. */
export interface ValidationResult {
  readonly problems: string[]
  readonly warnings: string[]
}

/** What a validator found, as ajv says it. */
interface Violation {
  /** A JSON pointer. */
  readonly instancePath: string
  readonly keyword: string
  readonly params: Json
  readonly message?: string
}

/** Says whether a value is valid, fills in its defaults, and keeps all that is wrong with it. `npm run generate` makes them. */
export interface Validator {
  (value: unknown): boolean
  readonly errors?: readonly Violation[] | null
}

/** For each value of the property that selects a branch. */
export type BranchValidators = Readonly<Record<string, Validator>>

/** All problems in one error: which field, what was expected, what was found. */
export function problemsError(what: string, problems: readonly string[]): ConfigError {
  const lines = problems.map((problem) => `- ${problem}`)
  return new ConfigError(
    `The ${what} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`,
  )
}

/** Appends what is wrong. `schema` is what the validator is made from, whole: it knows every secret, so that none is shown. */
export function check(validate: Validator, schema: Schema, value: unknown, at: string, problems: string[]): void {
  if (validate(value)) return
  for (const error of validate.errors ?? []) problems.push(describe(error, schema, value, at))
}

export function checkBranch(
  validators: BranchValidators,
  schema: Schema | undefined,
  selector: string,
  value: unknown,
  at: string,
  problems: string[],
): void {
  // That it is no object at all has been said.
  if (!isObject(value) || schema?.oneOf === undefined) return
  const branch = schema.oneOf.find((one) => one.properties?.[selector]?.const === value[selector])
  if (branch === undefined) {
    const allowed = schema.oneOf.map((one) => String(one.properties?.[selector]?.const)).join(', ')
    problems.push(`${at}.${selector}: expected one of ${allowed}; found ${show(value[selector])}.`)
    return
  }
  // Both come from the same schema: what it has a branch for has a validator.
  check(validators[String(value[selector])] as Validator, branch, value, at, problems)
}

function describe(
  { instancePath, keyword, params, message }: Violation,
  schema: Schema,
  value: unknown,
  at: string,
): string {
  const names = instancePath.split('/').slice(1)
  const path = names.reduce(
    (text, name) => (/^\d+$/.test(name) ? `${text}[${name}]` : text === '' ? name : `${text}.${name}`),
    at,
  )
  if (keyword === 'required') {
    const missing = String(params['missingProperty'])
    const hint = schemaAt(schema, [...names, missing])?.['description']
    return `${path === '' ? '' : `${path}.`}${missing}: expected a value; found none.${typeof hint === 'string' ? ` ${hint}` : ''}`
  }
  const found = names.reduce<unknown>((inner, name) => (inner as Json | undefined)?.[name], value)
  const option = schemaAt(schema, names)
  const expected = expectation(keyword, params, option) ?? (message ?? 'something else').replace(/^must (be )?/, '')
  const shown = option !== undefined && holdsSecret(option) ? `${kindOf(found)}, which is not shown` : show(found)
  const meant = keyword === 'enum' && typeof found === 'string' ? closest(found, enumOf(params)) : undefined
  return `${path}: expected ${expected}; found ${shown}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
}

function expectation(keyword: string, params: Json, schema: Schema | undefined): string | undefined {
  const limit = String(params['limit'])
  switch (keyword) {
    case 'enum':
      return `one of ${enumOf(params).join(', ')}`
    case 'type':
      return TYPE_WORDS[String(params['type'])]
    case 'minLength':
      return 'a text that is not empty'
    case 'maxLength':
      return `a text of at most ${limit} characters`
    case 'minimum':
      return `${limit} or more`
    case 'maximum':
      return `${limit} or less`
    case 'exclusiveMinimum':
      return `more than ${limit}`
    case 'pattern':
      return String(schema?.['pattern_descriptor'] ?? params['pattern'])
    default:
      return undefined
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function enumOf(params: Json): readonly string[] {
  const { allowedValues } = params as { allowedValues?: readonly unknown[] }
  return (allowedValues ?? []).map(String)
}

/** True for an option that is a secret or has one among its own options. */
function holdsSecret(schema: Schema): boolean {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ]
  return schema.airbyte_secret === true || inner.some(holdsSecret)
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`
}

function schemaAt(schema: Schema, names: readonly string[]): Schema | undefined {
  return names.reduce<Schema | undefined>((inner, name) => inner?.properties?.[name] ?? inner?.items, schema)
}

/**
 * Options whose names decide what is written. A misspelled one is a problem there: as a warning it would be read after
 * the damage.
 */
const STRICT = /^(streams|attributes|guards|events|identity)\b/

/** Finds unknown options. One is a problem where `STRICT` says so and it is close to a known name, else a warning. */
export function findUnknown(schema: Schema, value: unknown, at: string, result: ValidationResult): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => findUnknown(schema.items ?? {}, item, `${at}[${index}]`, result))
    return
  }
  if (!isObject(value)) return
  const branch = schema.oneOf?.find(({ properties }) =>
    Object.entries(properties ?? {}).some(([name, one]) => one.const !== undefined && one.const === value[name]),
  )
  const properties = { ...schema.properties, ...branch?.properties }
  if (Object.keys(properties).length === 0) return
  for (const [name, inner] of Object.entries(value)) {
    const path = at === '' ? name : `${at}.${name}`
    const known = properties[name]
    if (known !== undefined) findUnknown(known, inner, path, result)
    else if (!TOLERATED.has(name)) unknownOption(name, path, Object.keys(properties), result)
  }
}

function unknownOption(
  name: string,
  path: string,
  known: readonly string[],
  { problems, warnings }: ValidationResult,
): void {
  const close = closest(name, known)
  if (close !== undefined && STRICT.test(path)) {
    problems.push(`${path}: expected a known option; found '${name}'. Did you mean ${close}?`)
    return
  }
  warnings.push(
    `The configuration has an unknown option ${path}, which does nothing.${close === undefined ? '' : ` Did you mean ${close}?`}`,
  )
}

export function collectSecrets(schema: Schema, value: unknown): readonly string[] {
  if (!isObject(value)) return []
  const branches = [schema, ...(schema.oneOf ?? [])]
  return branches.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, one]) => {
      const inner = value[name]
      if (one.airbyte_secret === true) return typeof inner === 'string' && inner !== '' ? [inner] : []
      return collectSecrets(one, inner)
    }),
  )
}

export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
}
