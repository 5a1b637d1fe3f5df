import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { readInput, stdinChunks, type InputCounts } from '../airbyte/input'
import type { Config } from '../config/load'
import { ConfigError } from '../lib/errors'
import type { Input, SourceStream } from '../lib/rows'
import { count } from '../lib/wording'
import type { Entry } from '../mapping/entry'
import { planStreams } from '../mapping/plan'
import { PeopleSample } from '../readback/expected'
import type { Inspection } from '../report/inspection'
import { showWork } from './bar'
import { readLiveObjects } from './connect'
import type { Session } from './context'
import type { OpenModel } from './model'
import { rehearse, type Rehearsed } from './rehearsal'

export interface InputRun extends Rehearsed {
  readonly rows: Inspection['rows']
  readonly brokenLines: number
  readonly sample: PeopleSample
  /** What ended the reading early. */
  readonly endedBy: 'SIGTERM' | 'SIGINT' | undefined
}

/** Rows to rehearse, and how much of them there is. */
interface RowsToRehearse {
  readonly rows: AsyncIterable<readonly Input[]>
  /** Makes them end soon. */
  readonly stop: () => void
  readonly total: number | undefined
  readonly done: () => number
}

/** What `write` would do with messages from a file, or from stdin without one. `sampled`: people to keep. */
export async function rehearseInput(
  session: Session,
  config: Config,
  streams: readonly SourceStream[],
  { input, sampled }: { input: string | undefined; sampled: number },
): Promise<InputRun> {
  const size = input === undefined ? undefined : await sizeOf(input)
  const source = input === undefined ? session.stdin : createReadStream(input, { highWaterMark: 1 << 20 })
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0 }
  const onSurprise = (sentence: string) => session.output.log('WARN', sentence)
  let bytes = 0
  const chunks = counting(stdinChunks(source), (some) => (bytes += some))
  const run = await rehearseRows(session, config, streams, sampled, {
    rows: readInput(chunks, streams, { counts, onSurprise }),
    stop: () => source.destroy(),
    total: size,
    done: () => bytes,
  })
  return { ...run, brokenLines: counts.broken }
}

/** What `sync` would do with all rows of a model, as a first run reads them. */
export async function rehearseModel(session: Session, open: OpenModel, sampled: number): Promise<InputRun> {
  const { warehouse, model, columns, stream, config, what } = open
  const { readRows } = await import('../snowflake/index.js')
  let stopped = false
  const batches = async function* (): AsyncIterable<readonly Input[]> {
    for await (const batch of readRows(warehouse, model.relation, columns, { what })) {
      if (stopped) return
      yield batch.map((data) => ({ kind: 'row', stream, data, emittedAtMs: Date.now(), nulled: [] }))
    }
  }
  const stop = () => (stopped = true)
  return rehearseRows(session, config, [stream], sampled, { rows: batches(), stop, total: undefined, done: () => 0 })
}

async function rehearseRows(
  session: Session,
  config: Config,
  streams: readonly SourceStream[],
  sampled: number,
  { rows, stop, total, done }: RowsToRehearse,
): Promise<InputRun> {
  const plan = planStreams(config, streams, await readLiveObjects(session, config, streams))
  for (const warning of plan.warnings) session.output.log('WARN', warning)
  const sample = new PeopleSample(sampled)
  const onEntry = (entry: Entry) => sample.take(entry)
  const rehearsal = rehearse({ config, plan, streams, stopInput: stop, now: Date.now, onEntry })
  const line = () => `${count(rehearsal.report.totals.read)} rows read`
  const stopWork = showWork(session, { total, done, line })
  let endedBy: InputRun['endedBy']
  const stopListening = session.onTerminate((signal) => {
    endedBy = signal
    stop()
  })
  try {
    const rehearsed = await rehearsal.run(rows)
    return { ...rehearsed, rows: rehearsal.report.totals, brokenLines: 0, sample, endedBy }
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
