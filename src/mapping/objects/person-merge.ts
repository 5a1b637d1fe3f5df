import { IdentifierRejection, readIdentifier } from '../identifier'
import type { PersonRef } from '../entity'
import type { BuildResult, Field, MappingConfig, ObjectDefinition, RowView } from './definition'
import { identifiersJson, isBlank, personEntity, reject } from './item-parts'

const KINDS = ['id', 'email', 'cio_id'] as const
const SIDES = ['primary', 'secondary'] as const

const FIELDS: readonly Field[] = SIDES.flatMap((side) =>
  KINDS.map((kind) => ({
    name: `${side}_${kind}`,
    title: `${side === 'primary' ? 'Primary' : 'Secondary'} ${kind}`,
    description:
      side === 'primary'
        ? `The ${kind} of the profile that is kept. Exactly one identifier of each side has a value.`
        : `The ${kind} of the person who is merged into the primary one and deleted.`,
    type: 'string' as const,
    required: false,
    columnOption: `${side}_${kind}_column`,
  })),
)

export const personMerge: ObjectDefinition = {
  name: 'person_merge',
  title: 'Merge',
  description: 'Two profiles of the same person. The secondary profile is merged into the primary one and deleted.',
  stage: 'references',
  personKinds: [],
  fields: FIELDS,
  ruleOptions: [],
  operations: [
    {
      name: 'insert',
      title: 'Merge',
      syncMode: 'append',
      matchingKeys: [],
      conflictClass: 'exclusive',
      irreversible: true,
      attributes: undefined,
      examples: [
        { primary_id: '42', secondary_email: 'old@example.com' },
        { primary_id: '42', secondary_id: '43' },
      ],
    },
  ],
  missingRequirements: ({ columns }) =>
    SIDES.filter((side) => !KINDS.some((kind) => columns.has(`${side}_${kind}`))).map((side) => ({
      field: `${side}_id`,
      option: `${side}_id_column`,
      why: `the ${side} side of a merge needs an identifier`,
    })),
  compile:
    ({ config }) =>
    (parts) => {
      const primary = readSide(parts, 'primary', config)
      if ('kind' in primary && !('value' in primary)) return primary
      const secondary = readSide(parts, 'secondary', config)
      if ('kind' in secondary && !('value' in secondary)) return secondary
      if (primary.kind === secondary.kind && primary.value === secondary.value) {
        return reject('invalid_field', 'secondary_id', { why: 'same_person' })
      }
      return {
        kind: 'built',
        json: [
          `{"type":"person","action":"merge","primary":${identifiersJson(primary)},"secondary":${identifiersJson(secondary)}}`,
        ],
        entity: personEntity(primary),
        extras: { moreEntities: [personEntity(secondary)] },
        key: primary.value,
      }
    },
}

function readSide(parts: RowView, side: (typeof SIDES)[number], { identity }: MappingConfig): PersonRef | BuildResult {
  const given = KINDS.filter((kind) => !isBlank(parts.value(`${side}_${kind}`)))
  const [kind] = given
  if (kind === undefined) return reject('missing_identifier', `${side}_id`)
  if (given.length > 1) return reject('invalid_field', `${side}_id`, { why: 'several_identifiers' })
  const value = readIdentifier(kind, `${side}_${kind}`, parts.value(`${side}_${kind}`), identity.normalize_email)
  return value instanceof IdentifierRejection ? { kind: 'rejected', rejection: value.rejection } : { kind, value }
}
