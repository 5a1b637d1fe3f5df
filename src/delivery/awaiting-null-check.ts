import type { SourceStream } from '../lib/rows'
import type { Entry } from '../mapping/entry'

/** Entries that must not leave before their stream is judged, in the order in which they came. */
export class HeldEntries {
  private readonly byStream = new Map<SourceStream, Entry[]>()
  private entries = 0

  get size(): number {
    return this.entries
  }

  get streams(): readonly SourceStream[] {
    return [...this.byStream.keys()]
  }

  add(stream: SourceStream, entry: Entry): void {
    const held = this.byStream.get(stream)
    if (held === undefined) this.byStream.set(stream, [entry])
    else held.push(entry)
    this.entries++
  }

  /** The entries of a stream, which are held no more. */
  take(stream: SourceStream): readonly Entry[] {
    const held = this.byStream.get(stream) ?? []
    this.byStream.delete(stream)
    this.entries -= held.length
    return held
  }
}
