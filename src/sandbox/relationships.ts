import { keyOf, objectRef, type ObjectRef, type Objects, type StoredObject } from './objects'
import type { People, Person } from './people'
import type { Settings } from './settings'
import { isObject, setAttributes, textOf, type Attributes, type Stored } from './values'

/** The relationships between people and objects, changed from either side. */
export class Relationships {
  /** Relationships that wait until a person is identified with their anonymous_id. */
  private readonly waiting = new Map<string, { readonly object: ObjectRef; readonly attributes: unknown }[]>()

  constructor(
    private readonly settings: Settings,
    private readonly people: People,
    private readonly objects: Objects,
  ) {}

  /** Changes relationships of a person: each names an object. */
  changeOfPerson(person: Person, relationships: readonly unknown[], at: number, add: boolean): void {
    for (const one of relationships) {
      if (!isObject(one)) continue
      const ref = objectRef(one['identifiers'])
      if (add) this.link(person, ref, one['relationship_attributes'], at)
      else this.unlink(person, ref, at)
    }
  }

  /** Changes relationships of an object: each names a person, or an anonymous_id to wait for. */
  changeOfObject(object: ObjectRef, relationships: readonly unknown[], at: number, add: boolean): void {
    for (const one of relationships) {
      const identifiers = isObject(one) && isObject(one['identifiers']) ? one['identifiers'] : {}
      const attributes = isObject(one) ? one['relationship_attributes'] : undefined
      if (identifiers['anonymous_id'] !== undefined) {
        this.await(textOf(identifiers['anonymous_id']), object, attributes)
        continue
      }
      const person = this.people.namedOrNew(identifiers, add && this.settings.relationshipsCreatePeople, at)
      if (person === undefined) continue
      if (add) this.link(person, object, attributes, at)
      else this.unlink(person, object, at)
    }
  }

  /** Assigns the relationships that wait for an anonymous_id to the person who was identified with it. */
  adopt(anonymousId: string, person: Person, at: number): void {
    for (const { object, attributes } of this.waiting.get(anonymousId) ?? []) this.link(person, object, attributes, at)
    this.waiting.delete(anonymousId)
  }

  /** Deletes all relationships of a deleted object. */
  dropObject(object: StoredObject): void {
    for (const person of this.people.all) person.relationships.delete(keyOf(object))
  }

  private await(anonymousId: string, object: ObjectRef, attributes: unknown): void {
    this.waiting.set(anonymousId, [...(this.waiting.get(anonymousId) ?? []), { object, attributes }])
  }

  private link(person: Person, ref: ObjectRef, attributes: unknown, at: number): void {
    const { relationshipsCreateObjects, attributesPerProfile } = this.settings
    const object = relationshipsCreateObjects ? this.objects.findOrNew(ref, at) : this.objects.find(ref)
    if (object === undefined) return
    const values: Attributes = person.relationships.get(keyOf(object)) ?? new Map<string, Stored>()
    person.relationships.set(keyOf(object), values)
    setAttributes(values, isObject(attributes) ? attributes : {}, at, true, attributesPerProfile)
    this.people.note('add_relationship', person, at, { object_type_id: object.typeId, object_id: object.objectId })
  }

  private unlink(person: Person, ref: ObjectRef, at: number): void {
    const object = this.objects.find(ref)
    if (object === undefined || !person.relationships.delete(keyOf(object))) return
    this.people.note('delete_relationship', person, at, { object_type_id: object.typeId, object_id: object.objectId })
  }
}
