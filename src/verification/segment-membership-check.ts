import { sleep, type Clock } from '../lib/clock'
import type { ExpectedPerson, ReadKind } from './expected-profile'

const PAUSE_MS = 2000

/** The part of the App API that `readMembership` needs. */
export interface SegmentReader {
  /** Ids of the segments of a person; undefined if the person does not exist. */
  segmentsOf(kind: ReadKind, value: string): Promise<readonly string[] | undefined>
}

export interface Membership {
  readonly person: ExpectedPerson
  readonly segment: string
  readonly isMember: boolean
}

/**
 * Reads which of `people` are members of which of `segments`. It repeats this until everyone is a member of every segment or
 * `waitMs` has passed, because Customer.io builds segments some time after it applies attributes.
 */
export async function readMembership(
  people: readonly ExpectedPerson[],
  segments: readonly string[],
  { reader, clock, waitMs }: { readonly reader: SegmentReader; readonly clock: Clock; readonly waitMs: number },
): Promise<readonly Membership[]> {
  const deadlineMs = clock.now() + waitMs
  const found = new Map<ExpectedPerson, ReadonlySet<string>>()
  const isIn = (person: ExpectedPerson, segment: string) => found.get(person)?.has(segment) === true
  let open = people
  for (;;) {
    for (const person of open) found.set(person, new Set(await reader.segmentsOf(person.kind, person.value)))
    open = open.filter((person) => !segments.every((segment) => isIn(person, segment)))
    const leftMs = deadlineMs - clock.now()
    if (open.length === 0 || leftMs <= 0) break
    await sleep(clock, Math.min(PAUSE_MS, leftMs))
  }
  return people.flatMap((person) => segments.map((segment) => ({ person, segment, isMember: isIn(person, segment) })))
}
