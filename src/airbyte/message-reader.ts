import { isUtf8 } from 'node:buffer'
import { SystemError } from '../core/errors'
import type { Input } from '../core/input'
import type { Row } from '../core/row'
import type { State } from '../core/state'
import type { SourceStream } from '../core/stream'
import type { UnreadableCause } from '../core/unreadable-record'
import type { WholeLine } from './begun-line'
import { coveredStream, decodeLine, decodeUnreadable, nulledColumns, type Decoded, type RecordName } from './decode'
import { toUnixMs } from './emitted-at'
import type { RecordReader } from './fast-path/record-reader'
import { TemplateReader } from './fast-path/template-reader'
import type { InputCounts, InputOptions } from './input-options'
import { hasTooManyValues } from './line-shape'
import type { RecordMessage, StateMessage, StreamDescriptor } from './messages'
import { StreamIndex } from './stream-index'

const NEWLINE = 0x0a
/** Characters of an unreadable line that are kept for the storage of rejected rows. */
const MAX_TEXT = 1_000_000

/** What happened to the input that the user should know, each said once with the first line. */
const WARNINGS = {
  stray:
    'is not a message of the Airbyte protocol and cannot be a RECORD. Such lines are counted and skipped. Check what ' +
    'else writes to the output of the source.',
  unreadable: 'is or may be a RECORD and cannot be read.',
  unreadable_state: 'is a STATE that cannot be read. It is skipped, so the next run continues from an earlier state.',
  unknown: 'has a message type that this version does not know. Such messages are skipped.',
  not_utf8:
    'is not valid UTF-8. Invalid bytes become the replacement character U+FFFD, and an identifier that holds one is ' +
    'rejected. Fix the encoding in the source.',
}

/** Turns lines into rows, states and unreadable records. */
export class MessageReader {
  /** The first stream that a row named and the catalog lacks. */
  stray: string | undefined
  /** Index after the newline of the line that was read last. */
  end = 0
  /** Each line is checked for valid UTF-8: set where a chunk is not. */
  checksUtf8 = false
  private line = 0
  private readonly records: RecordReader
  private readonly index: StreamIndex
  private readonly counts: InputCounts
  private readonly warned = new Set<string>()

  constructor(
    private readonly streams: readonly SourceStream[],
    private readonly options: InputOptions,
  ) {
    this.records = options.recordReader ?? new TemplateReader()
    this.index = new StreamIndex(streams)
    this.counts = options.counts
  }

  /** Appends what the line that begins at `start` holds to `inputs`. The index after its newline is then `end`. */
  read(bytes: Buffer, start: number, inputs: Input[]): void {
    this.line++
    const row = this.records.read(bytes, start)
    if (row !== undefined) {
      this.end = this.records.end
      this.counts.rows++
      inputs.push(row)
    } else this.parse(bytes, start, inputs)
    if (this.checksUtf8 && !isUtf8(bytes.subarray(start, this.end))) this.noteInvalidUtf8()
  }

  /** The same for a line that was assembled from several chunks. */
  readWhole({ bytes, isTooLong }: WholeLine, inputs: Input[]): void {
    if (isTooLong || hasTooManyValues(bytes)) {
      this.line++
      const why = isTooLong ? 'line_too_long' : 'too_many_values'
      const text = bytes.toString('utf8', 0, MAX_TEXT)
      this.take(decodeUnreadable(text, why), text, inputs)
      return
    }
    this.checksUtf8 = !isUtf8(bytes)
    this.read(bytes, 0, inputs)
    this.checksUtf8 = false
  }

  /** Throws SystemError where a row named a stream that the catalog lacks. */
  refuseStray(): void {
    if (this.stray === undefined) return
    throw new SystemError(
      `A row belongs to the stream '${this.stray}', which the catalog does not list. No later row was read. ` +
        'Fix: refresh the schema of the connection.',
    )
  }

  private parse(bytes: Buffer, start: number, inputs: Input[]): void {
    const newline = bytes.indexOf(NEWLINE, start)
    this.end = newline + 1
    const text = bytes.toString('utf8', start, newline)
    this.take(decodeLine(text), text, inputs)
  }

  private take(decoded: Decoded, text: string, inputs: Input[]): void {
    switch (decoded.kind) {
      case 'record': {
        const row = this.readRecord(decoded.record, text)
        if (row !== undefined) inputs.push(row)
        return
      }
      case 'state':
        this.counts.states++
        inputs.push(this.readState(decoded.state, text))
        return
      case 'unreadable':
        for (const name of decoded.records) this.takeUnreadable(name, decoded.why, text, inputs)
        return
      case 'unreadable_state':
      case 'stray':
        this.counts.broken++
        this.warn(decoded.kind)
        return
      case 'unknown':
        this.counts.ignored++
        this.warn('unknown')
        return
      case 'complete':
        this.counts.ignored++
        this.noteComplete(decoded.stream)
        return
      case 'ignored':
        this.counts.ignored++
        return
      case 'blank':
        return
    }
  }

  private readRecord(record: RecordMessage, text: string): Row | undefined {
    const { stream: name, namespace, data, emitted_at } = record
    const stream = this.index.find(name, namespace)
    if (stream === undefined) {
      this.stray = (namespace ?? '') === '' ? name : `${namespace}.${name}`
      return undefined
    }
    this.counts.rows++
    this.records.learn(text, record, stream)
    const emittedAtMs = toUnixMs(emitted_at)
    return { kind: 'row', stream, data, emittedAtMs, nulled: nulledColumns(record), lineBytes: text.length }
  }

  private readState(state: StateMessage, line: string): State {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    const covered = coveredStream(state)
    if (covered === 'all') return { kind: 'state', streams: this.streams, text }
    const stream = covered && this.index.find(covered.name, covered.namespace)
    return { kind: 'state', streams: stream === undefined ? [] : [stream], text }
  }

  private takeUnreadable(name: RecordName, why: UnreadableCause, text: string, inputs: Input[]): void {
    this.counts.broken++
    this.warn('unreadable')
    const stream = name === undefined ? undefined : this.index.findIfCertain(name)
    inputs.push({ kind: 'unreadable', stream, line: this.line, why, text: text.slice(0, MAX_TEXT) })
  }

  private noteComplete({ name, namespace }: StreamDescriptor): void {
    const stream = this.index.findIfCertain({ stream: name, namespace: namespace ?? undefined, isCut: false })
    if (stream !== undefined) this.options.onComplete?.(stream)
  }

  private noteInvalidUtf8(): void {
    this.counts.invalidUtf8++
    this.warn('not_utf8')
  }

  private warn(kind: keyof typeof WARNINGS): void {
    if (this.warned.has(kind)) return
    this.warned.add(kind)
    this.options.onUnexpected(`Line ${this.line} of the input ${WARNINGS[kind]}`)
  }
}
