import type { Readable } from 'node:stream'
import { SystemError } from '../lib/errors'
import type { Input, Row, SourceStream, State } from '../lib/rows'
import { streamId } from './catalog'
import { decodeLine, type RecordMessage, type StateMessage } from './messages'

/** What came in, as it grows. */
export interface InputCounts {
  rows: number
  states: number
  /** Messages that a destination has no use for, and types that this version does not know. */
  ignored: number
  /** Lines that are no protocol message. */
  broken: number
}

export interface InputOptions {
  readonly counts: InputCounts
  /** Told once about each kind of surprise, without its content. */
  readonly onSurprise: (sentence: string) => void
}

const NEWLINE = 0x0a
const NOTHING: readonly string[] = []

/**
 * Rows and states from the bytes of a stream of protocol messages, one array a chunk: awaiting each record costs more
 * than parsing it. Not asking for more is the backpressure. Throws SystemError on a row of a stream that nobody
 * configured, after handing over what came before it.
 */
export async function* readInput(
  chunks: AsyncIterable<Buffer>,
  streams: readonly SourceStream[],
  options: InputOptions,
): AsyncIterable<readonly Input[]> {
  const reader = new MessageReader(streams, options)
  // A line longer than a chunk waits in pieces: joining them at each chunk would copy a long line over and over.
  let pieces: Buffer[] = []
  for await (const chunk of chunks) {
    const inputs: Input[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      let line: string
      if (pieces.length === 0) line = chunk.toString('utf8', start, end)
      else {
        line = Buffer.concat([...pieces, chunk.subarray(start, end)]).toString('utf8')
        pieces = []
      }
      start = end + 1
      const input = reader.read(line)
      if (input !== undefined) inputs.push(input)
      if (reader.stray !== undefined) break
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start))
    if (inputs.length > 0) yield inputs
    reader.refuseStray()
  }
  const last = pieces.length === 0 ? undefined : reader.read(Buffer.concat(pieces).toString('utf8'))
  if (last !== undefined) yield [last]
  reader.refuseStray()
}

/** The bytes of stdin. A stream that is destroyed to stop reading ends, as if its input had ended. */
export async function* stdinChunks(stdin: Readable): AsyncIterable<Buffer> {
  try {
    for await (const chunk of stdin) yield chunk as Buffer
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw thrown
  }
}

class MessageReader {
  /** Name of the first stream that a row named and nobody configured. */
  stray: string | undefined
  private readonly byName = new Map<string, SourceStream>()
  private readonly reported = new Set<string>()
  /** The stream of the last row: rows of a stream come in runs. */
  private lastName: string | undefined
  private lastNamespace: string | null | undefined
  private last: SourceStream | undefined

  constructor(
    private readonly streams: readonly SourceStream[],
    private readonly options: InputOptions,
  ) {
    for (const stream of streams) this.byName.set(streamId(stream.name, stream.namespace), stream)
  }

  read(line: string): Input | undefined {
    const { counts } = this.options
    const decoded = decodeLine(line)
    switch (decoded.kind) {
      case 'record':
        return this.readRecord(decoded.record)
      case 'state':
        counts.states++
        return this.readState(decoded.state, line)
      case 'broken':
        counts.broken++
        this.report(
          'broken',
          'A line of the input could not be read: it is no message of the protocol. It is skipped and counted.',
        )
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
      `A row of the stream '${this.stray}' came, and the catalog lists no such stream. Nothing after it was read.`,
    )
  }

  private readRecord({ stream, namespace, data, emitted_at, meta }: RecordMessage): Row | undefined {
    if (stream !== this.lastName || namespace !== this.lastNamespace) {
      this.last = this.byName.get(streamId(stream, namespace))
      this.lastName = stream
      this.lastNamespace = namespace
    }
    if (this.last === undefined) {
      this.stray = stream
      return undefined
    }
    this.options.counts.rows++
    return { kind: 'row', stream: this.last, data, emittedAtMs: emitted_at, nulled: readNulled(meta) }
  }

  private readState(state: StateMessage, line: string): State {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (state.type !== 'STREAM') return { kind: 'state', streams: this.streams, text }
    const descriptor = state.stream?.stream_descriptor
    const stream = descriptor && this.byName.get(streamId(descriptor.name, descriptor.namespace))
    return { kind: 'state', streams: stream === undefined ? [] : [stream], text }
  }

  private report(kind: string, sentence: string): void {
    if (this.reported.has(kind)) return
    this.reported.add(kind)
    this.options.onSurprise(sentence)
  }
}

function readNulled(meta: RecordMessage['meta']): readonly string[] {
  const changes = meta?.changes
  if (!Array.isArray(changes) || changes.length === 0) return NOTHING
  return (changes as { change: string; field: string }[]).flatMap(({ change, field }) =>
    change === 'NULLED' ? [field] : [],
  )
}
