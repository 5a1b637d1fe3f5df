import { ConfigError, TransientError } from '../core/errors'
import type { SourceStream } from '../core/stream'
import { isObject } from '../lib/is-object'
import { readCatalog, type ConfiguredStream } from './catalog'
import type { CommandContext } from './command-context'
import {
  checkCommand,
  discoverCommand,
  specCommand,
  writeCommand,
  type CommandRun,
  type WriteCommandRun,
} from './commands'
import { PROTOCOL_EXIT_CODES } from './exit-codes'
import { readJsonFile } from './json-file'
import type { ConnectorSpecification, DestinationCatalog } from './messages'
import { contextOf, endProcess } from './node-process'
import type { Output } from './output'
import { RowBatches, type RowBatch } from './row-batches'
import { secretsOf } from '../lib/schema-secrets'
import { refuseSockets } from './socket-mode'

/** The options that the user chose: an object, not validated. */
export type DestinationConfig = Readonly<Record<string, unknown>>

/** Where a destination reports; every text is masked. States are emitted by the kit alone. */
export type DestinationOutput = Pick<Output, 'log' | 'rateLimited' | 'hide' | 'clean'>

/** One run of `write`. */
export interface DestinationRun {
  readonly config: DestinationConfig
  readonly streams: readonly ConfiguredStream[]
  /** All rows of the input. Settle every batch, in any order; do not leave the loop before its end except by an error. */
  readonly batches: AsyncIterable<RowBatch>
  /**
   * Whether the source has ended this stream without an error. Ask after the last batch. Airbyte says so only to a
   * connector whose definition supports refreshes.
   */
  readonly isComplete: (stream: SourceStream) => boolean
  readonly output: DestinationOutput
}

/**
 * What a destination has to provide. Throw ConfigError for what the user can fix, TransientError for a service that was
 * unavailable; any other error counts as a bug of the destination.
 */
export interface Destination {
  readonly spec: ConnectorSpecification
  /** Tries everything that `write` needs, without writing a row. */
  readonly check: (config: DestinationConfig, output: DestinationOutput) => Promise<void>
  /** The objects and operations of data activation; a destination of plain connections has none. */
  readonly discover?: (config: DestinationConfig, output: DestinationOutput) => Promise<DestinationCatalog>
  /** Resolves once every row is settled. */
  readonly write: (run: DestinationRun) => Promise<void>
}

/** Runs the command that the arguments of the process name, and ends the process with its exit code. */
export async function runDestination(destination: Destination, process: NodeJS.Process): Promise<void> {
  const [name, ...args] = process.argv.slice(2)
  endProcess(process, await runDestinationCommand(destination, name, contextOf(process, args)))
}

/** Runs a command by name, and resolves to its exit code. Prints the usage for an unknown name. */
export async function runDestinationCommand(
  destination: Destination,
  name: string | undefined,
  context: CommandContext,
): Promise<number> {
  const { spec, check, discover, write } = destination
  const commands = new Map<string, () => Promise<number>>([
    ['spec', () => specCommand(context, () => spec)],
    ['check', () => checkCommand(context, async (run) => check(await readConfig(spec, run), run.output))],
    ['write', () => writeCommand(context, (run) => writeRows(spec, write, context, run))],
  ])
  if (discover !== undefined)
    commands.set('discover', () =>
      discoverCommand(context, async (run) => discover(await readConfig(spec, run), run.output)),
    )
  const command = commands.get(name ?? '')
  if (command !== undefined) return command()
  const known = [...commands.keys()].join(' | ')
  context.stderr.write(`Usage: ${known}, with --config FILE (not spec) and --catalog FILE (write only)\n`)
  return PROTOCOL_EXIT_CODES.failure
}

async function writeRows(
  spec: ConnectorSpecification,
  write: Destination['write'],
  { stdin, env }: CommandContext,
  run: WriteCommandRun,
): Promise<void> {
  const { output, files, onTerminate } = run
  refuseSockets(env)
  const streams = readCatalog(await readJsonFile(files.catalog, 'catalog'))
  const config = await readConfig(spec, run)
  const batches = new RowBatches(stdin, streams, output)
  output.onClosed(() => batches.stop(new TransientError('stdout was closed: no one reads the states.')))
  const stopListening = onTerminate((signal) => {
    batches.stop(
      new TransientError(`Stopped by ${signal}. Acknowledged rows are kept; the next run continues from there.`),
    )
  })
  try {
    await write({ config, streams, batches, isComplete: (stream) => batches.isComplete(stream), output })
    batches.checkEnd()
  } finally {
    stopListening()
  }
}

/** The configuration; its secrets are masked from here on. ConfigError if the file has no object. */
async function readConfig(
  spec: ConnectorSpecification,
  { files, output }: CommandRun<'config'>,
): Promise<DestinationConfig> {
  const config = await readJsonFile(files.config, 'configuration')
  if (!isObject(config)) throw new ConfigError('The configuration is not a JSON object.')
  output.hide(secretsOf(spec.connectionSpecification, config))
  return config
}
