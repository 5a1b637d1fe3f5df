import { readFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { ConfigError } from '../core/errors'
import { atPath, type OptionPath, type Problem } from '../core/problem'
import { ProblemsError } from '../core/problems-error'
import { isObject } from '../lib/is-object'
import { Secret } from '../lib/secret'
import type { ObjectDefinition } from '../mapping/objects/definition'
import { definitionOf } from '../mapping/objects/index'
import { ACTIVATION_SCHEMA, CHANGES, DEFAULT_SOURCE_TYPE, SOURCE, SOURCE_TYPES, type Source } from './activation-schema'
import { resolveSecrets, type Env } from './named-secrets'
import { relationOf } from './relation'
import { inspectConfig, unknownOptionWarning, type Config } from './load'
import {
  check,
  checkBranch,
  collectSecrets,
  findUnknown,
  type BranchValidators,
  type Json,
  type Schema,
  type ValidationResult,
} from './schema'
import * as validators from './validators'

interface StateConfig {
  readonly store: 'local' | 'warehouse'
  /** Absolute path of the folder of a local state. */
  readonly directory: string
  readonly schema: string
  readonly lease_minutes: number
}

type Changes =
  | { readonly method: 'full' }
  | { readonly method: 'cursor'; readonly column: string; readonly lag_seconds: number }
  | { readonly method: 'diff'; readonly max_resend_percent: number }

/** A transition of one attribute that becomes an event. A missing `from` or `to` means any value. */
export interface Transition {
  readonly attribute: string
  readonly from?: string | number | boolean | null
  readonly to?: string | number | boolean | null
  readonly event_name: string
  readonly timestamp_column?: string
  /** Attributes or columns that the event carries. */
  readonly columns: readonly string[]
}

export interface Model {
  readonly name: string
  /** The text after FROM: a name, or a query in parentheses. */
  readonly relation: string
  readonly key: readonly string[]
  /** The stream rule without its stream. Its validated form with defaults is in `Activation.config.streams`. */
  readonly rule: Readonly<Record<string, unknown>>
  readonly changes: Changes
  readonly removed: {
    readonly action: 'ignore' | 'delete' | 'clear_attributes' | 'event'
    readonly event_name?: string
    readonly max_percent: number
  }
  readonly events_on_change: readonly Transition[]
  /** Milliseconds; undefined for every run. */
  readonly everyMs: number | undefined
  readonly cadence: { readonly withinMs: number; readonly column: string } | undefined
}

/** A validated activation.yml with all defaults; its secrets are read and wrapped. */
export interface Activation {
  readonly name: string
  /** The file names itself; otherwise its name is that of the file, which another file can have, too. */
  readonly isNamed: boolean
  /** The absolute path of the file. */
  readonly path: string
  readonly source: Source
  readonly state: StateConfig
  /** In the order in which they run: people and objects before events. */
  readonly models: readonly Model[]
  /** The options of the destination; its `streams` are the rules of the models, each named as its model. */
  readonly config: Config
}

export interface LoadedActivation {
  readonly activation: Activation
  readonly warnings: readonly string[]
  /** All secrets, to mask them in the output. */
  readonly secrets: readonly string[]
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** The stages in which models run; within a stage, in the order of the file. */
const STAGES: readonly ObjectDefinition['stage'][] = ['entities', 'references', 'events']

/**
 * Reads and validates an activation.yml. Secrets may be `{ env: NAME }` or `{ file: PATH }`; a relative path
 * starts at the folder of the file. Throws ConfigError with one list of all problems of the file, the options and every stream rule.
 */
export function loadActivation(path: string, env: Env): LoadedActivation {
  const document = parse(path)
  const findings: ValidationResult = { problems: [], warnings: [] }
  const folder = dirname(resolve(path))
  for (const part of ['source', 'destination']) {
    document[part] = resolveSecrets(document[part], [part], { env, folder }, findings.problems)
  }
  normalize(document)
  const inspected = inspect(document, findings)
  const models = readModels(document, findings.problems)
  if (findings.problems.length > 0 || inspected.config === undefined)
    throw ProblemsError.of('activation', findings.problems)
  const activation: Activation = {
    name: typeof document['name'] === 'string' ? document['name'] : basename(path, extname(path)),
    isNamed: typeof document['name'] === 'string',
    path: resolve(path),
    source: wrapSecrets(SOURCE, document['source']) as Source,
    state: readState(document['state'] as Json, path),
    models: [...models].sort((a, b) => rank(a) - rank(b)),
    config: inspected.config,
  }
  return { activation, warnings: findings.warnings.map(unknownOptionWarning), secrets: inspected.secrets }
}

/** Milliseconds of a duration such as 90s, 15m, 24h or 7d; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)([smhd])$/.exec(text.trim())
  if (match === null || Number(match[1]) === 0) return undefined
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]
}

function parse(path: string): Json {
  let yaml: string
  try {
    yaml = readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new ConfigError(
      `The activation cannot be read from ${path}: ${(thrown as NodeJS.ErrnoException).code ?? 'error'}.`,
    )
  }
  const lineCounter = new LineCounter()
  // The messages of the parser repeat the text around the error, which may be a secret.
  const document = parseDocument(yaml, { prettyErrors: false, lineCounter, merge: true })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0])
    throw new ConfigError(`${path} is not YAML: line ${line}, column ${col}: ${error.code}.`)
  }
  const json: unknown = document.toJS()
  if (!isObject(json)) throw new ConfigError(`${path} must be a YAML mapping with source, destination and models.`)
  return json
}

/** A source without a type has the default type, and a key of one column may be written without a list. */
function normalize(document: Json): void {
  if (isObject(document['source'])) document['source']['type'] ??= DEFAULT_SOURCE_TYPE
  if (!Array.isArray(document['models'])) return
  for (const model of document['models'] as unknown[]) {
    if (isObject(model) && typeof model['key'] === 'string') model['key'] = [model['key']]
  }
}

/** Validates the file and the options of the connector, including the rules of the models, against their schemas. */
function inspect(
  document: Json,
  { problems, warnings }: ValidationResult,
): { readonly config: Config | undefined; readonly secrets: readonly string[] } {
  check(validators.ACTIVATION, ACTIVATION_SCHEMA, document, [], problems)
  checkSource(document['source'], problems)
  const models = Array.isArray(document['models']) ? (document['models'] as unknown[]).filter(isObject) : []
  models.forEach((model, index) =>
    checkBranch(validators.CHANGES, CHANGES, 'method', model['changes'], ['models', index, 'changes'], problems),
  )
  const { destination, ...own } = document
  findUnknown(ACTIVATION_SCHEMA, own, [], { problems, warnings })
  const options = isObject(destination) ? destination : {}
  if (options['streams'] !== undefined)
    problems.push({ code: 'streams_in_destination', path: ['destination', 'streams'] })
  const streams = models.map(({ name, rule }) => ({ ...(isObject(rule) ? rule : {}), stream: name }))
  const inspected = inspectConfig({ ...options, streams })
  problems.push(...inspected.problems.map((problem) => ({ ...problem, path: pathInActivation(problem.path) })))
  warnings.push(...inspected.warnings.map((warning) => ({ ...warning, path: pathInActivation(warning.path) })))
  return {
    config: inspected.config,
    secrets: [...inspected.secrets, ...collectSecrets(SOURCE, document['source'])],
  }
}

function checkSource(source: unknown, problems: Problem[]): void {
  checkBranch(validators.SOURCE, SOURCE, 'type', source, ['source'], problems)
  if (!isObject(source)) return
  const type = Object.entries(SOURCE_TYPES).find(([name]) => name === source['type'])?.[1]
  if (type === undefined) return
  for (const [property, selector] of Object.entries(type.branches)) {
    const branches = validators.SOURCE_BRANCHES[`${String(source['type'])}_${property}`]
    const schema = type.schema.properties?.[property]
    checkBranch(branches as BranchValidators, schema, selector, source[property], ['source', property], problems)
  }
  for (const problem of type.problems(source)) problems.push(atPath(problem, ['source', ...problem.path]))
}

/** Converts a path in the options of the connector to a path in this file, where each model contains its rule. */
export function pathInActivation(path: OptionPath): OptionPath {
  const [group, index, ...rest] = path
  if (path.length === 0) return path
  return group === 'streams' && typeof index === 'number'
    ? ['models', index, 'rule', ...rest]
    : ['destination', ...path]
}

function readModels(document: Json, problems: Problem[]): readonly Model[] {
  const models = Array.isArray(document['models']) ? (document['models'] as unknown[]).filter(isObject) : []
  const names = new Set<unknown>()
  return models.map((model, index) => {
    if (names.has(model['name'])) problems.push({ code: 'duplicate_model', path: ['models', index, 'name'] })
    names.add(model['name'])
    return readModel(model, ['models', index], problems)
  })
}

function readModel(json: Json, at: OptionPath, problems: Problem[]): Model {
  const model = json as unknown as Omit<Model, 'relation' | 'everyMs' | 'cadence' | 'key'> & {
    readonly key?: readonly string[]
    readonly every?: string
    readonly cadence?: { readonly within: string; readonly column?: string }
  }
  const changes = isObject(model.changes) ? model.changes : { method: 'full' as const }
  const key = model.key ?? []
  if (changes.method !== 'full' && key.length === 0)
    problems.push({ code: 'missing_model_key', path: [...at, 'key'], method: changes.method })
  checkRemovals(model, changes, at, problems)
  const { cadence } = model
  const cadenceColumn = cadence?.column ?? (changes.method === 'cursor' ? changes.column : undefined)
  if (cadence !== undefined && cadenceColumn === undefined)
    problems.push({ code: 'missing_cadence_column', path: [...at, 'cadence', 'column'] })
  return {
    ...model,
    key,
    changes,
    relation: relationOf(json, at, problems),
    everyMs: duration(model.every, [...at, 'every'], problems),
    cadence: cadence && {
      withinMs: duration(cadence.within, [...at, 'cadence', 'within'], problems) ?? 0,
      column: cadenceColumn ?? '',
    },
  }
}

function checkRemovals(
  { removed, events_on_change: transitions, rule }: Pick<Model, 'removed' | 'events_on_change' | 'rule'>,
  changes: Changes,
  at: OptionPath,
  problems: Problem[],
): void {
  const { action, event_name: eventName } = isObject(removed) ? removed : { action: 'ignore', event_name: undefined }
  const object = isObject(rule) ? rule['object'] : undefined
  const actionPath = [...at, 'removed', 'action']
  if (changes.method !== 'diff' && action !== 'ignore') problems.push({ code: 'needs_diff', path: actionPath })
  if (changes.method !== 'diff' && Array.isArray(transitions) && transitions.length > 0)
    problems.push({ code: 'needs_diff', path: [...at, 'events_on_change'] })
  if (action === 'event' && eventName === undefined)
    problems.push({ code: 'missing_removal_event', path: [...at, 'removed', 'event_name'] })
  const operations = definitionOf(object)?.operations.map(({ name }) => name) ?? []
  // Clearing must not create a person, so it is an update.
  if (action === 'clear_attributes' && !operations.includes('update'))
    problems.push({ code: 'wrong_object_for_removal', path: actionPath, action, found: object })
  if (action === 'delete' && operations.length > 0 && !operations.includes('delete'))
    problems.push({ code: 'wrong_object_for_removal', path: actionPath, action, found: object })
}

function duration(text: string | undefined, path: OptionPath, problems: Problem[]): number | undefined {
  if (text === undefined) return undefined
  const ms = parseDuration(text)
  if (ms === undefined) problems.push({ code: 'wrong_value', path, expected: { kind: 'duration' }, found: text })
  return ms
}

function rank({ rule }: Model): number {
  return STAGES.indexOf(definitionOf(rule['object'])?.stage ?? 'references')
}

function readState(state: Json, path: string): StateConfig {
  const config = state as unknown as Omit<StateConfig, 'directory'> & { readonly directory?: string }
  const folder = dirname(resolve(path))
  return {
    ...config,
    directory: resolve(folder, config.directory ?? join(folder, `${basename(path, extname(path))}.state`)),
  }
}

/** Wraps every secret of the schema, so that it cannot be printed. */
function wrapSecrets(schema: Schema, value: unknown): unknown {
  if (!isObject(value) || value instanceof Secret) return value
  const properties = [schema, ...(schema.oneOf ?? [])].map((one) => one.properties ?? {})
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const schemas = properties.flatMap(({ [name]: one }): readonly Schema[] => (one === undefined ? [] : [one]))
      if (typeof inner === 'string' && schemas.some((one) => one.airbyte_secret === true))
        return [name, new Secret(inner)]
      return [name, schemas.reduce((wrapped, one) => wrapSecrets(one, wrapped), inner)]
    }),
  )
}
