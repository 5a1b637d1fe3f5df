import { writeFile } from 'node:fs/promises'
import { readCatalog } from '../airbyte/catalog'
import { readInput, stdinChunks, type InputCounts } from '../airbyte/input'
import { refuseSockets } from '../airbyte/speed-mode'
import { TransientError } from '../lib/errors'
import { planStreams } from '../mapping/plan'
import { readConfig, readLiveObjects } from './connect'
import type { Context } from './context'
import { openDelivery } from './delivery'
import { showProgress } from './progress'
import { protocolCommand, readFlags, readJsonFile } from './protocol'
import { summaryJson } from './report-text'

/** What a shell says of a process that SIGTERM ended: 128 + 15. */
const TERMINATED = 143

/** `write`: Airbyte messages from stdin to Customer.io, states back to stdout once what precedes them is settled. */
export async function write(context: Context): Promise<number> {
  const ended = { bySignal: false }
  const code = await protocolCommand(context, async (session) => {
    const { output, stdin } = session
    const flags = readFlags(session.args, ['config', 'catalog'], ['state', 'summary'])
    refuseSockets(session.env)
    const streams = readCatalog(await readJsonFile(flags.catalog, 'catalog'))
    const config = await readConfig(session, flags.config, streams)
    const plan = planStreams(config, streams, await readLiveObjects(session, config, streams))
    for (const warning of plan.warnings) output.log('WARN', warning)
    const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0 }
    const delivery = await openDelivery(session, {
      config,
      plan,
      streams,
      emitState: (state, stateCounts) => output.state(state.text, stateCounts),
      stopInput: () => stdin.destroy(),
      onRateLimited: (untilMs) => output.rateLimited(streams, untilMs),
      brokenLines: () => counts.broken,
    })
    output.onClosed(() => delivery.abort(new TransientError('stdout was closed: whoever started this run has gone.')))
    const stopListening = session.onTerminate((signal) => {
      ended.bySignal = true
      delivery.terminate(signal)
    })
    const stopProgress = showProgress(session, delivery)
    try {
      const onSurprise = (sentence: string) => output.log('WARN', sentence)
      await delivery.deliver(readInput(stdinChunks(stdin), streams, { counts, onSurprise }))
    } finally {
      stopListening()
      stopProgress()
      const result = await delivery.close()
      if (flags.summary !== undefined)
        await writeFile(flags.summary, `${JSON.stringify(summaryJson(result), null, 2)}\n`)
    }
  })
  return ended.bySignal ? TERMINATED : code
}
