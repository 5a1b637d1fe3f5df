import { writeFile } from 'node:fs/promises'
import { readCatalog } from '../airbyte/catalog'
import { readInput, stdinChunks, type InputCounts } from '../airbyte/input'
import { refuseSockets } from '../airbyte/speed-mode'
import type { Config } from '../config/load'
import { createTrackTransport } from '../customerio/track'
import { Guards } from '../delivery/guards'
import { Pipeline } from '../delivery/pipeline'
import { createRateLimiter, rateLimited } from '../delivery/rate-limit'
import { Report } from '../delivery/report'
import { retrying } from '../delivery/retrying'
import { systemClock } from '../lib/clock'
import { TransientError } from '../lib/errors'
import type { SourceStream } from '../lib/rows'
import { mergeEntries } from '../mapping/merge'
import { planStreams, type Plan } from '../mapping/plan'
import { openRejectStore } from '../rejects/store'
import { connect, readConfig, readLiveObjects, userAgent } from './connect'
import type { Context } from './context'
import { showProgress } from './progress'
import { protocolCommand, readFlags, readJsonFile, type Session } from './protocol'
import { rejectionLines, summaryJson, summaryText, type RunFacts, type StreamNotes } from './report-text'

/** How long what is in flight may take after SIGTERM. */
const TERMINATION_GRACE_MS = 30_000
/** A wait at least this long is shown to the platform as a rate limit. */
const SHOWN_WAIT_MS = 5_000
/** What a shell says of a process that SIGTERM ended: 128 + 15. */
const TERMINATED = 143

/** `write`: Airbyte messages from stdin to Customer.io, states back to stdout once what precedes them is settled. */
export async function write(context: Context): Promise<number> {
  const ended = { bySignal: false }
  const code = await protocolCommand(context, async (session) => {
    const flags = readFlags(session.args, ['config', 'catalog'], ['state', 'summary'])
    refuseSockets(session.env)
    const config = await readConfig(session, flags.config)
    const streams = readCatalog(await readJsonFile(flags.catalog, 'catalog'))
    const plan = planStreams(config, streams, await readLiveObjects(session, config, streams))
    for (const warning of plan.warnings) session.output.log('WARN', warning)
    const run = await prepare(session, config, plan, streams)
    const stopListening = session.onTerminate((signal) => {
      ended.bySignal = true
      run.terminate(signal)
    })
    try {
      await run.toEnd()
    } finally {
      stopListening()
      await run.close(flags.summary)
    }
  })
  return ended.bySignal ? TERMINATED : code
}

interface Run {
  toEnd(): Promise<void>
  terminate(signal: string): void
  /** Says what happened and lets go of everything. */
  close(summaryPath: string | undefined): Promise<void>
}

async function prepare(session: Session, config: Config, plan: Plan, streams: readonly SourceStream[]): Promise<Run> {
  const { output } = session
  const clock = systemClock
  const startedMs = clock.now()
  const region = await connect(session, config)
  const transport = createTrackTransport({
    siteId: config.credentials.site_id.reveal(),
    apiKey: config.credentials.api_key.reveal(),
    baseUrl: region.trackUrl,
    maxSockets: config.delivery.max_in_flight,
    userAgent: userAgent(session),
  })
  const report = new Report(streams)
  const limiter = createRateLimiter({ requestsPerSecond: config.delivery.requests_per_second, clock })
  const sender = retrying(rateLimited(transport, limiter, clock), {
    maxRetryMs: config.delivery.max_retry_minutes * 60_000,
    clock,
    random: Math.random,
    onRetry: () => report.retries++,
    onWait: ({ untilMs, rateLimited: limited, cause }) => {
      if (untilMs - clock.now() < SHOWN_WAIT_MS) return
      output.log('INFO', `Waiting until ${new Date(untilMs).toISOString()} to try again: ${cause}`)
      if (limited) output.rateLimited(streams, untilMs)
    },
  })
  const started = new Date(startedMs).toISOString().replaceAll(':', '-')
  const jobId = streams.find(({ syncId }) => syncId !== undefined)?.syncId ?? session.env['WORKER_JOB_ID'] ?? started
  const store = await openRejectStore(config.object_storage_config, String(jobId), started, clock)
  const counts: InputCounts = { rows: 0, states: 0, ignored: 0, broken: 0 }
  const pipeline = new Pipeline({
    mappers: plan.mappers,
    send: (request, signal) => {
      report.requests++
      return sender.send(request, signal)
    },
    merge: mergeEntries,
    emitState: (state, stateCounts) => {
      if (config.test_cohort.length === 0) output.state(state.text, stateCounts)
    },
    reject: store && ((ref, rejection) => store.store(ref, rejection)),
    flushRejects: () => store?.flush(),
    stopInput: () => session.stdin.destroy(),
    guards: new Guards(guardLimits(config)),
    report,
    clock,
    maxInFlight: config.delivery.max_in_flight,
    flushMs: config.delivery.flush_seconds * 1000,
  })
  output.onClosed(() => pipeline.abort(new TransientError('stdout was closed: whoever started this run has gone.')))
  let cancelGrace: (() => void) | undefined
  const stopProgress = showProgress(session, report, pipeline, startedMs)

  return {
    toEnd: () =>
      pipeline.run(
        readInput(stdinChunks(session.stdin), streams, {
          counts,
          onSurprise: (sentence: string) => output.log('WARN', sentence),
        }),
      ),
    terminate(signal) {
      output.log('WARN', `${signal}: finishing what is in flight, then stopping.`)
      const error = new TransientError(
        `Stopped by ${signal}. What was acknowledged stays; the next run goes on from there.`,
      )
      pipeline.stop(error)
      cancelGrace = clock.after(TERMINATION_GRACE_MS, () => pipeline.abort(error))
    },
    async close(summaryPath) {
      cancelGrace?.()
      stopProgress()
      const facts: RunFacts = {
        version: session.version,
        elapsedMs: clock.now() - startedMs,
        rateLimitWaitedMs: limiter.waitedMs,
        brokenLines: counts.broken,
      }
      const notes = notesOf(plan)
      for (const { hints } of notes.values()) for (const hint of hints) output.log('WARN', hint)
      for (const line of rejectionLines(report)) output.log('WARN', line)
      output.log('INFO', summaryText(report, notes, facts))
      if (summaryPath !== undefined) {
        await writeFile(summaryPath, `${JSON.stringify(summaryJson(report, notes, facts), null, 2)}\n`)
      }
      await store?.close()
      transport.close()
    },
  }
}

function guardLimits(config: Config) {
  const { guards, events } = config
  return {
    maxRejectedPercent: guards.max_rejected_percent,
    maxPeople: guards.max_people,
    maxDeletes: guards.max_deletes,
    // A stream that is read in full is likely a backfill; an incremental one brings what just happened.
    maxLiveEvents: (stream: SourceStream) => events.max_live_events ?? (stream.readInFull ? 10_000 : undefined),
  }
}

function notesOf(plan: Plan): ReadonlyMap<SourceStream, StreamNotes> {
  return new Map(
    [...plan.mappers].map(([stream, { object, operation, irreversible, tally }]) => [
      stream,
      { object, operation, irreversible, counts: tally.counts, hints: tally.hints() },
    ]),
  )
}
