import { sleep, type Clock } from '../lib/clock'
import { compareAttributes, type Cell, type FailedChange, type HeldPerson } from './compare-profile'
import type { ExpectedPerson, ReadKind } from './expected-profile'

/** People a call of the App API reads (App API reference, POST /v1/customers/attributes). */
const PEOPLE_PER_CALL = 100
const FIRST_PAUSE_MS = 1000
const MAX_PAUSE_MS = 8000
/** So long after a run what does not show may still be on its way: renames were seen to take up to a minute. */
const MAY_COME_MS = 300_000

const STILL_COMING = 'nothing of this run shows yet'

/** The part of the App API that reading back needs. */
export interface PeopleReader {
  /** Those who exist, in any order. */
  people(kind: ReadKind, values: readonly string[]): Promise<readonly HeldPerson[]>
  /** Failed attribute changes since then (unix seconds). */
  failedChanges(sinceS: number): Promise<readonly FailedChange[]>
}

export interface ReadBackOptions {
  readonly expected: readonly ExpectedPerson[]
  readonly reader: PeopleReader
  /** When the run began, in unix seconds. */
  readonly sinceS: number
  /** When it ended, in unix milliseconds. */
  readonly endedMs: number
  /** How long what is not there yet is waited for. */
  readonly waitMs: number
  readonly clock: Clock
  /** People that are read and need no other look, of all. */
  readonly onProgress?: (settled: number) => void
}

export interface PersonResult {
  readonly person: ExpectedPerson
  /** Whether Customer.io has the person. */
  readonly exists: boolean
  /** The person is there or gone as expected, and no attribute differs. */
  readonly isRight: boolean
  /** Not right, and all that is wrong may still be on its way. */
  readonly isPending: boolean
  readonly cells: readonly Cell[]
  readonly note: string | null
  readonly failed: readonly FailedChange[]
  readonly held: HeldPerson | undefined
}

/**
 * Reads people back and compares them with what was sent, again and again until all is right or the wait is over:
 * Customer.io answers before it applies. What its activity log says it refused is not waited for.
 */
export async function readBack(options: ReadBackOptions): Promise<readonly PersonResult[]> {
  const { expected, reader, sinceS, endedMs, waitMs, clock, onProgress } = options
  const deadlineMs = clock.now() + waitMs
  const results = new Map<ExpectedPerson, PersonResult>()
  let open = expected
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    const held = await readAll(open, reader)
    const failures = await reader.failedChanges(sinceS)
    const mayCome = clock.now() < endedMs + MAY_COME_MS
    for (const person of open) results.set(person, judge(person, held.get(person), failures, { sinceS, mayCome }))
    open = open.filter((person) => !isSettled(results.get(person) as PersonResult))
    onProgress?.(expected.length - open.length)
    const leftMs = deadlineMs - clock.now()
    if (open.length === 0 || leftMs <= 0) break
    await sleep(clock, Math.min(pauseMs, leftMs))
  }
  return expected.map((person) => results.get(person) as PersonResult)
}

/** Reads people by a hundred; a person who does not exist is not among the results. */
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

function isSettled({ isRight, cells, failed }: PersonResult): boolean {
  if (isRight) return true
  const refused = new Set(failed.map(({ field }) => field))
  const wrong = cells.filter(isWrong)
  return wrong.length > 0 && wrong.every(({ attribute }) => refused.has(attribute))
}

function isWrong({ state }: Cell): boolean {
  return state !== 'match' && state !== 'only_in_customer_io'
}

function judge(
  person: ExpectedPerson,
  held: HeldPerson | undefined,
  failures: readonly FailedChange[],
  { sinceS, mayCome }: { readonly sinceS: number; readonly mayCome: boolean },
): PersonResult {
  const failed = failures.filter((failure) => concerns(failure, person, held))
  const base = { person, exists: held !== undefined, failed, held }
  if (person.state === 'absent') {
    const isRight = held === undefined
    const note = isRight ? 'gone, as sent' : mayCome ? STILL_COMING : 'still there, though it was deleted'
    return { ...base, isRight, isPending: !isRight && mayCome, cells: [], note }
  }
  if (held === undefined) {
    if (person.state === 'if_known')
      return { ...base, isRight: true, isPending: false, cells: [], note: 'unknown, and an update creates nobody' }
    const isPending = mayCome && failed.length === 0
    const cells = Object.entries(person.attributes).map(([attribute, sent]): Cell => {
      return { attribute, state: isPending ? 'pending' : 'missing', sent: JSON.stringify(sent), held: null, note: null }
    })
    return { ...base, isRight: false, isPending, cells, note: isPending ? STILL_COMING : 'there is no such person' }
  }
  const seen = compareAttributes(person, held)
  const shows = showsTheRun(person, held, seen, sinceS)
  const cells = seen.map((cell) => withReason(cell, failed, { shows, mayCome }))
  const wrong = cells.filter(isWrong)
  const isPending = wrong.length > 0 && wrong.every(({ state }) => state === 'pending')
  return { ...base, isRight: wrong.length === 0, isPending, cells, note: null }
}

/** True once something of the run is visible on the person: what then still differs is no matter of waiting. */
function showsTheRun(person: ExpectedPerson, held: HeldPerson, cells: readonly Cell[], sinceS: number): boolean {
  const sent = Object.keys(person.attributes)
  const known = sent.filter((name) => held.changedS[name] !== undefined)
  // An API that does not say when leaves the values themselves as the only sign.
  if (known.length === 0) return cells.some(({ state }) => state === 'match')
  return known.some((name) => (held.changedS[name] as number) >= sinceS)
}

function withReason(
  cell: Cell,
  failed: readonly FailedChange[],
  { shows, mayCome }: { readonly shows: boolean; readonly mayCome: boolean },
): Cell {
  if (!isWrong(cell)) return cell
  const refusal = failed.find(({ field }) => field === cell.attribute)
  if (refusal !== undefined) return { ...cell, note: `refused by Customer.io: ${refusal.reason}` }
  if (shows) return cell
  return mayCome
    ? { ...cell, state: 'pending', note: STILL_COMING }
    : { ...cell, note: 'nothing of the run shows on this person' }
}

/** A failure that names no profile is told by the value that it refused. */
function concerns(failure: FailedChange, person: ExpectedPerson, held: HeldPerson | undefined): boolean {
  const { customerId, cioId, email, field, value } = failure
  if (cioId !== undefined && held !== undefined) return held.cioId === cioId
  if (customerId !== undefined && customerId !== '') {
    return customerId === person.value || customerId === held?.id || customerId === held?.email
  }
  if (email !== undefined && person.kind === 'email') return email.toLowerCase() === person.value.toLowerCase()
  return person.attributes[field] === value || (field === person.kind && value === person.value)
}
