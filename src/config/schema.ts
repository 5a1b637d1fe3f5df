import { closest } from '../lib/closest'
import type { Constraint, OptionPath, Problem } from '../core/problem'
import { isObject } from '../lib/is-object'
import { secretsOf } from '../lib/schema-secrets'

/** The parts of a JSON schema that this module reads. */
export type Schema = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
  readonly airbyte_secret?: boolean
}

export type Json = Record<string, unknown>

/** The part of the schema of an activation that a warehouse adds: the options of `source` for one value of `source.type`. */
export interface SourceType {
  /** Its property `type` is a constant. */
  readonly schema: Schema
  /** Properties that have branches, each with the property that selects the branch. */
  readonly branches: Readonly<Record<string, string>>
  /** Problems that a schema cannot express. Their paths begin below `source`. */
  problems(source: Json): Iterable<Problem>
}

/** Options of the connector of Airbyte that have no effect here. They are accepted without a warning. */
const TOLERATED: ReadonlySet<string> = new Set(['format', 'path_format', 'file_name_format'])

/** Problems of a document, which stop the program, and warnings, which do not. */
export interface ValidationResult {
  readonly problems: Problem[]
  readonly warnings: Problem<'unknown_option'>[]
}

/** An error of a validator, in the format of ajv. */
interface Violation {
  /** A JSON pointer. */
  readonly instancePath: string
  readonly keyword: string
  readonly params: Json
  readonly message?: string
  /** Where the schema has the keyword. */
  readonly schemaPath: string
}

/** Validates a value, applies its defaults, and stores the errors. `npm run generate` makes them. */
export interface Validator {
  (value: unknown): boolean
  readonly errors?: readonly Violation[] | null
}

/** A validator for each value of the property that selects a branch. */
export type BranchValidators = Readonly<Record<string, Validator>>

/** Appends the problems. `schema` is what the validator is made from, whole: it knows every secret, so that none is shown. */
export function check(validate: Validator, schema: Schema, value: unknown, at: OptionPath, problems: Problem[]): void {
  if (validate(value)) return
  for (const error of validate.errors ?? []) {
    if (!isSaidElsewhere(error)) problems.push(toProblem(error, schema, value, at))
  }
}

/**
 * What the form refuses by the schema, and another check words: incomplete credentials, whose keys have two names each
 * (`load.ts`), and a rule without one of several options (`stream-rule-problems.ts`).
 */
function isSaidElsewhere({ instancePath, keyword, schemaPath }: Violation): boolean {
  if (schemaPath.includes('/anyOf')) return true
  return /^\/credentials\b/.test(instancePath) && (keyword === 'minProperties' || keyword === 'pattern')
}

export function checkBranch(
  validators: BranchValidators,
  schema: Schema | undefined,
  selector: string,
  value: unknown,
  at: OptionPath,
  problems: Problem[],
): void {
  // A value that is not an object was reported before.
  if (!isObject(value) || schema?.oneOf === undefined) return
  const branch = schema.oneOf.find((one) => one.properties?.[selector]?.const === value[selector])
  if (branch === undefined) {
    const values = schema.oneOf.map((one) => String(one.properties?.[selector]?.const))
    const found = value[selector]
    const suggestion = typeof found === 'string' ? closest(found, values) : undefined
    problems.push({
      code: 'wrong_value',
      path: [...at, selector],
      expected: { kind: 'one_of', values },
      found,
      suggestion,
    })
    return
  }
  // Branches and validators are generated from the same schema, so every branch has a validator.
  check(validators[String(value[selector])] as Validator, branch, value, at, problems)
}

function toProblem(
  { instancePath, keyword, params, message }: Violation,
  schema: Schema,
  value: unknown,
  at: OptionPath,
): Problem {
  const names = instancePath.split('/').slice(1)
  const path = [...at, ...names.map((name) => (/^\d+$/.test(name) ? Number(name) : name))]
  if (keyword === 'required') {
    const missing = String(params['missingProperty'])
    const description = schemaAt(schema, [...names, missing])?.['description']
    return {
      code: 'required',
      path: [...path, missing],
      ...(typeof description === 'string' ? { description } : {}),
    }
  }
  const found = names.reduce<unknown>((inner, name) => (inner as Json | undefined)?.[name], value)
  const option = schemaAt(schema, names)
  const expected = constraintOf(keyword, params, option, message)
  if (option !== undefined && holdsSecret(option)) return { code: 'wrong_secret', path, expected, type: kindOf(found) }
  const suggestion = keyword === 'enum' && typeof found === 'string' ? closest(found, enumOf(params)) : undefined
  return { code: 'wrong_value', path, expected, found, suggestion }
}

function constraintOf(
  keyword: string,
  params: Json,
  schema: Schema | undefined,
  message: string | undefined,
): Constraint {
  const { limit } = params
  switch (keyword) {
    case 'enum':
      return { kind: 'one_of', values: enumOf(params) }
    case 'type':
      return { kind: 'type', type: String(params['type']) }
    case 'minLength':
      return { kind: 'min_length' }
    case 'maxLength':
      return { kind: 'max_length', limit }
    case 'minimum':
    case 'maximum':
      return { kind: keyword, limit }
    case 'exclusiveMinimum':
      return { kind: 'exclusive_minimum', limit }
    case 'pattern':
      return { kind: 'words', words: String(schema?.['pattern_descriptor'] ?? params['pattern']) }
    default:
      return { kind: 'words', words: (message ?? 'something else').replace(/^must (be )?/, '') }
  }
}

function enumOf(params: Json): readonly string[] {
  const { allowedValues } = params as { allowedValues?: readonly unknown[] }
  return (allowedValues ?? []).map(String)
}

/** True for an option that is or contains a secret. */
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
  return isObject(value) ? 'an object' : typeof value === 'string' ? 'text' : `a ${typeof value}`
}

function schemaAt(schema: Schema, names: readonly string[]): Schema | undefined {
  return names.reduce<Schema | undefined>((inner, name) => inner?.properties?.[name] ?? inner?.items, schema)
}

/**
 * Groups of options whose names determine what is written. A misspelled name is an error there, because a warning would be
 * read only after wrong data was written.
 */
const STRICT: ReadonlySet<unknown> = new Set(['streams', 'attributes', 'guards', 'events', 'identity'])

/** Finds unknown options. An unknown option is a problem if `STRICT` is true and the name is close to a known name; otherwise a warning. */
export function findUnknown(schema: Schema, value: unknown, at: OptionPath, result: ValidationResult): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => findUnknown(schema.items ?? {}, item, [...at, index], result))
    return
  }
  if (!isObject(value)) return
  const branch = schema.oneOf?.find(({ properties }) =>
    Object.entries(properties ?? {}).some(([name, one]) => one.const !== undefined && one.const === value[name]),
  )
  const properties = { ...schema.properties, ...branch?.properties }
  if (Object.keys(properties).length === 0) return
  for (const [name, inner] of Object.entries(value)) {
    const path = [...at, name]
    const known = properties[name]
    if (known !== undefined) findUnknown(known, inner, path, result)
    else if (!TOLERATED.has(name)) {
      const suggestion = closest(name, Object.keys(properties))
      const list = suggestion !== undefined && STRICT.has(path[0]) ? result.problems : result.warnings
      list.push({ code: 'unknown_option', path, name, suggestion })
    }
  }
}

/** The secrets of a value, to mask them in the output. An empty text has nothing to mask. */
export function collectSecrets(schema: Schema, value: unknown): readonly string[] {
  return secretsOf(schema, value).filter((secret) => secret !== '')
}
