/** A person in the warehouse. All rows of a person have the same values. */
export interface Source {
  readonly rows: readonly string[]
  readonly email: string
  readonly cart: string
  readonly amount: number
  /** Customer.io accepts the email address. */
  readonly isValid: boolean
}

/** The model at one moment, by the id of the person. */
export type Version = ReadonlyMap<string, Source>

/** What becomes of a person who is gone from the model. */
export type RemovedAction = 'ignore' | 'delete' | 'clear_attributes' | 'event'

/** What Customer.io has of a person, as text; ABSENT for none, CLEARED for a person without attributes. */
export type Profile = string
export const ABSENT: Profile = 'absent'
export const CLEARED: Profile = 'cleared'

export function profileOf({ email, cart, amount }: Pick<Source, 'email' | 'cart' | 'amount'>): Profile {
  return `${email} ${cart} ${amount}`
}

/** What the workspace has after a round, and the events that arrived in it. */
export interface Observed {
  readonly profiles: ReadonlyMap<string, Profile>
  /** The events of transitions, as `from>to` by row. */
  readonly transitions: ReadonlyMap<string, readonly string[]>
  /** The number of events of removals by person. */
  readonly left: ReadonlyMap<string, number>
}

type Delivered = 'yes' | 'maybe' | 'no'
/** The value of the cart of a row that was delivered last; undefined if none may have been. */
type KnownCart = string | undefined

/**
 * What Customer.io may have after runs that were killed, paused and replaced. Each round reads several versions of the model,
 * of which all but the last may have been delivered in whole, in part or not at all; the last one was delivered.
 */
export class Truth {
  private readonly profiles = new Map<string, ReadonlySet<Profile>>()
  private readonly delivered = new Map<string, Delivered>()
  private readonly carts = new Map<string, ReadonlySet<KnownCart>>()

  constructor(private readonly options: { readonly removed: RemovedAction; readonly hasEvents: boolean }) {}

  /** Compares a round with what it may lead to, and remembers it. Returns the differences. */
  settle(versions: readonly Version[], observed: Observed): readonly string[] {
    const ids = new Set([
      ...this.profiles.keys(),
      ...observed.profiles.keys(),
      ...versions.flatMap((one) => [...one.keys()]),
    ])
    const problems = [...ids].flatMap((id) => {
      const history = versions.map((version) => version.get(id))
      const profile = this.settleProfile(id, history, observed.profiles.get(id) ?? ABSENT)
      return [...profile, ...this.settleLeft(id, history, observed.left.get(id) ?? 0)]
    })
    return this.options.hasEvents ? [...problems, ...this.settleTransitions(versions, observed)] : problems
  }

  private settleProfile(id: string, history: readonly (Source | undefined)[], found: Profile): readonly string[] {
    const before = this.profiles.get(id) ?? new Set([ABSENT])
    const allowed = this.allowedProfiles(before, history, this.delivered.get(id) ?? 'no')
    // What was found is what the person has from now on.
    this.profiles.set(id, new Set([found]))
    return allowed.has(found)
      ? []
      : [`${id} is "${found}", expected ${[...allowed].join(' or ')} after ${JSON.stringify(history)}`]
  }

  private allowedProfiles(
    before: ReadonlySet<Profile>,
    history: readonly (Source | undefined)[],
    delivered: Delivered,
  ): ReadonlySet<Profile> {
    const last = history[history.length - 1]
    if (last?.isValid === true) return new Set([profileOf(last)])
    const possible = new Set([...before, ...history.flatMap((one) => (one?.isValid === true ? [profileOf(one)] : []))])
    const { removed } = this.options
    const isTouched = delivered !== 'no' || history.some((one) => one !== undefined)
    if (last !== undefined)
      return removed === 'delete' || removed === 'clear_attributes' ? this.withRemoved(possible, history) : possible
    if (removed === 'delete') return new Set([ABSENT])
    if (removed !== 'clear_attributes' || !isTouched) return possible
    return delivered === 'yes' ? new Set([CLEARED]) : new Set([CLEARED, ...[...before].filter((one) => one === ABSENT)])
  }

  /** A person who was gone in between, and whose row is rejected now, may have been removed. */
  private withRemoved(possible: ReadonlySet<Profile>, history: readonly (Source | undefined)[]): ReadonlySet<Profile> {
    if (!history.includes(undefined)) return possible
    return new Set([...possible, this.options.removed === 'delete' ? ABSENT : CLEARED])
  }

