import { readCatalog } from '../airbyte/catalog'
import { toConnectorError, type ConnectorError } from '../core/errors'
import { streamLabel, type SourceStream } from '../core/stream'
import { counted } from '../lib/format'
import { compileMappings } from '../mapping/compile-mappings'
import { listRejectedFiles } from '../rejected-rows/read-rejected'
import { openDelivery, type Delivery } from './delivery-run'
import { readJsonFile } from '../airbyte/json-file'
import { readConfig, readWorkspaceObjects } from './open-workspace'
import type { Log, Ports } from './ports'
import { countRejectedRows, readRejectedRows } from './rejected-input'
import { RejectedStreams } from './rejected-streams'
import type { RunOutcome } from './run-summary'
import { progressLine } from './summary-text'

export interface ReplayOptions {
  readonly configPath: string
  /** Files of rejected rows, or folders of them. */
  readonly rejectedPaths: readonly string[]
  /** A configured catalog that declares the columns, instead of the files; undefined to use the files. */
  readonly catalogPath: string | undefined
}

/** Sends rejected rows again, with the mapping and the guards of the current configuration. */
export async function replayRejectedRows(ports: Ports, options: ReplayOptions): Promise<RunOutcome> {
  const { catalogPath } = options
  const files = await listRejectedFiles(options.rejectedPaths)
  const declared = catalogPath === undefined ? undefined : readCatalog(await readJsonFile(catalogPath, 'catalog'))
  const rejectedStreams = new RejectedStreams(declared)
  const found = await countRejectedRows(files, rejectedStreams, ports.output)
  logFound(ports.output, found, files.length)
  if (found.size === 0) return { result: undefined, failure: undefined }
  const reading = { isStopped: false }
  const delivery = await openReplay(ports, options.configPath, [...found.keys()], () => (reading.isStopped = true))
  let failure: ConnectorError | undefined
  const stopListening = ports.onTerminate((signal) => delivery.terminate(signal))
  const stopProgress = ports.showProgress({
    total: undefined,
    done: () => delivery.stats.totals.read,
    line: () => progressLine(delivery, ports.clock.now()),
  })
  try {
    await delivery.deliver(readRejectedRows(files, rejectedStreams, reading))
  } catch (thrown) {
    failure = toConnectorError(thrown)
  } finally {
    stopListening()
    stopProgress()
  }
  return { result: await delivery.close(failure), failure }
}

function logFound(output: Log, found: ReadonlyMap<SourceStream, number>, files: number): void {
  const rows = [...found.values()].reduce((sum, count) => sum + count, 0)
  const named = [...found].map(([stream, count]) => `${streamLabel(stream)} ${count}`).join(', ')
  output.log('INFO', `${counted(rows, 'rejected row')} in ${counted(files, 'file')}: ${named || 'none'}.`)
}

async function openReplay(
  ports: Ports,
  configPath: string,
  streams: readonly SourceStream[],
  stopInput: () => void,
): Promise<Delivery> {
  const config = await readConfig(ports, configPath, streams, 'part')
  const names = new Set(streams.map(({ name }) => name))
  const rules = config.streams.filter(({ stream }) => names.has(stream))
  const objects = await readWorkspaceObjects(ports, config, streams)
  const mappings = compileMappings({ ...config, streams: rules }, streams, objects, 'part')
  for (const warning of mappings.warnings) ports.output.log('WARN', warning)
  return openDelivery(ports, { config, mappings, streams, emitState: () => undefined, stopInput })
}
