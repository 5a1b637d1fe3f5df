import { tmpdir } from 'node:os'
import type { Environment } from '../airbyte/command-context'
import type { Config } from '../config/load'
import { nullWarning } from '../core/messages/guards'
import { toConnectorError, TransientError, type ConnectorError } from '../core/errors'
import type { Input } from '../core/input'
import type { RowRef } from '../core/row'
import type { State, StateCounts } from '../core/state'
import type { SourceStream } from '../core/stream'
import type { Region } from '../customerio/region'
import { createTrackTransport } from '../customerio/track'
import { Guards, type GuardLimits } from '../delivery/guards'
import { createHoldFile, removeStaleHoldFiles } from '../delivery/hold-file'
import { Pipeline } from '../delivery/pipeline'
import { createRateLimiter, rateLimited } from '../delivery/rate-limit'
import { retrying } from '../delivery/retrying'
import { RunStats } from '../delivery/run-stats'
import type { Transport } from '../delivery/transport'
import type { CompiledMappings } from '../mapping/compile-mappings'
import { keyOfItem } from '../mapping/item-key'
import { mergeItems } from '../mapping/merge'
import { openRejectedRowStore, type RejectedRowStore } from '../rejected-rows/store'
import { connect, userAgent } from './open-workspace'
import type { Log, Ports } from './ports'
import { notesOf, type RunMetadata, type RunResult } from './run-summary'
import { rejectionLines, summaryText } from './summary-text'

/**
 * How long accepted rows may still be sent after a signal. Replies in flight are awaited for 10 s more. Together these are
 * 25 s of the 30 s that Kubernetes grants a container before it kills it (terminationGracePeriodSeconds).
 */
export const TERMINATION_GRACE_MS = 15_000
/** Shorter waits are not logged. */
const REPORTED_WAIT_MS = 5_000

export interface DeliveryOptions {
  readonly config: Config
  readonly mappings: CompiledMappings
  readonly streams: readonly SourceStream[]
  /** Called with each state whose rows all have an outcome, in the order of the input. Not called for a test cohort. */
  readonly emitState: (state: State, counts: StateCounts) => void
  /** Ends the source soon. */
  readonly stopInput: () => void
  /** Called when all streams wait for a rate limit until `untilMs` (unix milliseconds). */
  readonly onRateLimited?: (untilMs: number) => void
  /** Called with the JSON of each item that Customer.io accepted. */
  readonly onDelivered?: ((json: string) => void) | undefined
  /** Called with each rejected row, before a state that covers it is emitted. */
  readonly onRejected?: ((ref: RowRef) => void) | undefined
  /** The workspace, if it is known already. */
  readonly region?: Region
  /** Called before each request. If it rejects, the request is not sent and the run fails with its error. */
  readonly beforeRequest?: () => Promise<void>
  /** The number of lines of the input that are not a message. */
  /** Bytes of output that were not read yet. */
  readonly outputBytes?: () => number
  readonly unreadLines?: () => Pick<RunMetadata, 'brokenLines' | 'invalidUtf8Lines'>
}

/** One run of the core: rows from any source to Customer.io. */
export interface Delivery {
  readonly stats: RunStats
  /** Unix milliseconds. */
  readonly startedMs: number
  /** What the first waiting state waits for; undefined if no state waits. */
  describeHead(): string | undefined
  /** The number of rows that wait for a guard. */
  readonly heldRows: number
  /** Delivers all rows. Rejects with the error that ended the run early. */
  deliver(source: AsyncIterable<readonly Input[]>): Promise<void>
  /** Stops at once: nothing new is sent. */
  abort(error: ConnectorError): void
  /** Some output was read: `outputBytes` is smaller than before. */
  outputRead(): void
  /** Stops reading, finishes what is in flight, and fails. */
  terminate(signal: string): void
  /** Logs the result and releases all resources. `failure` is the error that ended the run early. */
  close(failure?: ConnectorError): Promise<RunResult>
}

/** Connects to Customer.io and to the storage of rejected rows. ConfigError or TransientError if that fails. */
export async function openDelivery(ports: Ports, options: DeliveryOptions): Promise<Delivery> {
  const { output, clock } = ports
  const { config, mappings } = options
  const startedMs = clock.now()
  const { trackUrl } = options.region ?? (await connect(ports, config))
  const transport = createTrackTransport({
    siteId: config.credentials.site_id.reveal(),
    apiKey: config.credentials.api_key.reveal(),
    baseUrl: trackUrl,
    maxSockets: config.delivery.max_in_flight,
    userAgent: userAgent(ports),
  })
  const stats = new RunStats(options.streams, options.onRejected)
  const limiter = createRateLimiter({ requestsPerSecond: config.delivery.requests_per_second, clock })
  const store = await openStore(ports, options, startedMs)
  const checked = checkedTransport(transport, options.beforeRequest)
  const sender = createSender(ports, options, stats, rateLimited(checked, limiter, clock))
  const guards = new Guards(guardLimits(config))
  const pipeline = createPipeline(ports, options, { stats, sender, store, guards })
  let cancelGrace: (() => void) | undefined

  return {
    stats,
    startedMs,
    describeHead: () => pipeline.describeHead(),
    get heldRows() {
      return pipeline.heldRows
    },
    deliver: (source) => pipeline.run(source),
    abort: (error) => pipeline.abort(error),
    outputRead: () => pipeline.outputRead(),
    terminate(signal) {
      output.log('WARN', `${signal}: finishing what is in flight, then stopping.`)
      const error = new TransientError(
        `Stopped by ${signal}. Acknowledged rows are kept; the next run continues from there.`,
      )
      pipeline.stop(error)
      cancelGrace = clock.after(TERMINATION_GRACE_MS, () => pipeline.abort(error))
    },
    async close(failure) {
      cancelGrace?.()
      const metadata: RunMetadata = {
        version: ports.version,
        elapsedMs: clock.now() - startedMs,
        rateLimitWaitedMs: limiter.waitedMs,
        ...(options.unreadLines?.() ?? { brokenLines: 0, invalidUtf8Lines: 0 }),
        rejectedAt: store?.location,
        attributeRules: config.attributes,
        failure,
      }
      const result: RunResult = { stats, notes: notesOf(mappings, config.attributes), metadata }
      for (const violation of guards.nullWarnings) output.log('WARN', nullWarning(violation))
      logResult(output, result)
      transport.close()
      // Every stored row was safe before its state left. An error from here on loses nothing.
      await store?.close().catch((thrown: unknown) => output.log('WARN', toConnectorError(thrown).message))
      return result
    },
  }
}

