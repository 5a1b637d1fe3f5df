import { fstatSync } from 'node:fs'
import { writeCommand } from '../airbyte/commands'
import { errorCode } from '../airbyte/json-file'
import type { Output } from '../airbyte/output'
import { keepNewSpaceSmall } from '../app/new-space'
import { failedSummaryJson, summaryJson, type RunOutcome } from '../app/run-summary'
import { writeMessages } from '../app/write'
import { ConfigError } from '../core/errors'
import type { Context } from './context'
import { protocolPorts } from './protocol'
import { writeJson } from './write-report'

/** `write`: delivers Airbyte messages from stdin, and returns states on stdout. */
export function write(context: Context): Promise<number> {
  keepNewSpaceSmall()
  return writeCommand(
    context,
    async ({ output, files, onTerminate }) => {
      const { stdin } = context
      const ports = { ...protocolPorts(context, output), onTerminate }
      const outcome = await writeMessages(
        { ...ports, input: stdin, inputBytes: fileSize(stdin.fd ?? 0) },
        { configPath: files.config, catalogPath: files.catalog, verifyFilePath: files['verify-file'] },
      )
      if (files['summary'] !== undefined) await writeSummary(output, files['summary'], outcome, ports.version)
      if (outcome.failure !== undefined) throw outcome.failure
    },
    ['summary', 'verify-file'],
  )
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