  private settleLeft(id: string, history: readonly (Source | undefined)[], found: number): readonly string[] {
    const before = this.delivered.get(id) ?? 'no'
    const presence = [before !== 'no', ...history.map((one) => one !== undefined)]
    const max = presence.filter((isPresent, index) => isPresent && presence[index + 1] === false).length
    const last = history[history.length - 1]
    const min = before === 'yes' && last === undefined ? 1 : 0
    const wasValid = history.some((one) => one !== undefined)
    const isGone = history.includes(undefined)
    const invalid: Delivered = before === 'yes' && !isGone ? 'yes' : before !== 'no' || wasValid ? 'maybe' : 'no'
    this.delivered.set(id, last === undefined ? 'no' : last.isValid ? 'yes' : invalid)
    if (this.options.removed !== 'event') return found === 0 ? [] : [`${id} has ${found} events of a removal`]
    return found >= min && found <= max ? [] : [`${id} has ${found} events of a removal, expected ${min} to ${max}`]
  }

  private settleTransitions(versions: readonly Version[], { transitions }: Observed): readonly string[] {
    const rows = versions.map(
      (version) => new Map([...version.values()].flatMap((source) => source.rows.map((row) => [row, source] as const))),
    )
    const owners = new Map(
      versions.flatMap((version) =>
        [...version].flatMap(([id, { rows: names }]) => names.map((row) => [row, id] as const)),
      ),
    )
    const names = new Set([...this.carts.keys(), ...rows.flatMap((one) => [...one.keys()]), ...transitions.keys()])
    return [...names].flatMap((row) => {
      const history = rows.map((one, index): RowVersion => {
        const source = one.get(row)
        if (source !== undefined) return source
        const owner = versions[index]?.get(owners.get(row) ?? '')
        return owner !== undefined && !owner.isValid ? 'gone or kept' : 'gone'
      })
      const { ends, allowed } = outcomesOf(this.carts.get(row) ?? new Set([undefined]), history)
      this.carts.set(row, ends)
      const found = [...(transitions.get(row) ?? [])].sort().join(', ')
      return allowed.has(found) ? [] : [`${row} has the events [${found}], expected [${[...allowed].join('] or [')}]`]
    })
  }
}

/** `gone or kept`: the row is gone, and stays in the state if the row that has its person now is rejected. */
type RowVersion = Pick<Source, 'cart' | 'isValid'> | 'gone' | 'gone or kept'

interface Outcomes {
  readonly ends: Set<KnownCart>
  readonly allowed: Set<string>
}

/** Every set of events that the versions of a row may lead to, and what may be known of the row at the end. */
export function outcomesOf(known: ReadonlySet<KnownCart>, history: readonly RowVersion[]): Outcomes {
  const outcomes: Outcomes = { ends: new Set(), allowed: new Set() }
  for (const cart of known) follow({ cart, stored: 0, events: [] }, history, outcomes)
  return outcomes
}

interface Path {
  readonly cart: KnownCart
  /** How often the row was stored: an event has one id while its row is not stored again. */
  readonly stored: number
  readonly events: readonly string[]
}

function follow(path: Path, [version, ...rest]: readonly RowVersion[], outcomes: Outcomes): void {
  if (version === undefined) {
    outcomes.ends.add(path.cart)
    outcomes.allowed.add(
      path.events
        .map((event) => event.slice(event.indexOf(':') + 1))
        .sort()
        .join(', '),
    )
    return
  }
  for (const next of rest.length === 0 ? delivered(path, version) : disturbed(path, version))
    follow(next, rest, outcomes)
}

/** After a run that ended. */
function delivered(path: Path, version: RowVersion): readonly Path[] {
  if (version === 'gone') return [{ ...path, cart: undefined }]
  if (version === 'gone or kept') return [path, { ...path, cart: undefined }]
  if (!version.isValid) return [...refused(path, version.cart), { ...path, cart: undefined }]
  return [{ cart: version.cart, stored: path.stored + 1, events: withEvent(path, version.cart) }]
}

/** After a run that was killed or replaced at any moment. */
function disturbed(path: Path, version: RowVersion): readonly Path[] {
  if (typeof version === 'string') return [path, { ...path, cart: undefined }]
  const announced = path.cart === undefined ? { ...path, cart: version.cart } : path
  if (!version.isValid) return [announced, ...refused(path, version.cart)]
  const events = withEvent(path, version.cart)
  return [path, { ...announced, events }, { cart: version.cart, stored: path.stored + 1, events }]
}

/** The event of a row can be accepted although the row is not; then it has the same id when the row is sent again. */
function refused(path: Path, cart: string): readonly Path[] {
  const events = withEvent(path, cart)
  return [path, { ...path, events }, { ...path, events, cart: path.cart === undefined ? undefined : cart }]
}

function withEvent({ cart, stored, events }: Path, to: string): readonly string[] {
  const event = `${stored}:${cart}>${to}`
  return cart === undefined || cart === to || events.includes(event) ? events : [...events, event]
}
