import { readFileSync } from 'node:fs'
import { ConfigError } from '../core/errors'
import { pathText } from '../core/messages/problems'
import type { OptionPath, Problem } from '../core/problem'
import { ProblemsError } from '../core/problems-error'
import { isObject } from '../lib/is-object'
import { Secret } from '../lib/secret'
import { shippedFile } from '../lib/version'
import type { ConnectorOptions } from './config.generated'
import {
  check,
  checkBranch,
  collectSecrets,
  findUnknown,
  type ValidationResult,
  type Json,
  type Schema,
} from './schema'
import { OBJECT_STORAGE, OPTIONS, STREAM_RULES } from './validators'

/** The configuration of the program: validated, with all defaults, its secrets wrapped. */
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
  /** Warnings about valid but probably unintended options, such as an unknown name. */
  readonly warnings: readonly string[]
  /** All secrets, to mask them in the output. */
  readonly secrets: readonly string[]
}

/**
 * Returns the problems of a configuration that its schema does not express. Rules that violate the schema were replaced by
 * rules without an object or attribute, so that they cause no further problem.
 */
export type FurtherProblems = (config: Config) => Iterable<Problem>

/**
 * Validates a configuration against spec.json, fills in its defaults and asks `further` what else is wrong. All problems
 * come back as one ConfigError, a line each: which field, what was expected, what was found (never a secret's value). A
 * null counts as an option left out. `onSecrets` hears of every secret before anything is said: a secret may stand in a
 * wrong place too.
 */
export function loadConfig(
  json: unknown,
  further: FurtherProblems = () => [],
  onSecrets: (secrets: readonly string[]) => void = () => undefined,
): LoadedConfig {
  if (!isObject(json)) throw new ConfigError('The configuration must be a JSON object.')
  const { problems, warnings, secrets, config } = inspectConfig(json, further)
  onSecrets(secrets)
  if (config === undefined) throw ProblemsError.of('configuration', problems)
  return { config, warnings: warnings.map(unknownOptionWarning), secrets }
}

/** The same for a part of another document: it returns the problems as a list, and `config` is undefined where there is one. */
export function inspectConfig(
  json: Json,
  further: FurtherProblems = () => [],
): ValidationResult & { readonly config: Config | undefined; readonly secrets: readonly string[] } {
  const schema = readSchema()
  const config = withTexts(withoutNulls(json) as Json)
  const problems: Problem[] = []
  const warnings: Problem<'unknown_option'>[] = []
  // The constant selects the branch first, so that only errors of this branch are reported and its defaults apply.
  check(OPTIONS, schema, config, [], problems)
  const { streams, object_storage_config: storage } = config
  if (Array.isArray(streams)) {
    streams.forEach((rule, index) =>
      checkBranch(STREAM_RULES, schema.properties?.['streams']?.items, 'object', rule, ['streams', index], problems),
    )
  }
  checkBranch(
    OBJECT_STORAGE,
    schema.properties?.['object_storage_config'],
    'storage_type',
    storage,
    ['object_storage_config'],
    problems,
  )
  findUnknown(schema, config, [], { problems, warnings })
  checkBeyondSchema(config, problems)
  problems.push(...further(soundParts(config, problems)))
  const secrets = collectSecrets(schema, config)
  return { config: problems.length === 0 ? wrapSecrets(config) : undefined, problems, warnings, secrets }
}

/** A sentence about an option that has no effect. */
export function unknownOptionWarning({ path, suggestion }: Problem<'unknown_option'>): string {
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  return `The configuration has an unknown option ${pathText(path)}, which does nothing.${meant}`
}

/** The valid parts, which can be checked further: lists without their invalid items, and valid groups. */
function soundParts(config: Json, problems: readonly Problem[]): Config {
  const listOf = (name: string, replacement: Json): unknown[] => {
    const list: unknown = config[name]
    const isBroken = (index: number) => problems.some(({ path }) => path[0] === name && path[1] === index)
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
    test_cohort: listOf('test_cohort', {}).filter((one) => typeof one === 'string'),
    events: groupOf('events'),
    identity: groupOf('identity'),
  } as unknown as Config
}

/** Removes nulls: a form or an API may send null for an option that the user left empty. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNulls(inner)]])),
  )
}

/** Converts a number or boolean to text if the option is a text that users often write without quotes. */
function withTexts(config: Json): Json {
  const { test_cohort: cohort, attributes } = config
  return {
    ...config,
    ...(Array.isArray(cohort) ? { test_cohort: cohort.map(textOfNumber) } : {}),
    ...(Array.isArray(attributes) ? { attributes: attributes.map(withTextDefault) } : {}),
  }
}

function withTextDefault(rule: unknown): unknown {
  if (!isObject(rule) || !('default_value' in rule)) return rule
  const { default_value: value } = rule
  return { ...rule, default_value: typeof value === 'boolean' ? String(value) : textOfNumber(value) }
}

/** An integer past 2^53 has lost digits already. It stays a number, which the schema refuses. */
function textOfNumber(value: unknown): unknown {
  if (typeof value !== 'number') return value
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value : String(value)
}

function readSchema(): Schema {
  const spec = JSON.parse(readFileSync(shippedFile('spec.json'), 'utf8')) as { connectionSpecification: Schema }
  return spec.connectionSpecification
}

function checkBeyondSchema(config: Json, problems: Problem[]): void {
  const credentials = isObject(config['credentials']) ? config['credentials'] : {}
  for (const [name, alias, title] of [
    ['site_id', 'siteId', 'Site ID'],
    ['api_key', 'apiKey', 'API key'],
  ] as const) {
    const value = credentials[name] ?? credentials[alias]
    if (typeof value !== 'string' || value.trim() === '') {
      problems.push({ code: 'missing_track_key', path: ['credentials', name], title })
    } else credentials[name] = value.trim()
  }
  const zones: [OptionPath, unknown][] = [[['time_zone'], config['time_zone']]]
  if (Array.isArray(config['attributes'])) {
    config['attributes'].forEach(
      (rule, index) => isObject(rule) && zones.push([['attributes', index, 'time_zone'], rule['time_zone']]),
    )
  }
  for (const [path, zone] of zones) {
    if (typeof zone === 'string' && !isTimeZone(zone))
      problems.push({ code: 'wrong_value', path, expected: { kind: 'time_zone' }, found: zone })
  }
  const endpoints = isObject(config['endpoints']) ? config['endpoints'] : {}
  for (const name of ['track_url', 'app_url']) {
    const url = endpoints[name]
    if (typeof url === 'string' && !/^https?:\/\/[^\s/]+/.test(url))
      problems.push({
        code: 'wrong_value',
        path: ['endpoints', name],
        expected: { kind: 'url' },
        found: url.replace(/\/\/[^/@]*@/, '//***@'),
      })
  }
  const storage = config['object_storage_config']
  if (isObject(storage) && (storage['access_key_id'] === undefined) !== (storage['secret_access_key'] === undefined)) {
    problems.push({ code: 'incomplete_storage_key', path: ['object_storage_config'] })
  }
}

function isTimeZone(name: string): boolean {
  // The default is not checked, because checking the first time zone loads the database, which takes some milliseconds.
  if (name === 'UTC') return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
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
