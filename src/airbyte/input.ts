import type { Readable } from 'node:stream'
import { SystemError } from '../core/errors'
import type { Input } from '../core/input'
import type { Row } from '../core/row'
import type { State } from '../core/state'
import type { SourceStream } from '../core/stream'
import { streamId } from './catalog'
import type { RecordReader } from './fast-path/record-reader'
import { TemplateReader } from './fast-path/template-reader'
import type { RecordMessage, StateMessage } from './messages'
import { coveredStream, decodeLine, nulledColumns } from './decode'

/** Counts of the input so far. */
export interface InputCounts {
  rows: number
  states: number
  /** Messages that a destination does not need, and types that this version does not know. */
  ignored: number
  /** Lines that are not protocol messages. */
  broken: number
}

export interface InputOptions {
  readonly counts: InputCounts
  /** Called once for each kind of unexpected input, with a message that does not contain the input. */
  readonly onUnexpected: (sentence: string) => void
  /** Reads what it can of RECORD lines without parsing them; a new TemplateReader by default. */
  readonly recordReader?: RecordReader
}

const NEWLINE = 0x0a
/** The newline that the last line lacks. */
const LAST_NEWLINE = Buffer.from('\n')
/** Five times the length from which Airbyte warns of a message (20,000,000 characters). */
const MAX_LINE_BYTES = 100_000_000

/**
 * Reads rows and states from a stream of protocol messages. It yields one array per chunk, because awaiting each record is
 * more expensive than parsing it. Backpressure: it reads only when the consumer asks for more. Throws SystemError on a row of
 * a stream that is not in the catalog, after yielding what came before it. If the source is destroyed to stop reading, the
 * input ends there, and an incomplete line is ignored.
 */
export async function* readInput(
  chunks: AsyncIterable<Buffer>,
  streams: readonly SourceStream[],
  options: InputOptions,
): AsyncIterable<readonly Input[]> {
  const reader = new MessageReader(streams, options)
  const begun = new BegunLine()
  try {
    for await (const chunk of chunks) {
      const inputs: Input[] = []
      const behindLast = chunk.lastIndexOf(NEWLINE) + 1
      for (let start = 0; start < behindLast && reader.stray === undefined;) {
        let input: Input | undefined
        if (begun.isEmpty) {
          input = reader.read(chunk, start)
          start = reader.end
        } else {
          const end = chunk.indexOf(NEWLINE, start) + 1
          input = reader.readWhole(begun.finish(chunk.subarray(start, end)))
          start = end
        }
        if (input !== undefined) inputs.push(input)
      }
      if (behindLast < chunk.length) begun.add(chunk.subarray(behindLast))
      if (inputs.length > 0) yield inputs
      reader.refuseStray()
    }
  } catch (thrown) {
    if (isStopped(thrown)) return
    throw thrown
  }
  const last = begun.isEmpty ? undefined : reader.readWhole(begun.finish(LAST_NEWLINE))
  if (last !== undefined) yield [last]
  reader.refuseStray()
}

/** Chunks are buffers, because no encoding is set on stdin. */
export function stdinChunks(stdin: Readable): AsyncIterable<Buffer> {
  return stdin
}

