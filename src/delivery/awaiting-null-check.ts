import type { SourceStream } from '../core/stream'
import type { BatchItem } from '../mapping/batch-item'

/** Items that must not be sent before a guard has judged the nulls of their stream, in the order of their rows. */
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

  /** Removes the items of a stream and returns them. */
  take(stream: SourceStream): readonly BatchItem[] {
    const held = this.byStream.get(stream) ?? []
    this.byStream.delete(stream)
    this.count -= held.length
    return held
  }
}
