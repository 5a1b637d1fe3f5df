import { describesPeople } from '../mapping/objects/index'
import { readCatalog } from '../airbyte/catalog'
import type { Config } from '../config/load'
import { findAll } from '../inspection/analysis/find'
import { sortFindings } from '../inspection/analysis/finding'
import { findingsOfComparison } from '../inspection/analysis/comparison-findings'
import { guessRule, suggestAttributes, type Suggestion } from '../inspection/analysis/suggest'
import { ConfigError, toConnectorError } from '../core/errors'
import type { SourceStream } from '../core/stream'
import type { StreamRule } from '../mapping/map-by-rule'
import { compareWithWorkspace, type Comparison } from '../verification/compare-workspace'
import type { PeopleSample } from '../verification/expected-profile'
import type { Inspection } from '../inspection/inspection'
import { requireFlag, readArguments, readCount } from './arguments'
import { readConfig } from '../app/open-workspace'
import type { Context, Session } from '../app/session'
import { openModel, readModel } from '../app/bound-model'
import { dryRunInput, dryRunModel, type DryRunInputResult } from '../app/dry-run-input'
import { readJsonFile } from './protocol'
import { writeReport } from './write-report'
import { terminalCommand } from './terminal'
import { openReader } from '../app/workspace-reader'

/** What the exit code of `preview` says beside the kinds of failure. */
const WOULD_STOP = 1
const COMPARED_BY_DEFAULT = 100
/** What a shell says of a process that a signal ended: 128 + its number. */
const ENDED_BY = { SIGTERM: 143, SIGINT: 130 } as const

const HELP = `Usage: destination-customer-io preview --config FILE --catalog FILE [--input FILE] [options]
       destination-customer-io preview --config activation.yml --model NAME [options]

Does everything that write does with Airbyte messages (from a file or from stdin), or that a first sync does with a
model in Snowflake, and sends nothing.

  --config FILE     the connector's configuration; with --model the activation file, as sync takes it
  --model NAME      one of its models, read in full
  --catalog FILE    the configured catalog
  --input FILE      messages, a line each; stdin without it
  --compare N       with an App API key: compares N people with what Customer.io holds now (default ${COMPARED_BY_DEFAULT}, 0 for none)
  --suggest         also prints rules to start from, for streams that have none and for attributes
  --json FILE       writes everything as JSON
  --report FILE     writes one HTML file for everybody to read

Exit code: 0 nothing would stop the run; ${WOULD_STOP} a guard would; 78 the configuration; 75 try again; 70 our bug.
`

const OPTIONS = {
  config: { type: 'string' },
  catalog: { type: 'string' },
  input: { type: 'string' },
  model: { type: 'string' },
  compare: { type: 'string' },
  suggest: { type: 'boolean' },
  json: { type: 'string' },
  report: { type: 'string' },
} as const

/** `preview`: what `write` would do, without a request that changes anything. */
export function preview(context: Context): Promise<number> {
  return terminalCommand(context, async (session) => {
    const flags = readArguments('preview', session.args, OPTIONS)
    if (flags.help === true) {
      session.stdout.write(HELP)
      return 0
    }
    const startedMs = Date.now()
    const asked = flags.compare === undefined ? undefined : readCount('compare', flags.compare)
    const looked =
      flags.model === undefined
        ? await previewMessages(session, flags, asked)
        : await previewModel(session, flags.model, flags, asked)
    const comparison = await compare(session, looked.config, looked.run.sample, asked)
    const inspection = inspect(session, { ...looked, startedMs, comparison, wantsRules: flags.suggest === true })
    await writeReport(session, inspection, flags)
    if (looked.run.endedBy !== undefined) {
      session.output.log('WARN', `${looked.run.endedBy}: this is what the rows read until then show.`)
      return ENDED_BY[looked.run.endedBy]
    }
    return inspection.verdict === 'would_stop' ? WOULD_STOP : 0
  })
}

type Flags = ReturnType<typeof readArguments<typeof OPTIONS>>

/** What was looked at, and what would become of it. */
interface Looked {
  readonly config: Config
  readonly source: string
  readonly run: DryRunInputResult
  /** Rules that were guessed, for streams that have none. */
  readonly guessed: readonly StreamRule[]
}

