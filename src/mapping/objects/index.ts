import type { AttributeKind } from '../attribute-kinds'
import type { ObjectDefinition } from './definition'
import { device } from './device'
import { event } from './event'
import { object } from './object'
import { person } from './person'
import { personMerge } from './person-merge'
import { personSuppression } from './person-suppression'
import { relationship } from './relationship'
import { segmentMembership } from './segment-membership'

/** Every destination object, in the order of the catalog and of the documentation. */
export const OBJECTS: readonly ObjectDefinition[] = [
  person,
  event,
  object,
  relationship,
  device,
  segmentMembership,
  personSuppression,
  personMerge,
]

/** The definition of an object; undefined for a name that is not one. */
export function definitionOf(name: unknown): ObjectDefinition | undefined {
  return OBJECTS.find((definition) => definition.name === name)
}

/** True for an object of which a row describes one person. */
export function describesPeople(object: string): boolean {
  return definitionOf(object)?.describesPeople === true
}

/** The kind of attributes that an operation of an object takes; undefined for none. */
export function attributesOf(object: string, operation: string): AttributeKind | undefined {
  return definitionOf(object)?.operations.find(({ name }) => name === operation)?.attributes
}
