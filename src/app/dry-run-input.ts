import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createRecordReader } from '../airbyte/fast-path/create-record-reader'
import { readInput, stdinChunks, type InputCounts } from '../airbyte/input'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { Input } from '../core/input'
import type { SourceStream } from '../core/stream'
import { count } from '../lib/format'
import type { BatchItem } from '../mapping/batch-item'
import { compileMappings } from '../mapping/compile-mappings'
import { PeopleSample } from '../verification/expected-profile'
import type { Inspection } from '../inspection/inspection'
import { showProgressBar } from '../cli/progress-bar'
import { readWorkspaceObjects } from './open-workspace'
import type { Session } from './session'
import type { BoundModel } from './bound-model'
import { createDryRun, type DryRunResult } from './dry-run'

export interface DryRunInputResult extends DryRunResult {
  readonly rows: Inspection['rows']
  readonly brokenLines: number
  readonly sample: PeopleSample
  /** What ended the reading early. */
  readonly endedBy: 'SIGTERM' | 'SIGINT' | undefined
}

/** Rows to dry-runs, and how much of them there is. */
interface DryRunSource {
  readonly rows: AsyncIterable<readonly Input[]>
  /** Makes them end soon. */
  readonly stop: () => void
  readonly total: number | undefined
  readonly done: () => number
}

/** What `write` would do with messages from a file, or from stdin without one. `sampled`: people to keep. */
export async function dryRunInput(
  session: Session,
  config: Config,
  streams: readonly SourceStream[],
  { input, sampled }: { input: string | undefined; sampled: number },
): Promise<DryRunInputResult> {
  const size = input === undefined ? undefined : await sizeOf(input)
  const source = input === undefined ? session.stdin : createReadStream(input, { highWaterMark: 1 << 20 })
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0 }
  const onUnexpected = (sentence: string) => session.output.log('WARN', sentence)
  const recordReader = createRecordReader(session.env)
  let bytes = 0
  const chunks = counting(stdinChunks(source), (some) => (bytes += some))
  const run = await dryRunRows(session, config, streams, sampled, {
    rows: readInput(chunks, streams, { counts, onUnexpected, recordReader }),
    stop: () => source.destroy(),
    total: size,
    done: () => bytes,
  })
  return { ...run, brokenLines: counts.broken }
}

/** What `sync` would do with all rows of a model, as a first run reads them. */
export async function dryRunModel(session: Session, open: BoundModel, sampled: number): Promise<DryRunInputResult> {
  const { warehouse, model, columns, stream, config, what } = open
  const { readRows } = await import('../warehouse/index.js')
  let stopped = false
  const batches = async function* (): AsyncIterable<readonly Input[]> {
    for await (const batch of readRows(warehouse, model.relation, columns, { what })) {
      if (stopped) return
      yield batch.map((data) => ({ kind: 'row', stream, data, emittedAtMs: Date.now(), nulled: [] }))
    }
  }
  const stop = () => (stopped = true)
  return dryRunRows(session, config, [stream], sampled, { rows: batches(), stop, total: undefined, done: () => 0 })
}

async function dryRunRows(
  session: Session,
  config: Config,
  streams: readonly SourceStream[],
  sampled: number,
  { rows, stop, total, done }: DryRunSource,
): Promise<DryRunInputResult> {
  const plan = compileMappings(config, streams, await readWorkspaceObjects(session, config, streams))
  for (const warning of plan.warnings) session.output.log('WARN', warning)
  const sample = new PeopleSample(sampled)
  const onItem = (item: BatchItem) => sample.take(item)
  const dryRun = createDryRun({ config, plan, streams, stopInput: stop, now: Date.now, onItem })
  const line = () => `${count(dryRun.report.totals.read)} rows read`
  const stopWork = showProgressBar(session, { total, done, line })
  let endedBy: DryRunInputResult['endedBy']
  const stopListening = session.onTerminate((signal) => {
    endedBy = signal
    stop()
  })
  try {
    const rehearsed = await dryRun.run(rows)
    return { ...rehearsed, rows: dryRun.report.totals, brokenLines: 0, sample, endedBy }
  } finally {
    stopListening()
    stopWork()
  }
}

async function* counting(chunks: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncIterable<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length)
    yield chunk
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (thrown) {
    throw new ConfigError(
      `The input cannot be read from ${path}: ${(thrown as NodeJS.ErrnoException).code ?? 'error'}.`,
    )
  }
}
