import type { HeldPerson } from './compare-profile'
import { heldValue, isSame, typeOfText, typeOfSent } from './compare-profile'
import type { ExpectedPerson } from './expected-profile'
import { readAll, type PeopleReader } from './read-back'

/** What a run would change compared with what Customer.io holds now. Names are those of the JSON that `--json` writes. */
export interface Comparison {
  /** People looked up. */
  readonly people: number
  readonly new_people: number
  readonly existing_people: number
  /** People who do not exist, and are named only by updates that create no one. */
  readonly unknown_to_updates: number
  readonly deleted_people: number
  /** People who are unsubscribed now and would be subscribed again, and the reverse. */
  readonly subscribed_again: number
  readonly newly_unsubscribed: number
  /** Email addresses that belong to another profile: Customer.io would answer 200 and drop them. */
  readonly emails_of_others: number
  readonly attributes: readonly AttributeComparison[]
}

/** Counts of existing people by what would happen to one attribute. */
export interface AttributeComparison {
  readonly attribute: string
  readonly unchanged: number
  readonly added: number
  /** Another value that reads as the same type. */
  readonly changed: number
  /** Another value that reads as another type. `types` names the type before and after. */
  readonly type_changed: number
  readonly types: string | null
  readonly cleared: number
}

interface Counts {
  unchanged: number
  added: number
  changed: number
  type_changed: number
  types: string | null
  cleared: number
}

/** Looks people up and counts what the run would change. It only reads. */
export async function compareWithWorkspace(
  people: readonly ExpectedPerson[],
  reader: Pick<PeopleReader, 'people'>,
): Promise<Comparison> {
  const held = await readAll(people, reader)
  const byName = new Map<string, Counts>()
  const totals = { new_people: 0, unknown_to_updates: 0, deleted_people: 0, subscribed_again: 0, newly_unsubscribed: 0 }
  for (const person of people) {
    const now = held.get(person)
    if (person.state === 'absent') {
      if (now !== undefined) totals.deleted_people++
    } else if (now === undefined) {
      if (person.state === 'if_known') totals.unknown_to_updates++
      else totals.new_people++
    } else {
      const wish = person.attributes['unsubscribed']
      if (wish === false && now.unsubscribed) totals.subscribed_again++
      if (wish === true && !now.unsubscribed) totals.newly_unsubscribed++
      countAttributes(person, now, byName)
    }
  }
  return {
    people: people.length,
    existing_people: held.size,
    ...totals,
    emails_of_others: await countEmailsOfOthers(people, held, reader),
    attributes: [...byName].map(([attribute, counts]) => ({ attribute, ...counts })),
  }
}

function countAttributes(person: ExpectedPerson, now: HeldPerson, byName: Map<string, Counts>): void {
  for (const [attribute, sent] of Object.entries(person.attributes)) {
    let counts = byName.get(attribute)
    if (counts === undefined) {
      counts = { unchanged: 0, added: 0, changed: 0, type_changed: 0, types: null, cleared: 0 }
      byName.set(attribute, counts)
    }
    const value = heldValue(now, attribute)
    const isHeld = value !== undefined && value !== ''
    if (sent === null || sent === '') counts[isHeld ? 'cleared' : 'unchanged']++
    else if (!isHeld) counts.added++
    else if (isSame(attribute, sent, value)) counts.unchanged++
    else if (typeOfText(value) === typeOfSent(sent)) counts.changed++
    else {
      counts.type_changed++
      counts.types ??= `${typeOfText(value)} to ${typeOfSent(sent)}`
    }
  }
}

/** Counts email addresses that Customer.io would drop from a person because another profile has them. */
async function countEmailsOfOthers(
  people: readonly ExpectedPerson[],
  held: ReadonlyMap<ExpectedPerson, HeldPerson>,
  reader: Pick<PeopleReader, 'people'>,
): Promise<number> {
  const bring = people.filter(({ kind, state, attributes }) => {
    const { email } = attributes
    return kind === 'id' && state !== 'absent' && typeof email === 'string' && email !== ''
  })
  const asEmails = bring.map((person): ExpectedPerson => {
    return { kind: 'email', value: person.attributes['email'] as string, state: 'present', attributes: {} }
  })
  const owners = await readAll(asEmails, reader)
  return bring.filter((person, index) => {
    const owner = owners.get(asEmails[index] as ExpectedPerson)
    const self = held.get(person)
    if (owner === undefined || owner.cioId === self?.cioId) return false
    // A new id takes over a profile that has this email address and no id.
    return self !== undefined || owner.id !== undefined
  }).length
}
