import type { Row } from '../../core/row'
import type { SourceStream } from '../../core/stream'
import type { RecordMessage } from '../messages'
import type { RecordReader } from './record-reader'
import { RecordTemplate } from './record-template'
import { ValueTable } from './value-table'

/** What the reader has learned about the rows of a stream. */
interface Learned {
  template: RecordTemplate | undefined
  /** Parsed rows that the template should have matched, and how many of them make the reader learn again. */
  misses: number
  learnAt: number
}

/** Reads rows with the template that was learned from an earlier row of the same stream. */
export class TemplateReader implements RecordReader {
  private readonly table = new ValueTable()
  private readonly position = { at: 0 }
  private readonly known = new Map<SourceStream, Learned>()
  private last: RecordTemplate | undefined

  get end(): number {
    return this.position.at
  }

  read(bytes: Buffer, start: number): Row | undefined {
    const expected = this.last?.next
    const row = expected?.read(bytes, start, this.table, this.position)
    if (row !== undefined) this.last = expected
    return row
  }

  learn(line: string, record: RecordMessage, stream: SourceStream): void {
    let known = this.known.get(stream)
    if (known === undefined) this.known.set(stream, (known = { template: undefined, misses: 0, learnAt: 1 }))
    // The interval doubles, so that a stream whose rows never match is learned rarely.
    const missed = known.template === undefined || known.template === this.last?.next
    if (missed && ++known.misses >= known.learnAt) {
      known.template = RecordTemplate.learn(line, record, stream) ?? known.template
      known.learnAt = known.misses * 2
    }
    if (known.template === undefined) return
    if (this.last !== undefined) this.last.next = known.template
    this.last = known.template
  }
}
