import { sleep, type Clock } from '../lib/clock'
import { compareAttributes, type ComparedAttribute, type FailedChange, type HeldPerson } from './compare-profile'
import type { ExpectedPerson, ReadKind } from './expected-profile'

/** Maximum number of people per request (App API reference, POST /v1/customers/attributes). */
const PEOPLE_PER_CALL = 100
const FIRST_PAUSE_MS = 1000
const MAX_PAUSE_MS = 8000
/** How long after a run a missing change may still be applied. Changes of identifiers were observed to take up to a minute. */
const MAY_BE_PENDING_MS = 300_000

const NOT_VISIBLE_YET = 'no change of this run is visible yet'

/** The part of the App API that `readBack` needs. */
export interface PeopleReader {
  /** The people who exist, in any order. */
  people(kind: ReadKind, values: readonly string[]): Promise<readonly HeldPerson[]>
  /** Failed attribute changes since this time (unix seconds). */
  failedChanges(sinceS: number): Promise<readonly FailedChange[]>
}

export interface ReadBackOptions {
  readonly expected: readonly ExpectedPerson[]
  readonly reader: PeopleReader
  /** When the run began, in unix seconds. */
  readonly sinceS: number
  /** When it ended, in unix milliseconds. */
  readonly endedMs: number
  /** The maximum wait for changes that are not visible yet. */
  readonly waitMs: number
  readonly clock: Clock
  /** Reports the number of people who need not be read again. */
  readonly onProgress?: (settled: number) => void
}

export interface PersonResult {
  readonly person: ExpectedPerson
  /** Whether Customer.io has the person. */
  readonly exists: boolean
  /** The person exists or was deleted as expected, and no attribute differs. */
  readonly isRight: boolean
  /** Not right, and Customer.io may still apply everything that differs. */
  readonly isPending: boolean
  readonly attributes: readonly ComparedAttribute[]
  readonly note: string | null
  readonly failed: readonly FailedChange[]
  readonly held: HeldPerson | undefined
}

/**
 * Reads people back and compares them with what was sent. It repeats this until everything is right or `waitMs` has passed,
 * because Customer.io answers before it applies. It does not wait for changes that the activity log lists as failed.
 */
export async function readBack(options: ReadBackOptions): Promise<readonly PersonResult[]> {
  const { expected, reader, sinceS, endedMs, waitMs, clock, onProgress } = options
  const deadlineMs = clock.now() + waitMs
  const results = new Map<ExpectedPerson, PersonResult>()
  let open = expected
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    const held = await readAll(open, reader)
    const failures = await reader.failedChanges(sinceS)
    const mayBePending = clock.now() < endedMs + MAY_BE_PENDING_MS
    for (const person of open) results.set(person, judge(person, held.get(person), failures, { sinceS, mayBePending }))
    open = open.filter((person) => !isSettled(results.get(person) as PersonResult))
    onProgress?.(expected.length - open.length)
    const leftMs = deadlineMs - clock.now()
    if (open.length === 0 || leftMs <= 0) break
    await sleep(clock, Math.min(pauseMs, leftMs))
  }
  return expected.map((person) => results.get(person) as PersonResult)
}

/** Reads people in batches of PEOPLE_PER_CALL. The result contains only people who exist. */
export async function readAll(
  people: readonly ExpectedPerson[],
  reader: Pick<PeopleReader, 'people'>,
): Promise<ReadonlyMap<ExpectedPerson, HeldPerson>> {
  const found = new Map<ExpectedPerson, HeldPerson>()
  const kinds = [...new Set(people.map(({ kind }) => kind))]
  for (const kind of kinds) {
    const ofKind = people.filter((person) => person.kind === kind)
    for (let at = 0; at < ofKind.length; at += PEOPLE_PER_CALL) {
      const asked = ofKind.slice(at, at + PEOPLE_PER_CALL)
      const held = await reader.people(
        kind,
        asked.map(({ value }) => value),
      )
      for (const person of asked) {
        const match = held.find((one) => isPerson(one, person))
        if (match !== undefined) found.set(person, match)
      }
    }
  }
  return found
}

