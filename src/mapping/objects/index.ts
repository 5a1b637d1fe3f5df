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
