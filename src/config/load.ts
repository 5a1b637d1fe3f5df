import { readFileSync } from 'node:fs'
import Ajv, { type ErrorObject } from 'ajv'
import { closest } from '../lib/closest'
import { ConfigError } from '../lib/errors'
import { Secret } from '../lib/secret'
import { shippedFile } from '../lib/version'
import type { ConnectorOptions } from './config.generated'

/** The configuration as the program uses it: validated, with every default, its secrets wrapped. */
export interface Config extends Omit<ConnectorOptions, 'credentials' | 'object_storage_config'> {
  readonly credentials: {
    readonly site_id: Secret
    readonly api_key: Secret
    readonly app_api_key: Secret | undefined
  }
  readonly object_storage_config: StorageConfig
}

export type StorageConfig =
  | { readonly storage_type: 'None' }
  | { readonly storage_type: 'LOCAL'; readonly directory: string }
  | {
      readonly storage_type: 'S3'
      readonly access_key_id?: Secret
      readonly secret_access_key?: Secret
      readonly role_arn?: string
      readonly s3_bucket_name: string
      readonly s3_bucket_region: string
      readonly s3_endpoint?: string
      readonly bucket_path: string
      readonly compression: 'none' | 'gzip'
    }

export interface LoadedConfig {
  readonly config: Config
  /** Sentences about what is allowed and probably not meant, such as an unknown option. */
  readonly warnings: readonly string[]
  /** Every secret, for whoever masks output. */
  readonly secrets: readonly string[]
}

type Schema = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
  readonly airbyte_secret?: boolean
}
type Json = Record<string, unknown>

/** Options that Airbyte's own connector has and that mean nothing here; they pass without a word. */
const TOLERATED: ReadonlySet<string> = new Set(['format', 'path_format', 'file_name_format'])

/**
 * Says what is wrong with a configuration beyond its schema, a sentence each. Rules that broke the schema are replaced by
 * ones of no object and no attribute: there is nothing more to say of them.
 */
export type FurtherProblems = (config: Config) => Iterable<string>

/**
 * Validates a configuration against spec.json, fills in its defaults and asks `further` what else is wrong. All problems
 * come back as one ConfigError, a line each: which field, what was expected, what was found (never a secret's value). A
 * null counts as an option left out.
 */