async function previewMessages(session: Session, flags: Flags, asked: number | undefined): Promise<Looked> {
  const path = requireFlag('config FILE', flags.config)
  const streams = readCatalog(await readJsonFile(requireFlag('catalog FILE', flags.catalog), 'catalog'))
  // A stream without a rule is a problem, unless a rule for it is what is asked for.
  const config = await readConfig(session, path, flags.suggest === true ? undefined : streams)
  const guessed = flags.suggest === true ? guessMissingRules(config, streams) : []
  const rules = [...guessed, ...config.streams] as Config['streams']
  const sampled = sampleOf(config, asked)
  const run = await dryRunInput(session, { ...config, streams: rules }, streams, { input: flags.input, sampled })
  return { config, source: flags.input ?? 'stdin', run, guessed }
}

async function previewModel(session: Session, name: string, flags: Flags, asked: number | undefined): Promise<Looked> {
  const open = await openModel(session, readModel(session, requireFlag('config FILE', flags.config), name), 'preview')
  try {
    const run = await dryRunModel(session, open, sampleOf(open.config, asked))
    return { config: open.config, source: open.what, run, guessed: [guessRule(open.stream)] }
  } finally {
    await open.warehouse.close()
  }
}

/** People to keep for the comparison: the cohort, whoever they are, or so many. */
function sampleOf({ test_cohort: cohort }: Config, asked: number | undefined): number {
  return cohort.length > 0 ? Infinity : (asked ?? COMPARED_BY_DEFAULT)
}

function guessMissingRules({ streams: rules }: Config, streams: readonly SourceStream[]): readonly StreamRule[] {
  const lacking = streams.filter(
    ({ name, namespace, objectName }) =>
      objectName === undefined &&
      !rules.some(
        (rule) => rule.stream === name && (rule.namespace === undefined || rule.namespace === (namespace ?? '')),
      ),
  )
  return lacking.map(guessRule)
}

/** Null without an App API key, or where nobody is to be compared. `asked`: the user named a number. */
async function compare(
  session: Session,
  config: Config,
  sample: PeopleSample,
  asked: number | undefined,
): Promise<Comparison | null> {
  if (asked === 0 || sample.people.length === 0) return null
  try {
    const reader = await openReader(session, config)
    if (reader === undefined) {
      if (asked !== undefined)
        throw new ConfigError('--compare needs credentials.app_api_key, an App API key of the workspace.')
      return null
    }
    try {
      return await compareWithWorkspace(sample.people, reader)
    } finally {
      reader.close()
    }
  } catch (thrown) {
    const error = toConnectorError(thrown)
    if (asked !== undefined || error.failureType === 'system_error') throw error
    session.output.log('WARN', `Nothing was compared with what Customer.io holds: ${error.message}`)
    return null
  }
}

function inspect(
  { version }: Session,
  more: Looked & {
    readonly startedMs: number
    readonly comparison: Comparison | null
    readonly wantsRules: boolean
  },
): Inspection {
  const { config, run, comparison, guessed, wantsRules } = more
  const people = run.profiles.reduce((sum, { object, delivered }) => sum + (describesPeople(object) ? delivered : 0), 0)
  const found = findAll(run.profiles, {
    stoppedBy: run.stoppedBy,
    brokenLines: run.brokenLines,
    hasCohort: config.test_cohort.length > 0,
    maxPeople: config.guards.max_people,
    people,
  })
  const findings = sortFindings([...found, ...(comparison === null ? [] : findingsOfComparison(comparison))])
  const suggestion: Suggestion = { streams: guessed, attributes: suggestAttributes(findings) }
  return {
    kind: 'preview',
    version,
    made_at: new Date(more.startedMs).toISOString(),
    seconds: (Date.now() - more.startedMs) / 1000,
    source: more.source,
    verdict: run.stoppedBy === undefined ? 'would_run' : 'would_stop',
    stopped_by: run.stoppedBy ?? null,
    rows: run.rows,
    estimate: run.estimate,
    test_cohort: config.test_cohort.length,
    findings,
    streams: run.profiles,
    comparison,
    suggestion: wantsRules ? suggestion : null,
  }
}
