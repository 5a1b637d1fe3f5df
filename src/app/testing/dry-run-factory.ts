import { describesPeople } from '../../mapping/objects/index'
import { loadConfig, type Config } from '../../config/load'
import { findAll } from '../../inspection/analysis/find'
import type { Finding } from '../../inspection/analysis/finding'
import type { Input } from '../../core/input'
import type { ColumnSchema, SourceStream } from '../../core/stream'
import type { BatchItem } from '../../mapping/batch-item'
import { compileMappings } from '../../mapping/compile-mappings'
import { createDryRun, type DryRunResult } from '../dry-run'

/** 2025-06-15T12:00:00Z, the time at which made rows are read. */
export const NOW_MS = Date.UTC(2025, 5, 15, 12)

type Data = Readonly<Record<string, unknown>>

export interface Made {
  /** Of the configuration, beside credentials and the stream rule. */
  readonly config?: Data
  /** The stream rule, without the name of the stream. */
  readonly rule?: Data
  readonly columns?: Readonly<Record<string, ColumnSchema>>
  readonly rows: readonly Data[]
  readonly stream?: Partial<SourceStream>
  readonly onEntry?: (entry: BatchItem) => void
}

/** The configuration of made rows: people known by `id`. */
function madeConfig({ config = {}, rule = { object: 'person', id_column: 'id' } }: Made): Config {
  return loadConfig({
    credentials: { site_id: 'site', api_key: 'key' },
    streams: [{ stream: 'model', ...rule }],
    ...config,
  }).config
}

function madeStream({ columns = {}, stream = {} }: Made): SourceStream {
  return {
    name: 'model',
    namespace: undefined,
    // What is declared is declared whole.
    columns: new Map(Object.entries(Object.keys(columns).length === 0 ? {} : { id: { type: 'string' }, ...columns })),
    primaryKey: ['id'],
    readInFull: false,
    syncMode: 'append',
    objectName: undefined,
    syncId: undefined,
    ...stream,
  }
}

/** What a run with these rows would do. */
export async function dryRunOf(made: Made): Promise<DryRunResult & { readonly findings: readonly Finding[] }> {
  const config = madeConfig(made)
  const stream = madeStream(made)
  const rehearsal = createDryRun({
    config,
    plan: compileMappings(config, [stream]),
    streams: [stream],
    stopInput: () => undefined,
    now: () => NOW_MS,
    ...(made.onEntry === undefined ? {} : { onItem: made.onEntry }),
  })
  const result = await rehearsal.run(inputs(stream, made.rows))
  const findings = findAll(result.profiles, {
    stoppedBy: result.stoppedBy,
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
