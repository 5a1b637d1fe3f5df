import type { LiveEventFacts } from '../core/guard'
import type { LiveEvent } from '../mapping/mapped-item'

/** Names that are counted one by one: a stream whose names are values has more of them than anyone reads. */
const COUNTED_NAMES = 1000
/** Names that a message lists. */
const LISTED_NAMES = 5

/** What is known of the events of one stream that can start campaigns. */
export class LiveEventCounts {
  count = 0
  private youngestS = Infinity
  private oldestS = -Infinity
  private readonly names = new Map<string, number>()

  add({ name, timestampS }: LiveEvent, nowMs: number): void {
    this.count++
    const ageS = nowMs / 1000 - timestampS
    this.youngestS = Math.min(this.youngestS, ageS)
    this.oldestS = Math.max(this.oldestS, ageS)
    const known = this.names.get(name)
    if (known !== undefined || this.names.size < COUNTED_NAMES) this.names.set(name, (known ?? 0) + 1)
  }

  get facts(): LiveEventFacts {
    const names = [...this.names].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
    return {
      youngestS: this.youngestS,
      oldestS: this.oldestS,
      names: names.slice(0, LISTED_NAMES),
      otherNames: Math.max(0, names.length - LISTED_NAMES),
    }
  }
}
