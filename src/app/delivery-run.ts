import type { Config } from '../config/load'
import { createTrackTransport } from '../customerio/track'
import { Guards, type GuardLimits } from '../delivery/guards'
import { Pipeline } from '../delivery/pipeline'
import { createRateLimiter, rateLimited } from '../delivery/rate-limit'
import { RunStats } from '../delivery/run-stats'
import { retrying } from '../delivery/retrying'
import { systemClock, type Clock } from '../lib/clock'
import { toConnectorError, TransientError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import type { SourceStream } from '../core/stream'
import type { BatchItem } from '../mapping/batch-item'
import { keyOfItem } from '../mapping/item-key'
import { mergeItems } from '../mapping/merge'
import type { CompiledMappings } from '../mapping/compile-mappings'
import { openRejectedRowStore } from '../rejected-rows/store'
import { connect, userAgent } from './open-workspace'
import type { Session } from './session'
import { notesOf, rejectionLines, summaryText, type RunMetadata, type RunResult } from './run-summary'

/**
 * How long what was taken may still be sent after a signal. Replies on their way are awaited for 10 s more, which makes
 * 30 s: what Kubernetes leaves a container before it kills it (terminationGracePeriodSeconds).
 */
export const TERMINATION_GRACE_MS = 20_000
/** A wait at least this long is worth a word. */
const SHOWN_WAIT_MS = 5_000

export interface DeliveryOptions {
  readonly config: Config
  readonly plan: CompiledMappings
  readonly streams: readonly SourceStream[]
  /** A state whose rows are all settled, in the order in which states came. Not called while a test cohort is set. */
  readonly emitState: (state: State, counts: StateCounts) => void
  /** Makes the source end soon. */
  readonly stopInput: () => void
  /** All streams wait for a rate limit until then (unix milliseconds). */
  readonly onRateLimited?: (untilMs: number) => void
  /** Told of each item that Customer.io took. */
  readonly onDelivered?: ((item: BatchItem) => void) | undefined
  /** Told of each row that is rejected, before a state that covers it leaves. */
  readonly onRejected?: ((ref: RowRef) => void) | undefined
  /** Lines of the input that were no message. */
  readonly brokenLines?: () => number
  /** The machine's where it is left out. */
  readonly clock?: Clock
}

/** One run of the core: rows from any source to Customer.io. */
export interface Delivery {
  readonly report: RunStats
  readonly startedMs: number
  /** What the first waiting state waits for; undefined when none waits. */
  describeHead(): string | undefined
  /** Delivers everything; rejects with what ended the run early. */
  deliver(source: AsyncIterable<readonly Input[]>): Promise<void>
  /** Stops everything: nothing new is sent. */
  abort(error: ConnectorError): void
  /** Stops reading, finishes what is in flight, and fails. */
  terminate(signal: string): void
  /** Says what happened and lets go of everything. `failure` is what ended the run early. */
  close(failure?: ConnectorError): Promise<RunResult>
}

/** Connects to Customer.io and to the store of rejected rows. ConfigError or TransientError where that fails. */
export async function openDelivery(session: Session, options: DeliveryOptions): Promise<Delivery> {
  const { output } = session
  const { config, plan, streams } = options
  const { clock = systemClock } = options
  const startedMs = clock.now()
  const region = await connect(session, config)
  const transport = createTrackTransport({
    siteId: config.credentials.site_id.reveal(),
    apiKey: config.credentials.api_key.reveal(),
    baseUrl: region.trackUrl,
    maxSockets: config.delivery.max_in_flight,
    userAgent: userAgent(session),
  })
  const report = new RunStats(streams, options.onRejected)
  const limiter = createRateLimiter({ requestsPerSecond: config.delivery.requests_per_second, clock })
  const sender = retrying(rateLimited(transport, limiter, clock), {
    maxRetryMs: config.delivery.max_retry_minutes * 60_000,
    clock,
    random: Math.random,
    onRetry: () => report.retries++,
    onWait: ({ untilMs, rateLimited: limited, cause }) => {
      if (untilMs - clock.now() < SHOWN_WAIT_MS) return
      output.log('INFO', `Waiting until ${new Date(untilMs).toISOString()} to try again: ${cause}`)
      if (limited) options.onRateLimited?.(untilMs)
    },
  })
  const started = new Date(startedMs).toISOString().replaceAll(':', '-')
  const store = await openRejectedRowStore(
    config.object_storage_config,
    jobIdOf(streams, session.env) ?? started,
    started,
    clock,
  )
  const pipeline = new Pipeline({
    mappers: plan.mappers,
    send: (request, signal) => {
      report.requests++
      return sender.send(request, signal)
    },
    merge: mergeItems,
    keyOf: keyOfItem,
    emitState: (state, counts) => {
      if (config.test_cohort.length > 0) return
      report.statesWritten++
      options.emitState(state, counts)
    },
    ...(options.onDelivered === undefined ? {} : { onDelivered: options.onDelivered }),
    reject: store && ((ref, rejection) => store.store(ref, rejection)),
    flushRejectedRows: () => store?.flush(),
    stopInput: options.stopInput,
    guards: new Guards(guardLimits(config)),
    stats: report,
    clock,
    maxInFlight: config.delivery.max_in_flight,
    flushMs: config.delivery.flush_seconds * 1000,
  })
  let cancelGrace: (() => void) | undefined

  return {
    report,
    startedMs,
    describeHead: () => pipeline.describeHead(),
    deliver: (source) => pipeline.run(source),
    abort: (error) => pipeline.abort(error),
    terminate(signal) {
      output.log('WARN', `${signal}: finishing what is in flight, then stopping.`)
      const error = new TransientError(
        `Stopped by ${signal}. What was acknowledged stays; the next run goes on from there.`,
      )
      pipeline.stop(error)
      cancelGrace = clock.after(TERMINATION_GRACE_MS, () => pipeline.abort(error))
    },
    async close(failure) {
      cancelGrace?.()
      const facts: RunMetadata = {
        version: session.version,
        elapsedMs: clock.now() - startedMs,
        rateLimitWaitedMs: limiter.waitedMs,
        brokenLines: options.brokenLines?.() ?? 0,
        rejectedAt: store?.location,
        failure,
      }
      const notes = notesOf(plan)
      for (const { hints } of notes.values()) for (const hint of hints) output.log('WARN', hint)
      for (const line of rejectionLines(report)) output.log('WARN', line)
      output.log('INFO', summaryText(report, notes, facts))
      transport.close()
      // Every stored row was safe before its state left: what goes wrong from here on loses nothing.
      await store?.close().catch((thrown: unknown) => output.log('WARN', toConnectorError(thrown).message))
      return { report, notes, facts }
    },
  }
}

/** The platform's job: rejected rows are stored below its number, where the platform links to. */
function jobIdOf(streams: readonly SourceStream[], env: Session['env']): string | undefined {
  const syncId = streams.find((stream) => stream.syncId !== undefined)?.syncId
  return syncId === undefined ? env['WORKER_JOB_ID'] : String(syncId)
}

/** The limits of a run, as the configuration sets them. */
export function guardLimits({ guards, events }: Config): GuardLimits {
  return {
    maxRejectedPercent: guards.max_rejected_percent,
    maxPeople: guards.max_people,
    maxDeletes: guards.max_deletes,
    maxNullPercent: new Map(guards.max_null_percent.map(({ attribute, percent }) => [attribute, percent])),
    // A stream that is read in full is likely a backfill; an incremental one brings what just happened.
    maxLiveEvents: (stream: SourceStream) => events.max_live_events ?? (stream.readInFull ? 10_000 : undefined),
  }
}
