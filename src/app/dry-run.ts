import type { Config } from '../config/load'
import { Guards } from '../delivery/guards'
import { Pipeline } from '../delivery/pipeline'
import { Report } from '../delivery/report'
import { StreamWatch } from '../findings/stream-watch'
import type { StreamProfile } from '../findings/profile'
import { ConfigError } from '../lib/errors'
import type { Hash64 } from '../lib/hash'
import { HashPairs } from '../lib/hash-pairs'
import type { Input, SourceStream } from '../lib/rows'
import type { Entry } from '../mapping/entry'
import { keyOfItem } from '../mapping/item-key'
import { mergeEntries } from '../mapping/merge'
import type { Plan } from '../mapping/plan'
import type { Effort } from '../report/inspection'
import { guardLimits } from './delivery'

/** Bytes of a full body; see mapping/endpoints.ts. */
const BODY_BYTES = 500_000
/** From here on entities are no longer told apart: 50 MB of memory is enough. */
const MAX_ENTITIES = 5_000_000

export interface RehearsalOptions {
  readonly config: Config
  readonly plan: Plan
  readonly streams: readonly SourceStream[]
  /** Makes the source end soon. */
  readonly stopInput: () => void
  readonly now: () => number
  /** Told of each entry that would have been sent. */
  readonly onEntry?: (entry: Entry) => void
}

/** A run of the core that sends nothing. */
export interface Rehearsal {
  readonly report: Report
  run(source: AsyncIterable<readonly Input[]>): Promise<Rehearsed>
}

export interface Rehearsed {
  /** The message of the guard that would have stopped the run. */
  readonly stoppedBy: string | undefined
  readonly profiles: readonly StreamProfile[]
  readonly effort: Effort
}

/**
 * The main loop of `write` with a Customer.io that takes everything at once: the same mapping, guards, merging and
 * packing, so that the counts are those of a run. Rejects with what is no matter of a guard.
 */
export function rehearse(options: RehearsalOptions): Rehearsal {
  const { config, plan, streams } = options
  const report = new Report(streams)
  const watches = new Map(
    [...plan.mappers].map(([stream, mapper]) => [stream, new StreamWatch(stream, mapper, config)]),
  )
  const contention = new Contention()
  const paths = new Set<string>()
  const pipeline = new Pipeline({
    mappers: new Map(
      [...plan.mappers].map(([stream, mapper]) => [
        stream,
        {
          writesPeople: mapper.writesPeople,
          irreversible: mapper.irreversible,
          map: (row, ref, nowMs) => {
            const mapped = (watches.get(stream) as StreamWatch).map(row, ref, nowMs)
            if (mapped.kind === 'entry') contention.see(mapped.entry)
            return mapped
          },
        },
      ]),
    ),
    send: ({ path }) => {
      report.requests++
      paths.add(path)
      return Promise.resolve({ kind: 'accepted', refused: new Map() })
    },
    merge: mergeEntries,
    keyOf: keyOfItem,
    emitState: () => undefined,
    reject: undefined,
    stopInput: options.stopInput,
    guards: new Guards(guardLimits(config)),
    report,
    // Its alarms never ring: bodies leave when they are full, as they do while rows come fast enough.
    clock: { now: options.now, after: () => () => undefined },
    maxInFlight: config.delivery.max_in_flight,
    flushMs: config.delivery.flush_seconds * 1000,
    ...(options.onEntry === undefined ? {} : { onDelivered: options.onEntry }),
  })
  return {
    report,
    async run(source) {
      let stoppedBy: string | undefined
      try {
        await pipeline.run(source)
      } catch (thrown) {
        // Nothing is sent, so that what asks the user to change something is a guard.
        if (!(thrown instanceof ConfigError)) throw thrown
        stoppedBy = thrown.message
      }
      const profiles = [...watches].map(([stream, watch]) =>
        watch.result(
          report.of(stream).delivered,
          (plan.mappers.get(stream) as { tally: { counts: Record<string, number> } }).tally.counts,
        ),
      )
      return { stoppedBy, profiles, effort: effortOf(config, report, contention, paths.size) }
    },
  }
}

/** How many rows concern somebody whom an earlier row concerned: they may merge, or must wait for each other. */
class Contention {
  rows = 0
  bytes = 0
  private readonly known = new HashPairs(false)
  private readonly key: Hash64 = { high: 0, low: 0 }

  see({ entities, order, bytes }: Entry): void {
    if (order === 'append' || this.known.size >= MAX_ENTITIES) return
    let isRepeat = false
    for (const entity of entities) {
      this.key.high = this.key.low = entity
      if (this.known.put(this.key) === 'same') isRepeat = true
    }
    if (!isRepeat) return
    this.rows++
    if (order === 'set') this.bytes += bytes
  }
}

function effortOf({ delivery }: Config, report: Report, { rows, bytes }: Contention, endpoints: number): Effort {
  const { requests } = report
  const mergedRows = [...report.streams.values()].reduce((sum, { merged }) => sum + merged, 0)
  const { requests_per_second: rate, max_in_flight: inFlight } = delivery
  const apart = rows - mergedRows
  return {
    requests,
    requests_at_least: requests === 0 ? 0 : Math.max(endpoints, Math.floor((report.bytes - bytes) / BODY_BYTES)),
    // Rows that wait for one another leave in requests of their own at the end of a run, at most one a reply.
    requests_at_most: requests + Math.min(rows, Math.max(apart, 0) + inFlight * endpoints),
    bytes: report.bytes,
    merged_rows: mergedRows,
    requests_per_second: rate,
    minutes: requests / rate / 60,
  }
}
