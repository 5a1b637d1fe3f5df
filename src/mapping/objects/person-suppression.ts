import type { ObjectDefinition } from './definition'
import { endingAction, personAction } from './item-parts'

export const personSuppression: ObjectDefinition = {
  name: 'person_suppression',
  title: 'Suppression',
  description:
    'A person whose data is deleted and whose identifiers are blocked, so that the profile cannot be created again.',
  stage: 'references',
  isRestoredByDelete: true,
  personKinds: ['cio_id', 'id', 'email'],
  fields: [],
  ruleOptions: [],
  operations: [
    {
      name: 'insert',
      title: 'Suppress',
      syncMode: 'append',
      matchingKeys: [],
      conflictClass: 'exclusive',
      irreversible: true,
      attributes: undefined,
      examples: [{ id: '42' }, { email: 'ada@example.com' }],
    },
    {
      name: 'delete',
      title: 'Unsuppress',
      syncMode: 'soft_delete',
      matchingKeys: [],
      conflictClass: 'exclusive',
      irreversible: false,
      attributes: undefined,
      examples: [{ id: '42' }, { email: 'ada@example.com' }],
    },
  ],
  compile: ({ operation, tools }) =>
    operation.name === 'delete'
      ? (parts) => personAction(parts, 'unsuppress')
      : (parts) => endingAction(parts, 'suppress', tools),
}
