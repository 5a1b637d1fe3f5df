import { open, type FileHandle } from 'node:fs/promises'
import {
  ConfigError,
  runDestination,
  toJson,
  TransientError,
  type Destination,
  type DestinationConfig,
  type Row,
} from 'destination-customer-io/airbyte'

/** Appends each row to a file, as one line of JSON. */
const destination: Destination = {
  spec: {
    connectionSpecification: {
      type: 'object',
      required: ['path'],
      properties: { path: { type: 'string', title: 'File', description: 'Rows are appended to this file.' } },
    },
    supportsIncremental: true,
    supported_destination_sync_modes: ['append'],
  },
  check: async (config) => (await openFile(config)).close(),
  discover: () => Promise.resolve({ operations: [{ object_name: 'line', sync_mode: 'append', json_schema: {} }] }),
  async write({ config, batches }) {
    const file = await openFile(config)
    try {
      for await (const batch of batches) {
        await append(file, batch.rows.map(toLine).join(''))
        // The rows are on the disk: the states after them may be emitted.
        batch.settle()
      }
    } finally {
      await file.close()
    }
  },
}

async function openFile({ path }: DestinationConfig): Promise<FileHandle> {
  if (typeof path !== 'string') throw new ConfigError('The path of the file is missing. Fix: set path.')
  try {
    return await open(path, 'a')
  } catch (error) {
    throw new ConfigError(`The file cannot be opened: ${(error as Error).message}.`)
  }
}

async function append(file: FileHandle, text: string): Promise<void> {
  try {
    await file.appendFile(text)
    await file.datasync()
  } catch (error) {
    throw new TransientError(`Rows cannot be written: ${(error as Error).message}.`)
  }
}

/** The newline comes first: no row continues a line that a killed run left unfinished. */
const toLine = (row: Row) => `\n${toJson({ stream: row.stream.name, data: row.data })}`

void runDestination(destination, process)
