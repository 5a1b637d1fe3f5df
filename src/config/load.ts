import { readFileSync } from 'node:fs'
import Ajv, { type ErrorObject } from 'ajv'
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
const TOLERATED: ReadonlySet<string> = new Set(['format', 'path_format', 'file_name_format', 'identifierType'])

/**
 * Validates a configuration against spec.json and fills in its defaults. All problems come back as one ConfigError,
 * a line each: which field, what was expected, what was found (never a secret's value).
 */
export function loadConfig(json: unknown): LoadedConfig {
  const schema = readSchema()
  if (!isObject(json)) throw new ConfigError('The configuration must be a JSON object.')
  const config = structuredClone(json)
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
  const secrets = collectSecrets(schema, config)
  if (problems.length > 0) {
    const lines = problems.map((problem) => `- ${problem}`)
    throw new ConfigError(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`,
    )
  }
  return { config: wrapSecrets(config), warnings, secrets }
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
  { instancePath, keyword, params, message }: ErrorObject,
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
  const isSecret = schemaAt(schema, names)?.airbyte_secret === true
  const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues
  const expected =
    allowed === undefined ? (message ?? 'something else').replace(/^must (be )?/, '') : `one of ${allowed.join(', ')}`
  return `${path}: expected ${expected}; found ${isSecret ? 'a secret of another kind' : show(found)}.`
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
      problems.push(`endpoints.${name}: expected a URL with http or https; found ${show(url)}.`)
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

/** The known name that takes the fewest edits, where that is few. */
function closest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, edits: editDistance(name.toLowerCase(), other.toLowerCase()) }))
  const best = ranked.sort((a, b) => a.edits - b.edits)[0]
  return best !== undefined && best.edits <= Math.max(2, name.length / 3) ? best.other : undefined
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
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
