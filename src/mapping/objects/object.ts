import { OBJECT_ATTRIBUTES } from '../attribute-kinds'
import type { ObjectDefinition, Operation } from './definition'
import { COUNTING_NUMBER, objectEntity, compileObjectRef } from './item-parts'

const FIELDS = [
  {
    name: 'object_type_id',
    title: 'Object type',
    description: 'The number of the object type in Customer.io, at least 1. An unknown number creates a type.',
    type: 'string',
    required: true,
    columnOption: 'object_type_id_column',
    constantOption: 'object_type_id',
    pattern: COUNTING_NUMBER,
    workspaceList: 'object_types',
  },
  {
    name: 'object_id',
    title: 'Object id',
    description: 'The id of the object within its type, at most 150 bytes.',
    type: 'string',
    required: true,
    columnOption: 'object_id_column',
  },
] as const satisfies ObjectDefinition['fields']

/** The fields that name an object, for all definitions that need one. */
export const OBJECT_FIELDS: ObjectDefinition['fields'] = FIELDS

const shared = { matchingKeys: [['object_id']] } satisfies Partial<Operation>

export const object: ObjectDefinition = {
  name: 'object',
  title: 'Object',
  description: 'An object, such as a company or a course, with its attributes.',
  stage: 'entities',
  personKinds: [],
  fields: OBJECT_FIELDS,
  ruleOptions: [],
  operations: [
    {
      ...shared,
      name: 'upsert',
      title: 'Create or update',
      syncMode: 'append_dedup',
      conflictClass: 'upsert',
      irreversible: false,
      attributes: OBJECT_ATTRIBUTES,
      examples: [
        { object_type_id: '1', object_id: 'acme', name: 'Acme', seats: 12 },
        { object_type_id: '1', object_id: 'globex', name: 'Globex' },
      ],
    },
    {
      ...shared,
      name: 'delete',
      title: 'Delete',
      syncMode: 'soft_delete',
      conflictClass: 'exclusive',
      irreversible: true,
      attributes: undefined,
      examples: [
        { object_type_id: '1', object_id: 'acme' },
        { object_type_id: '1', object_id: 'globex' },
      ],
    },
  ],
  compile: (context) => {
    const isDelete = context.operation.name === 'delete'
    const readRef = compileObjectRef(context)
    return (parts) => {
      const ref = readRef(parts)
      if ('kind' in ref) return ref
      const { typeId, objectId } = ref
      const head = `{"type":"object","identifiers":{"object_type_id":"${typeId}","object_id":${JSON.stringify(objectId)}}`
      return {
        kind: 'built',
        ...(isDelete
          ? { json: [`${head},"action":"delete"}`] }
          : { json: [`${head},"action":"identify","attributes":{`], tail: '}}' }),
        entity: objectEntity(typeId, objectId),
        key: objectId,
      }
    }
  },
}
