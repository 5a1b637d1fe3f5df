import { IdentifierRejection } from '../identifier'
import type { PersonRef } from '../entity'
import type { BuildResult, CompileContext, Field, ObjectDefinition, RowView } from './definition'
import { compileFieldIdentifier, identifiersJson, isBlank, personEntity, reject } from './item-parts'

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
  compile: (context) => {
    const readPrimary = compileSide(context, 'primary')
    const readSecondary = compileSide(context, 'secondary')
    const { emails } = context.tools.memory
    return (parts) => {
      const primary = readPrimary(parts)
      if (!('value' in primary)) return primary
      const secondary = readSecondary(parts)
      if (!('value' in secondary)) return secondary
      if (primary.kind === secondary.kind && primary.value === secondary.value) {
        return reject('invalid_field', 'secondary_id', { why: 'same_person' })
      }
      return {
        kind: 'built',
        json: [
          `{"type":"person","action":"merge","primary":${identifiersJson(primary)},"secondary":${identifiersJson(secondary)}}`,
        ],
        entity: personEntity(primary),
        extras: { moreEntities: [personEntity(secondary), ...emails.merge(primary, secondary)] },
        key: primary.value,
      }
    }
  },
}

/** Makes the function that reads the one identifier of a side. */
function compileSide(
  context: CompileContext,
  side: (typeof SIDES)[number],
): (parts: RowView) => PersonRef | BuildResult {
  const readers = KINDS.map((kind) => {
    const field = `${side}_${kind}`
    return { kind, field, read: compileFieldIdentifier(context, kind, field) }
  })
  return (parts) => {
    const given = readers.filter(({ field }) => !isBlank(parts.value(field)))
    const [first] = given
    if (first === undefined) return reject('missing_identifier', `${side}_id`)
    if (given.length > 1) return reject('invalid_field', `${side}_id`, { why: 'several_identifiers' })
    const value = first.read(parts.value(first.field))
    if (value instanceof IdentifierRejection) return { kind: 'rejected', rejection: value.rejection }
    return { kind: first.kind, value }
  }
}
