import { summaryJson } from '../app/run-summary'
import { readSyncedModels, syncModels } from '../app/sync'
import { repeatRuns } from '../app/sync-schedule'
import type { Context } from './context'
import { readSyncFlags, SYNC_HELP } from './sync-flags'
import { terminalCommand } from './terminal'
import { writeJson } from './write-report'

/** `sync`: delivers models from Snowflake, once or repeatedly. */
export function sync(context: Context): Promise<number> {
  return terminalCommand(context, async (ports) => {
    const flags = readSyncFlags(context.args)
    if (flags === undefined) {
      context.stdout.write(SYNC_HELP)
      return 0
    }
    const synced = readSyncedModels(ports, flags.config, flags.models)
    const shutdown = new AbortController()
    const run = async () => {
      const { result, failure, diffs } = await syncModels(ports, synced, flags, shutdown.signal)
      if (flags.summary !== undefined && result !== undefined)
        await writeJson(ports.output, flags.summary, { ...summaryJson(result), models: Object.fromEntries(diffs) })
      if (failure !== undefined) throw failure
    }
    const stopListening = ports.onTerminate((signal) => shutdown.abort(signal))
    try {
      await (flags.everyMs === undefined ? run() : repeatRuns(ports, flags.everyMs, run, shutdown.signal))
    } finally {
      stopListening()
    }
    return 0
  })
}
