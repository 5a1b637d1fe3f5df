import type { Alias } from './objects/aliases'
import { OBJECTS } from './objects/index'
import { trimChar } from '../lib/trim'

/** Something of a workspace that has a number and a name. */
export interface NamedThing {
  readonly id: string
  readonly name: string
}

/** The object types and manual segments of a workspace, as separate destination objects. */
export interface WorkspaceObjects {
  /** Object names by what they stand for, in the order of the catalog. */
  readonly aliases: ReadonlyMap<string, Alias & { readonly title: string }>
  resolve(name: string): Alias | undefined
}

/** `object_companies` and `relationship_companies` for an object type, `segment_membership_beta` for a segment. */
export function createWorkspaceObjects(
  objectTypes: readonly NamedThing[],
  segments: readonly NamedThing[],
): WorkspaceObjects {
  const aliases = new Map<string, Alias & { title: string }>()
  const add = (object: string, field: string, { id, name }: NamedThing) => {
    const slug = toSlug(name)
    // Two names can have the same slug. The id distinguishes them, and the result can equal another slug.
    let key = slug === '' ? `${object}_${id}` : `${object}_${slug}`
    while (aliases.has(key)) key = `${key}_${id}`
    aliases.set(key, { object, constants: { [field]: id }, title: name })
  }
  for (const [list, things] of [
    ['object_types', objectTypes],
    ['segments', segments],
  ] as const) {
    const numbered = OBJECTS.flatMap(({ name, fields }) =>
      fields.filter(({ workspaceList }) => workspaceList === list).map((field) => [name, field.name] as const),
    )
    for (const thing of things) for (const [object, field] of numbered) add(object, field, thing)
  }
  return { aliases, resolve: (name) => aliases.get(name) }
}

function toSlug(name: string): string {
  return trimChar(name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_'), '_')
}
