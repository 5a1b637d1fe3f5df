import type { Readable } from 'node:stream'
import type { Signal } from '../airbyte/command-context'
import { readCatalog } from '../airbyte/catalog'
import type { Config } from '../config/load'
import { ConfigError, toConnectorError } from '../core/errors'
import { readDocument, type TextDocument } from '../config/document'
import { sortFindings, type FindingFacts } from '../core/finding'
import { guardMessages } from '../core/messages/guards'
import { isObject } from '../lib/is-object'
import type { SourceStream } from '../core/stream'
import { findingsOfComparison } from '../inspection/analysis/comparison-findings'
import { findAll } from '../inspection/analysis/find'
import { describeFindings } from '../inspection/analysis/finding'
import type { StreamProfile } from '../inspection/analysis/profile'
import { guessRule, suggestContract } from '../inspection/analysis/suggest'
import type { Inspection } from '../inspection/inspection'
import type { StreamRule } from '../mapping/map-by-rule'
import { describesPeople } from '../mapping/objects/index'
import { compareWithWorkspace, type Comparison } from '../verification/compare-workspace'
import type { PeopleSample } from '../verification/expected-profile'
import { openModel, readModel } from './bound-model'
import { dryRunMessages, dryRunModel, type SourceDryRun } from './dry-run-source'
import { readJsonFile } from '../airbyte/json-file'
import { readConfig } from './open-workspace'
import { orFixedProblems, writeFixed } from './fixed-configuration'
import type { Ports } from './ports'
import { openReader } from './workspace-reader'

export const DEFAULT_COMPARED_PEOPLE = 100

/** What to preview: a model of an activation file, or messages. */
export type PreviewSource =
  | { readonly kind: 'model'; readonly activationPath: string; readonly name: string }
  | {
      readonly kind: 'messages'
      readonly configPath: string
      readonly catalogPath: string
      /** undefined to read `stdin`. */
      readonly inputPath: string | undefined
      readonly stdin: () => Readable
    }

export interface PreviewOptions {
  readonly source: PreviewSource
  /** The number of people to compare with the workspace; undefined for the default, without an error if it fails. */
  readonly comparedPeople: number | undefined
  /** Adds rules to start from. */
  readonly suggestsRules: boolean
  /** The file to write the configuration with all fixes to; undefined for none. */
  readonly fixedPath?: string | undefined
}

export interface PreviewResult {
  readonly inspection: Inspection
  /** The signal that ended the preview early: the inspection covers the rows read until then. */
  readonly endedBy: Signal | undefined
}

/** The dry run of a source, and what it was configured with. */
interface PreviewedSource {
  readonly config: Config
  /** Names the source in the report. */
  readonly label: string
  readonly run: SourceDryRun
  /** Guessed rules for streams without a rule. */
  readonly guessed: readonly StreamRule[]
  /** The configuration as the user wrote it. */
  readonly document: TextDocument
}

/** Does what `write` or the first `sync` would do, without a request that changes anything. */
export async function previewSource(ports: Ports, options: PreviewOptions): Promise<PreviewResult> {
  const startedMs = ports.clock.now()
  const { source, comparedPeople } = options
  const file =
    source.kind === 'messages'
      ? { path: source.configPath, kind: 'config' as const }
      : { path: source.activationPath, kind: 'activation' as const }
  const previewed = await orFixedProblems(ports, { ...file, fixedPath: options.fixedPath }, () =>
    source.kind === 'messages' ? previewMessages(ports, source, options) : previewModel(ports, source, comparedPeople),
  )
  const { config, run } = previewed
  const comparison = await compare(ports, config, run.sample, comparedPeople)
  const found = findIn(previewed, comparison)
  if (options.fixedPath !== undefined) await writeFixed(ports, options.fixedPath, previewed.document, found)
  return { inspection: inspect(ports, previewed, { startedMs, comparison, options, found }), endedBy: run.endedBy }
}

async function previewMessages(
  ports: Ports,
  source: PreviewSource & { readonly kind: 'messages' },
  { comparedPeople, suggestsRules }: PreviewOptions,
): Promise<PreviewedSource> {
  const streams = readCatalog(await readJsonFile(source.catalogPath, 'catalog'))
  // A stream without a rule is a problem, unless the user asks for a suggested rule.
  const config = await readConfig(ports, source.configPath, suggestsRules ? undefined : streams)
  const guessed = suggestsRules ? guessMissingRules(config, streams) : []
  const rules = [...guessed, ...config.streams] as Config['streams']
  const input = source.inputPath === undefined ? { open: source.stdin } : { path: source.inputPath }
  const run = await dryRunMessages(
    ports,
    { ...config, streams: rules },
    streams,
    input,
    sampleSizeOf(config, comparedPeople),
  )
  const document = readDocument(source.configPath, 'config')
  return { config, label: source.inputPath ?? 'stdin', run, guessed, document }
}

