import { describesPeople } from '../../mapping/objects/index'
import { loadConfig, type Config } from '../../config/load'
import { findAll } from '../../inspection/analysis/find'
import type { FindingFacts } from '../../core/finding'
import { describeFindings, type Finding } from '../../inspection/analysis/finding'
import type { Input } from '../../core/input'
import type { ColumnSchema, SourceStream } from '../../core/stream'
import { compileMappings } from '../../mapping/compile-mappings'
import { createDryRun, type DryRunResult } from '../dry-run'

/** 2025-06-15T12:00:00Z, the time at which the rows are read. */
export const NOW_MS = Date.UTC(2025, 5, 15, 12)

type Data = Readonly<Record<string, unknown>>

export interface DryRunCase {
  /** Options of the configuration, except the credentials and the stream rule. */
  readonly config?: Data
  /** The stream rule, without the name of the stream. */
  readonly rule?: Data
  readonly columns?: Readonly<Record<string, ColumnSchema>>
  readonly rows: readonly Data[]
  readonly stream?: Partial<SourceStream>
  readonly onItem?: (json: string) => void
}

/** The configuration of the rows: people with the identifier `id`. */
function configOf(dryRunCase: DryRunCase): Config {
  return loadConfig(structuredClone(optionsOf(dryRunCase))).config
}

/** The configuration as a user writes it. */
export function optionsOf({ config = {}, rule = { object: 'person', id_column: 'id' } }: DryRunCase): Data {
  return {
    credentials: { site_id: 'site', api_key: 'key' },
    streams: [{ stream: 'model', ...rule }],
    ...config,
  }
}

function streamOf({ columns = {}, stream = {} }: DryRunCase): SourceStream {
  return {
    name: 'model',
    namespace: undefined,
    // A stream that declares a column declares all its columns.
    columns: new Map(Object.entries(Object.keys(columns).length === 0 ? {} : { id: { type: 'string' }, ...columns })),
    primaryKey: ['id'],
    readInFull: false,
    syncMode: 'append',
    objectName: undefined,
    syncId: undefined,
    ...stream,
  }
}

/** Runs the rows dry. */
export async function dryRunOf(
  dryRunCase: DryRunCase,
): Promise<DryRunResult & { readonly findings: readonly Finding[]; readonly found: readonly FindingFacts[] }> {
  const config = configOf(dryRunCase)
  const stream = streamOf(dryRunCase)
  const dryRun = createDryRun({
    config,
    mappings: compileMappings(config, [stream]),
    streams: [stream],
    stopInput: () => undefined,
    now: () => NOW_MS,
    ...(dryRunCase.onItem === undefined ? {} : { onItem: dryRunCase.onItem }),
  })
  const result = await dryRun.run(inputs(stream, dryRunCase.rows))
  const document = { kind: 'config' as const, value: optionsOf(dryRunCase) }
  const guards = document.value['guards'] as { readonly max_deletes?: number } | undefined
  const found = findAll(result.profiles, {
    violations: result.violations,
    nullWarnings: result.nullWarnings,
    brokenLines: 0,
    hasCohort: config.test_cohort.length > 0,
    maxPeople: config.guards.max_people,
    maxDeletes: guards?.max_deletes,
    maxLiveEvents: config.events.max_live_events,
    people: result.profiles.reduce(
      (sum, { object, people }) => sum + (describesPeople(object) ? (people?.distinct ?? 0) : 0),
      0,
    ),
  })
  return { ...result, found, findings: describeFindings(found, document) }
}

async function* inputs(stream: SourceStream, rows: readonly Data[]): AsyncIterable<readonly Input[]> {
  yield await Promise.resolve(
    rows.map((data) => ({ kind: 'row' as const, stream, data, emittedAtMs: NOW_MS, nulled: [] })),
  )
}