function isPerson(held: HeldPerson, { kind, value }: ExpectedPerson): boolean {
  switch (kind) {
    case 'id':
      return held.id === value
    case 'email':
      return held.email?.toLowerCase() === value.toLowerCase()
    case 'cio_id':
      return held.cioId === value
    case 'phone':
      return held.attributes['phone'] === value
  }
}

function isSettled({ isRight, attributes, failed }: PersonResult): boolean {
  if (isRight) return true
  const refused = new Set(failed.map(({ field }) => field))
  const wrong = attributes.filter(isWrong)
  return wrong.length > 0 && wrong.every(({ attribute }) => refused.has(attribute))
}

function isWrong({ state }: ComparedAttribute): boolean {
  return state !== 'match' && state !== 'only_in_customer_io'
}

function judge(
  person: ExpectedPerson,
  held: HeldPerson | undefined,
  failures: readonly FailedChange[],
  { sinceS, mayBePending }: { readonly sinceS: number; readonly mayBePending: boolean },
): PersonResult {
  const failed = failures.filter((failure) => concerns(failure, person, held))
  const base = { person, exists: held !== undefined, failed, held }
  if (person.state === 'absent') {
    const isRight = held === undefined
    const note = isRight ? 'deleted, as sent' : mayBePending ? NOT_VISIBLE_YET : 'still exists, although it was deleted'
    return { ...base, isRight, isPending: !isRight && mayBePending, attributes: [], note }
  }
  if (held === undefined) {
    if (person.state === 'if_known')
      return { ...base, isRight: true, isPending: false, attributes: [], note: 'unknown, not created by an update' }
    const isPending = mayBePending && failed.length === 0
    const attributes = Object.entries(person.attributes).map(([attribute, sent]): ComparedAttribute => {
      return { attribute, state: isPending ? 'pending' : 'missing', sent: JSON.stringify(sent), held: null, note: null }
    })
    return {
      ...base,
      isRight: false,
      isPending,
      attributes,
      note: isPending ? NOT_VISIBLE_YET : 'there is no such person',
    }
  }
  const seen = compareAttributes(person, held)
  const shows = showsTheRun(person, held, seen, sinceS)
  const attributes = seen.map((attribute) => withReason(attribute, failed, { shows, mayBePending }))
  const wrong = attributes.filter(isWrong)
  const isPending = wrong.length > 0 && wrong.every(({ state }) => state === 'pending')
  return { ...base, isRight: wrong.length === 0, isPending, attributes, note: null }
}

/** True if a change of the run is visible on the person. Waiting longer does not resolve what still differs then. */
function showsTheRun(
  person: ExpectedPerson,
  held: HeldPerson,
  attributes: readonly ComparedAttribute[],
  sinceS: number,
): boolean {
  const sent = Object.keys(person.attributes)
  const known = sent.filter((name) => held.changedS[name] !== undefined)
  // Without the times of changes, a matching value is the only evidence.
  if (known.length === 0) return attributes.some(({ state }) => state === 'match')
  return known.some((name) => (held.changedS[name] as number) >= sinceS)
}

function withReason(
  attribute: ComparedAttribute,
  failed: readonly FailedChange[],
  { shows, mayBePending }: { readonly shows: boolean; readonly mayBePending: boolean },
): ComparedAttribute {
  if (!isWrong(attribute)) return attribute
  const refusal = failed.find(({ field }) => field === attribute.attribute)
  if (refusal !== undefined) return { ...attribute, note: `refused by Customer.io: ${refusal.reason}` }
  if (shows) return attribute
  return mayBePending
    ? { ...attribute, state: 'pending', note: NOT_VISIBLE_YET }
    : { ...attribute, note: 'no change of this run is visible on this person' }
}

/** A failure that names no profile is matched by the refused value. */
function concerns(failure: FailedChange, person: ExpectedPerson, held: HeldPerson | undefined): boolean {
  const { customerId, cioId, email, field, value } = failure
  if (cioId !== undefined && held !== undefined) return held.cioId === cioId
  if (customerId !== undefined && customerId !== '') {
    return customerId === person.value || customerId === held?.id || customerId === held?.email
  }
  if (email !== undefined && person.kind === 'email') return email.toLowerCase() === person.value.toLowerCase()
  return person.attributes[field] === value || (field === person.kind && value === person.value)
}
