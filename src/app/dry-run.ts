import type { Config } from '../config/load'
import { MAX_BODY_BYTES } from '../core/api-limits'
import { Guards } from '../delivery/guards'
import { Pipeline } from '../delivery/pipeline'
import { RunStats } from '../delivery/run-stats'
import { StreamProfiler } from '../inspection/analysis/stream-profiler'
import type { StreamProfile } from '../inspection/analysis/profile'
import { ConfigError } from '../core/errors'
import type { Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'
import type { Input } from '../core/input'
import type { SourceStream } from '../core/stream'
import type { BatchItem } from '../mapping/batch-item'
import { keyOfItem } from '../mapping/item-key'
import { mergeItems } from '../mapping/merge'
import type { CompiledMappings } from '../mapping/compile-mappings'
import type { Estimate } from '../inspection/inspection'
import { guardLimits } from './delivery-run'

/** From here on entities are no longer told apart: 50 MB of memory is enough. */
const MAX_ENTITIES = 5_000_000

export interface DryRunOptions {
  readonly config: Config
  readonly plan: CompiledMappings
  readonly streams: readonly SourceStream[]
  /** Makes the source end soon. */
  readonly stopInput: () => void
  readonly now: () => number
  /** Told of each item that would have been sent. */
  readonly onItem?: (item: BatchItem) => void
}

/** A run of the core that sends nothing. */
export interface DryRun {
  readonly report: RunStats
  run(source: AsyncIterable<readonly Input[]>): Promise<DryRunResult>
}

export interface DryRunResult {
  /** The message of the guard that would have stopped the run. */
  readonly stoppedBy: string | undefined
  readonly profiles: readonly StreamProfile[]
  readonly estimate: Estimate
}

/**
 * The main loop of `write` with a Customer.io that takes everything at once: the same mapping, guards, merging and
 * packing, so that the counts are those of a run. Rejects with what is no matter of a guard.
 */
export function createDryRun(options: DryRunOptions): DryRun {
  const { config, plan, streams } = options
  const report = new RunStats(streams)
  const watches = new Map(
    [...plan.mappers].map(([stream, mapper]) => [stream, new StreamProfiler(stream, mapper, config)]),
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
            const mapped = (watches.get(stream) as StreamProfiler).map(row, ref, nowMs)
            if (mapped.kind === 'item') contention.see(mapped.item)
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
    merge: mergeItems,
    keyOf: keyOfItem,
    emitState: () => undefined,
    reject: undefined,
    stopInput: options.stopInput,
    guards: new Guards(guardLimits(config)),
    stats: report,
    // Its alarms never ring: bodies leave when they are full, as they do while rows come fast enough.
    clock: { now: options.now, after: () => () => undefined },
    maxInFlight: config.delivery.max_in_flight,
    flushMs: config.delivery.flush_seconds * 1000,
    ...(options.onItem === undefined ? {} : { onDelivered: options.onItem }),
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
          (plan.mappers.get(stream) as { stats: { counts: Record<string, number> } }).stats.counts,
        ),
      )
      return { stoppedBy, profiles, estimate: effortOf(config, report, contention, paths.size) }
    },
  }
}

/** How many rows concern somebody whom an earlier row concerned: they may merge, or must wait for each other. */
class Contention {
  rows = 0
  bytes = 0
  private readonly known = new Hash64Table(false)
  private readonly key: Hash64 = { high: 0, low: 0 }

  see({ entities, conflictClass, bytes }: BatchItem): void {
    if (conflictClass === 'append' || this.known.size >= MAX_ENTITIES) return
    let isRepeat = false
    for (const entity of entities) {
      this.key.high = this.key.low = entity
      if (this.known.put(this.key) === 'same') isRepeat = true
    }
    if (!isRepeat) return
    this.rows++
    if (conflictClass === 'upsert') this.bytes += bytes
  }
}

function effortOf({ delivery }: Config, report: RunStats, { rows, bytes }: Contention, endpoints: number): Estimate {
  const { requests } = report
  const mergedRows = [...report.streams.values()].reduce((sum, { merged }) => sum + merged, 0)
  const { requests_per_second: rate, max_in_flight: inFlight } = delivery
  const apart = rows - mergedRows
  return {
    requests,
    requests_at_least: requests === 0 ? 0 : Math.max(endpoints, Math.floor((report.bytes - bytes) / MAX_BODY_BYTES)),
    // Rows that wait for one another leave in requests of their own at the end of a run, at most one a reply.
    requests_at_most: requests + Math.min(rows, Math.max(apart, 0) + inFlight * endpoints),
    bytes: report.bytes,
    merged_rows: mergedRows,
    requests_per_second: rate,
    minutes: requests / rate / 60,
  }
}
