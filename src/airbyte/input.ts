import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { ConfigError } from '../core/errors'
import type { Input } from '../core/input'
import type { SourceStream } from '../core/stream'
import { afterByteOrderMark, isUtf16 } from '../lib/unicode'
import { BegunLine } from './begun-line'
import type { InputOptions } from './input-options'
import { MessageReader } from './message-reader'

const NEWLINE = 0x0a
/** Added to a last line that has none. */
const LAST_NEWLINE = Buffer.from('\n')

/**
 * Rows, states and unreadable records from the bytes of a stream of protocol messages, one array per chunk: awaiting
 * each record takes longer than parsing it. Not asking for more is the backpressure.
 *
 * Throws, after it has handed over what came before: SystemError on a row of a stream that the catalog lacks, ConfigError
 * where a row may belong to several streams, where the input is UTF-16, and where none of its
 * lines is a message. A source that is destroyed to stop reading ends there, and the rest of its line is dropped.
 */
export async function* readInput(
  chunks: AsyncIterable<Buffer>,
  streams: readonly SourceStream[],
  options: InputOptions,
): AsyncIterable<readonly Input[]> {
  const reader = new MessageReader(streams, options)
  const begun = new BegunLine()
  try {
    for await (const chunk of fromFirstMessage(chunks)) {
      const { inputs, failure } = readChunk(reader, begun, chunk)
      if (inputs.length > 0) yield inputs
      if (failure !== undefined) throw failure
      reader.refuseStray()
    }
  } catch (thrown) {
    if (isStopped(thrown)) return
    throw thrown
  }
  const last: Input[] = []
  if (!begun.isEmpty) reader.readWhole(begun.finish(LAST_NEWLINE), last)
  if (last.length > 0) yield last
  reader.refuseStray()
  const { rows, states, ignored, broken } = options.counts
  if (broken > 0 && rows + states + ignored === 0)
    throw new ConfigError(
      `The input has no readable message of the Airbyte protocol: none of its ${broken} lines could be read.`,
    )
}

/** The bytes of stdin. No encoding is set on it, so its chunks are buffers. */
export function stdinChunks(stdin: Readable): AsyncIterable<Buffer> {
  return stdin
}

/** Reads the lines that end in this chunk, and keeps the rest. A failure comes with what was read before it. */
function readChunk(
  reader: MessageReader,
  begun: BegunLine,
  chunk: Buffer,
): { readonly inputs: readonly Input[]; readonly failure: Error | undefined } {
  const inputs: Input[] = []
  const end = chunk.lastIndexOf(NEWLINE) + 1
  try {
    let start = 0
    if (!begun.isEmpty && end > 0) {
      start = chunk.indexOf(NEWLINE) + 1
      reader.readWhole(begun.finish(chunk.subarray(0, start)), inputs)
    }
    reader.checksUtf8 = !isUtf8(chunk.subarray(start, end))
    for (; start < end && reader.stray === undefined; start = reader.end) reader.read(chunk, start, inputs)
  } catch (thrown) {
    return { inputs, failure: thrown as Error }
  }
  if (end < chunk.length) begun.add(chunk.subarray(end))
  return { inputs, failure: undefined }
}

/** The chunks without a byte order mark; ConfigError where they are UTF-16. */
async function* fromFirstMessage(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk
      continue
    }
    // Three bytes tell; a pipe may bring them one by one.
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk])
    if (start.length < 3) continue
    yield checkedStart(start)
    start = undefined
  }
  if (start !== undefined && start.length > 0) yield checkedStart(start)
}

function checkedStart(start: Buffer): Buffer {
  if (isUtf16(start))
    throw new ConfigError('The input is UTF-16, and Airbyte messages are UTF-8. Fix: convert it to UTF-8.')
  return start.subarray(afterByteOrderMark(start))
}

/** An iterated Readable throws this after destroy() without an error. */
function isStopped(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