/** The error that an iterated Readable throws after destroy() without an error. */
function isStopped(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

/** The pieces of an incomplete line. Joining them at each chunk would copy a long line repeatedly. */
class BegunLine {
  private pieces: Buffer[] = []
  private bytes = 0

  get isEmpty(): boolean {
    return this.bytes === 0
  }

  add(piece: Buffer): void {
    this.bytes += piece.length
    if (this.bytes <= MAX_LINE_BYTES) this.pieces.push(piece)
    // A longer line is not a message and is discarded. Otherwise a stream without newlines would fill the memory.
    else this.pieces = []
  }

  /** Returns the complete line with its newline, and starts the next line; undefined if the line is too long. */
  finish(end: Buffer): Buffer | undefined {
    this.add(end)
    const line = this.bytes <= MAX_LINE_BYTES ? Buffer.concat(this.pieces) : undefined
    this.pieces = []
    this.bytes = 0
    return line
  }
}

class MessageReader {
  /** The name of the first stream of a row that is not in the catalog. */
  stray: string | undefined
  /** Index after the newline of the last line. */
  end = 0
  private readonly records: RecordReader
  private readonly byName = new Map<string, SourceStream>()
  private readonly reported = new Set<string>()
  /** The stream of the last row. Consecutive rows usually have the same stream. */
  private lastName: string | undefined
  private lastNamespace: string | null | undefined
  private last: SourceStream | undefined

  constructor(
    private readonly streams: readonly SourceStream[],
    private readonly options: InputOptions,
  ) {
    this.records = options.recordReader ?? new TemplateReader()
    for (const stream of streams) this.byName.set(streamId(stream.name, stream.namespace), stream)
  }

  /** Reads a line that includes its newline; undefined is a line that was too long to keep. */
  readWhole(line: Buffer | undefined): Input | undefined {
    if (line === undefined) {
      this.skipBroken()
      return undefined
    }
    return this.read(line, 0)
  }

  /** The row or state in the line that begins at `start`. Sets `end` to the index after its newline. */
  read(bytes: Buffer, start: number): Input | undefined {
    const row = this.records.read(bytes, start)
    if (row !== undefined) {
      this.end = this.records.end
      this.options.counts.rows++
      return row
    }
    const newline = bytes.indexOf(NEWLINE, start)
    this.end = newline + 1
    return this.readLine(bytes.toString('utf8', start, newline))
  }

  private readLine(line: string): Input | undefined {
    const { counts } = this.options
    const decoded = decodeLine(line)
    switch (decoded.kind) {
      case 'record':
        return this.readRecord(decoded.record, line)
      case 'state':
        counts.states++
        return this.readState(decoded.state, line)
      case 'broken':
        this.skipBroken()
        return undefined
      case 'unknown':
        counts.ignored++
        this.report('unknown', 'The input holds messages of a type that this version does not know. They are skipped.')
        return undefined
      case 'ignored':
        counts.ignored++
        return undefined
      case 'blank':
        return undefined
    }
  }

  refuseStray(): void {
    if (this.stray === undefined) return
    throw new SystemError(
      `A row belongs to the stream '${this.stray}', which the catalog does not list. No later row was read. ` +
        'Fix: refresh the schema of the connection.',
    )
  }

  private readRecord(record: RecordMessage, line: string): Row | undefined {
    const { stream, namespace, data, emitted_at } = record
    if (stream !== this.lastName || namespace !== this.lastNamespace) {
      this.last = this.byName.get(streamId(stream, namespace))
      this.lastName = stream
      this.lastNamespace = namespace
    }
    if (this.last === undefined) {
      this.stray = (namespace ?? '') === '' ? stream : `${namespace}.${stream}`
      return undefined
    }
    this.options.counts.rows++
    this.records.learn(line, record, this.last)
    return { kind: 'row', stream: this.last, data, emittedAtMs: emitted_at, nulled: nulledColumns(record) }
  }

  private readState(state: StateMessage, line: string): State {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    const covered = coveredStream(state)
    if (covered === 'all') return { kind: 'state', streams: this.streams, text }
    const stream = covered && this.byName.get(streamId(covered.name, covered.namespace))
    return { kind: 'state', streams: stream === undefined ? [] : [stream], text }
  }

  private skipBroken(): void {
    this.options.counts.broken++
    this.report(
      'broken',
      'A line of the input is not a message of the Airbyte protocol. Such lines are skipped and counted.',
    )
  }

  private report(kind: string, sentence: string): void {
    if (this.reported.has(kind)) return
    this.reported.add(kind)
    this.options.onUnexpected(sentence)
  }
}
