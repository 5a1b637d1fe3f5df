import { writeFile } from 'node:fs/promises'
import { readCatalog } from '../airbyte/catalog'
import type { Config } from '../config/load'
import type { AppClient } from '../customerio/app'
import { systemClock } from '../lib/clock'
import { ConfigError } from '../core/errors'
import { count } from '../lib/format'
import type { CellState, FailedChange } from '../verification/compare-profile'
import type { ExpectedPerson } from '../verification/expected-profile'
import { readBack, type PersonResult } from '../verification/read-back'
import { readMembership, type Membership } from '../verification/segment-membership-check'
import { readSentFile, type SentFile } from '../verification/verify-file'
import { failedJson, renderVerification, type Verification } from '../inspection/rendering/verification'
import { requireFlag, readArguments, readCount } from './arguments'
import { showProgressBar } from './progress-bar'
import { readConfig } from '../app/open-workspace'
import type { Context, Session } from '../app/session'
import { dryRunInput } from '../app/dry-run-input'
import { readJsonFile } from './protocol'
import { terminalCommand } from './terminal'
import { openReader } from '../app/workspace-reader'

const WRONG = 1
const PENDING = 75
const DEFAULT_SAMPLE = 100
const DEFAULT_WAIT_S = 60

const HELP = `Usage: destination-customer-io verify --config FILE --verify-file FILE [options]
       destination-customer-io verify --config FILE --catalog FILE --input FILE --since TIME [options]

Reads people back from Customer.io and compares them with what was sent, attribute by attribute. It needs an App API
key (credentials.app_api_key) and keeps to 10 requests a second.

  --verify-file FILE   what 'write --verify-file FILE' kept of what it sent
  --catalog, --input   instead: the messages that write was given; they are mapped again
  --since TIME         with --input: when write began (ISO 8601), for the failed changes since then
  --ids A,B            only these people, by id or e-mail
  --sample N           at most N people (default ${DEFAULT_SAMPLE})
  --segments 1,2       also whether they are in these segments
  --wait SECONDS       how long what does not show yet is waited for (default ${DEFAULT_WAIT_S})
  --json FILE          writes everything as JSON, values in full

Exit code: 0 all as sent; ${WRONG} something differs, is missing or was refused; ${PENDING} something does not show yet;
78 the configuration; 70 our bug.
`

const OPTIONS = {
  config: { type: 'string' },
  'verify-file': { type: 'string' },
  catalog: { type: 'string' },
  input: { type: 'string' },
  since: { type: 'string' },
  ids: { type: 'string' },
  sample: { type: 'string' },
  segments: { type: 'string' },
  wait: { type: 'string' },
  json: { type: 'string' },
} as const

type Flags = { readonly [Name in keyof typeof OPTIONS]?: string | undefined }

/** `verify`: whether Customer.io holds what was sent. */
export function verify(context: Context): Promise<number> {
  return terminalCommand(context, async (session) => {
    const flags = readArguments('verify', session.args, OPTIONS)
    if (flags.help === true) {
      session.stdout.write(HELP)
      return 0
    }
    const startedMs = Date.now()
    const config = await readConfig(session, requireFlag('config FILE', flags.config))
    const sent = choose(await readSent(session, config, flags), flags)
    const reader = await openReader(session, config)
    if (reader === undefined)
      throw new ConfigError('verify needs credentials.app_api_key, an App API key of the workspace.')
    try {
      const verification = await readAndJudge(session, reader, sent, flags, startedMs)
      session.stdout.write(session.output.clean(renderVerification(verification)))
      if (flags.json !== undefined)
        await writeFile(flags.json, `${JSON.stringify(verification, null, 2)}\n`, { mode: 0o600 })
      return { right: 0, pending: PENDING, wrong: WRONG }[verification.verdict]
    } finally {
      reader.close()
    }
  })
}

