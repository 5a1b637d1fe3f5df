import type { SourceStream } from '../core/stream'
import type { BatchItem } from '../mapping/batch-item'

/** Items that must not leave before their stream is judged, in the order in which they came. */
export class AwaitingNullCheck {
  private readonly byStream = new Map<SourceStream, BatchItem[]>()
  private count = 0

  get size(): number {
    return this.count
  }

  get streams(): readonly SourceStream[] {
    return [...this.byStream.keys()]
  }

  add(stream: SourceStream, item: BatchItem): void {
    const held = this.byStream.get(stream)
    if (held === undefined) this.byStream.set(stream, [item])
    else held.push(item)
    this.count++
  }

  /** The items of a stream, which are held no more. */
  take(stream: SourceStream): readonly BatchItem[] {
    const held = this.byStream.get(stream) ?? []
    this.byStream.delete(stream)
    this.count -= held.length
    return held
  }
}
