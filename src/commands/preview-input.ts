import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { readInput, stdinChunks, type InputCounts } from '../airbyte/input'
import type { Config } from '../config/load'
import { ConfigError } from '../lib/errors'
import type { SourceStream } from '../lib/rows'
import { count } from '../lib/wording'
import { planStreams } from '../mapping/plan'
import { PeopleSample } from '../readback/expected'
import type { Inspection } from '../report/inspection'
import { showWork } from './bar'
import { readLiveObjects } from './connect'
import type { Session } from './context'
import { rehearse, type Rehearsed } from './rehearsal'

export interface InputRun extends Rehearsed {
  readonly rows: Inspection['rows']
  readonly brokenLines: number
  readonly sample: PeopleSample
}

/** What `write` would do with messages from a file, or from stdin without one. `sampled`: people to keep. */
export async function rehearseInput(
  session: Session,
  config: Config,
  streams: readonly SourceStream[],
  { input, sampled }: { input: string | undefined; sampled: number },
): Promise<InputRun> {
  const plan = planStreams(config, streams, await readLiveObjects(session, config, streams))
  for (const warning of plan.warnings) session.output.log('WARN', warning)
  const size = input === undefined ? undefined : await sizeOf(input)
  const source = input === undefined ? session.stdin : createReadStream(input, { highWaterMark: 1 << 20 })
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0 }
  const sample = new PeopleSample(sampled)
  const rehearsal = rehearse({
    config,
    plan,
    streams,
    stopInput: () => source.destroy(),
    now: Date.now,
    onEntry: (entry) => sample.take(entry),
  })
  let bytes = 0
  const stopWork = showWork(session, {
    total: size,
    done: () => bytes,
    line: () => `${count(rehearsal.report.totals.read)} rows read`,
  })
  source.on('data', (chunk: Buffer) => (bytes += chunk.length))
  const stopListening = session.onTerminate(() => source.destroy())
  try {
    const onSurprise = (sentence: string) => session.output.log('WARN', sentence)
    const rehearsed = await rehearsal.run(readInput(stdinChunks(source), streams, { counts, onSurprise }))
    return { ...rehearsed, rows: rehearsal.report.totals, brokenLines: counts.broken, sample }
  } finally {
    stopListening()
    stopWork()
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