type RetryingTransport = ReturnType<typeof retrying>

/** Sends only what `check` permits. */
function checkedTransport(transport: Transport, check: DeliveryOptions['beforeRequest']): Transport {
  if (check === undefined) return transport
  return {
    async send(request, signal) {
      try {
        await check()
      } catch (thrown) {
        return { kind: 'fatal', error: toConnectorError(thrown) }
      }
      return transport.send(request, signal)
    },
  }
}

/** Sends with retries; counts them, and reports long waits. */
function createSender(
  { output, clock }: Ports,
  { config, onRateLimited }: DeliveryOptions,
  stats: RunStats,
  transport: Transport,
): RetryingTransport {
  return retrying(transport, {
    maxRetryMs: config.delivery.max_retry_minutes * 60_000,
    clock,
    random: Math.random,
    onRetry: () => stats.retries++,
    onWait: ({ untilMs, rateLimited: isRateLimited, cause }) => {
      if (untilMs - clock.now() < REPORTED_WAIT_MS) return
      output.log('INFO', `Waiting until ${new Date(untilMs).toISOString()} to try again: ${cause}`)
      if (isRateLimited) onRateLimited?.(untilMs)
    },
  })
}

function openStore(
  { env, clock }: Ports,
  { config, streams }: DeliveryOptions,
  startedMs: number,
): Promise<RejectedRowStore | undefined> {
  const started = new Date(startedMs).toISOString().replaceAll(':', '-')
  return openRejectedRowStore(config.object_storage_config, jobIdOf(streams, env) ?? started, started, clock)
}

function createPipeline(
  { clock }: Ports,
  options: DeliveryOptions,
  parts: {
    readonly stats: RunStats
    readonly sender: RetryingTransport
    readonly store: RejectedRowStore | undefined
    readonly guards: Guards
  },
): Pipeline {
  const { config, mappings } = options
  const { stats, sender, store, guards } = parts
  const holdFolder = config.guards.hold_folder ?? tmpdir()
  removeStaleHoldFiles(holdFolder, clock.now())
  return new Pipeline({
    mappers: mappings.mappers,
    send: (request, signal) => {
      stats.requests++
      return sender.send(request, signal)
    },
    merge: mergeItems,
    keyOf: keyOfItem,
    emitState: (state, counts) => {
      if (config.test_cohort.length > 0) return
      stats.statesWritten++
      options.emitState(state, counts)
    },
    ...(options.onDelivered === undefined ? {} : { onDelivered: options.onDelivered }),
    ...(options.outputBytes === undefined ? {} : { outputBytes: options.outputBytes }),
    reject: store && ((ref, rejection) => store.store(ref, rejection)),
    flushRejectedRows: () => store?.flush(),
    stopInput: options.stopInput,
    guards,
    openHoldFile: () => createHoldFile(holdFolder),
    stats,
    clock,
    maxInFlight: config.delivery.max_in_flight,
    flushMs: config.delivery.flush_seconds * 1000,
  })
}

function logResult(output: Log, result: RunResult): void {
  for (const { hints } of result.notes.values()) for (const hint of hints) output.log('WARN', hint)
  for (const line of rejectionLines(result.stats)) output.log('WARN', line)
  output.log('INFO', summaryText(result))
}

/** The number of Airbyte's job. Rejected rows are stored in a folder of that name, to which Airbyte links. */
function jobIdOf(streams: readonly SourceStream[], env: Environment): string | undefined {
  const syncId = streams.find((stream) => stream.syncId !== undefined)?.syncId
  return syncId === undefined ? env['WORKER_JOB_ID'] : String(syncId)
}

/** The limits that the configuration sets for the guards. */
export function guardLimits({ guards, events }: Config): GuardLimits {
  return {
    maxRejectedPercent: guards.max_rejected_percent,
    maxPeople: guards.max_people,
    maxDeletes: guards.max_deletes,
    maxNullPercent: new Map(guards.max_null_percent.map(({ attribute, percent }) => [attribute, percent])),
    // A stream that is read in full is probably a backfill. An incremental stream contains recent events.
    maxLiveEvents: (stream: SourceStream) => events.max_live_events ?? (stream.readInFull ? 10_000 : undefined),
  }
}
