import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createRecordReader } from './create-record-reader'
import type { Signal } from '../airbyte/command-context'
import { readInput, stdinChunks } from '../airbyte/input'
import { newInputCounts } from '../airbyte/input-options'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { Input } from '../core/input'
import type { SourceStream } from '../core/stream'
import type { Inspection } from '../inspection/inspection'
import { counted } from '../lib/format'
import { compileMappings } from '../mapping/compile-mappings'
import { PeopleSample } from '../verification/expected-profile'
import type { BoundModel } from './bound-model'
import { countBytes } from './count-bytes'
import { createDryRun, type DryRunResult } from './dry-run'
import { errorCode } from '../airbyte/json-file'
import { readWorkspaceObjects } from './open-workspace'
import type { Ports } from './ports'

/** The result of a dry run of all rows of a source. */
export interface SourceDryRun extends DryRunResult {
  readonly rows: Inspection['rows']
  readonly brokenLines: number
  readonly sample: PeopleSample
  /** The signal that ended the reading early. */
  readonly endedBy: Signal | undefined
}

/** The rows of a dry run, and how far they are read. */
interface DryRunSource {
  readonly rows: AsyncIterable<readonly Input[]>
  /** Ends the rows soon. */
  readonly stop: () => void
  readonly total: number | undefined
  readonly done: () => number
}

/** Where the messages of a dry run come from: a file, or an open stream such as stdin. */
export type MessageInput = { readonly path: string } | { readonly open: () => Readable }

/** Maps the messages of `input` as `write` would. `sampleSize` is the number of people to keep. */
export async function dryRunMessages(
  ports: Ports,
  config: Config,
  streams: readonly SourceStream[],
  input: MessageInput,
  sampleSize: number,
): Promise<SourceDryRun> {
  const size = 'path' in input ? await sizeOf(input.path) : undefined
  const source = 'path' in input ? createReadStream(input.path, { highWaterMark: 1 << 20 }) : input.open()
  const counts = newInputCounts()
  const onUnexpected = (sentence: string) => ports.output.log('WARN', sentence)
  let readBytes = 0
  const chunks = countBytes(stdinChunks(source), (bytes) => (readBytes += bytes))
  const run = await dryRunRows(ports, config, streams, sampleSize, {
    rows: readInput(chunks, streams, { counts, onUnexpected, recordReader: createRecordReader(ports.env) }),
    stop: () => source.destroy(),
    total: size,
    done: () => readBytes,
  })
  return { ...run, brokenLines: counts.broken }
}

/** Maps all rows of a model as the first run of `sync` would. `sampleSize` is the number of people to keep. */
export async function dryRunModel(ports: Ports, open: BoundModel, sampleSize: number): Promise<SourceDryRun> {
  const { warehouse, model, columns, stream, config, what } = open
  const { readRows } = await import('../warehouse/index.js')
  let isStopped = false
  const batches = async function* (): AsyncIterable<readonly Input[]> {
    try {
      for await (const batch of readRows(warehouse, model.relation, columns, { what })) {
        if (isStopped) return
        yield batch.map((data) => ({ kind: 'row', stream, data, emittedAtMs: ports.clock.now(), nulled: [] }))
      }
    } catch (thrown) {
      // The query was canceled; what was read is still reported.
      if (!isStopped) throw thrown
    }
  }
  return dryRunRows(ports, config, [stream], sampleSize, {
    rows: batches(),
    stop: () => (isStopped = true),
    total: undefined,
    done: () => 0,
  })
}

async function dryRunRows(
  ports: Ports,
  config: Config,
  streams: readonly SourceStream[],
  sampleSize: number,
  { rows, stop, total, done }: DryRunSource,
): Promise<SourceDryRun> {
  const mappings = compileMappings(config, streams, await readWorkspaceObjects(ports, config, streams))
  for (const warning of mappings.warnings) ports.output.log('WARN', warning)
  const sample = new PeopleSample(sampleSize)
  const onItem = (json: string) => sample.take(json)
  const dryRun = createDryRun({ config, mappings, streams, stopInput: stop, now: () => ports.clock.now(), onItem })
  const line = () => `${counted(dryRun.stats.totals.read, 'row')} read`
  const stopProgress = ports.showProgress({ total, done, line })
  let endedBy: Signal | undefined
  const stopListening = ports.onTerminate((signal) => {
    endedBy = signal
    stop()
  })
  try {
    const result = await dryRun.run(rows)
    return { ...result, rows: dryRun.stats.totals, brokenLines: 0, sample, endedBy }
  } finally {
    stopListening()
    stopProgress()
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (thrown) {
    throw new ConfigError(`The input cannot be read from ${path}: ${errorCode(thrown)}.`)
  }
}
