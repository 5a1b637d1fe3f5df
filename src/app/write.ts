import type { Readable } from 'node:stream'
import { readCatalog } from '../airbyte/catalog'
import { createRecordReader } from './create-record-reader'
import { readInput, stdinChunks } from '../airbyte/input'
import { newInputCounts } from '../airbyte/input-options'
import type { Output } from '../airbyte/output'
import { refuseSockets } from '../airbyte/socket-mode'
import { toConnectorError, TransientError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import { compileMappings } from '../mapping/compile-mappings'
import { countBytes } from './count-bytes'
import { openDelivery, type Delivery } from './delivery-run'
import { readJsonFile } from '../airbyte/json-file'
import { readConfig, readWorkspaceObjects } from './open-workspace'
import type { Ports } from './ports'
import type { RunOutcome } from './run-summary'
import { createSentSample, type SentSample } from './sent-sample'
import { progressLine } from './summary-text'

export interface WritePorts extends Ports {
  /** Writes states and what else Airbyte reads. */
  readonly output: Output
  /** The messages of Airbyte. */
  readonly input: Readable
  /** The size of the input; undefined if it is not a file. */
  readonly inputBytes: number | undefined
}

export interface WriteOptions {
  readonly configPath: string
  readonly catalogPath: string
  /** Where to store what was sent, for `verify`; undefined to store nothing. */
  readonly verifyFilePath: string | undefined
}

interface OpenRun {
  readonly delivery: Delivery
  readonly inputs: AsyncIterable<readonly Input[]>
  readonly readBytes: () => number
  readonly sent: SentSample | undefined
}

/** Delivers the messages of Airbyte, and writes each state once every row before it has an outcome. */
export async function writeMessages(ports: WritePorts, options: WriteOptions): Promise<RunOutcome> {
  let run: OpenRun | undefined
  let failure: ConnectorError | undefined
  try {
    run = await openRun(ports, options)
    await deliverAll(ports, run)
  } catch (thrown) {
    failure = toConnectorError(thrown)
  }
  const result = await run?.delivery.close(failure)
  try {
    await run?.sent?.save(run.delivery.startedMs)
  } catch (thrown) {
    // What ended the run is more important.
    failure ??= toConnectorError(thrown)
  }
  return { result, failure }
}

async function openRun(ports: WritePorts, options: WriteOptions): Promise<OpenRun> {
  const { output, input } = ports
  refuseSockets(ports.env)
  const recordReader = createRecordReader(ports.env)
  const streams = readCatalog(await readJsonFile(options.catalogPath, 'catalog'))
  const config = await readConfig(ports, options.configPath, streams)
  const mappings = compileMappings(config, streams, await readWorkspaceObjects(ports, config, streams))
  for (const warning of mappings.warnings) output.log('WARN', warning)
  const counts = newInputCounts()
  const sent = createSentSample(options.verifyFilePath, config)
  const delivery = await openDelivery(ports, {
    config,
    mappings,
    streams,
    emitState: (state, stateCounts) => output.state(state.text, stateCounts),
    stopInput: () => input.destroy(),
    onRateLimited: (untilMs) => output.rateLimited(streams, untilMs),
    outputBytes: () => output.pendingBytes,
    unreadLines: () => ({ brokenLines: counts.broken, invalidUtf8Lines: counts.invalidUtf8 }),
    onDelivered: sent?.onDelivered,
  })
  const onUnexpected = (sentence: string) => output.log('WARN', sentence)
  let readBytes = 0
  const chunks = countBytes(stdinChunks(input), (bytes) => (readBytes += bytes))
  return {
    delivery,
    sent,
    inputs: readInput(chunks, streams, { counts, onUnexpected, recordReader }),
    readBytes: () => readBytes,
  }
}

async function deliverAll(ports: WritePorts, { delivery, inputs, readBytes }: OpenRun): Promise<void> {
  ports.output.onClosed(() => delivery.abort(new TransientError('stdout was closed: no one reads the states.')))
  ports.output.onRead(() => delivery.outputRead())
  const stopListening = ports.onTerminate((signal) => delivery.terminate(signal))
  const stopProgress = ports.showProgress({
    total: ports.inputBytes,
    done: readBytes,
    line: () => progressLine(delivery, ports.clock.now()),
  })
  try {
    await delivery.deliver(inputs)
  } finally {
    stopListening()
    stopProgress()
  }
}
