import { entityKey, relationshipKey, type PersonRef } from '../entity'
import type { ObjectDefinition } from './definition'
import { COUNTING_NUMBER, isCountingNumber, personEntity, reject } from './item-parts'

export const segmentMembership: ObjectDefinition = {
  name: 'segment_membership',
  title: 'Segment membership',
  description: 'A person in a manual segment. Data-driven segments cannot be written.',
  stage: 'references',
  // The segment endpoints take no phone number (Track API reference, v1 segments).
  personKinds: ['cio_id', 'id', 'email'],
  fields: [
    {
      name: 'segment_id',
      title: 'Segment',
      description: 'The number of the manual segment.',
      type: 'string',
      required: true,
      columnOption: 'segment_id_column',
      constantOption: 'segment_id',
      pattern: COUNTING_NUMBER,
      workspaceList: 'segments',
    },
  ],
  ruleOptions: [],
  // Adding and removing one person must not change places.
  operations: [
    {
      name: 'insert',
      title: 'Add to the segment',
      syncMode: 'append',
      matchingKeys: [],
      conflictClass: 'link',
      irreversible: false,
      attributes: undefined,
      examples: [
        { id: '42', segment_id: '7' },
        { id: '43', segment_id: '7' },
      ],
    },
    {
      name: 'delete',
      title: 'Remove from the segment',
      syncMode: 'soft_delete',
      matchingKeys: [],
      conflictClass: 'link',
      irreversible: false,
      attributes: undefined,
      examples: [
        { id: '42', segment_id: '7' },
        { id: '43', segment_id: '7' },
      ],
    },
  ],
  compile: ({ operation, tools }) => {
    const action = operation.name === 'delete' ? 'remove' : 'add'
    return (parts) => {
      const person = parts.person as PersonRef
      const segmentId = parts.text('segment_id') as string
      if (!isCountingNumber(segmentId))
        return reject('invalid_field', 'segment_id', { expected: { type: 'counting_number' } })
      const membership = relationshipKey(personEntity(person), entityKey('segment', segmentId))
      return {
        kind: 'built',
        json: [JSON.stringify(person.value)],
        entity: personEntity(person),
        extras: { moreEntities: [membership], exclusive: membership },
        endpoint: tools.segments.get(segmentId, action, person.kind),
      }
    }
  },
}
