// destination-customer-io/airbyte: a kit for Airbyte destinations in TypeScript (docs/airbyte-kit.md). It knows nothing of
// Customer.io; this program is built on it too.

// A whole destination
export {
  runDestination,
  runDestinationCommand,
  type Destination,
  type DestinationConfig,
  type DestinationOutput,
  type DestinationRun,
} from './destination'
export type { RowBatch } from './row-batches'

// What is read
export type { ConfiguredStream } from './catalog'
export { valueOf, type Row } from '../core/row'
export { streamLabel, type ColumnSchema, type DestinationSyncMode, type SourceStream } from '../core/stream'
export { LosslessNumber, toJson } from '../lib/json'

// What is written
export type {
  ConnectorSpecification,
  DestinationCatalog,
  DestinationOperation,
  LogLevel,
  OutgoingMessage,
  StreamDescriptor,
} from './messages'
export { ConfigError, ConnectorError, SystemError, TransientError, type FailureType } from '../core/errors'
export { PROTOCOL_EXIT_CODES } from './exit-codes'

// The parts, for a destination with its own main loop
export {
  checkCommand,
  discoverCommand,
  specCommand,
  writeCommand,
  type CommandRun,
  type WriteCommandRun,
} from './commands'
export type { CommandContext, Environment, OnTerminate, Signal } from './command-context'
export { contextOf, endProcess } from './node-process'
export { readCatalog } from './catalog'
export { readJsonFile } from './json-file'
export { readInput } from './input'
export { newInputCounts, type InputCounts, type InputOptions } from './input-options'
export { parsingReader, type RecordReader } from './fast-path/record-reader'
export { TemplateReader } from './fast-path/template-reader'
export type { RecordMessage } from './messages'
export { LostLines } from './lost-lines'
export { StateLedger, type StateLedgerOptions, type WaitingState } from './state-ledger'
export { createOutput, type Output, type OutputOptions } from './output'
export type { Input } from '../core/input'
export type { State, StateCounts } from '../core/state'
export type { UnreadableCause, UnreadableRecord } from '../core/unreadable-record'
