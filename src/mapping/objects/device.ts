import { DEVICE_ATTRIBUTES } from '../attribute-kinds'
import { entityKey, type PersonRef } from '../entity'
import { IdentifierRejection } from '../identifier'
import { compileRowTime, TIME_OPTIONS } from './row-time'
import type { ObjectDefinition } from './definition'
import { compileFieldIdentifier, identifiersJson, isBlank, PERSON_KINDS, personEntity, reject } from './item-parts'

const PLATFORMS = ['ios', 'android'] as const

export const device: ObjectDefinition = {
  name: 'device',
  title: 'Device',
  description: 'A device of a person that can be sent push messages.',
  stage: 'references',
  personKinds: PERSON_KINDS,
  fields: [
    {
      name: 'device_token',
      title: 'Device token',
      description: 'The token to which push messages are sent.',
      type: 'string',
      required: true,
      columnOption: 'token_column',
    },
    {
      name: 'device_platform',
      title: 'Platform',
      description: 'ios or android. A removal does not need it.',
      type: 'string',
      required: ['upsert'],
      columnOption: 'platform_column',
      constantOption: 'platform',
      values: PLATFORMS,
    },
    {
      name: 'device_last_used',
      title: 'Time of the last use',
      description: 'The time at which the device was last used: ISO 8601 text, or a number of unix seconds.',
      type: 'timestamp',
      required: false,
      columnOption: 'last_used_column',
    },
  ],
  ruleOptions: TIME_OPTIONS,
  operations: [
    {
      name: 'upsert',
      title: 'Add or update',
      syncMode: 'append_dedup',
      matchingKeys: [['device_token']],
      conflictClass: 'link',
      irreversible: false,
      attributes: DEVICE_ATTRIBUTES,
      examples: [
        { id: '42', device_token: 'tok-1', device_platform: 'ios', device_last_used: 1735689600, app_version: '2.4' },
        { id: '43', device_token: 'tok-2', device_platform: 'android' },
      ],
    },
    {
      name: 'delete',
      title: 'Remove',
      syncMode: 'soft_delete',
      matchingKeys: [['device_token']],
      conflictClass: 'link',
      irreversible: false,
      attributes: undefined,
      examples: [
        { id: '42', device_token: 'tok-1' },
        { id: '43', device_token: 'tok-2' },
      ],
    },
  ],
  review: ({ operation, columns }) => ({
    problems: [],
    warnings:
      operation.name === 'delete' && columns.has('device_last_used')
        ? ['last_used_column has no effect on a removal.']
        : [],
  }),
  compile: (context) => {
    const { operation, config } = context
    const isDelete = operation.name === 'delete'
    const readToken = compileFieldIdentifier(context, 'device_token', 'device_token')
    const readTime = compileRowTime(context, config.time_zone, 'device_last_used')
    return (parts) => {
      const person = parts.person as PersonRef
      const token = readToken(parts.value('device_token'))
      if (token instanceof IdentifierRejection) return { kind: 'rejected', rejection: token.rejection }
      const exclusive = entityKey('device', token)
      const who = { entity: personEntity(person), extras: { moreEntities: [exclusive], exclusive } }
      const head = `{"type":"person","identifiers":${identifiersJson(person)},"action":`
      const device = `"device":{"token":${JSON.stringify(token)}`
      if (isDelete) return { kind: 'built', json: [`${head}"delete_device",${device}}}`], ...who }
      const platform = parts.text('device_platform')?.toLowerCase()
      if (!(PLATFORMS as readonly (string | undefined)[]).includes(platform)) {
        return reject('invalid_field', 'device_platform', { expected: { type: 'one_of', values: PLATFORMS } })
      }
      const raw = parts.value('device_last_used')
      const lastUsed = isBlank(raw) ? undefined : readTime(raw)
      if (typeof lastUsed === 'object') return lastUsed
      const used = lastUsed === undefined ? '' : `,"last_used":${lastUsed}`
      const json = `${head}"add_device",${device},"platform":"${platform as string}"${used}`
      return {
        kind: 'built',
        ...(parts.attributes.bytes === 0 ? { json: [`${json}}}`] } : { json: [`${json},"attributes":{`], tail: '}}}' }),
        ...who,
      }
    }
  },
}
