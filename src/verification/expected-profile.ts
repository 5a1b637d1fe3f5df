import { hash64, type Hash64 } from '../lib/hash'

/** Kinds of identifier by which a person can be read back. */
export type ReadKind = 'id' | 'email' | 'cio_id' | 'phone'

const READ_KINDS: readonly ReadKind[] = ['id', 'email', 'cio_id', 'phone']

/** The profile that Customer.io should hold after it has applied everything that was sent. */
export interface ExpectedPerson {
  readonly kind: ReadKind
  readonly value: string
  /** `absent` after a deletion; `if_known` if only updates that create no one were sent. */
  readonly state: 'present' | 'absent' | 'if_known'
  /** The last value sent of each attribute; null and the empty text remove it. */
  readonly attributes: Readonly<Record<string, unknown>>
}

interface Item {
  readonly type?: string
  readonly action?: string
  readonly identifiers?: Readonly<Record<string, string>>
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly secondary?: Readonly<Record<string, string>>
}

interface Kept {
  readonly rank: number
  person: ExpectedPerson
}

/**
 * Keeps the expected profiles of at most `limit` people: a uniform sample, the people with the lowest hashes. Each profile
 * includes every change that was sent, in order. Memory is O(limit), independent of the number of rows.
 */
export class PeopleSample {
  private readonly kept = new Map<string, Kept>()
  private highest: number
  private readonly hash: Hash64 = { high: 0, low: 0 }

  constructor(private readonly limit: number) {
    // No rank is that low, so a limit of zero keeps no one.
    this.highest = limit === 0 ? -Infinity : Infinity
  }

  /** Takes the JSON of an item that was sent. */
  take(json: string): void {
    const parsed: unknown = JSON.parse(json)
    // A request for a segment consists of bare identifiers and changes no profile.
    if (typeof parsed !== 'object' || parsed === null) return
    const change = changeOf(parsed)
    if (change !== undefined) this.keep(`person/${change.kind}/${change.value}`, change)
  }

  get people(): readonly ExpectedPerson[] {
    return [...this.kept.values()].map(({ person }) => person)
  }

  private keep(entity: string, change: ExpectedPerson): void {
    const rank = this.rankOf(entity)
    const known = this.kept.get(entity)
    if (known !== undefined) {
      known.person = followedBy(known.person, change)
      return
    }
    if (rank > this.highest) return
    this.kept.set(entity, { rank, person: change })
    if (this.kept.size <= this.limit) return
    const ranked = [...this.kept].sort(([, a], [, b]) => b.rank - a.rank)
    this.kept.delete((ranked[0] as [string, Kept])[0])
    // Ranks at or above the highest are refused from now on, so each kept person was kept since their first change.
    this.highest = (ranked[1] as [string, Kept])[1].rank
  }

  private rankOf(entity: string): number {
    const { high, low } = hash64(entity, this.hash)
    return high * 2 ** 32 + low
  }
}

/** The change of a profile by one item; undefined if it changes no profile. */
function changeOf({ type, action, identifiers, attributes, secondary }: Item): ExpectedPerson | undefined {
  if (type !== 'person') return undefined
  if (action === 'merge') return gone(secondary)
  if (action === 'delete' || action === 'suppress') return gone(identifiers)
  const who = whoOf(identifiers)
  if (action !== 'identify' || who === undefined) return undefined
  const { _update: update, ...rest } = attributes ?? {}
  return { ...who, state: update === true ? 'if_known' : 'present', attributes: rest }
}

function gone(identifiers: Item['identifiers']): ExpectedPerson | undefined {
  const who = whoOf(identifiers)
  return who && { ...who, state: 'absent', attributes: {} }
}

function whoOf(identifiers: Item['identifiers']): Pick<ExpectedPerson, 'kind' | 'value'> | undefined {
  for (const kind of READ_KINDS) {
    const value = identifiers?.[kind]
    if (value !== undefined) return { kind, value }
  }
  return undefined
}

function followedBy(before: ExpectedPerson, change: ExpectedPerson): ExpectedPerson {
  // A deletion discards everything before it. An update finds a person whom an earlier item created.
  if (change.state === 'absent' || before.state === 'absent') return change
  const state = before.state === 'present' ? 'present' : change.state
  return { ...change, state, attributes: { ...before.attributes, ...change.attributes } }
}
