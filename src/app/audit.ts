import { readFile } from 'node:fs/promises'
import { ConfigError } from '../core/errors'
import type { ConfigDocument } from '../core/patch'
import { findingsOfAudit } from '../inspection/analysis/audit-findings'
import { askedMoments } from '../inspection/analysis/event-ages'
import { findAll, labelOf } from '../inspection/analysis/find'
import { sortFindings } from '../core/finding'
import { readDocument } from '../config/document'
import { describeFindings, type Finding } from '../inspection/analysis/finding'
import type { StreamProfile } from '../inspection/analysis/profile'
import { profileFromFigures } from '../inspection/analysis/profile-from-audit'
import { guessRule, suggestContract } from '../inspection/analysis/suggest'
import type { Inspection } from '../inspection/inspection'
import { compileMappings } from '../mapping/compile-mappings'
import type { Mapper } from '../mapping/mapper'
import { keyColumns } from '../mapping/objects/event'
import type { AuditFigures, Column } from '../warehouse/index'
import { measureModel } from './audit-measurement'
import { openModel, readModel, type BoundModel } from './bound-model'
import { errorCode } from '../airbyte/json-file'
import type { Ports } from './ports'

export interface AuditOptions {
  readonly activationPath: string
  readonly modelName: string
  /** The JSON of an earlier audit, to find columns whose nulls increased. ConfigError if it cannot be read. */
  readonly previousPath: string | undefined
  /** The same, but it need not exist. */
  readonly optionalPreviousPath: string | undefined
  /** Adds rules to start from. */
  readonly suggestsRules: boolean
}

/** Inspects a model in the warehouse with aggregates. No row leaves the warehouse, and nothing is written there. */
export async function runAudit(ports: Ports, options: AuditOptions): Promise<Inspection> {
  const startedMs = ports.clock.now()
  const named = readModel(ports, options.activationPath, options.modelName)
  const previous = await readPrevious(options, named.model.name)
  const open = await openModel(ports, named, 'audit')
  try {
    return await inspectModel(ports, open, {
      startedMs,
      previous,
      suggestsRules: options.suggestsRules,
      document: readDocument(options.activationPath, 'activation'),
    })
  } finally {
    await open.close()
  }
}

async function inspectModel(
  ports: Ports,
  open: BoundModel,
  more: {
    readonly startedMs: number
    readonly previous: ReadonlyMap<string, number>
    readonly suggestsRules: boolean
    readonly document: ConfigDocument
  },
): Promise<Inspection> {
  const { stream, config, columns } = open
  const { startedMs } = more
  const mapper = compileMappings(config, [stream], undefined, 'part').mappers.get(stream) as Mapper
  const nowS = Math.floor(startedMs / 1000)
  const limits = { liveHours: config.events.live_hours, maxFutureMinutes: config.events.max_future_minutes }
  const key = eventKey(mapper, columns)
  const figures = await measureModel(ports, open, mapper, { key, momentsS: askedMoments(nowS, limits) })
  const profile = profileFromFigures({
    columns,
    figures,
    mapper,
    blankIsNull: config.empty_text === 'as_null',
    rejectsLong: (isText) => rejectsLong(config, isText),
    timeZone: config.time_zone,
    previous: more.previous,
  })
  const findings = findIn(open, mapper, { figures, profile, key, nowS, document: more.document })
  return {
    kind: 'audit',
    version: ports.version,
    made_at: new Date(startedMs).toISOString(),
    seconds: (ports.clock.now() - startedMs) / 1000,
    source: open.what,
    verdict: 'would_run',
    stopped_by: null,
    rows: rowsOf(profile),
    estimate: null,
    test_cohort: config.test_cohort.length,
    findings,
    streams: [profile],
    comparison: null,
    suggestion: more.suggestsRules ? { streams: [guessRule(stream)], attributes: suggestContract([profile]) } : null,
  }
}

/** Only texts can be cut. */
function rejectsLong({ too_long: handling, invalid_values: invalid }: BoundModel['config'], isText: boolean): boolean {
  const isInvalid = handling === undefined || (handling === 'truncate' && !isText)
  return (isInvalid ? invalid : handling) === 'reject_record'
}

function findIn(
  { model, config, columns }: BoundModel,
  mapper: Mapper,
  measured: {
    readonly figures: AuditFigures
    readonly profile: StreamProfile
    readonly key: readonly Column[]
    readonly nowS: number
    readonly document: ConfigDocument
  },
): readonly Finding[] {
  const { figures, profile, key, nowS } = measured
  const run = {
    violations: [],
    nullWarnings: [],
    brokenLines: 0,
    hasCohort: true,
    maxPeople: undefined,
    maxDeletes: undefined,
    maxLiveEvents: config.events.max_live_events,
    people: 0,
  }
  const ofAudit = findingsOfAudit({
    cadence: cadenceOf(model, figures, nowS),
    zoneless: columns
      .filter(({ kind, name }) => kind === 'timestamp_ntz' && mapper.describe(name) !== undefined)
      .map(({ name }) => name),
    accountZone: figures.accountZone,
    configuredZone: config.time_zone,
    keys: figures.keys && { ...figures.keys, columns: key.map(({ name }) => name) },
    rows: figures.rows,
  })
  const found = sortFindings([
    ...findAll([profile], run),
    ...[...ofAudit].map((finding) => ({ ...finding, stream: labelOf(profile) })),
  ])
  return describeFindings(found, measured.document)
}

/** The columns that identify an event; none for other objects. */
function eventKey({ streamMapping }: Mapper, columns: readonly Column[]): readonly Column[] {
  if (streamMapping.definition.eventTimeField === undefined) return []
  const names = keyColumns(streamMapping.columns, streamMapping.primaryKey, streamMapping.rule)
  return columns.filter(({ name }) => names.includes(name))
}

function cadenceOf({ cadence }: BoundModel['model'], figures: AuditFigures, nowS: number) {
  if (cadence === undefined) return undefined
  const newest = figures.columns.get(cadence.column)?.['last_s'] ?? null
  return {
    column: cadence.column,
    ageS: newest === null ? undefined : nowS - Number(newest),
    withinS: cadence.withinMs / 1000,
  }
}

function rowsOf({ read, delivered }: StreamProfile): Inspection['rows'] {
  return { read, delivered, skipped: 0, rejected: read - delivered }
}

/** The null rates of an earlier audit of the model, by column; empty without an earlier audit. */
async function readPrevious(
  { previousPath, optionalPreviousPath }: AuditOptions,
  model: string,
): Promise<ReadonlyMap<string, number>> {
  const path = previousPath ?? optionalPreviousPath
  if (path === undefined) return new Map()
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (previousPath === undefined) return new Map()
    throw new ConfigError(`The earlier audit cannot be read from ${path}: ${errorCode(thrown)}.`)
  }
  try {
    const { streams } = JSON.parse(text) as Inspection
    const columns = streams.find(({ stream }) => stream === model)?.columns ?? []
    return new Map(columns.filter(({ rows }) => rows > 0).map(({ column, nulls, rows }) => [column, nulls / rows]))
  } catch {
    throw new ConfigError(`${path} is not the JSON of an audit. Fix: name a file that audit --json wrote.`)
  }
}
