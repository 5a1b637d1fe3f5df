import { LostLinesError } from '../airbyte/lost-lines'
import type { Config } from '../config/load'
import { SystemError } from '../core/errors'
import type { GuardViolation } from '../core/guard'
import type { Input } from '../core/input'
import type { SourceStream } from '../core/stream'
import { GuardError, Guards } from '../delivery/guards'
import { Pipeline, type PipelineOptions } from '../delivery/pipeline'
import { RunStats, type StreamStats } from '../delivery/run-stats'
import type { StreamProfile } from '../inspection/analysis/profile'
import { StreamProfiler } from '../inspection/analysis/stream-profiler'
import type { Estimate } from '../inspection/inspection'
import type { CompiledMappings } from '../mapping/compile-mappings'
import { keyOfItem } from '../mapping/item-key'
import type { Mapper } from '../mapping/mapper'
import { mergeItems } from '../mapping/merge'
import { guardLimits } from './delivery-run'
import { Contention, estimateRequests } from './request-estimate'

export interface DryRunOptions {
  readonly config: Config
  readonly mappings: CompiledMappings
  readonly streams: readonly SourceStream[]
  /** Ends the source soon. */
  readonly stopInput: () => void
  /** Unix milliseconds. */
  readonly now: () => number
  /** Called with the JSON of each item that a run would send. */
  readonly onItem?: (json: string) => void
}

/** A run of the core that sends nothing. */
export interface DryRun {
  readonly stats: RunStats
  run(source: AsyncIterable<readonly Input[]>): Promise<DryRunResult>
}

export interface DryRunResult {
  /** The limits that a run would exceed; empty if no guard would stop it. */
  readonly violations: readonly GuardViolation[]
  /** Shares of nulls over their limit in too few rows to stop a run. */
  readonly nullWarnings: readonly GuardViolation[]
  readonly profiles: readonly StreamProfile[]
  readonly estimate: Estimate
}

/**
 * The main loop of `write` with a Customer.io that accepts everything at once. It uses the same mapping, guards, merging and
 * batching, so that its counts are those of a run that no guard stops. `run` rejects with any error that is not a guard.
 */
export function createDryRun(options: DryRunOptions): DryRun {
  const { config, mappings, streams } = options
  const stats = new RunStats(streams)
  const profilers = new Map(
    [...mappings.mappers].map(([stream, mapper]) => [stream, new StreamProfiler(stream, mapper, config)]),
  )
  const contention = new Contention()
  const paths = new Set<string>()
  const guards = new Guards(guardLimits(config), 'observe')
  const pipeline = new Pipeline({
    mappers: profiledMappers(mappings, profilers, contention),
    send: ({ path }) => {
      stats.requests++
      paths.add(path)
      return Promise.resolve({ kind: 'accepted', refused: new Map() })
    },
    merge: mergeItems,
    keyOf: keyOfItem,
    emitState: () => undefined,
    reject: undefined,
    stopInput: options.stopInput,
    guards,
    openHoldFile: () => {
      throw new SystemError('A dry run held rows. Please report it.')
    },
    stats,
    // Its timers never fire: a body is sent when it is full, as in a run whose rows arrive fast enough.
    clock: { now: options.now, after: () => () => undefined },
    maxInFlight: config.delivery.max_in_flight,
    flushMs: config.delivery.flush_seconds * 1000,
    ...(options.onItem === undefined ? {} : { onDelivered: options.onItem }),
  })
  return {
    stats,
    async run(source) {
      await runToEnd(pipeline, source)
      const { violations } = guards
      const profiles = [...profilers].map(([stream, profiler]) =>
        profiler.result(stats.of(stream).delivered, countsOf(mappings.mappers.get(stream) as Mapper, stats.of(stream))),
      )
      return {
        violations,
        nullWarnings: guards.nullWarnings,
        profiles,
        estimate: estimateRequests(config, stats, contention, paths.size),
      }
    },
  }
}

function profiledMappers(
  { mappers }: CompiledMappings,
  profilers: ReadonlyMap<SourceStream, StreamProfiler>,
  contention: Contention,
): PipelineOptions['mappers'] {
  return new Map(
    [...mappers].map(([stream, mapper]) => [
      stream,
      {
        object: mapper.object,
        operation: mapper.operation,
        writesPeople: mapper.writesPeople,
        irreversible: mapper.irreversible,
        get nulls() {
          return mapper.nulls
        },
        map: (row, ref, nowMs) => {
          const mapped = (profilers.get(stream) as StreamProfiler).map(row, ref, nowMs)
          if (mapped.kind === 'item') contention.count(mapped.item)
          return mapped
        },
      },
    ]),
  )
}

/** Runs the pipeline to the end of the input. Limits that a run would exceed and lost lines are for the findings. */
async function runToEnd(pipeline: Pipeline, source: AsyncIterable<readonly Input[]>): Promise<void> {
  try {
    await pipeline.run(source)
  } catch (thrown) {
    if (!(thrown instanceof GuardError) && !(thrown instanceof LostLinesError)) throw thrown
  }
}

/** What the mapper counted, and the rows that cannot be undone because of a deletion marker. */
function countsOf(mapper: Mapper, { deleted }: StreamStats): Readonly<Record<string, number>> {
  return { ...mapper.stats.counts, ...(mapper.deletesForGood ? { rows_deleted_by_marker: deleted } : {}) }
}
