import { hash64, type Hash64 } from '../lib/hash'
import type { BatchItem } from '../mapping/batch-item'

/** Kinds of identifier by which a person can be read back. */
export type ReadKind = 'id' | 'email' | 'cio_id' | 'phone'

const READ_KINDS: readonly ReadKind[] = ['id', 'email', 'cio_id', 'phone']

/** What Customer.io should hold of a person once everything sent is applied. */
export interface ExpectedPerson {
  readonly kind: ReadKind
  readonly value: string
  /** `absent` after a deletion; `if_known` where an update may create nobody. */
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
 * Keeps what is sent of at most `limit` people, an even sample of all (those whose hash is lowest), with every change to
 * each of them in the order in which it came. Its memory does not grow with the run.
 */
export class PeopleSample {
  private readonly kept = new Map<string, Kept>()
  private highest: number
  private readonly hash: Hash64 = { high: 0, low: 0 }

  constructor(private readonly limit: number) {
    // Nobody ranks that low.
    this.highest = limit === 0 ? -Infinity : Infinity
  }

  take({ json }: BatchItem): void {
    const parsed: unknown = JSON.parse(json)
    // A segment's call carries bare identifiers, which say nothing of the person.
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
    // Nobody at or above it comes back, so that whoever is kept is kept from the first change on.
    this.highest = (ranked[1] as [string, Kept])[1].rank
  }

  private rankOf(entity: string): number {
    const { high, low } = hash64(entity, this.hash)
    return high * 2 ** 32 + low
  }
}

/** What one item means for a person; undefined where it changes no attribute of anybody. */
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
  // Whoever was deleted begins anew; an update of somebody just made finds them.
  if (change.state === 'absent' || before.state === 'absent') return change
  const state = before.state === 'present' ? 'present' : change.state
  return { ...change, state, attributes: { ...before.attributes, ...change.attributes } }
}
