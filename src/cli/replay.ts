import { parseArgs } from 'node:util'
import { replayRejectedRows } from '../app/replay'
import { summaryJson } from '../app/run-summary'
import { ConfigError } from '../core/errors'
import type { Context } from './context'
import { terminalCommand } from './terminal'
import { writeJson } from './write-report'

const HELP = `Usage: destination-customer-io replay --config FILE --rejected PATH... [options]

Sends rejected rows again, after you fix the cause. It reads the files that object_storage_config wrote, and uses the
mapping and the guards of the current configuration. Rows that are rejected again are stored again.

  --config FILE       the configuration of the connector
  --rejected PATH...  files (.jsonl, .jsonl.gz) or folders with such files, read in this order
  --catalog FILE      a configured catalog with the column types, instead of those stored in the files
  --summary FILE      writes the outcomes of the rows as JSON

Exit code: 0 success; 78 fix the configuration; 75 try again; 70 a bug (docs/exit-codes.md).
`

const OPTIONS = {
  config: { type: 'string' },
  rejected: { type: 'string', multiple: true },
  catalog: { type: 'string' },
  summary: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** `replay`: sends the rejected rows of a storage again. */
export function replay(context: Context): Promise<number> {
  return terminalCommand(context, async (ports) => {
    const flags = readReplayFlags(context.args)
    if (flags === undefined) {
      context.stdout.write(HELP)
      return 0
    }
    const { result, failure } = await replayRejectedRows(ports, {
      configPath: flags.config,
      rejectedPaths: flags.rejected,
      catalogPath: flags.catalog,
    })
    if (flags.summary !== undefined && result !== undefined)
      await writeJson(ports.output, flags.summary, summaryJson(result))
    if (failure !== undefined) throw failure
    return 0
  })
}

/** undefined for --help. Files may follow --rejected without repeating the flag. */
function readReplayFlags(args: readonly string[]) {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (thrown) {
    throw new ConfigError(`${(thrown as Error).message}\n\n${HELP}`)
  }
  const { config, rejected = [], catalog, summary, help } = parsed.values
  if (help === true) return undefined
  if (config === undefined || rejected.length === 0)
    throw new ConfigError(`Missing: --config and --rejected.\n\n${HELP}`)
  return { config, rejected: [...rejected, ...parsed.positionals], catalog, summary }
}
