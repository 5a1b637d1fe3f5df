import { fstatSync } from 'node:fs'
import { keepNewSpaceSmall } from '../app/new-space'
import type { Ports } from '../app/ports'
import { failedSummaryJson, summaryJson, type RunOutcome } from '../app/run-summary'
import { errorCode } from '../app/json-file'
import { writeMessages } from '../app/write'
import type { Output } from '../airbyte/output'
import { ConfigError } from '../core/errors'
import { readFileFlags } from './arguments'
import type { Context } from './context'
import { protocolCommand, protocolPorts } from './protocol'
import { writeJson } from './write-report'

/** As a shell reports a process that SIGTERM ended: 128 + 15. */
const TERMINATED = 143

/** `write`: delivers Airbyte messages from stdin, and returns states on stdout. */
export async function write(context: Context): Promise<number> {
  keepNewSpaceSmall()
  const ended = { bySignal: false }
  const code = await protocolCommand(context, async (output) => {
    const flags = readFileFlags(context.args, ['config', 'catalog'], ['state', 'summary', 'verify-file'])
    const ports = protocolPorts(context, output)
    const onTerminate: Ports['onTerminate'] = (stop) =>
      ports.onTerminate((signal) => {
        ended.bySignal = true
        stop(signal)
      })
    const outcome = await writeMessages(
      { ...ports, onTerminate, input: context.stdin, inputBytes: fileSize(context.stdin.fd ?? 0) },
      { configPath: flags.config, catalogPath: flags.catalog, verifyFilePath: flags['verify-file'] },
    )
    if (flags['summary'] !== undefined) await writeSummary(output, flags['summary'], outcome, ports.version)
    if (outcome.failure !== undefined) throw outcome.failure
  })
  return ended.bySignal ? TERMINATED : code
}

async function writeSummary(
  output: Output,
  path: string,
  { result, failure }: RunOutcome,
  version: string,
): Promise<void> {
  const summary = result === undefined ? failure && failedSummaryJson(version, failure) : summaryJson(result)
  try {
    await writeJson(output, path, summary)
  } catch (thrown) {
    // What ended the run is more important.
    if (failure !== undefined) return
    throw new ConfigError(
      `Every row has an outcome, but the summary cannot be written to ${path}: ${errorCode(thrown)}.`,
    )
  }
}

/** The size in bytes of the file that a descriptor reads; undefined for a pipe or a terminal. */
function fileSize(descriptor: number): number | undefined {
  try {
    const stats = fstatSync(descriptor)
    return stats.isFile() ? stats.size : undefined
  } catch {
    return undefined
  }
}
