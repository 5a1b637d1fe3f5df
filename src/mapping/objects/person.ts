import { PERSON_ATTRIBUTES } from '../attribute-kinds'
import type { PersonRef } from '../entity'
import type { JsonPiece } from '../../lib/json-writer'
import type { ObjectDefinition, Operation } from './definition'
import { compileRowTime, TIME_OPTIONS } from './row-time'
import { beforeIdOf, endingAction, PERSON_KINDS, personEntity, unquotedJson } from './item-parts'

const TAIL = Buffer.from('}}')
const MATCHING_KEYS = [['id'], ['email'], ['cio_id'], ['phone']] as const

const operation = (
  more: Pick<
    Operation,
    'name' | 'title' | 'syncMode' | 'conflictClass' | 'irreversible' | 'attributes' | 'controlAttributes' | 'examples'
  >,
): Operation => ({
  matchingKeys: MATCHING_KEYS,
  ...more,
})

export const person: ObjectDefinition = {
  name: 'person',
  title: 'Person',
  description: 'A person with attributes. One row is one person.',
  describesPeople: true,
  stage: 'entities',
  personKinds: PERSON_KINDS,
  furtherKinds: ['anonymous_id'],
  fields: [
    {
      name: 'timestamp',
      title: 'Update timestamp',
      description:
        'The time at which the attributes had these values. Customer.io drops an update that is older than the newest ' +
        'one it has, without an error. Set the column only if you need this.',
      type: 'timestamp',
      required: false,
      columnOption: 'timestamp_column',
      isOnlyNamedByRules: true,
    },
  ],
  ruleOptions: TIME_OPTIONS,
  operations: [
    operation({
      name: 'upsert',
      title: 'Create or update',
      syncMode: 'append_dedup',
      conflictClass: 'upsert',
      irreversible: false,
      attributes: PERSON_ATTRIBUTES,
      examples: [
        { id: '42', email: 'ada@example.com', first_name: 'Ada', visits: 3 },
        { id: '43', first_name: 'Grace', vip: true },
      ],
    }),
    operation({
      name: 'update',
      title: 'Update existing people only',
      syncMode: 'update',
      conflictClass: 'upsert',
      irreversible: false,
      attributes: PERSON_ATTRIBUTES,
      controlAttributes: 1,
      examples: [
        { id: '42', plan: 'pro' },
        { id: '43', plan: 'free' },
      ],
    }),
    operation({
      name: 'delete',
      title: 'Delete',
      syncMode: 'soft_delete',
      conflictClass: 'exclusive',
      irreversible: true,
      attributes: undefined,
      examples: [{ id: '42' }, { id: '43' }],
    }),
  ],
  review: ({ operation, columns }) => ({
    problems: [],
    warnings:
      operation.name === 'delete' && columns.has('timestamp') ? ['timestamp_column has no effect on a deletion.'] : [],
  }),
  compile: ({ operation: { name }, config, columns, rule, tools }) => {
    if (name === 'delete') return (parts) => endingAction(parts, 'delete', tools)
    // `_update` is a control attribute of the identify call: it keeps Customer.io from creating anybody.
    const opening = name === 'update' ? '"_update":true' : ''
    // A name such as timestamp is an ordinary attribute unless the user said that this column is the time.
    const timed = columns.has('timestamp')
    const readTime = compileRowTime({ rule }, config.time_zone, 'timestamp')
    const beforeId = beforeIdOf(PERSON_KINDS)
    const afterId = (time: string, rest: string) => `"},"action":"identify"${time},"attributes":{${rest}`
    // One for a row with attributes and one for a row without.
    const behind = Buffer.from(afterId('', opening === '' ? '' : `${opening},`))
    const bare = Buffer.from(afterId('', opening))
    return (parts) => {
      const who = parts.person as PersonRef
      const hasAttributes = parts.attributes.bytes > 0
      let after: JsonPiece = hasAttributes ? behind : bare
      if (timed) {
        const seconds = readTime(parts.value('timestamp'))
        if (typeof seconds === 'object') return seconds
        after = afterId(`,"timestamp":${seconds}`, opening === '' || !hasAttributes ? opening : `${opening},`)
      }
      return {
        kind: 'built',
        json: [beforeId[who.kind] as Uint8Array, unquotedJson(who.value), after],
        tail: TAIL,
        entity: personEntity(who),
      }
    }
  },
}