async function previewModel(
  ports: Ports,
  { activationPath, name }: PreviewSource & { readonly kind: 'model' },
  comparedPeople: number | undefined,
): Promise<PreviewedSource> {
  const open = await openModel(ports, readModel(ports, activationPath, name), 'preview')
  try {
    const run = await dryRunModel(ports, open, sampleSizeOf(open.config, comparedPeople))
    const document = readDocument(activationPath, 'activation')
    return { config: open.config, label: open.what, run, guessed: [guessRule(open.stream)], document }
  } finally {
    await open.close()
  }
}

/** The number of people to keep for the comparison. A test cohort is kept whole. */
function sampleSizeOf({ test_cohort: cohort }: Config, comparedPeople: number | undefined): number {
  return cohort.length > 0 ? Infinity : (comparedPeople ?? DEFAULT_COMPARED_PEOPLE)
}

function guessMissingRules({ streams: rules }: Config, streams: readonly SourceStream[]): readonly StreamRule[] {
  const withoutRule = streams.filter(
    ({ name, namespace, objectName }) =>
      objectName === undefined &&
      !rules.some(
        (rule) => rule.stream === name && (rule.namespace === undefined || rule.namespace === (namespace ?? '')),
      ),
  )
  return withoutRule.map(guessRule)
}

/** Null without an App API key or without people. An error is fatal only if the user asked for a comparison. */
async function compare(
  ports: Ports,
  config: Config,
  sample: PeopleSample,
  comparedPeople: number | undefined,
): Promise<Comparison | null> {
  const isRequested = comparedPeople !== undefined
  if (comparedPeople === 0 || sample.people.length === 0) return null
  try {
    const reader = await openReader(ports, config)
    if (reader === undefined) {
      if (isRequested)
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
    if (isRequested || error.failureType === 'system_error') throw error
    ports.output.log('WARN', `Nothing was compared with the workspace: ${error.message}`)
    return null
  }
}

function findIn({ config, run, document }: PreviewedSource, comparison: Comparison | null): readonly FindingFacts[] {
  const options = document.kind === 'config' ? document.value : document.value['destination']
  const guards = isObject(options) ? options['guards'] : undefined
  const found = findAll(run.profiles, {
    violations: run.violations,
    nullWarnings: run.nullWarnings,
    brokenLines: run.brokenLines,
    hasCohort: config.test_cohort.length > 0,
    maxPeople: config.guards.max_people,
    // A default is not a decision of the user.
    maxDeletes: isObject(guards) && guards['max_deletes'] !== undefined ? config.guards.max_deletes : undefined,
    maxLiveEvents: config.events.max_live_events,
    people: run.profiles.reduce((sum, profile) => sum + peopleOf(profile), 0),
  })
  const compared = comparison === null ? [] : findingsOfComparison(comparison, run.profiles)
  return sortFindings([...found, ...compared])
}

function peopleOf({ object, delivered, people }: StreamProfile): number {
  return describesPeople(object) ? (people?.distinct ?? delivered) : 0
}

function inspect(
  { version, clock }: Ports,
  { config, run, guessed, label, document }: PreviewedSource,
  more: {
    readonly startedMs: number
    readonly comparison: Comparison | null
    readonly options: PreviewOptions
    readonly found: readonly FindingFacts[]
  },
): Inspection {
  const { startedMs, comparison, options, found } = more
  return {
    kind: 'preview',
    version,
    made_at: new Date(startedMs).toISOString(),
    seconds: (clock.now() - startedMs) / 1000,
    source: label,
    verdict: run.violations.length === 0 ? 'would_run' : 'would_stop',
    stopped_by: run.violations.length === 0 ? null : guardMessages(run.violations),
    rows: run.rows,
    estimate: run.estimate,
    test_cohort: config.test_cohort.length,
    findings: describeFindings(found, document),
    streams: run.profiles,
    comparison,
    suggestion: options.suggestsRules ? { streams: guessed, attributes: suggestContract(run.profiles) } : null,
  }
}
