import { RELATIONSHIP_ATTRIBUTES } from '../attribute-kinds'
import { relationshipKey, type PersonRef } from '../entity'
import type { ObjectDefinition, Operation } from './definition'
import { OBJECT_FIELDS } from './object'
import { identifiersJson, objectEntity, PERSON_KINDS, personEntity, compileObjectRef } from './item-parts'

const MATCHING_KEYS = [
  ['object_id', 'id'],
  ['object_id', 'email'],
  ['object_id', 'cio_id'],
] as const

const ROWS: Operation['examples'] = [
  { object_type_id: '1', object_id: 'acme', id: '42', role: 'owner' },
  { object_type_id: '1', object_id: 'globex', id: '42', role: 'guest' },
]
const PAIRS: Operation['examples'] = [
  { object_type_id: '1', object_id: 'acme', id: '42' },
  { object_type_id: '1', object_id: 'globex', id: '42' },
]

export const relationship: ObjectDefinition = {
  name: 'relationship',
  title: 'Relationship',
  description: 'A relationship between a person and an object, with its attributes.',
  stage: 'references',
  personKinds: PERSON_KINDS,
  fields: OBJECT_FIELDS,
  ruleOptions: [],
  // It waits for the person and the object, but not for their other relationships; only a pair is exclusive.
  operations: [
    {
      name: 'insert',
      title: 'Add',
      syncMode: 'append',
      matchingKeys: [],
      conflictClass: 'link',
      irreversible: false,
      attributes: RELATIONSHIP_ATTRIBUTES,
      examples: ROWS,
    },
    {
      name: 'upsert',
      title: 'Create or update',
      syncMode: 'append_dedup',
      matchingKeys: MATCHING_KEYS,
      conflictClass: 'link',
      irreversible: false,
      attributes: RELATIONSHIP_ATTRIBUTES,
      examples: ROWS,
    },
    {
      name: 'delete',
      title: 'Remove',
      syncMode: 'soft_delete',
      matchingKeys: MATCHING_KEYS,
      conflictClass: 'link',
      irreversible: false,
      attributes: undefined,
      examples: PAIRS,
    },
  ],
  compile: (context) => {
    const isDelete = context.operation.name === 'delete'
    const readRef = compileObjectRef(context)
    const action = isDelete ? 'delete_relationships' : 'add_relationships'
    return (parts) => {
      const ref = readRef(parts)
      if ('kind' in ref) return ref
      const { typeId, objectId } = ref
      const person = parts.person as PersonRef
      const object = objectEntity(typeId, objectId)
      const pair = relationshipKey(personEntity(person), object)
      const tie = `{"identifiers":{"object_type_id":"${typeId}","object_id":${JSON.stringify(objectId)}}`
      const head = `{"type":"person","identifiers":${identifiersJson(person)},"action":"${action}","cio_relationships":[${tie}`
      return {
        kind: 'built',
        ...(isDelete || parts.attributes.bytes === 0
          ? { json: [`${head}}]}`] }
          : { json: [`${head},"relationship_attributes":{`], tail: '}}]}' }),
        entity: personEntity(person),
        extras: { moreEntities: [object, pair], exclusive: pair },
      }
    }
  },
}