async function readSent(session: Session, config: Config, flags: Flags): Promise<SentFile> {
  if (flags['verify-file'] !== undefined) return readSentFile(flags['verify-file'])
  if (flags.input === undefined)
    throw new ConfigError('Name what was sent: --verify-file FILE, or --catalog FILE and --input FILE.')
  const startedMs = Date.parse(requireFlag('since TIME, when write began,', flags.since))
  if (Number.isNaN(startedMs)) throw new ConfigError('--since takes an ISO 8601 time such as 2026-01-31T09:00:00Z.')
  const streams = readCatalog(await readJsonFile(requireFlag('catalog FILE', flags.catalog), 'catalog'))
  const { sample } = await dryRunInput(session, config, streams, { input: flags.input, sampled: Infinity })
  return { startedMs, endedMs: startedMs, people: sample.people }
}

/** The people whom the user asked for. ConfigError where there is nobody. */
function choose({ people, ...times }: SentFile, { ids, sample }: Flags): SentFile {
  const wanted = ids === undefined ? undefined : new Set(listOf(ids))
  const chosen = wanted === undefined ? people : people.filter((person) => isNamed(person, wanted))
  const limit = sample === undefined ? DEFAULT_SAMPLE : readCount('sample', sample)
  // Whoever is named is read, however many they are.
  const read = wanted === undefined ? chosen.slice(0, limit) : chosen
  if (read.length === 0)
    throw new ConfigError('There is nobody to verify: what was sent changes no attribute of the people asked for.')
  return { ...times, people: read }
}

function isNamed({ value, attributes }: ExpectedPerson, wanted: ReadonlySet<string>): boolean {
  const email = attributes['email']
  return wanted.has(value) || (typeof email === 'string' && wanted.has(email))
}

async function readAndJudge(
  session: Session,
  reader: AppClient,
  { startedMs: sentMs, endedMs, people }: SentFile,
  flags: Flags,
  startedMs: number,
): Promise<Verification> {
  const clock = systemClock
  const waitMs = (flags.wait === undefined ? DEFAULT_WAIT_S : readCount('wait', flags.wait)) * 1000
  const sinceS = Math.floor(sentMs / 1000)
  const deadlineMs = clock.now() + waitMs
  let settled = 0
  const stopWork = showProgressBar(session, {
    total: people.length,
    done: () => settled,
    line: () => `${count(settled)} of ${count(people.length)} people as sent`,
  })
  try {
    const results = await readBack({
      expected: people,
      reader,
      sinceS,
      endedMs,
      waitMs,
      clock,
      onProgress: (some) => (settled = some),
    })
    const segments = listOf(flags.segments ?? '')
    const members =
      segments.length === 0
        ? []
        : await readMembership(people, segments, { reader, clock, waitMs: Math.max(0, deadlineMs - clock.now()) })
    const failed = await reader.failedChanges(sinceS)
    return judge(session, { startedMs, sentMs, results, members, failed })
  } finally {
    stopWork()
  }
}

function judge(
  { version }: Session,
  {
    startedMs,
    sentMs,
    results,
    members,
    failed,
  }: {
    readonly startedMs: number
    readonly sentMs: number
    readonly results: readonly PersonResult[]
    readonly members: readonly Membership[]
    readonly failed: readonly FailedChange[]
  },
): Verification {
  const cells: Record<CellState, number> = { match: 0, differs: 0, pending: 0, missing: 0, only_in_customer_io: 0 }
  for (const { cells: own } of results) for (const { state } of own) cells[state]++
  const refused = results.some((result) => result.failed.length > 0)
  const isOut = members.some(({ isMember }) => !isMember)
  const isWrong = refused || isOut || results.some(({ isRight, isPending }) => !isRight && !isPending)
  const isPending = results.some((result) => result.isPending)
  return {
    version,
    made_at: new Date(startedMs).toISOString(),
    sent_since: new Date(sentMs).toISOString(),
    seconds: (Date.now() - startedMs) / 1000,
    verdict: isWrong ? 'wrong' : isPending ? 'pending' : 'right',
    people: results.map(({ person, exists, isRight, note, cells: attributes }) => {
      return {
        kind: person.kind,
        value: person.value,
        expected: person.state,
        exists,
        right: isRight,
        note,
        attributes,
      }
    }),
    cells,
    failed_changes: failed.map(failedJson),
    segments: members.map(({ person, segment, isMember }) => ({ segment, person: person.value, member: isMember })),
  }
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
