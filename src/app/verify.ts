import { readCatalog } from '../airbyte/catalog'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { AppClient } from '../customerio/app'
import { failedJson, type Verification } from '../inspection/rendering/verification'
import { count } from '../lib/format'
import type { AttributeState, FailedChange } from '../verification/compare-profile'
import type { ExpectedPerson } from '../verification/expected-profile'
import { readBack, type PersonResult } from '../verification/read-back'
import { readMembership, type Membership } from '../verification/segment-membership-check'
import { readSentFile, type SentFile } from '../verification/verify-file'
import { dryRunMessages } from './dry-run-source'
import { readJsonFile } from '../airbyte/json-file'
import { readConfig } from './open-workspace'
import type { Ports } from './ports'
import { openReader } from './workspace-reader'

/** What was sent: the file that `write --verify-file` stored, or the messages of `write`, which are mapped again. */
export type SentSource =
  | { readonly verifyFilePath: string }
  | { readonly catalogPath: string; readonly inputPath: string; readonly startedMs: number }

export interface VerifyOptions {
  readonly configPath: string
  readonly sent: SentSource
  /** Reads only these people, by id or email address; undefined for any. */
  readonly ids: readonly string[] | undefined
  /** The maximum number of people to read, if `ids` is undefined. */
  readonly sampleSize: number
  /** Ids of segments that the people must be in. */
  readonly segments: readonly string[]
  /** How long to wait for changes that are not visible yet. */
  readonly waitMs: number
}

/** The times and results of one verification. */
interface Readings {
  readonly startedMs: number
  /** When `write` began. */
  readonly sentMs: number
  readonly results: readonly PersonResult[]
  readonly members: readonly Membership[]
  readonly failed: readonly FailedChange[]
}

/** Reads people back from Customer.io and compares them with what was sent. */
export async function verifyDelivery(ports: Ports, options: VerifyOptions): Promise<Verification> {
  const startedMs = ports.clock.now()
  const config = await readConfig(ports, options.configPath)
  const sent = choosePeople(await readSent(ports, config, options.sent), options)
  const reader = await openReader(ports, config)
  if (reader === undefined)
    throw new ConfigError('verify needs credentials.app_api_key, an App API key of the workspace.')
  try {
    return judge(ports, await readPeople(ports, reader, sent, { ...options, startedMs }))
  } finally {
    reader.close()
  }
}

async function readSent(ports: Ports, config: Config, source: SentSource): Promise<SentFile> {
  if ('verifyFilePath' in source) return readSentFile(source.verifyFilePath)
  const { startedMs, inputPath } = source
  const streams = readCatalog(await readJsonFile(source.catalogPath, 'catalog'))
  const { sample } = await dryRunMessages(ports, config, streams, { path: inputPath }, Infinity)
  return { startedMs, endedMs: startedMs, people: sample.people }
}

/** The people that the user asked for. ConfigError if no one is left. */
function choosePeople({ people, ...times }: SentFile, { ids, sampleSize }: VerifyOptions): SentFile {
  const named = ids === undefined ? undefined : new Set(ids)
  const chosen = named === undefined ? people.slice(0, sampleSize) : people.filter((person) => isNamed(person, named))
  if (chosen.length === 0)
    throw new ConfigError('There is no one to verify: the run changed no attribute of these people.')
  return { ...times, people: chosen }
}

function isNamed({ value, attributes }: ExpectedPerson, named: ReadonlySet<string>): boolean {
  const email = attributes['email']
  return named.has(value) || (typeof email === 'string' && named.has(email))
}

async function readPeople(
  { clock, showProgress }: Ports,
  reader: AppClient,
  { startedMs: sentMs, endedMs, people }: SentFile,
  { segments, waitMs, startedMs }: VerifyOptions & { readonly startedMs: number },
): Promise<Readings> {
  const sinceS = Math.floor(sentMs / 1000)
  const deadlineMs = clock.now() + waitMs
  let matched = 0
  const stopProgress = showProgress({
    total: people.length,
    done: () => matched,
    line: () => `${count(matched)} of ${count(people.length)} people match`,
  })
  try {
    const onProgress = (some: number) => (matched = some)
    const results = await readBack({ expected: people, reader, sinceS, endedMs, waitMs, clock, onProgress })
    const members =
      segments.length === 0
        ? []
        : await readMembership(people, segments, { reader, clock, waitMs: Math.max(0, deadlineMs - clock.now()) })
    const failed = await reader.failedChanges(sinceS)
    return { startedMs, sentMs, results, members, failed }
  } finally {
    stopProgress()
  }
}

function judge({ version, clock }: Ports, { startedMs, sentMs, results, members, failed }: Readings): Verification {
  const counts: Record<AttributeState, number> = {
    match: 0,
    differs: 0,
    pending: 0,
    missing: 0,
    only_in_customer_io: 0,
  }
  for (const { attributes } of results) for (const { state } of attributes) counts[state]++
  const isRefused = results.some((result) => result.failed.length > 0)
  const isOut = members.some(({ isMember }) => !isMember)
  const isWrong = isRefused || isOut || results.some(({ isRight, isPending }) => !isRight && !isPending)
  const isPending = results.some((result) => result.isPending)
  return {
    version,
    made_at: new Date(startedMs).toISOString(),
    sent_since: new Date(sentMs).toISOString(),
    seconds: (clock.now() - startedMs) / 1000,
    verdict: isWrong ? 'wrong' : isPending ? 'pending' : 'right',
    people: results.map(({ person, exists, isRight, note, attributes }) => ({
      kind: person.kind,
      value: person.value,
      expected: person.state,
      exists,
      right: isRight,
      note,
      attributes,
    })),
    attribute_counts: counts,
    failed_changes: failed.map(failedJson),
    segments: members.map(({ person, segment, isMember }) => ({ segment, person: person.value, member: isMember })),
  }
}