export function loadConfig(json: unknown, further: FurtherProblems = () => []): LoadedConfig {
  const schema = readSchema()
  if (!isObject(json)) throw new ConfigError('The configuration must be a JSON object.')
  const config = withoutNulls(json) as Json
  const problems: string[] = []
  const warnings: string[] = []
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false, validateFormats: false })
  // A branch is chosen by its constant first: the errors of all branches at once help nobody, and defaults apply.
  const plain = withoutBranches(schema)
  check(ajv, plain, config, '', problems)
  const { streams, object_storage_config: storage } = config
  if (Array.isArray(streams)) {
    streams.forEach((rule, index) =>
      checkBranch(ajv, schema.properties?.['streams']?.items, 'object', rule, `streams[${index}]`, problems),
    )
  }
  checkBranch(
    ajv,
    schema.properties?.['object_storage_config'],
    'storage_type',
    storage,
    'object_storage_config',
    problems,
  )
  warnUnknown(schema, config, '', warnings)
  checkBeyondSchema(config, problems)
  problems.push(...further(soundParts(config, problems)))
  const secrets = collectSecrets(schema, config)
  if (problems.length > 0) {
    const lines = problems.map((problem) => `- ${problem}`)
    throw new ConfigError(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`,
    )
  }
  return { config: wrapSecrets(config), warnings, secrets }
}

/** What can be judged further though other parts are broken: lists without their broken items, groups that are groups. */
function soundParts(config: Json, problems: readonly string[]): Config {
  const listOf = (name: string, replacement: Json): unknown[] => {
    const list: unknown = config[name]
    const isBroken = (index: number) => problems.some((problem) => problem.startsWith(`${name}[${index}]`))
    return Array.isArray(list)
      ? list.map((item: unknown, index) =>
          isBroken(index) ? { ...(isObject(item) ? { stream: item['stream'] } : {}), ...replacement } : item,
        )
      : []
  }
  const groupOf = (name: string) => (isObject(config[name]) ? config[name] : {})
  return {
    ...config,
    streams: listOf('streams', { object: '' }),
    attributes: listOf('attributes', { attribute: '' }),
    events: groupOf('events'),
    identity: groupOf('identity'),
  } as unknown as Config
}

/** A form or an API may send a null for an option that nobody filled in. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNulls(inner)]])),
  )
}

function readSchema(): Schema {
  const spec = JSON.parse(readFileSync(shippedFile('spec.json'), 'utf8')) as { connectionSpecification: Schema }
  return spec.connectionSpecification
}

/** The schema without its `oneOf`s, which are checked branch by branch. */
function withoutBranches(schema: Schema): Schema {
  const { oneOf, properties, items, ...rest } = schema
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, withoutBranches(one)])),
    }),
    ...(items && { items: withoutBranches(items) }),
  }
}

function check(ajv: Ajv, schema: Schema, value: unknown, at: string, problems: string[]): void {
  const { $schema, ...rest } = schema
  const validate = ajv.compile(rest)
  if (validate(value)) return
  for (const error of validate.errors ?? []) problems.push(describe(error, schema, value, at))
}

function checkBranch(
  ajv: Ajv,
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
  check(ajv, branch, value, at, problems)
}

function describe(
  { instancePath, keyword, params, message }: ErrorObject<string, Json>,
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
    const missing = String((params as { missingProperty: unknown }).missingProperty)
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

function checkBeyondSchema(config: Json, problems: string[]): void {
  const credentials = isObject(config['credentials']) ? config['credentials'] : {}
  for (const [name, alias, title] of [
    ['site_id', 'siteId', 'Site ID'],
    ['api_key', 'apiKey', 'API key'],
  ] as const) {
    const value = credentials[name] ?? credentials[alias]
    if (typeof value !== 'string' || value.trim() === '') {
      problems.push(
        `credentials.${name}: expected the ${title} of a Track API key pair; found none. It is under Settings, API Credentials, Tracking API Keys in Customer.io.`,
      )
    } else credentials[name] = value.trim()
  }
  const zones: [string, unknown][] = [['time_zone', config['time_zone']]]
  if (Array.isArray(config['attributes'])) {
    config['attributes'].forEach(
      (rule, index) => isObject(rule) && zones.push([`attributes[${index}].time_zone`, rule['time_zone']]),
    )
  }
  for (const [path, zone] of zones) {
    if (typeof zone === 'string' && !isTimeZone(zone))
      problems.push(`${path}: expected an IANA time zone such as Europe/Berlin; found ${show(zone)}.`)
  }
  const endpoints = isObject(config['endpoints']) ? config['endpoints'] : {}
  for (const name of ['track_url', 'app_url']) {
    const url = endpoints[name]
    if (typeof url === 'string' && !/^https?:\/\/[^\s/]+/.test(url))
      problems.push(
        `endpoints.${name}: expected a URL with http or https; found ${show(url.replace(/\/\/[^/@]*@/, '//***@'))}.`,
      )
  }
  const storage = config['object_storage_config']
  if (isObject(storage) && (storage['access_key_id'] === undefined) !== (storage['secret_access_key'] === undefined)) {
    problems.push(
      'object_storage_config: expected access_key_id and secret_access_key together, or none of both; found one.',
    )
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function warnUnknown(schema: Schema, value: unknown, at: string, warnings: string[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => warnUnknown(schema.items ?? {}, item, `${at}[${index}]`, warnings))
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
    if (known !== undefined) warnUnknown(known, inner, path, warnings)
    else if (!TOLERATED.has(name)) {
      const close = closest(name, Object.keys(properties))
      warnings.push(
        `The configuration has an unknown option ${path}, which does nothing.${close === undefined ? '' : ` Did you mean ${close}?`}`,
      )
    }
  }
}

function collectSecrets(schema: Schema, value: unknown): readonly string[] {
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

function wrapSecrets(config: Json): Config {
  const { site_id, api_key, app_api_key } = config['credentials'] as Record<string, string>
  const storage = config['object_storage_config'] as Json
  const wrapped = Object.fromEntries(
    Object.entries(storage).map(([name, value]) => [
      name,
      /^(access_key_id|secret_access_key)$/.test(name) ? new Secret(value as string) : value,
    ]),
  )
  return {
    ...(config as unknown as ConnectorOptions),
    credentials: {
      site_id: new Secret(site_id as string),
      api_key: new Secret(api_key as string),
      app_api_key: app_api_key === undefined || app_api_key === '' ? undefined : new Secret(app_api_key),
    },
    object_storage_config: wrapped as unknown as StorageConfig,
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
