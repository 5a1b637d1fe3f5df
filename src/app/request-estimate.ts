import type { Config } from '../config/load'
import { MAX_BODY_BYTES } from '../core/api-limits'
import type { RunStats } from '../delivery/run-stats'
import type { Estimate } from '../inspection/inspection'
import type { Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'
import { entitiesOf, type MappedItem } from '../mapping/mapped-item'

/** Beyond this number entities are not recorded, which limits the memory to 50 MB. */
const MAX_ENTITIES = 5_000_000

/** Counts the rows of an entity that an earlier row had: they may be merged, or must wait for each other. */
export class Contention {
  rows = 0
  bytes = 0
  private readonly known = new Hash64Table(false)
  private readonly key: Hash64 = { high: 0, low: 0 }

  count(item: MappedItem): void {
    const { conflictClass, json } = item
    const isEvent = conflictClass === 'append' || conflictClass === 'ordered_append'
    if (isEvent || this.known.size >= MAX_ENTITIES) return
    let isRepeated = false
    for (const entity of entitiesOf(item)) {
      this.key.high = this.key.low = entity
      if (this.known.put(this.key) === 'same') isRepeated = true
    }
    if (!isRepeated) return
    this.rows++
    if (conflictClass === 'upsert') this.bytes += json.bytes
  }
}

/** Estimates the requests and the minutes of a run from its dry run. `endpoints` is the number of paths that it uses. */
export function estimateRequests(
  { delivery }: Config,
  stats: RunStats,
  { rows, bytes }: Contention,
  endpoints: number,
): Estimate {
  const { requests } = stats
  const mergedRows = [...stats.streams.values()].reduce((sum, { merged }) => sum + merged, 0)
  const { requests_per_second: rate, max_in_flight: inFlight } = delivery
  const separateRows = Math.max(rows - mergedRows, 0)
  return {
    requests,
    requests_at_least: requests === 0 ? 0 : Math.max(endpoints, Math.floor((stats.bytes - bytes) / MAX_BODY_BYTES)),
    // At the end of a run, rows that wait for each other are sent in separate requests, at most one per reply.
    requests_at_most: requests + Math.min(rows, separateRows + inFlight * endpoints),
    bytes: stats.bytes,
    merged_rows: mergedRows,
    requests_per_second: rate,
    minutes: requests / rate / 60,
  }
}
