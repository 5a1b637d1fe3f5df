import { readFile } from 'node:fs/promises'
import { askedMoments } from '../inspection/analysis/event-ages'
import { findAll, labelOf } from '../inspection/analysis/find'
import { sortFindings } from '../inspection/analysis/finding'
import { profileFromFigures } from '../inspection/analysis/profile-from-audit'
import { findingsOfAudit } from '../inspection/analysis/audit-findings'
import type { StreamProfile } from '../inspection/analysis/profile'
import { guessRule, suggestAttributes } from '../inspection/analysis/suggest'
import { ConfigError } from '../core/errors'
import { keyColumns } from '../mapping/objects/event'
import { compileMappings } from '../mapping/compile-mappings'
import type { Mapper } from '../mapping/mapper'
import type { Inspection } from '../inspection/inspection'
import type { AuditFigures, Column } from '../warehouse/index'
import { requireFlag, readArguments } from './arguments'
import { showProgressBar } from './progress-bar'
import type { Context, Session } from '../app/session'
import { openModel, readModel, type BoundModel } from '../app/bound-model'
import { writeReport } from './write-report'
import { terminalCommand } from './terminal'

const HELP = `Usage: destination-customer-io audit --config activation.yml --model NAME [options]

Inspects a model inside Snowflake, with aggregates alone: no row leaves the warehouse, and nothing is written there.

  --config FILE     the activation file, as sync takes it
  --model NAME      one of its models
  --since FILE      what an earlier audit wrote with --json, to find columns whose nulls jumped (default: the file that --json names, if it is there)
  --suggest         also prints rules to start from
  --json FILE       writes everything as JSON
  --report FILE     writes one HTML file for everybody to read

Exit code: 0 the model was inspected; 78 the configuration; 75 try again; 70 our bug.
`

const OPTIONS = {
  config: { type: 'string' },
  model: { type: 'string' },
  since: { type: 'string' },
  suggest: { type: 'boolean' },
  json: { type: 'string' },
  report: { type: 'string' },
} as const

/** `audit`: what is wrong with a model, found where it lies. */
export function audit(context: Context): Promise<number> {
  return terminalCommand(context, async (session) => {
    const flags = readArguments('audit', session.args, OPTIONS)
    if (flags.help === true) {
      session.stdout.write(HELP)
      return 0
    }
    const startedMs = Date.now()
    const asked = readModel(session, requireFlag('config FILE', flags.config), requireFlag('model NAME', flags.model))
    const previous = await readEarlier(flags.since, flags.json, asked.model.name)
    const open = await openModel(session, asked, 'audit')
    try {
      const inspection = await inspectModel(session, open, { startedMs, previous, wantsRules: flags.suggest === true })
      await writeReport(session, inspection, flags)
      return 0
    } finally {
      await open.warehouse.close()
    }
  })
}

async function inspectModel(
  session: Session,
  open: BoundModel,
  more: {
    readonly startedMs: number
    readonly previous: ReadonlyMap<string, number>
    readonly wantsRules: boolean
  },
): Promise<Inspection> {
  const { model, stream, config, columns } = open
  const plan = compileMappings(config, [stream])
  const mapper = plan.mappers.get(stream) as Mapper
  const nowS = Math.floor(more.startedMs / 1000)
  const limits = { liveHours: config.events.live_hours, maxFutureMinutes: config.events.max_future_minutes }
  const key = eventKey(mapper, columns)
  const figures = await measure(session, open, mapper, { key, momentsS: askedMoments(nowS, limits) })
  const profile = profileFromFigures({
    columns,
    figures,
    mapper,
    blankIsNull: config.empty_text === 'as_null',
    previous: more.previous,
  })
  const run = { stoppedBy: undefined, brokenLines: 0, hasCohort: true, maxPeople: undefined, people: 0 }
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
  const findings = sortFindings([
    ...findAll([profile], run),
    ...[...ofAudit].map((finding) => ({ ...finding, stream: labelOf(profile) })),
  ])
  return {
    kind: 'audit',
    version: session.version,
    made_at: new Date(more.startedMs).toISOString(),
    seconds: (Date.now() - more.startedMs) / 1000,
    source: open.what,
    verdict: 'would_run',
    stopped_by: null,
    rows: rowsOf(profile),
    estimate: null,
    test_cohort: config.test_cohort.length,
    findings,
    streams: [profile],
    comparison: null,
    suggestion: more.wantsRules ? { streams: [guessRule(stream)], attributes: suggestAttributes(findings) } : null,
  }
}

async function measure(
  session: Session,
  { warehouse, model, columns, what }: BoundModel,
  { streamMapping }: Mapper,
  asked: { readonly key: readonly Column[]; readonly momentsS: readonly number[] },
): Promise<AuditFigures> {
  const named = (name: string | undefined) => columns.find((column) => column.name === name)
  const of = (kind: string) => named(streamMapping.person.find((one) => one.kind === kind)?.column)
  const { eventTimeField } = streamMapping.definition
  const time = named(eventTimeField && streamMapping.columns.get(eventTimeField))
  const [id, email] = [of('id'), of('email')]
  let [done, steps] = [0, 1]
  const stopWork = showProgressBar(session, {
    total: 100,
    done: () => (done / steps) * 100,
    line: () => `${done} of ${steps} questions answered`,
  })
  try {
    return await warehouse.audit({
      relation: model.relation,
      what,
      columns,
      identifiers: streamMapping.person.flatMap(({ kind, column }) => {
        const found = named(column)
        return found === undefined ? [] : [{ column: found, isEmail: kind === 'email' }]
      }),
      idAndEmail: id !== undefined && email !== undefined ? { id, email } : undefined,
      ages:
        time !== undefined && /^(timestamp|date)/.test(time.kind)
          ? { column: time, momentsS: asked.momentsS }
          : undefined,
      key: asked.key,
      onStep: (some, all) => ([done, steps] = [some, all]),
    })
  } finally {
    stopWork()
  }
}

/** The columns that tell one event from all others; none for what is no event. */
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

/** Null rates of an earlier audit of the model, by column; none where there was none. */
async function readEarlier(
  since: string | undefined,
  json: string | undefined,
  model: string,
): Promise<ReadonlyMap<string, number>> {
  const path = since ?? json
  if (path === undefined) return new Map()
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (since === undefined) return new Map()
    throw new ConfigError(
      `The earlier audit cannot be read from ${since}: ${(thrown as NodeJS.ErrnoException).code ?? 'error'}.`,
    )
  }
  try {
    const { streams } = JSON.parse(text) as Inspection
    const columns = streams.find(({ stream }) => stream === model)?.columns ?? []
    return new Map(columns.filter(({ rows }) => rows > 0).map(({ column, nulls, rows }) => [column, nulls / rows]))
  } catch {
    throw new ConfigError(`${path} is no audit that --json wrote.`)
  }
}
