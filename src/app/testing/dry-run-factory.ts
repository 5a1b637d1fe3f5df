import { describesPeople } from '../../mapping/objects/index'
import { loadConfig, type Config } from '../../config/load'
import { findAll } from '../../inspection/analysis/find'
import type { Finding } from '../../inspection/analysis/finding'
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
function configOf({ config = {}, rule = { object: 'person', id_column: 'id' } }: DryRunCase): Config {
  return loadConfig({
    credentials: { site_id: 'site', api_key: 'key' },
    streams: [{ stream: 'model', ...rule }],
    ...config,
  }).config
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
): Promise<DryRunResult & { readonly findings: readonly Finding[] }> {
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
  const findings = findAll(result.profiles, {
    violations: result.violations,
    brokenLines: 0,
    hasCohort: config.test_cohort.length > 0,
    maxPeople: config.guards.max_people,
    people: result.profiles.reduce((sum, { object, delivered }) => sum + (describesPeople(object) ? delivered : 0), 0),
  })
  return { ...result, findings }
}

async function* inputs(stream: SourceStream, rows: readonly Data[]): AsyncIterable<readonly Input[]> {
  yield await Promise.resolve(
    rows.map((data) => ({ kind: 'row' as const, stream, data, emittedAtMs: NOW_MS, nulled: [] })),
  )
}
