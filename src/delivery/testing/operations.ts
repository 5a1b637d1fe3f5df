/** One operation on one of a few people, as the rows of a simulation say it. */
export interface Operation {
  readonly action: 'set' | 'move' | 'event' | 'link' | 'merge' | 'delete' | 'bad'
  readonly person: string
  /** The other side of a link or a merge, or the person who had an address before. */
  readonly other?: string
  /** Attributes of a set; the id of an event. */
  readonly values: Readonly<Record<string, number>>
  readonly id: number
}

export interface Person {
  attributes: Record<string, number>
  events: number[]
}

/** Applies an operation the way Customer.io does: attributes overwrite, a repeated event id changes nothing. */
export function apply(people: Map<string, Person>, operation: Operation): void {
  if (operation.action === 'delete') {
    people.delete(operation.person)
    return
  }
  if (operation.action === 'merge') {
    mergePeople(people, operation)
    return
  }
  const person = people.get(operation.person) ?? { attributes: {}, events: [] }
  people.set(operation.person, person)
  if (operation.action === 'set' || operation.action === 'move') Object.assign(person.attributes, operation.values)
  if (operation.action === 'link') person.attributes[`link to ${operation.other}`] = operation.id
  if (operation.action === 'event' && !person.events.includes(operation.id)) person.events.push(operation.id)
}

/** The person gets what it lacks of the other one, who is removed. */
function mergePeople(people: Map<string, Person>, { person, other = '' }: Operation): void {
  const [primary, secondary] = [people.get(person), people.get(other)]
  if (primary === undefined || secondary === undefined || primary === secondary) return
  people.delete(other)
  primary.attributes = { ...secondary.attributes, ...primary.attributes }
  primary.events = [...new Set([...primary.events, ...secondary.events])]
}
