import { writeFile } from 'node:fs/promises'
import { readCatalog } from '../airbyte/catalog'
import { createRecordReader } from '../airbyte/fast-path/create-record-reader'
import { readInput, stdinChunks, type InputCounts } from '../airbyte/input'
import { refuseSockets } from '../airbyte/socket-mode'
import { ConfigError, toConnectorError, TransientError, type ConnectorError } from '../core/errors'
import { keepNewSpaceSmall } from '../app/new-space'
import { compileMappings } from '../mapping/compile-mappings'
import { readConfig, readWorkspaceObjects } from '../app/open-workspace'
import type { Context } from '../app/session'
import { openDelivery, type Delivery } from '../app/delivery-run'
import { createSentSample, type SentSample } from '../app/sent-sample'
import { showProgress } from './progress'
import { protocolCommand, readFlags, readJsonFile, type ProtocolSession } from './protocol'
import { failedSummaryJson, summaryJson, type RunResult } from '../app/run-summary'

/** What a shell says of a process that SIGTERM ended: 128 + 15. */
const TERMINATED = 143

/** `write`: Airbyte messages from stdin to Customer.io, states back to stdout once what precedes them is settled. */
export async function write(context: Context): Promise<number> {
  keepNewSpaceSmall()
  const ended = { bySignal: false }
  const code = await protocolCommand(context, async (session) => {
    const flags = readFlags(session.args, ['config', 'catalog'], ['state', 'summary', 'verify-file'])
    let run: OpenRun | undefined
    let failure: ConnectorError | undefined
    try {
      run = await openRun(session, flags)
      await deliverAll(session, run, ended)
    } catch (thrown) {
      failure = toConnectorError(thrown)
      throw failure
    } finally {
      const result = await run?.delivery.close(failure)
      if (run?.sent !== undefined) await run.sent.save(run.delivery.startedMs, failure !== undefined)
      if (flags['summary'] !== undefined) await writeSummary(session, flags['summary'], result, failure)
    }
  })
  return ended.bySignal ? TERMINATED : code
}

interface OpenRun {
  readonly delivery: Delivery
  readonly source: ReturnType<typeof readInput>
  readonly sent: SentSample | undefined
}

async function openRun(
  session: ProtocolSession,
  flags: { readonly config: string; readonly catalog: string; readonly 'verify-file'?: string | undefined },
): Promise<OpenRun> {
  const { output, stdin } = session
  refuseSockets(session.env)
  const recordReader = createRecordReader(session.env)
  const streams = readCatalog(await readJsonFile(flags.catalog, 'catalog'))
  const config = await readConfig(session, flags.config, streams)
  const plan = compileMappings(config, streams, await readWorkspaceObjects(session, config, streams))
  for (const warning of plan.warnings) output.log('WARN', warning)
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0 }
  const sent = createSentSample(flags['verify-file'], config)
  const delivery = await openDelivery(session, {
    config,
    plan,
    streams,
    emitState: (state, stateCounts) => output.state(state.text, stateCounts),
    stopInput: () => stdin.destroy(),
    onRateLimited: (untilMs) => output.rateLimited(streams, untilMs),
    brokenLines: () => counts.broken,
    onDelivered: sent?.onDelivered,
  })
  const onUnexpected = (sentence: string) => output.log('WARN', sentence)
  const options = { counts, onUnexpected, recordReader }
  return { delivery, sent, source: readInput(stdinChunks(stdin), streams, options) }
}

async function deliverAll(session: ProtocolSession, run: OpenRun, ended: { bySignal: boolean }): Promise<void> {
  const { delivery, source } = run
  session.output.onClosed(() =>
    delivery.abort(new TransientError('stdout was closed: whoever started this run has gone.')),
  )
  const stopListening = session.onTerminate((signal) => {
    ended.bySignal = true
    delivery.terminate(signal)
  })
  const stopProgress = showProgress(session, delivery)
  try {
    await delivery.deliver(source)
  } finally {
    stopListening()
    stopProgress()
  }
}

async function writeSummary(
  { output, version }: ProtocolSession,
  path: string,
  result: RunResult | undefined,
  failure: ConnectorError | undefined,
): Promise<void> {
  const summary = result === undefined ? failure && failedSummaryJson(version, failure) : summaryJson(result)
  try {
    await writeFile(path, `${output.clean(JSON.stringify(summary, null, 2))}\n`)
  } catch (thrown) {
    // What ended the run is more to the point.
    if (failure !== undefined) return
    const { code = 'error' } = thrown as NodeJS.ErrnoException
    throw new ConfigError(`Every row was settled, but the summary cannot be written to ${path}: ${code}.`)
  }
}
